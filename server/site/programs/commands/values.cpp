// sleep, yes, seq, basename, dirname.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

Task<int> sleep(Invocation& call) {
  if (call.arguments.size() < 2) {
    call.error("missing operand");
    call.error_line("Try 'sleep --help' for more information.");
    co_return 1;
  }
  Duration total{};
  for (std::size_t i = 1; i < call.arguments.size(); ++i) {
    const std::optional<Duration> interval = parse_interval(call.arguments[i]);
    if (!interval) {
      call.error("invalid time interval '" + call.arguments[i] + "'");
      call.error_line("Try 'sleep --help' for more information.");
      co_return 1;
    }
    total = std::min(total + *interval, Duration(std::chrono::hours(24 * 366 * 1000)));
  }
  Kernel& kernel = call.kernel();
  co_await kernel.pass_until(call.process, kernel.now() + total);
  co_return 0;
}

Task<int> repeat(Invocation& call) {
  std::string line;
  for (std::size_t i = 1; i < call.arguments.size(); ++i) line += (i > 1 ? " " : "") + call.arguments[i];
  if (call.arguments.size() < 2) line = "y";
  line += "\n";
  while (!call.is_broken()) {
    call.out(line);
    call.kernel().count_bytes(16 + line.size());
    if (call.kernel().must_settle(call.process)) co_await call.kernel().settle(call.process);
  }
  co_return 0;
}

std::size_t decimals(const std::string& text) {
  const std::size_t dot = text.find('.');
  return dot == std::string::npos ? 0 : text.size() - dot - 1;
}

std::optional<double> real(const std::string& text) {
  double value = 0;
  const char* from = text.data() + (text.starts_with("+") ? 1 : 0);
  const auto [end, error] = std::from_chars(from, text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// seq has negative numbers as operands, so its options are read by hand.
struct Sequence {
  std::string separator = "\n", format;
  bool equal_width = false;
  std::vector<std::string> numbers;
};

Sequence read_sequence(const std::vector<std::string>& words) {
  Sequence sequence;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "-w") {
      sequence.equal_width = true;
    } else if (words[i].starts_with("-s") && words[i].size() > 2) {
      sequence.separator = words[i].substr(2);
    } else if ((words[i] == "-s" || words[i] == "-f") && i + 1 < words.size()) {
      (words[i] == "-s" ? sequence.separator : sequence.format) = words[i + 1];
      ++i;
    } else {
      sequence.numbers.push_back(words[i]);
    }
  }
  return sequence;
}

Task<int> count_up(Invocation& call) {
  const Sequence sequence = read_sequence(call.arguments);
  const std::vector<std::string>& words = sequence.numbers;
  if (words.empty() || words.size() > 3) {
    call.error(words.empty() ? "missing operand" : "extra operand '" + words[3] + "'");
    call.error_line("Try 'seq --help' for more information.");
    co_return 1;
  }
  for (const std::string& word : words) {
    if (real(word)) continue;
    call.error("invalid floating point argument: '" + word + "'");
    call.error_line("Try 'seq --help' for more information.");
    co_return 1;
  }
  const std::string first_text = words.size() > 1 ? words[0] : "1", step_text = words.size() > 2 ? words[1] : "1";
  const double first = *real(first_text), step = *real(step_text), last = *real(words.back());
  if (step == 0) {
    call.error("invalid Zero increment value: '" + step_text + "'");
    call.error_line("Try 'seq --help' for more information.");
    co_return 1;
  }
  const std::size_t places = std::min<std::size_t>(std::max(decimals(first_text), decimals(step_text)), 15);
  const double steps = std::floor((last - first) / step + 1e-10);
  const auto width =
      static_cast<int>(std::max(fmt::format("{:.{}f}", first, places).size(),
                                fmt::format("{:.{}f}", first + step * std::max(steps, 0.0), places).size()));
  // Whole numbers are the common case, and by far the quicker one.
  const bool whole = places == 0 && std::abs(first) < 1e15 && std::abs(last) < 1e15;
  for (double i = 0; i <= steps && !call.is_broken(); ++i) {
    const double value = first + step * i;
    std::string text = whole ? std::to_string(static_cast<std::int64_t>(value)) : fmt::format("{:.{}f}", value, places);
    if (sequence.equal_width) text = fmt::format("{:0{}.{}f}", value, width, places);
    if (!sequence.format.empty()) {
      bool failed = false;
      const std::vector<std::string> arguments(1, text);
      text = print_formatted(call, sequence.format, arguments, 0, failed);
    }
    call.out((i > 0 ? sequence.separator : "") + text);
    call.kernel().count_bytes(32);
    if (call.kernel().must_settle(call.process)) co_await call.kernel().settle(call.process);
  }
  if (steps >= 0) call.out("\n");
  co_return 0;
}

std::string base_of(std::string text) {
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text == "/" ? text : text.substr(text.find_last_of('/') + 1);
}

int base_name(Invocation& call) {
  const Parsed parsed = parse_options(call, "as:", {{"suffix", 's'}, {"multiple", 'a'}});
  if (!parsed.is_valid) return 1;
  if (parsed.operands.empty()) {
    call.error("missing operand");
    call.error_line("Try 'basename --help' for more information.");
    return 1;
  }
  const bool several = parsed.has('a') || parsed.has('s');
  const std::string suffix = parsed.has('s')                          ? *parsed.value('s')
                             : !several && parsed.operands.size() > 1 ? parsed.operands[1]
                                                                      : "";
  for (std::size_t i = 0; i < (several ? parsed.operands.size() : 1); ++i) {
    std::string name = base_of(parsed.operands[i]);
    if (!suffix.empty() && name.size() > suffix.size() && name.ends_with(suffix))
      name.resize(name.size() - suffix.size());
    call.out(name + "\n");
  }
  return 0;
}

int folder_name(Invocation& call) {
  if (call.arguments.size() < 2) {
    call.error("missing operand");
    call.error_line("Try 'dirname --help' for more information.");
    return 1;
  }
  for (std::size_t i = 1; i < call.arguments.size(); ++i) {
    std::string text = call.arguments[i];
    while (text.size() > 1 && text.back() == '/') text.pop_back();
    const std::size_t slash = text.find_last_of('/');
    text = slash == std::string::npos ? "." : text.substr(0, slash);
    while (text.size() > 1 && text.back() == '/') text.pop_back();
    call.out((text.empty() ? "/" : text) + "\n");
  }
  return 0;
}

}  // namespace

std::span<const Command> value_commands() {
  static constexpr Command kCommands[] = {
      {"sleep", nullptr, sleep}, {"yes", nullptr, repeat}, {"seq", nullptr, count_up},
      {"basename", base_name},   {"dirname", folder_name},
  };
  return kCommands;
}

}  // namespace hpc::site::programs
