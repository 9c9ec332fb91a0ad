// Lists, pipelines and compound commands.
#include <algorithm>
#include <cassert>

#include "site/programs/interpreter/expanded.h"
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
  co_return value && *value != 0 ? 0 : 1;
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

Task<int> start_compound(Shell& shell, const Command& command) {
  struct Starter {
    Shell& shell;
    Task<int> operator()(const shell::Simple&) { assert(false); return {}; }
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

// Every failure counts but those that a compound's parts have been asked about already.
bool is_checked_by_itself(const Command& command) {
  return std::holds_alternative<shell::Subshell>(command.what) || std::holds_alternative<shell::Arithmetic>(command.what) ||
         std::holds_alternative<shell::Conditional>(command.what);
}

Task<int> run_many(Shell& shell, const shell::Pipeline& pipeline) {
  Kernel& kernel = shell.kernel();
  std::vector<Pid> members;
  std::shared_ptr<Stream> input;
  for (std::size_t i = 0; i < pipeline.commands.size(); ++i) {
    std::unique_ptr<Shell> child = fork(shell);
    if (!child) break;
    Process& process = *child->process;
    if (input) process.descriptors.set(0, std::move(input));
    if (i + 1 < pipeline.commands.size()) {
      PipeEnds pipe = make_pipe(kernel);
      input = std::move(pipe.reader);
      if (pipeline.with_errors[i]) process.descriptors.set(2, pipe.writer);
      process.descriptors.set(1, std::move(pipe.writer));
    }
    members.push_back(process.pid);
    Task<int> main = command_main(std::move(child), &pipeline.commands[i]);
    kernel.start(process, std::move(main));
  }
  input.reset();
  int last = 0, failed = 0;
  for (Pid member : members) {
    const ExitStatus status = co_await kernel.wait_for(*shell.process, member);
    last = shell_status(status);
    if (last != 0) failed = last;
  }
  co_return shell.options.pipefail ? failed : last;
}

std::string minutes(Duration time) {
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  std::string fraction = std::to_string(milliseconds % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return std::to_string(milliseconds / 60000) + "m" + std::to_string(milliseconds / 1000 % 60) + "." + fraction + "s";
}

std::string seconds(Duration time) {
  const auto hundredths = time.count() / 10000;
  std::string fraction = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + "." + (fraction.size() < 2 ? "0" : "") + fraction;
}

Task<int> run_pipeline(Shell& shell, const shell::Pipeline& pipeline) {
  const Instant start = shell.kernel().now();
  int status = 0;
  if (pipeline.negated) ++shell.unchecked;
  if (pipeline.commands.size() == 1) {
    status = co_await run_command(shell, pipeline.commands[0]);
  } else if (!pipeline.commands.empty()) {
    status = co_await run_many(shell, pipeline);
    check_errexit(shell, status);
  }
  if (pipeline.negated) {
    --shell.unchecked;
    if (shell.flow == Flow::none) status = status == 0 ? 1 : 0;
  }
  if (pipeline.timed) {
    const Duration took = shell.kernel().now() - start;
    write_error(shell, pipeline.timed_posix ? "real " + seconds(took) + "\nuser 0.00\nsys 0.00\n"
                                            : "\nreal\t" + minutes(took) + "\nuser\t0m0.000s\nsys\t0m0.000s\n");
  }
  shell.status = status;
  co_return status;
}

void run_in_background(Shell& shell, const shell::AndOr& item) {
  std::unique_ptr<Shell> child = fork(shell);
  if (!child) return;
  Process& process = *child->process;
  process.descriptors.set(0, null_stream());
  shell.last_background = process.pid;
  shell.background.push_back(process.pid);
  Task<int> main = and_or_main(std::move(child), &item);
  shell.kernel().start(process, std::move(main));
}

Task<void> run_exit_trap(Shell& shell, int status) {
  if (shell.exit_trap.empty()) co_return;
  const std::string trap = std::exchange(shell.exit_trap, {});
  shell.flow = Flow::none;
  shell.status = status;
  co_await run_text(shell, trap, shell.line);
}

// The status with which the shell ends, after its EXIT trap, which may say another by `exit`.
Task<int> leave(std::unique_ptr<Shell>& shell, int status) {
  if (shell->flow != Flow::none) status = shell->status;
  if (shell->exit_trap.empty()) co_return status;
  co_await run_exit_trap(*shell, status);
  if (shell->flow == Flow::exit) status = shell->status;
  co_return status;
}

}  // namespace

Task<int> run_command(Shell& shell, const Command& command) {
  Kernel& kernel = shell.kernel();
  kernel.count_steps(1);
  shell.line = command.line;
  if (kernel.must_settle(*shell.process)) co_await kernel.settle(*shell.process);
  if (std::holds_alternative<shell::Simple>(command.what)) {
    const int status = co_await run_simple(shell, command);
    shell.status = status;
    co_return status;
  }
  Descriptors saved;
  if (!command.redirections.empty()) {
    saved = shell.process->descriptors;
    const bool redirected = co_await redirect(shell, command.redirections);
    if (!redirected) {
      shell.process->descriptors = std::move(saved);
      shell.status = 1;
      check_errexit(shell, 1);
      co_return 1;
    }
  }
  int status = co_await start_compound(shell, command);
  if (!command.redirections.empty()) shell.process->descriptors = std::move(saved);
  if (shell.flow == Flow::exit || shell.flow == Flow::return_) {
    status = shell.status;
  } else {
    shell.status = status;
  }
  if (is_checked_by_itself(command)) check_errexit(shell, status);
  co_return status;
}

Task<int> run_and_or(Shell& shell, const shell::AndOr& item) {
  int status = 0;
  for (std::size_t i = 0; i < item.pipelines.size() && shell.flow == Flow::none; ++i) {
    if (i > 0 && item.is_or[i - 1] == (status == 0)) continue;
    const bool is_last = i + 1 == item.pipelines.size();
    if (!is_last) ++shell.unchecked;
    status = co_await run_pipeline(shell, item.pipelines[i]);
    if (!is_last) --shell.unchecked;
  }
  co_return status;
}

Task<int> run_list(Shell& shell, const List& list) {
  int status = 0;
  for (const shell::AndOr& item : list.items) {
    if (item.background) {
      run_in_background(shell, item);
      status = shell.status = 0;
      continue;
    }
    status = co_await run_and_or(shell, item);
    if (shell.flow != Flow::none) co_return shell.flow == Flow::exit || shell.flow == Flow::return_ ? shell.status : status;
  }
  co_return status;
}

Task<int> run_script(Shell& shell, const std::shared_ptr<const shell::Script>& script) {
  const std::shared_ptr<const void> before = std::exchange(shell.process->code, script);
  int status = 0;
  for (const List& line : script->commands) {
    status = co_await run_list(shell, line);
    if (shell.flow == Flow::discard) {
      shell.flow = Flow::none;
      status = shell.status = 1;
      check_errexit(shell, 1);
    }
    if (shell.flow != Flow::none) {
      status = shell.status;
      break;
    }
  }
  if (shell.flow == Flow::none && script->error) {
    shell.line = script->error->line;
    complain(shell, script->error->message);
    if (!script->error->source.empty()) complain(shell, "`" + script->error->source + "'");
    status = shell.status = 2;
  }
  shell.process->code = before;
  co_return status;
}

Task<int> run_text(Shell& shell, const std::string& text, int first_line) {
  const std::shared_ptr<const shell::Script> script = shell::parse_script(text, first_line);
  shell.kernel().count_bytes(text.size() * 4);
  const int status = co_await run_script(shell, script);
  co_return status;
}

void check_errexit(Shell& shell, int status) {
  if (status == 0 || !shell.options.errexit || shell.unchecked > 0 || shell.flow != Flow::none) return;
  shell.flow = Flow::exit;
  shell.status = status;
}

std::unique_ptr<Shell> fork(Shell& shell) {
  Process* process = shell.kernel().make_process(shell.process);
  if (process == nullptr) {
    complain(shell, "fork: retry: Resource temporarily unavailable");
    shell.flow = Flow::exit;
    shell.status = 254;
    return nullptr;
  }
  return std::make_unique<Shell>(shell, *process);
}

Task<int> shell_main(std::unique_ptr<Shell> shell, std::shared_ptr<const shell::Script> script) {
  const int status = co_await run_script(*shell, script);
  const int result = co_await leave(shell, status);
  co_return result;
}

Task<int> subshell_main(std::unique_ptr<Shell> shell, const List* list) {
  const int status = co_await run_list(*shell, *list);
  const int result = co_await leave(shell, status);
  co_return result;
}

Task<int> command_main(std::unique_ptr<Shell> shell, const Command* command) {
  const int status = co_await run_command(*shell, *command);
  const int result = co_await leave(shell, status);
  co_return result;
}

Task<int> and_or_main(std::unique_ptr<Shell> shell, const shell::AndOr* item) {
  const int status = co_await run_and_or(*shell, *item);
  const int result = co_await leave(shell, status);
  co_return result;
}

}  // namespace hpc::site::programs
