// JSON that came from a client.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/json.h"

namespace hpc {

/// Printing, copying and comparing a value goes down its levels on the stack: what is nested deeper than this is
/// refused.
inline constexpr std::size_t kMostJsonLevels = 500;

/// Discarded when the text is malformed or too deep.
Json parse_client_json(std::string_view text);
OrderedJson parse_client_ordered_json(std::string_view text);

}  // namespace hpc
