// The state of one shell, and what its parts do with it. A subshell is a copy with a process of its own.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "site/programs/runtime/kernel.h"
#include "site/programs/runtime/variables.h"
#include "site/programs/shell/syntax.h"

namespace hpc::site::programs {

/// Why the commands that follow are not run.
enum class Flow {
  none,
  next_round,  ///< continue
  leave_loop,  ///< break
  return_,
  discard,  ///< an error in an expansion: on with the next line of the script
  exit,
};

struct Options {
  bool errexit = false;
  bool nounset = false;
  bool xtrace = false;
  bool pipefail = false;
  bool noglob = false;
  bool nullglob = false;
  bool allexport = false;
  bool noexec = false;
};

struct Shell {
  Shell(Process& in, Variables initial) : process(&in), variables(std::move(initial)), pid(in.pid) {}
  /// A copy for a subshell that runs in `in`.
  Shell(const Shell& other, Process& in) : Shell(other) {
    process = &in;
    background.clear();
    exit_trap.clear();
    loops = 0;
  }

  Kernel& kernel() const { return process->kernel; }

  Process* process;
  Variables variables;
  std::map<std::string, std::shared_ptr<const shell::Command>, std::less<>>
      functions;  ///< shared with the tree they were defined in
  Options options;
  std::string name = "bash";           ///< $0
  std::string source = "bash";         ///< before errors: the file that is read
  std::vector<std::string> arguments;  ///< $1...
  int line = 0;
  int status = 0;  ///< $?
  Pid pid;         ///< $$, a subshell's too
  Pid last_background = 0;
  std::uint64_t substitutions = 0;  ///< command substitutions made so far
  std::vector<Pid> background;

  Flow flow = Flow::none;
  int levels = 0;  ///< loops still to leave
  int loops = 0;   ///< around us
  int functions_in = 0;
  int sources_in = 0;
  int unchecked = 0;  ///< > 0: in a condition, where set -e does not count
  std::string exit_trap;
  /// What `local` has hidden, per function call.
  std::vector<std::vector<std::pair<std::string, std::optional<Variable>>>> locals;

 private:
  Shell(const Shell&) = default;
};

/// `source: line N: message` to stderr.
void complain(Shell& shell, std::string_view message);
void write_error(Shell& shell, std::string_view text);

// --- Running: the exit status; `shell.flow` says whether to go on. ---
/// `script` is kept by the caller until it is done.
Task<int> run_script(Shell& shell, const std::shared_ptr<const shell::Script>& script);
Task<int> run_text(Shell& shell, const std::string& text, int first_line);
Task<int> run_list(Shell& shell, const shell::List& list);
Task<int> run_command(Shell& shell, const shell::Command& command);
Task<int> run_simple(Shell& shell, const shell::Command& command);
Task<int> run_compound(Shell& shell, const shell::Command& command);
Task<int> run_conditional(Shell& shell, const shell::Condition& condition);
Task<int> call_function(Shell& shell, const std::shared_ptr<const shell::Command>& body,
                        const std::vector<std::string>& words);
/// The outermost task of a shell's process: the script, then the EXIT trap.
Task<int> shell_main(std::unique_ptr<Shell> shell, std::shared_ptr<const shell::Script> script);
/// The same for a subshell over a part of the parent's tree, which Process::code keeps.
Task<int> subshell_main(std::unique_ptr<Shell> shell, const shell::List* list);
Task<int> command_main(std::unique_ptr<Shell> shell, const shell::Command* command);
Task<int> and_or_main(std::unique_ptr<Shell> shell, const shell::AndOr* item);
Task<int> run_and_or(Shell& shell, const shell::AndOr& item);
Task<int> run_pipeline(Shell& shell, const shell::Pipeline& pipeline);
void run_in_background(Shell& shell, const shell::AndOr& item);
/// A copy of the shell in a new process; null (and complained about) when there are too many.
std::unique_ptr<Shell> fork(Shell& shell);

// --- Words ---
/// All expansions, splitting and globbing.
Task<std::vector<std::string>> expand_words(Shell& shell, const std::vector<shell::Word>& words);
/// One text: no splitting, no globbing.
Task<std::string> expand_text(Shell& shell, const shell::Word& word);
/// One text in which what was quoted is escaped, for Pattern.
Task<std::string> expand_pattern(Shell& shell, const shell::Word& word);
/// An arithmetic expression's value; absent (and complained about) when it is wrong.
Task<std::optional<std::int64_t>> expand_arithmetic(Shell& shell, const shell::Word& word, const char* command);
/// The output of commands, without the newlines at its end; sets `shell.status`.
Task<std::string> command_output(Shell& shell, const shell::List& body);
/// Value of a parameter, variable or special; absent when unset.
std::optional<std::string> parameter(const Shell& shell, const std::string& name);
std::optional<std::int64_t> evaluate(Shell& shell, const std::string& expression, const char* command);

/// False (and complained about) for a readonly one.
bool assign(Shell& shell, const std::string& name, std::string value);
Task<bool> assign(Shell& shell, const shell::Assignment& assignment);

// --- Redirections ---
/// Changes the process's descriptors; the caller keeps a copy to go back to. False: complained about.
Task<bool> redirect(Shell& shell, const std::vector<shell::Redirection>& redirections);

// --- Builtins ---
using Builtin = Task<int> (*)(Shell& shell, const std::vector<std::string>& words);
Builtin find_builtin(std::string_view name);
/// set -e: leaves the shell when a command has failed where that counts.
void check_errexit(Shell& shell, int status);
/// 128 + n for signal n.
inline int shell_status(const ExitStatus& status) {
  return status.signal != 0 ? 128 + status.signal : status.code;
}

}  // namespace hpc::site::programs
