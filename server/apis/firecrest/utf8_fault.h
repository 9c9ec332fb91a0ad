// Python's words for bytes that are not UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hpc::apis::firecrest {

/// "'utf-8' codec can't decode byte 0x80 in position 117: invalid start byte"; absent when all are UTF-8.
std::optional<std::string> utf8_fault(std::string_view bytes);

}  // namespace hpc::apis::firecrest
