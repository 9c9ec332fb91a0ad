#include "site/programs/interpreter/runner.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "site/programs/commands/command.h"
#include "site/programs/rules.h"
#include "site/programs/shell/parser.h"

namespace hpc::site::programs {
namespace {

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_shell_name(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kShells = {"bash", "sh", "dash", "ksh", "zsh", "ash"};
  return std::find(kShells.begin(), kShells.end(), name) != kShells.end();
}

// Where a real machine keeps the commands that are built in here.
bool is_system_path(std::string_view path) {
  static constexpr std::array<std::string_view, 6> kFolders = {"/bin",  "/usr/bin",  "/usr/local/bin",
                                                               "/sbin", "/usr/sbin", "/usr/local/sbin"};
  const std::size_t slash = path.rfind('/');
  return std::find(kFolders.begin(), kFolders.end(), path.substr(0, slash)) != kFolders.end();
}

Ran ran_as(const ExitStatus& status) {
  return Ran{shell_status(status), 0, status.signal};
}

// What a shell is asked to run.
struct ShellCall {
  std::optional<std::string> text;  ///< -c
  std::string file;                 ///< "" : standard input
  std::string name;
  std::vector<std::string> arguments;
  Options options;
};

ShellCall read_shell_call(const std::vector<std::string>& words) {
  ShellCall call;
  bool takes_text = false;
  std::size_t i = 1;
  for (; i < words.size() && words[i].size() > 1 && (words[i][0] == '-' || words[i][0] == '+'); ++i) {
    if (words[i] == "--") {
      ++i;
      break;
    }
    if (words[i].compare(0, 2, "--") == 0) continue;  // --login, --norc, --posix...
    for (char letter : words[i].substr(1)) {
      if (letter == 'c') takes_text = true;
      if (letter == 'o' && i + 1 < words.size()) set_long_option(call.options, words[++i], true);
      set_option(call.options, letter, words[i][0] == '-');
    }
  }
  call.name = std::string(words[0]);
  if (takes_text) {
    call.text = i < words.size() ? words[i++] : "";
    if (i < words.size()) call.name = words[i++];
  } else if (i < words.size()) {
    call.file = call.name = words[i++];
  }
  call.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(std::min(i, words.size())), words.end());
  return call;
}

// A shell in a process of its own.
Task<Ran> run_shell(Process& process, ShellCall call, std::string text, const Variables& environment) {
  Kernel& kernel = process.kernel;
  Process* child = kernel.make_process(&process);
  if (child == nullptr) co_return Ran{254, 0, 0};
  auto shell = std::make_unique<Shell>(*child, environment.exported());
  shell->name = call.name;
  shell->source = call.text ? std::string(base_name(call.name)) : call.name;
  shell->arguments = std::move(call.arguments);
  shell->options = call.options;
  std::shared_ptr<const shell::Script> script = shell::parse_script(text);
  kernel.count_bytes(text.size() * 4);
  const Pid pid = child->pid;
  Task<int> main = shell_main(std::move(shell), std::move(script));
  kernel.start(*child, std::move(main));
  const ExitStatus status = co_await kernel.wait_for(process, pid);
  co_return ran_as(status);
}

Task<std::string> read_all_input(Process& process) {
  std::string text;
  const std::shared_ptr<Stream> input = process.descriptors.get(0);
  while (input) {
    const Stream::Reading reading = input->read(text, Limits::kPipeBytes, false);
    if (reading == Stream::Reading::data && text.size() <= Limits::kWordBytes) continue;
    if (reading != Stream::Reading::wait) break;
    input->watch(process.pid);
    co_await Pause{};
  }
  co_return text;
}

void tell(Process& process, const std::string& text) {
  if (const auto& errors = process.descriptors.get(2)) errors->write(text);
}

// bash FILE, bash -c TEXT, bash with the script on its input.
Task<Ran> run_shell_command(Process& process, const std::vector<std::string>& words, const Variables& environment) {
  ShellCall call = read_shell_call(words);
  std::string text;
  if (call.text) {
    text = *call.text;
  } else if (call.file.empty()) {
    text = co_await read_all_input(process);
  } else {
    Kernel& kernel = process.kernel;
    const Result<Path> path = Path::parse(call.file, process.directory);
    const Result<Bytes> content = path ? kernel.files().read(kernel.credentials(), *path) : failure(path.error());
    if (!content) {
      const int error = content.error().posix;
      tell(process, std::string(words[0]) + ": " + call.file + ": " + content.error().sentence + "\n");
      co_return Ran{error == ENOENT ? 127 : 126, 0, 0};
    }
    text = content->str();
  }
  Task<Ran> task = run_shell(process, std::move(call), std::move(text), environment);
  const Ran ran = co_await task;
  co_return ran;
}

// A file of the virtual filesystem.
Task<Ran> run_file(Process& process, const Path& path, const std::vector<std::string>& words,
                   const Variables& environment) {
  Kernel& kernel = process.kernel;
  const Result<Stat> stat = kernel.files().stat(kernel.credentials(), path);
  if (!stat) co_return Ran{127, stat.error().posix, 0};
  if (stat->type == FileType::directory) co_return Ran{126, EISDIR, 0};
  if (!kernel.files().access(kernel.credentials(), path, can_execute)) co_return Ran{126, EACCES, 0};
  const Result<Bytes> content = kernel.files().read(kernel.credentials(), path);
  if (!content) co_return Ran{126, EACCES, 0};
  if (content->slice(0, 256).find(std::string_view("", 1)) != Bytes::npos) co_return Ran{126, ENOEXEC, 0};
  std::string text = content->str();
  const Interpreter interpreter = interpreter_of(text);
  if (!interpreter.is_shell) {
    co_await kernel.pass_until(process, kernel.now() + kUnknownProgram);
    co_return Ran{};
  }
  std::vector<std::string> call_words = {"bash"};
  call_words.insert(call_words.end(), interpreter.options.begin(), interpreter.options.end());
  call_words.push_back(words[0]);
  call_words.insert(call_words.end(), words.begin() + 1, words.end());
  ShellCall call = read_shell_call(call_words);
  Task<Ran> task = run_shell(process, std::move(call), std::move(text), environment);
  const Ran ran = co_await task;
  co_return ran;
}

std::optional<Path> find_in_path(Process& process, const std::string& name, const Variables& environment) {
  Kernel& kernel = process.kernel;
  const std::string folders = environment.get_exported("PATH").value_or("");
  for (std::size_t at = 0; at <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', at), folders.size());
    const std::string folder = end > at ? folders.substr(at, end - at) : ".";
    at = end + 1;
    kernel.count_steps(1);
    const Result<Path> path = Path::parse(folder + "/" + name, process.directory);
    if (!path) continue;
    const Result<Stat> stat = kernel.files().stat(kernel.credentials(), *path);
    if (stat && stat->type == FileType::regular && kernel.files().access(kernel.credentials(), *path, can_execute))
      return *path;
  }
  return std::nullopt;
}

const OutcomeRule* find_rule(const Setting& setting, const std::vector<std::string>& words) {
  for (std::uint32_t index : setting.command_rules) {
    const OutcomeRule& rule = (*setting.rules)[index];
    if (matches_command(rule, words)) return &rule;
  }
  return nullptr;
}

// What a name stands for when there is no such file.
Task<Ran> run_name(Process& process, const std::vector<std::string>& words, const Variables& environment) {
  const std::string name(base_name(words[0]));
  if (const Command* known = find_command(name)) {
    const int status = co_await run_known(process, *known, words, environment, "");
    co_return Ran{status, 0, 0};
  }
  if (is_shell_name(name)) {
    const Ran ran = co_await run_shell_command(process, words, environment);
    co_return ran;
  }
  co_return Ran{127, ENOENT, 0};
}

}  // namespace

