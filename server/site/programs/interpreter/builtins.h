// The tables that find_builtin() looks in.
#pragma once

#include <span>
#include <string_view>

#include "site/programs/interpreter/shell.h"

namespace hpc::site::programs {

struct NamedBuiltin {
  std::string_view name;
  Builtin run;
};
std::span<const NamedBuiltin> control_builtins();
std::span<const NamedBuiltin> variable_builtins();
std::span<const NamedBuiltin> input_builtins();

}  // namespace hpc::site::programs
