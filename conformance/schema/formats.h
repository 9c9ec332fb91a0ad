// The formats that are asserted. Others are annotations, as the specification has it.
#pragma once

#include <string_view>

#include "base/json.h"

namespace hpc::conformance {

struct Format {
  std::string_view name;
  std::string_view example;                  ///< for fault texts; "" when the name says enough
  bool (*fits_text)(std::string_view text);  ///< nullptr: not about strings
  bool (*fits_number)(const Json& number);   ///< nullptr: not about numbers
};

/// nullptr: not one that is asserted.
const Format* find_format(std::string_view name);

bool is_ipv6(std::string_view text);

}  // namespace hpc::conformance
