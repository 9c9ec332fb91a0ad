// Pipelines, commands in the background, and the processes in which parts of a script run.
#include "site/programs/interpreter/shell.h"

namespace hpc::site::programs {
namespace {

using shell::Command;
using shell::List;

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
