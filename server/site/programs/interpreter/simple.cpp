// Simple commands: assignments, words, redirections; and finding out what a name means.
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "site/programs/commands/command.h"
#include "site/programs/interpreter/shell.h"

namespace hpc::site::programs {
namespace {

// As set -x shows a word: quoted when it has to be.
std::string shown(const std::string& word) {
  if (!word.empty() && word.find_first_of(" \t\n'\"\\$`*?[]{}()<>|&;#~!") == std::string::npos) return word;
  std::string out = "'";
  for (char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

void trace(Shell& shell, const std::vector<std::string>& words) {
  std::string line = "+";
  for (const std::string& word : words) line += " " + shown(word);
  write_error(shell, line + "\n");
}

void tell_death(Shell& shell, const std::vector<std::string>& words, int signal) {
  if (signal == SIGINT || signal == SIGPIPE) return;
  std::string what = strsignal(signal);
  what.resize(std::max<std::size_t>(what.size(), 24), ' ');
  std::string pid = std::to_string(shell.kernel().new_pid());
  if (pid.size() < 5) pid.insert(0, 5 - pid.size(), ' ');
  std::string command;
  for (const std::string& word : words) command += (command.empty() ? "" : " ") + shown(word);
  complain(shell, pid + " " + what + command);
}

int tell_not_started(Shell& shell, const std::string& name, int error) {
  const bool has_slash = name.find('/') != std::string::npos;
  if (error == ENOENT && !has_slash) {
    complain(shell, name + ": command not found");
  } else if (error == ENOEXEC) {
    complain(shell, name + ": cannot execute binary file: Exec format error");
  } else {
    complain(shell, name + ": " + std::strerror(error));
  }
  return error == ENOENT || error == ENOTDIR ? 127 : 126;
}

Task<int> run_external(Shell& shell, const std::vector<std::string>& words) {
  const Variables environment = shell.variables.exported();
  Kernel& kernel = shell.kernel();
  const Ran ran = co_await kernel.runner().run(*shell.process, words, environment);
  if (ran.error != 0) co_return tell_not_started(shell, words[0], ran.error);
  if (ran.signal != 0) tell_death(shell, words, ran.signal);
  co_return ran.status;
}

// A command of the table that shells have built in: echo, printf, test...
Task<int> run_inside(Shell& shell, const Command& command, const std::vector<std::string>& words) {
  const std::string prefix = shell.source + ": line " + std::to_string(shell.line) + ": ";
  const int status = co_await run_known(*shell.process, command, words, shell.variables, prefix);
  // A write to a closed pipe kills the shell that makes it.
  if (status == 128 + SIGPIPE) {
    shell.flow = Flow::exit;
    shell.status = status;
  }
  co_return status;
}

// printf -v NAME: the one that changes the shell.
int print_into_variable(Shell& shell, const std::vector<std::string>& words) {
  const std::string prefix = shell.source + ": line " + std::to_string(shell.line) + ": ";
  Invocation call(*shell.process, words, shell.variables, prefix);
  bool failed = false;
  std::string text = print_formatted(call, words[3], words, 4, failed);
  if (!assign(shell, words[2], std::move(text))) return 1;
  return failed ? 1 : 0;
}

Task<int> dispatch(Shell& shell, const std::vector<std::string>& words) {
  const std::string& name = words[0];
  if (const auto function = shell.functions.find(name); function != shell.functions.end()) {
    const std::shared_ptr<const shell::Command> body = function->second;
    const int status = co_await call_function(shell, body, words);
    co_return status;
  }
  if (const Builtin builtin = find_builtin(name)) {
    const int status = co_await builtin(shell, words);
    co_return status;
  }
  if (const Command* known = find_command(name); known != nullptr && known->is_in_shells) {
    if (name == "printf" && words.size() > 3 && words[1] == "-v") co_return print_into_variable(shell, words);
    const int status = co_await run_inside(shell, *known, words);
    co_return status;
  }
  const int status = co_await run_external(shell, words);
  co_return status;
}

using Saved = std::vector<std::pair<std::string, std::optional<Variable>>>;

// name=value before a command: exported while it runs.
Task<bool> assign_for_command(Shell& shell, const shell::Simple& simple, Saved& saved) {
  for (const shell::Assignment& assignment : simple.assignments) {
    saved.emplace_back(assignment.name, shell.variables.find(assignment.name));
    const bool assigned = co_await assign(shell, assignment);
    if (!assigned) co_return false;
    std::optional<std::string> value = shell.variables.get(assignment.name);
    shell.variables.set_exported(assignment.name, value.value_or(""));
  }
  co_return true;
}

void restore(Shell& shell, Saved& saved) {
  for (auto each = saved.rbegin(); each != saved.rend(); ++each)
    shell.variables.restore(each->first, std::move(each->second));
}

Task<int> run_assignments(Shell& shell, const shell::Simple& simple, std::uint64_t substitutions_before) {
  for (const shell::Assignment& assignment : simple.assignments) {
    const bool assigned = co_await assign(shell, assignment);
    if (!assigned) co_return 1;
    if (shell.options.xtrace)
      write_error(shell,
                  "+ " + assignment.name + "=" + shown(shell.variables.get(assignment.name).value_or("")) + "\n");
  }
  co_return shell.substitutions != substitutions_before ? shell.status : 0;
}

Task<int> run_words(Shell& shell, const shell::Simple& simple, const std::vector<std::string>& words) {
  Saved saved;
  const bool assigned = co_await assign_for_command(shell, simple, saved);
  int status = 1;
  if (assigned) {
    if (shell.options.xtrace) trace(shell, words);
    status = co_await dispatch(shell, words);
    for (const shell::Assignment& array : simple.declared) co_await assign(shell, array);
  }
  restore(shell, saved);
  co_return status;
}

}  // namespace

Task<int> run_simple(Shell& shell, const shell::Command& command) {
  const shell::Simple& simple = std::get<shell::Simple>(command.what);
  const std::uint64_t substitutions = shell.substitutions;
  const std::vector<std::string> words = co_await expand_words(shell, simple.words);
  if (shell.flow != Flow::none) co_return shell.status;
  const bool keeps_descriptors = !words.empty() && words[0] == "exec";
  Descriptors saved;
  if (!command.redirections.empty()) saved = shell.process->descriptors;
  int status = 1;
  const bool redirected = co_await redirect(shell, command.redirections);
  if (redirected) {
    if (words.empty()) {
      status = co_await run_assignments(shell, simple, substitutions);
    } else {
      status = co_await run_words(shell, simple, words);
    }
  }
  if (!command.redirections.empty() && !(keeps_descriptors && redirected))
    shell.process->descriptors = std::move(saved);
  if (shell.flow == Flow::none) check_errexit(shell, status);
  co_return shell.flow == Flow::discard || shell.flow == Flow::exit ? shell.status : status;
}

Task<int> call_function(Shell& shell, const std::shared_ptr<const shell::Command>& body,
                        const std::vector<std::string>& words) {
  if (shell.functions_in + shell.sources_in >= Limits::kCallDepth) {
    complain(shell,
             words[0] + ": maximum function nesting level exceeded (" + std::to_string(Limits::kCallDepth) + ")");
    shell.flow = Flow::discard;
    shell.status = 1;
    co_return 1;
  }
  std::vector<std::string> arguments(words.begin() + 1, words.end());
  std::swap(arguments, shell.arguments);
  const std::shared_ptr<const void> code = std::exchange(shell.process->code, body);
  const int loops = std::exchange(shell.loops, 0);
  ++shell.functions_in;
  shell.locals.emplace_back();
  int status = co_await run_command(shell, *body);
  if (shell.flow == Flow::return_) {
    shell.flow = Flow::none;
    status = shell.status;
  }
  restore(shell, shell.locals.back());
  shell.locals.pop_back();
  --shell.functions_in;
  shell.loops = loops;
  shell.process->code = code;
  std::swap(arguments, shell.arguments);
  co_return status;
}

void write_error(Shell& shell, std::string_view text) {
  if (const auto& errors = shell.process->descriptors.get(2)) errors->write(text);
}

void complain(Shell& shell, std::string_view message) {
  write_error(shell, shell.source + ": line " + std::to_string(shell.line) + ": " + std::string(message) + "\n");
}

bool assign(Shell& shell, const std::string& name, std::string value) {
  if (shell.variables.is_readonly(name)) {
    complain(shell, name + ": readonly variable");
    shell.flow = Flow::discard;
    shell.status = 1;
    return false;
  }
  if (shell.options.allexport) {
    shell.variables.set_exported(name, std::move(value));
  } else {
    shell.variables.set(name, std::move(value));
  }
  return true;
}

namespace {

Task<bool> assign_array(Shell& shell, const shell::Assignment& assignment) {
  Variable array;
  const std::optional<Variable> before = shell.variables.find(assignment.name);
  if (assignment.appends && before && before->is_set)
    array.elements = before->is_array ? before->elements : std::map<std::int64_t, std::string>{{0, before->value}};
  array.is_array = array.is_set = true;
  array.is_exported = before && before->is_exported;
  std::int64_t next = array.elements.empty() ? 0 : array.elements.rbegin()->first + 1;
  for (const shell::Assignment::Element& element : assignment.elements) {
    if (element.index) {
      const std::optional<std::int64_t> index = co_await expand_arithmetic(shell, *element.index, nullptr);
      next = index.value_or(next);
      std::string value = co_await expand_text(shell, element.value);
      array.elements[next++] = std::move(value);
      continue;
    }
    const std::vector<shell::Word> words(1, element.value);
    std::vector<std::string> fields = co_await expand_words(shell, words);
    for (std::string& field : fields) array.elements[next++] = std::move(field);
  }
  if (shell.flow == Flow::none) shell.variables.replace(assignment.name, std::move(array));
  co_return shell.flow == Flow::none;
}

}  // namespace

Task<bool> assign(Shell& shell, const shell::Assignment& assignment) {
  const std::string& name = assignment.name;
  if (shell.variables.is_readonly(name)) co_return assign(shell, name, "");
  if (assignment.is_array) {
    const bool done = co_await assign_array(shell, assignment);
    co_return done;
  }
  std::string value = co_await expand_text(shell, assignment.value);
  if (shell.flow != Flow::none) co_return false;
  if (!assignment.index) {
    if (assignment.appends) value.insert(0, shell.variables.get(name).value_or(""));
    if (value.size() > Limits::kWordBytes) {
      shell.kernel().overrun("more than 16 MiB in one variable");
      co_return false;
    }
    co_return assign(shell, name, std::move(value));
  }
  std::optional<std::int64_t> index = co_await expand_arithmetic(shell, *assignment.index, nullptr);
  if (!index) co_return false;
  const std::optional<Variable> array = shell.variables.find(name);
  if (*index < 0 && array && !array->elements.empty()) *index += array->elements.rbegin()->first + 1;
  if (assignment.appends && array) {
    const auto element = array->elements.find(*index);
    if (element != array->elements.end()) value.insert(0, element->second);
  }
  shell.variables.set_element(name, *index, std::move(value));
  co_return true;
}

}  // namespace hpc::site::programs
