// Commands that run commands: env, timeout, nohup, nice, time, xargs, stdbuf...
#include <cerrno>
#include <csignal>
#include <cstring>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

using Words = std::vector<std::string>;

int not_started(Invocation& call, const std::string& before, const std::string& name, int error) {
  call.error(before + "'" + name + "': " + std::strerror(error));
  return error == ENOENT ? 127 : 126;
}

Words rest(const Words& words, std::size_t from) {
  return Words(words.begin() + static_cast<std::ptrdiff_t>(std::min(from, words.size())), words.end());
}

Task<int> with_environment(Invocation& call) {
  Variables environment = call.environment.exported();
  const Words& words = call.arguments;
  std::size_t i = 1;
  bool clears = false;
  for (; i < words.size() && words[i].size() > 1 && words[i][0] == '-'; ++i) {
    if (words[i] == "-i" || words[i] == "--ignore-environment") clears = true;
    if (words[i] == "-u" && i + 1 < words.size()) environment.unset(words[++i]);
  }
  Variables cleared = environment.cleared();
  Variables& chosen = clears ? cleared : environment;
  for (; i < words.size() && words[i].find('=') != std::string::npos; ++i) {
    chosen.set_exported(words[i].substr(0, words[i].find('=')), words[i].substr(words[i].find('=') + 1));
  }
  if (i >= words.size()) {
    for (const auto& [name, value] : chosen.all_exported()) call.out(name + "=" + value + "\n");
    co_return 0;
  }
  const Words command = rest(words, i);
  Kernel& kernel = call.kernel();
  const Ran ran = co_await kernel.runner().run(call.process, command, chosen);
  if (ran.error != 0) co_return not_started(call, "", command[0], ran.error);
  co_return ran.status;
}

// nohup, nice, stdbuf, setsid, time: options, then a command.
Task<int> plainly(Invocation& call) {
  const Words& words = call.arguments;
  const std::string& name = call.name();
  std::size_t i = 1;
  for (; i < words.size() && words[i].size() > 1 && words[i][0] == '-'; ++i) {
    const bool takes_value = (name == "nice" && words[i] == "-n") || (name == "stdbuf" && words[i].size() == 2) ||
                             (name == "ionice" && words[i].size() == 2) || (name == "taskset" && words[i] == "-c");
    if (takes_value) ++i;
  }
  if (i >= words.size()) {
    call.error("missing operand");
    call.error_line("Try '" + call.arguments[0] + " --help' for more information.");
    co_return name == "nice" ? 0 : 125;
  }
  const Words command = rest(words, i);
  Kernel& kernel = call.kernel();
  const Instant start = kernel.now();
  const Variables environment = call.environment.exported();
  const Ran ran = co_await kernel.runner().run(call.process, command, environment);
  if (name == "time" && ran.error == 0) {
    const auto hundredths = (kernel.now() - start).count() / 10000;
    const std::string fraction = std::to_string(hundredths % 100 + 100).substr(1);
    call.error_line("real " + std::to_string(hundredths / 100) + "." + fraction + "\nuser 0.00\nsys 0.00");
  }
  if (ran.error != 0) co_return not_started(call, "failed to run command ", command[0], ran.error);
  co_return ran.status;
}

Task<int> run_alone(Process& process, Words command, Variables environment) {
  const Ran ran = co_await process.kernel.runner().run(process, command, environment);
  if (ran.error == 0) co_return ran.status;
  if (const auto& errors = process.descriptors.get(2))
    errors->write("timeout: failed to run command '" + command[0] + "': " + std::strerror(ran.error) + "\n");
  co_return ran.error == ENOENT ? 127 : 126;
}

struct TimeLimit {
  Duration after{};
  int signal = SIGTERM;
  bool keeps_status = false;
  Words command;
  bool is_valid = true;
};

TimeLimit read_limit(Invocation& call) {
  TimeLimit limit;
  const Words& words = call.arguments;
  std::size_t i = 1;
  for (; i < words.size() && words[i].size() > 1 && words[i][0] == '-'; ++i) {
    std::string value;
    if (words[i] == "-s" || words[i] == "-k") {
      const bool names_signal = words[i] == "-s";
      value = ++i < words.size() ? words[i] : "";
      if (names_signal && (value == "KILL" || value == "SIGKILL" || value == "9")) limit.signal = SIGKILL;
    } else if (words[i] == "--signal=KILL" || words[i] == "--signal=9" || words[i] == "-sKILL" || words[i] == "-s9") {
      limit.signal = SIGKILL;
    } else if (words[i] == "--preserve-status") {
      limit.keeps_status = true;
    }
  }
  const std::optional<Duration> after = i < words.size() ? parse_interval(words[i]) : std::nullopt;
  if (i + 1 >= words.size() || !after) {
    if (i + 1 < words.size()) call.error("invalid time interval '" + words[i] + "'");
    call.error_line("Try 'timeout --help' for more information.");
    limit.is_valid = false;
    return limit;
  }
  limit.after = *after;
  limit.command = rest(words, i + 1);
  return limit;
}

