// Scripts, lists, and what surrounds every command.
#include "site/programs/interpreter/shell.h"
#include "site/programs/shell/parser.h"

namespace hpc::site::programs {
namespace {

using shell::Command;
using shell::List;

// Every failure counts but those that a compound's parts have been asked about already.
bool is_checked_by_itself(const Command& command) {
  return std::holds_alternative<shell::Subshell>(command.what) ||
         std::holds_alternative<shell::Arithmetic>(command.what) ||
         std::holds_alternative<shell::Conditional>(command.what);
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
  int status = co_await run_compound(shell, command);
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
    if (shell.flow != Flow::none)
      co_return shell.flow == Flow::exit || shell.flow == Flow::return_ ? shell.status : status;
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

}  // namespace hpc::site::programs
