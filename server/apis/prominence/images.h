// What containers do that no outcome rule of the site knows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hpc::apis::prominence {

/// The script behind the entry point of an image without a command; "" when nothing is known of it.
std::string entry_point(std::string_view image);

/// Whether any of the globs matches.
bool matches_any(const std::vector<std::string>& globs, std::string_view text);

}  // namespace hpc::apis::prominence