Task<int> within(Invocation& call) {
  const TimeLimit limit = read_limit(call);
  if (!limit.is_valid) co_return 125;
  Kernel& kernel = call.kernel();
  Process* child = kernel.make_process(&call.process);
  if (child == nullptr) co_return call.error("fork system call failed: Resource temporarily unavailable", 125);
  const Pid pid = child->pid;
  Task<int> main = run_alone(*child, limit.command, call.environment.exported());
  kernel.start(*child, std::move(main));
  // No limit at all.
  const Instant deadline = limit.after.count() == 0 ? Instant::max() : kernel.now() + limit.after;
  bool ended = false;
  if (deadline == Instant::max()) {
    while (kernel.is_alive(pid)) co_await Pause{};
    ended = true;
  } else {
    ended = co_await kernel.wait_until(call.process, pid, deadline);
  }
  if (!ended) kernel.kill_with_children(pid, limit.signal);
  const ExitStatus status = kernel.collect(pid);
  if (ended) co_return status.signal != 0 ? 128 + status.signal : status.code;
  if (limit.keeps_status || limit.signal == SIGKILL) co_return 128 + limit.signal;
  co_return 124;
}

struct Batches {
  std::size_t most = SIZE_MAX;
  std::string placeholder;
  bool skips_empty = false;
  char delimiter = '\0';
  Words command;
};

Batches read_batches(const Words& words) {
  Batches batches;
  std::size_t i = 1;
  for (; i < words.size() && words[i].size() > 1 && words[i][0] == '-'; ++i) {
    const char letter = words[i][1];
    const bool takes_value = std::string_view("nILPsd").find(letter) != std::string_view::npos;
    std::string value = words[i].substr(2);
    if (takes_value && value.empty() && i + 1 < words.size()) value = words[++i];
    if (letter == 'n' || letter == 'L')
      batches.most = static_cast<std::size_t>(std::max<std::int64_t>(parse_integer(value).value_or(1), 1));
    if (letter == 'I') batches.placeholder = value;
    if (letter == 'd' && !value.empty()) batches.delimiter = value == "\\n" ? '\n' : value[0];
    if (letter == 'r') batches.skips_empty = true;
  }
  batches.command = rest(words, i);
  if (batches.command.empty()) batches.command.emplace_back("echo");
  return batches;
}

// Words of the input: blanks separate, quotes and backslashes protect.
Words split_input(const std::string& text, const Batches& batches) {
  Words words;
  std::string word;
  bool has = false;
  char quote = '\0';
  const auto flush = [&]() {
    if (has) words.push_back(std::exchange(word, {}));
    has = false;
  };
  const bool by_lines = !batches.placeholder.empty() || batches.delimiter != '\0';
  const char delimiter = batches.delimiter == '\0' ? '\n' : batches.delimiter;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (by_lines ? c == delimiter : quote == '\0' && (c == ' ' || c == '\t' || c == '\n')) {
      flush();
    } else if (!by_lines && quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
      has = true;
    } else if (quote != '\0' && c == quote) {
      quote = '\0';
    } else {
      if (c == '\\' && !by_lines && quote == '\0' && i + 1 < text.size()) ++i;
      word += text[i];
      has = true;
    }
  }
  flush();
  return words;
}

Task<int> over_input(Invocation& call) {
  const Batches batches = read_batches(call.arguments);
  const std::unique_ptr<Input> input = Input::open(call, "-");
  std::string text;
  if (input) {
    const bool fits = co_await input->all(text);
    if (!fits) co_return 1;
  }
  const Words words = split_input(text, batches);
  const bool replaces = !batches.placeholder.empty();
  const std::size_t batch = replaces ? 1 : batches.most;
  if (words.empty() && (batches.skips_empty || replaces)) co_return 0;
  Kernel& kernel = call.kernel();
  const Variables environment = call.environment.exported();
  const Descriptors saved = call.process.descriptors;
  call.process.descriptors.set(0, null_stream());
  int status = 0;
  std::size_t at = 0;
  do {
    Words command = batches.command;
    if (replaces) {
      for (std::string& word : command) {
        for (std::size_t place = word.find(batches.placeholder);
             place != std::string::npos && word.size() < Limits::kWordBytes;
             place = word.find(batches.placeholder, place + words[at].size())) {
          word.replace(place, batches.placeholder.size(), words[at]);
        }
      }
      ++at;
    } else {
      for (std::size_t i = 0; i < batch && at < words.size(); ++i) command.push_back(words[at++]);
    }
    if (kernel.must_settle(call.process)) co_await kernel.settle(call.process);
    const Ran ran = co_await kernel.runner().run(call.process, command, environment);
    if (ran.error != 0) {
      call.error(command[0] + ": " + std::strerror(ran.error));
      status = ran.error == ENOENT ? 127 : 126;
      break;
    }
    if (ran.status != 0) status = 123;
  } while (at < words.size());
  call.process.descriptors = saved;
  co_return status;
}

}  // namespace

std::span<const Command> prefix_commands() {
  static constexpr Command kCommands[] = {
      {"env", nullptr, with_environment}, {"nohup", nullptr, plainly},  {"nice", nullptr, plainly},
      {"ionice", nullptr, plainly},       {"stdbuf", nullptr, plainly}, {"setsid", nullptr, plainly},
      {"time", nullptr, plainly},         {"timeout", nullptr, within}, {"xargs", nullptr, over_input},
  };
  return kCommands;
}

}  // namespace hpc::site::programs
