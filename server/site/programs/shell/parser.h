// Text to syntax tree.
#pragma once

#include <memory>
#include <string_view>

#include "site/programs/shell/syntax.h"

namespace hpc::site::shell {

/// Never fails: what cannot be parsed is Script::error. Nesting beyond 100 levels is an error, so that no text exhausts
/// the stack.
std::shared_ptr<const Script> parse_script(std::string_view text, int first_line = 1);

bool is_name(std::string_view text);

}  // namespace hpc::site::shell
