// What a command's name stands for, outside of functions and builtins.
#pragma once

#include "site/programs/interpreter/shell.h"

namespace hpc::site::programs {

class ShellRunner final : public CommandRunner {
 public:
  Task<Ran> run(Process& process, const std::vector<std::string>& arguments,
                const Variables& environment) const override;
};

/// A job's script, or a file's text with `#!`, by the interpreter its first line names.
struct Interpreter {
  bool is_shell = true;
  std::vector<std::string> options;  ///< what follows the shell's name: "-e"
};
Interpreter interpreter_of(std::string_view script);
/// "-e", "-x", "-eu", "-o" "pipefail"...: as `set` takes them; false for an unknown one.
bool set_option(Options& options, char letter, bool on);
bool set_long_option(Options& options, std::string_view name, bool on);
/// Seconds that a program runs that nobody has said anything of.
inline constexpr Duration kUnknownProgram = std::chrono::seconds(1);

}  // namespace hpc::site::programs
