// if, while, for, case, groups and subshells.
#include <cassert>

#include "site/programs/interpreter/shell.h"
#include "site/programs/shell/parser.h"
#include "site/programs/shell/pattern.h"

namespace hpc::site::programs {
namespace {

using shell::Command;
using shell::List;

// What set -x prints before a command, for those that are not simple.
void trace(Shell& shell, const std::string& text) {
  if (shell.options.xtrace) write_error(shell, "+ " + text + "\n");
}

// After one round of a loop's body: does the loop go on?
bool goes_round(Shell& shell) {
  if (shell.flow == Flow::none) return true;
  if (shell.flow != Flow::leave_loop && shell.flow != Flow::next_round) return false;
  const bool leaves = shell.flow == Flow::leave_loop;
  if (--shell.levels > 0) return false;  // meant for a loop further out
  shell.flow = Flow::none;
  return !leaves;
}

Task<bool> holds(Shell& shell, const List& condition) {
  ++shell.unchecked;
  const int status = co_await run_list(shell, condition);
  --shell.unchecked;
  co_return status == 0 && shell.flow == Flow::none;
}

Task<int> run_if(Shell& shell, const shell::If& command) {
  for (const shell::If::Branch& branch : command.branches) {
    const bool taken = co_await holds(shell, *branch.condition);
    if (shell.flow != Flow::none) co_return shell.status;
    if (!taken) continue;
    const int status = co_await run_list(shell, *branch.body);
    co_return status;
  }
  if (!command.otherwise) co_return 0;
  const int status = co_await run_list(shell, *command.otherwise);
  co_return status;
}

Task<int> run_while(Shell& shell, const shell::While& command) {
  int status = 0;
  ++shell.loops;
  while (true) {
    const bool held = co_await holds(shell, *command.condition);
    if (shell.flow != Flow::none) {
      if (!goes_round(shell)) break;
      continue;
    }
    if (held == command.until) break;
    status = co_await run_list(shell, *command.body);
    if (!goes_round(shell)) break;
  }
  --shell.loops;
  co_return status;
}

Task<int> run_for(Shell& shell, const shell::For& command) {
  std::vector<std::string> words;
  if (!shell::is_name(command.name)) {
    complain(shell, "`" + command.name + "': not a valid identifier");
    co_return 1;
  }
  if (command.over_arguments) {
    words = shell.arguments;
  } else {
    words = co_await expand_words(shell, command.words);
  }
  if (shell.flow != Flow::none) co_return shell.status;
  int status = 0;
  ++shell.loops;
  for (const std::string& word : words) {
    if (!assign(shell, command.name, word)) break;
    trace(shell, "for " + command.name + " in " + word);
    status = co_await run_list(shell, *command.body);
    if (!goes_round(shell)) break;
  }
  --shell.loops;
  co_return status;
}

Task<int> run_arithmetic_for(Shell& shell, const shell::ArithmeticFor& command) {
  const std::optional<std::int64_t> start = co_await expand_arithmetic(shell, command.start, "((");
  if (!start) co_return 1;
  int status = 0;
  ++shell.loops;
  while (true) {
    if (!command.condition.parts.empty()) {
      const std::optional<std::int64_t> condition = co_await expand_arithmetic(shell, command.condition, "((");
      if (!condition) status = 1;
      if (!condition || *condition == 0) break;
    }
    status = co_await run_list(shell, *command.body);
    if (!goes_round(shell)) break;
    const std::optional<std::int64_t> step = co_await expand_arithmetic(shell, command.step, "((");
    if (!step) status = 1;
    if (!step) break;
    shell.kernel().count_steps(1);
    if (shell.kernel().must_settle(*shell.process)) co_await shell.kernel().settle(*shell.process);
  }
  --shell.loops;
  co_return status;
}

Task<int> run_case(Shell& shell, const shell::Case& command) {
  using End = shell::Case::Clause::End;
  const std::string subject = co_await expand_text(shell, command.subject);
  int status = 0;
  bool falls = false;
  for (const shell::Case::Clause& clause : command.clauses) {
    bool matches = falls;
    for (std::size_t i = 0; i < clause.patterns.size() && !matches && shell.flow == Flow::none; ++i) {
      const std::string pattern = co_await expand_pattern(shell, clause.patterns[i]);
      matches = shell::Pattern(pattern).matches(subject);
    }
    if (shell.flow != Flow::none) co_return shell.status;
    if (!matches) continue;
    status = co_await run_list(shell, *clause.body);
    if (shell.flow != Flow::none || clause.end == End::stop) break;
    falls = clause.end == End::fall_through;
  }
  co_return status;
}

Task<int> run_arithmetic(Shell& shell, const shell::Arithmetic& command) {
  const std::optional<std::int64_t> value = co_await expand_arithmetic(shell, command.expression, "((");
  co_return value&&* value != 0 ? 0 : 1;
}

Task<int> run_subshell(Shell& shell, const shell::Subshell& command) {
  std::unique_ptr<Shell> child = fork(shell);
  if (!child) co_return 254;
  Kernel& kernel = shell.kernel();
  Process& process = *child->process;
  const Pid pid = process.pid;
  Task<int> main = subshell_main(std::move(child), command.body.get());
  kernel.start(process, std::move(main));
  const ExitStatus status = co_await kernel.wait_for(*shell.process, pid);
  co_return shell_status(status);
}

Task<int> run_conditional_command(Shell& shell, const shell::Conditional& command) {
  const int status = co_await run_conditional(shell, *command.condition);
  co_return status;
}

Task<int> run_group(Shell& shell, const shell::Group& command) {
  const int status = co_await run_list(shell, *command.body);
  co_return status;
}

Task<int> define(Shell& shell, const shell::Function& command) {
  shell.functions[command.name] = command.body;
  co_return 0;
}

}  // namespace

Task<int> run_compound(Shell& shell, const Command& command) {
  struct Starter {
    Shell& shell;
    Task<int> operator()(const shell::Simple&) {
      assert(false);
      return {};
    }
    Task<int> operator()(const shell::Group& what) { return run_group(shell, what); }
    Task<int> operator()(const shell::Subshell& what) { return run_subshell(shell, what); }
    Task<int> operator()(const shell::If& what) { return run_if(shell, what); }
    Task<int> operator()(const shell::While& what) { return run_while(shell, what); }
    Task<int> operator()(const shell::For& what) { return run_for(shell, what); }
    Task<int> operator()(const shell::ArithmeticFor& what) { return run_arithmetic_for(shell, what); }
    Task<int> operator()(const shell::Case& what) { return run_case(shell, what); }
    Task<int> operator()(const shell::Arithmetic& what) { return run_arithmetic(shell, what); }
    Task<int> operator()(const shell::Conditional& what) { return run_conditional_command(shell, what); }
    Task<int> operator()(const shell::Function& what) { return define(shell, what); }
  };
  return std::visit(Starter{shell}, command.what);
}

}  // namespace hpc::site::programs