Interpreter interpreter_of(std::string_view script) {
  Interpreter interpreter;
  if (script.substr(0, 2) != "#!") return interpreter;
  std::string_view line = script.substr(2, std::min(script.find('\n'), script.size()) - 2);
  std::vector<std::string> words;
  while (!line.empty()) {
    const std::size_t start = std::min(line.find_first_not_of(" \t\r"), line.size());
    line.remove_prefix(start);
    const std::size_t length = std::min(line.find_first_of(" \t\r"), line.size());
    if (length > 0) words.emplace_back(line.substr(0, length));
    line.remove_prefix(length);
  }
  if (!words.empty() && base_name(words[0]) == "env") {
    words.erase(words.begin());
    while (!words.empty() && words[0][0] == '-') words.erase(words.begin());
  }
  interpreter.is_shell = !words.empty() && is_shell_name(base_name(words[0]));
  if (interpreter.is_shell) interpreter.options.assign(words.begin() + 1, words.end());
  return interpreter;
}

Task<Ran> ShellRunner::run(Process& process, const std::vector<std::string>& words,
                           const Variables& environment) const {
  Kernel& kernel = process.kernel;
  kernel.count_steps(1);
  if (const OutcomeRule* rule = find_rule(kernel.setting(), words)) {
    const ExitStatus status = co_await play(process, *rule);
    co_return ran_as(status);
  }
  const std::string& name = words[0];
  if (name.empty()) co_return Ran{127, ENOENT, 0};
  if (name.find('/') != std::string::npos) {
    const Result<Path> path = Path::parse(name, process.directory);
    if (!path) co_return Ran{127, path.error().posix, 0};
    const bool is_there = kernel.files().exists(kernel.credentials(), *path);
    if (!is_there && is_system_path(path->str())) {
      const Ran ran = co_await run_name(process, words, environment);
      co_return ran;
    }
    const Ran ran = co_await run_file(process, *path, words, environment);
    co_return ran;
  }
  if (find_command(name) == nullptr && !is_shell_name(name)) {
    const std::optional<Path> path = find_in_path(process, name, environment);
    if (path) {
      std::vector<std::string> found = words;
      found[0] = path->str();
      const Ran ran = co_await run_file(process, *path, found, environment);
      co_return ran;
    }
  }
  const Ran ran = co_await run_name(process, words, environment);
  co_return ran;
}

}  // namespace hpc::site::programs
