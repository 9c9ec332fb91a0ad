// Text inside HTML and XML.
#pragma once

#include <string>
#include <string_view>

namespace hpc {

/// & < > become entities; a quote and an apostrophe become what is given, since frameworks spell them differently.
std::string escape_markup(std::string_view text, std::string_view quote = "&quot;", std::string_view apostrophe = "'");

}  // namespace hpc
