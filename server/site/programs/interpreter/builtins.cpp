// The builtins that steer the shell: exit, return, eval, source, exec, trap, wait, kill, type...
#include "site/programs/interpreter/builtins.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

#include "site/programs/commands/command.h"
#include "site/programs/interpreter/runner.h"
#include "site/programs/shell/parser.h"

namespace hpc::site::programs {
namespace {

using Words = std::vector<std::string>;

int fail(Shell& shell, const Words& words, const std::string& message, int status = 1) {
  complain(shell, words[0] + ": " + message);
  return status;
}

void print(Shell& shell, const std::string& text) {
  if (const auto& out = shell.process->descriptors.get(1)) out->write(text);
}

Task<int> do_nothing(Shell&, const Words&) {
  co_return 0;
}

Task<int> do_exit(Shell& shell, const Words& words) {
  int status = shell.status;
  if (words.size() > 1) {
    const std::optional<std::int64_t> said = parse_integer(words[1]);
    if (!said) {
      complain(shell, words[0] + ": " + words[1] + ": numeric argument required");
      status = 2;
    } else if (words.size() > 2) {
      co_return fail(shell, words, "too many arguments");
    } else {
      status = static_cast<int>(*said & 255);
    }
  }
  shell.flow = Flow::exit;
  shell.status = status;
  co_return status;
}

Task<int> do_return(Shell& shell, const Words& words) {
  if (shell.functions_in == 0 && shell.sources_in == 0) {
    co_return fail(shell, words, "can only `return' from a function or sourced script");
  }
  int status = shell.status;
  if (words.size() > 1) {
    const std::optional<std::int64_t> said = parse_integer(words[1]);
    if (!said) complain(shell, words[0] + ": " + words[1] + ": numeric argument required");
    status = said ? static_cast<int>(*said & 255) : 2;
  }
  shell.flow = Flow::return_;
  shell.status = status;
  co_return status;
}

Task<int> leave_loops(Shell& shell, const Words& words) {
  if (shell.loops == 0) {
    complain(shell, words[0] + ": only meaningful in a `for', `while', or `until' loop");
    co_return 0;
  }
  const std::optional<std::int64_t> said = words.size() > 1 ? parse_integer(words[1]) : 1;
  if (!said || *said < 1) {
    complain(shell, words[0] + ": " + words[1] + (said ? ": loop count out of range" : ": numeric argument required"));
    shell.flow = Flow::leave_loop;
    shell.levels = shell.loops;
    co_return 1;
  }
  shell.flow = words[0] == "break" ? Flow::leave_loop : Flow::next_round;
  shell.levels = static_cast<int>(std::min<std::int64_t>(*said, shell.loops));
  co_return 0;
}

Task<int> do_eval(Shell& shell, const Words& words) {
  std::string text;
  for (std::size_t i = 1; i < words.size(); ++i) text += (i > 1 ? " " : "") + words[i];
  if (shell.functions_in + shell.sources_in >= Limits::kCallDepth)
    co_return fail(shell, words, "maximum eval nesting level exceeded (500)");
  ++shell.sources_in;
  const int status = co_await run_text(shell, text, shell.line);
  --shell.sources_in;
  co_return status;
}

// The file a bare name means to `source`: in PATH, or here.
Result<Bytes> read_sourced(Shell& shell, const std::string& name) {
  Kernel& kernel = shell.kernel();
  if (name.find('/') == std::string::npos) {
    const std::string folders = shell.variables.get("PATH").value_or("");
    for (std::size_t at = 0; at < folders.size();) {
      const std::size_t end = std::min(folders.find(':', at), folders.size());
      const Result<Path> path = Path::parse(folders.substr(at, end - at) + "/" + name, shell.process->directory);
      at = end + 1;
      if (!path) continue;
      Result<Bytes> content = kernel.files().read(kernel.credentials(), *path);
      if (content) return content;
    }
  }
  const Result<Path> path = Path::parse(name, shell.process->directory);
  if (!path) return failure(path.error());
  return kernel.files().read(kernel.credentials(), *path);
}

Task<int> do_source(Shell& shell, const Words& words) {
  if (words.size() < 2) {
    write_error(shell, shell.source + ": line " + std::to_string(shell.line) + ": " + words[0] +
                           ": filename argument required\n" + words[0] + ": usage: " + words[0] +
                           " filename [arguments]\n");
    co_return 2;
  }
  if (shell.functions_in + shell.sources_in >= Limits::kCallDepth)
    co_return fail(shell, words, "maximum source nesting level exceeded (500)");
  const Result<Bytes> content = read_sourced(shell, words[1]);
  if (!content) {
    complain(shell, words[1] + ": " + content.error().sentence);
    co_return 1;
  }
  const std::string text = content->str();
  const std::string source = std::exchange(shell.source, words[1]);
  const int line = shell.line;
  Words arguments = shell.arguments;
  if (words.size() > 2) shell.arguments.assign(words.begin() + 2, words.end());
  ++shell.sources_in;
  int status = co_await run_text(shell, text, 1);
  --shell.sources_in;
  if (shell.flow == Flow::return_) {
    shell.flow = Flow::none;
    status = shell.status;
  }
  shell.source = source;
  shell.line = line;
  if (words.size() > 2) shell.arguments = std::move(arguments);
  co_return status;
}

Task<int> run_command_words(Shell& shell, const Words& words) {
  if (const Builtin builtin = find_builtin(words[0])) {
    const int status = co_await builtin(shell, words);
    co_return status;
  }
  const Command* known = find_command(words[0]);
  if (known != nullptr && known->is_in_shells) {
    const std::string prefix = shell.source + ": line " + std::to_string(shell.line) + ": ";
    const int status = co_await run_known(*shell.process, *known, words, shell.variables, prefix);
    co_return status;
  }
  const Variables environment = shell.variables.exported();
  Kernel& kernel = shell.kernel();
  const Ran ran = co_await kernel.runner().run(*shell.process, words, environment);
  if (ran.error == 0) co_return ran.status;
  complain(shell,
           words[0] + (ran.error == ENOENT ? ": command not found" : std::string(": ") + std::strerror(ran.error)));
  co_return ran.error == ENOENT ? 127 : 126;
}

Task<int> do_exec(Shell& shell, const Words& words) {
  if (words.size() < 2) co_return 0;
  const Words command(words.begin() + 1, words.end());
  const Variables environment = shell.variables.exported();
  Kernel& kernel = shell.kernel();
  const Ran ran = co_await kernel.runner().run(*shell.process, command, environment);
  int status = ran.status;
  if (ran.error != 0) {
    status = ran.error == ENOENT ? 127 : 126;
    complain(shell, words[0] + ": " + words[1] + ": " + (ran.error == ENOENT ? "not found" : std::strerror(ran.error)));
  } else {
    shell.exit_trap.clear();  // the shell is no more
  }
  shell.flow = Flow::exit;
  shell.status = status;
  co_return status;
}

bool is_keyword(const std::string& name) {
  static constexpr std::array<std::string_view, 18> kKeywords = {"if",       "then",  "else", "elif", "fi",   "for",
                                                                 "while",    "until", "do",   "done", "case", "esac",
                                                                 "function", "{",     "}",    "!",    "[[",   "time"};
  return std::find(kKeywords.begin(), kKeywords.end(), name) != kKeywords.end();
}

std::string describe(Shell& shell, const std::string& name, bool is_short) {
  if (is_keyword(name)) return is_short ? name : name + " is a shell keyword";
  const Command* known = find_command(name);
  if (shell.functions.contains(name)) return is_short ? name : name + " is a function";
  if (find_builtin(name) != nullptr || (known != nullptr && known->is_in_shells))
    return is_short ? name : name + " is a shell builtin";
  if (known != nullptr || name == "bash" || name == "sh")
    return is_short ? "/usr/bin/" + name : name + " is /usr/bin/" + name;
  return {};
}

Task<int> do_command(Shell& shell, const Words& words) {
  std::size_t first = 1;
  char mode = ' ';
  for (; first < words.size() && words[first].size() == 2 && words[first][0] == '-'; ++first) mode = words[first][1];
  if (first >= words.size()) co_return 0;
  if (mode != 'v' && mode != 'V') {
    const Words command(words.begin() + static_cast<std::ptrdiff_t>(first), words.end());
    const int status = co_await run_command_words(shell, command);
    co_return status;
  }
  int status = 0;
  for (std::size_t i = first; i < words.size(); ++i) {
    const std::string text = describe(shell, words[i], mode == 'v');
    if (text.empty()) status = 1;
    if (text.empty() && mode == 'V') complain(shell, words[0] + ": " + words[i] + ": not found");
    if (!text.empty()) print(shell, text + "\n");
  }
  co_return status;
}

Task<int> do_type(Shell& shell, const Words& words) {
  int status = 0;
  const bool kind_only = words.size() > 1 && words[1] == "-t";
  const bool path_only = words.size() > 1 && (words[1] == "-p" || words[1] == "-P");
  for (std::size_t i = kind_only || path_only ? 2 : 1; i < words.size(); ++i) {
    const std::string text = describe(shell, words[i], path_only);
    if (text.empty()) status = 1;
    if (text.empty() && !kind_only && !path_only) complain(shell, words[0] + ": " + words[i] + ": not found");
    if (text.empty()) continue;
    const char* kind = text.ends_with("function")  ? "function"
                       : text.ends_with("builtin") ? "builtin"
                       : text.ends_with("keyword") ? "keyword"
                                                   : "file";
    print(shell, (kind_only ? std::string(kind) : text) + "\n");
  }
  co_return status;
}

Task<int> do_builtin(Shell& shell, const Words& words) {
  if (words.size() < 2) co_return 0;
  const Words command(words.begin() + 1, words.end());
  const int status = co_await run_command_words(shell, command);
  co_return status;
}

Task<int> do_trap(Shell& shell, const Words& words) {
  std::size_t first = words.size() > 1 && words[1] == "--" ? 2 : 1;
  if (first >= words.size() || words[first] == "-l" || words[first] == "-p") {
    if (!shell.exit_trap.empty()) print(shell, "trap -- '" + shell.exit_trap + "' EXIT\n");
    co_return 0;
  }
  const bool resets = words[first] == "-" || words.size() == first + 1;
  const std::string& action = words[first];
  for (std::size_t i = first + (words.size() == first + 1 ? 0 : 1); i < words.size(); ++i) {
    // Signals are accepted and never come: a job that is cancelled is gone at once.
    if (words[i] == "EXIT" || words[i] == "0") shell.exit_trap = resets ? "" : action;
  }
  co_return 0;
}

Task<int> do_wait(Shell& shell, const Words& words) {
  Kernel& kernel = shell.kernel();
  std::vector<Pid> wanted;
  int status = 0;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::optional<std::int64_t> pid = parse_integer(words[i][0] == '%' ? words[i].substr(1) : words[i]);
    const auto known = std::find(shell.background.begin(), shell.background.end(), static_cast<Pid>(pid.value_or(0)));
    if (words[i][0] == '%' && pid && *pid >= 1 && *pid <= static_cast<std::int64_t>(shell.background.size())) {
      wanted.push_back(shell.background[static_cast<std::size_t>(*pid) - 1]);
    } else if (pid && known != shell.background.end()) {
      wanted.push_back(*known);
    } else if (words[i] != "-n" && words[i] != "-f") {
      complain(shell, pid ? "wait: pid " + words[i] + " is not a child of this shell"
                          : "wait: `" + words[i] + "': not a pid or valid job spec");
      status = pid ? 127 : 1;
    }
  }
  const bool all = wanted.empty() && words.size() == 1;
  if (all) wanted = shell.background;
  for (Pid pid : wanted) {
    const ExitStatus ended = co_await kernel.wait_for(*shell.process, pid);
    status = all ? 0 : shell_status(ended);
  }
  if (all) shell.background.clear();
  co_return status;
}

int signal_named(std::string name) {
  static constexpr std::array<std::pair<std::string_view, int>, 14> kSignals = {{{"HUP", SIGHUP},
                                                                                 {"INT", SIGINT},
                                                                                 {"QUIT", SIGQUIT},
                                                                                 {"ILL", SIGILL},
                                                                                 {"ABRT", SIGABRT},
                                                                                 {"FPE", SIGFPE},
                                                                                 {"KILL", SIGKILL},
                                                                                 {"SEGV", SIGSEGV},
                                                                                 {"PIPE", SIGPIPE},
                                                                                 {"ALRM", SIGALRM},
                                                                                 {"TERM", SIGTERM},
                                                                                 {"USR1", SIGUSR1},
                                                                                 {"USR2", SIGUSR2},
                                                                                 {"EXIT", 0}}};
  if (name.compare(0, 3, "SIG") == 0) name.erase(0, 3);
  for (const auto& [known, number] : kSignals) {
    if (known == name) return number;
  }
  return static_cast<int>(parse_integer(name).value_or(-1));
}

Task<int> do_kill(Shell& shell, const Words& words) {
  int signal = SIGTERM;
  std::size_t first = 1;
  if (first < words.size() && words[first].size() > 1 && words[first][0] == '-' && words[first] != "--") {
    const bool separate = words[first] == "-s" || words[first] == "-n";
    if (separate) ++first;
    const std::string name = first < words.size() ? words[first] : "";
    signal = signal_named(separate ? name : name.substr(1));
    if (signal < 0 || signal > 64)
      co_return fail(shell, words, (separate ? name : name.substr(1)) + ": invalid signal specification");
    ++first;
  }
  if (first < words.size() && words[first] == "--") ++first;
  if (first >= words.size())
    co_return fail(shell, words, "usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ...", 2);
  int status = 0;
  bool is_self = false;
  for (std::size_t i = first; i < words.size(); ++i) {
    const bool is_job = words[i][0] == '%';
    const std::optional<std::int64_t> number = parse_integer(is_job ? words[i].substr(1) : words[i]);
    if (!number) {
      status = fail(shell, words, words[i] + ": arguments must be process or job IDs");
      continue;
    }
    Pid pid = static_cast<Pid>(std::abs(*number));
    if (is_job && *number >= 1 && *number <= static_cast<std::int64_t>(shell.background.size()))
      pid = shell.background[static_cast<std::size_t>(*number) - 1];
    if (pid == 0) pid = shell.kernel().main_pid();
    if (!shell.kernel().is_alive(pid)) {
      complain(shell, "kill: (" + words[i] + ") - No such process");
      status = 1;
    } else if (signal != 0) {
      is_self = is_self || pid == shell.process->pid;
      shell.kernel().kill(pid, signal);
    }
  }
  while (is_self) co_await Pause{};
  co_return status;
}

Task<int> do_jobs(Shell& shell, const Words&) {
  std::size_t number = 0;
  for (Pid pid : shell.background) {
    ++number;
    if (shell.kernel().is_alive(pid)) print(shell, "[" + std::to_string(number) + "]   Running                 \n");
  }
  co_return 0;
}

// Environment modules exist, and every module can be loaded: what it would set is not simulated.
Task<int> do_module(Shell& shell, const Words& words) {
  if (words.size() > 1 && (words[1] == "list" || words[1] == "avail")) write_error(shell, "No modules loaded\n");
  co_return 0;
}

}  // namespace

std::span<const NamedBuiltin> control_builtins() {
  static constexpr std::array<NamedBuiltin, 26> kBuiltins = {
      {{":", do_nothing},         {"exit", do_exit},       {"return", do_return},   {"break", leave_loops},
       {"continue", leave_loops}, {"eval", do_eval},       {"source", do_source},   {".", do_source},
       {"exec", do_exec},         {"command", do_command}, {"builtin", do_builtin}, {"type", do_type},
       {"trap", do_trap},         {"wait", do_wait},       {"kill", do_kill},       {"jobs", do_jobs},
       {"module", do_module},     {"ml", do_module},       {"ulimit", do_nothing},  {"hash", do_nothing},
       {"alias", do_nothing},     {"unalias", do_nothing}, {"disown", do_nothing},  {"shopt", do_nothing},
       {"times", do_nothing},     {"enable", do_nothing}}};
  return kBuiltins;
}

Builtin find_builtin(std::string_view name) {
  for (const std::span<const NamedBuiltin> table : {control_builtins(), variable_builtins(), input_builtins()}) {
    for (const NamedBuiltin& builtin : table) {
      if (builtin.name == name) return builtin.run;
    }
  }
  return nullptr;
}

}  // namespace hpc::site::programs
