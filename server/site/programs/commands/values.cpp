// seq, basename, dirname, expr, date, sleep, yes.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "site/programs/commands/command.h"
#include "site/programs/commands/regex.h"
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
    call.kernel().count_bytes(line.size() * 4);
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
  const auto width = static_cast<int>(std::max(fmt::format("{:.{}f}", first, places).size(), fmt::format("{:.{}f}", first + step * std::max(steps, 0.0), places).size()));
  for (double i = 0; i <= steps && !call.is_broken(); ++i) {
    const double value = first + step * i;
    std::string text = sequence.equal_width ? fmt::format("{:0{}.{}f}", value, width, places) : fmt::format("{:.{}f}", value, places);
    if (!sequence.format.empty()) {
      bool failed = false;
      const std::vector<std::string> arguments(1, text);
      text = print_formatted(call, sequence.format, arguments, 0, failed);
    }
    call.out((i > 0 ? sequence.separator : "") + text);
    call.kernel().count_bytes(64);
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
  const std::string suffix = parsed.has('s') ? *parsed.value('s') : !several && parsed.operands.size() > 1 ? parsed.operands[1] : "";
  for (std::size_t i = 0; i < (several ? parsed.operands.size() : 1); ++i) {
    std::string name = base_of(parsed.operands[i]);
    if (!suffix.empty() && name.size() > suffix.size() && name.ends_with(suffix)) name.resize(name.size() - suffix.size());
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

// expr's grammar, from the loosest operator to the tightest.
class Expression {
 public:
  explicit Expression(const std::vector<std::string>& words) : words_(words) {}
  std::string error;

  std::string whole() {
    std::string value = either(0);
    if (error.empty() && at_ < words_.size()) error = "syntax error: unexpected argument '" + words_[at_] + "'";
    return value;
  }

 private:
  static bool is_null(const std::string& text) { return text.empty() || text == "0" || parse_integer(text) == 0; }
  bool is(std::string_view text) const { return at_ < words_.size() && words_[at_] == text; }

  std::string either(int depth) {
    std::string left = both(depth);
    while (error.empty() && is("|")) {
      ++at_;
      const std::string right = both(depth);
      if (is_null(left)) left = is_null(right) ? "0" : right;
    }
    return left;
  }

  std::string both(int depth) {
    std::string left = comparison(depth);
    while (error.empty() && is("&")) {
      ++at_;
      const std::string right = comparison(depth);
      if (is_null(left) || is_null(right)) left = "0";
    }
    return left;
  }

  std::string comparison(int depth) {
    std::string left = sum(depth);
    while (error.empty() && (is("=") || is("==") || is("!=") || is("<") || is("<=") || is(">") || is(">="))) {
      const std::string operation = words_[at_++];
      const std::string right = sum(depth);
      const auto a = parse_integer(left), b = parse_integer(right);
      const int order = a && b ? (*a < *b ? -1 : *a > *b ? 1 : 0) : left.compare(right);
      const bool holds = operation == "<" ? order < 0 : operation == "<=" ? order <= 0 : operation == ">" ? order > 0 : operation == ">=" ? order >= 0 : operation == "!=" ? order != 0 : order == 0;
      left = holds ? "1" : "0";
    }
    return left;
  }

  std::string calculate(const std::string& operation, const std::string& left, const std::string& right) {
    const auto a = parse_integer(left), b = parse_integer(right);
    if (!a || !b) {
      error = "non-integer argument";
      return {};
    }
    const auto x = static_cast<std::uint64_t>(*a), y = static_cast<std::uint64_t>(*b);
    if (operation == "+") return std::to_string(static_cast<std::int64_t>(x + y));
    if (operation == "-") return std::to_string(static_cast<std::int64_t>(x - y));
    if (operation == "*") return std::to_string(static_cast<std::int64_t>(x * y));
    if (*b == 0) {
      error = "division by zero";
      return {};
    }
    if (*b == -1) return operation == "/" ? std::to_string(static_cast<std::int64_t>(0 - x)) : "0";
    return std::to_string(operation == "/" ? *a / *b : *a % *b);
  }

  std::string sum(int depth) {
    std::string left = product(depth);
    while (error.empty() && (is("+") || is("-"))) {
      const std::string operation = words_[at_++];
      const std::string right = product(depth);
      if (error.empty()) left = calculate(operation, left, right);
    }
    return left;
  }

  std::string product(int depth) {
    std::string left = match(depth);
    while (error.empty() && (is("*") || is("/") || is("%"))) {
      const std::string operation = words_[at_++];
      const std::string right = match(depth);
      if (error.empty()) left = calculate(operation, left, right);
    }
    return left;
  }

  std::string match_regex(const std::string& text, const std::string& pattern) {
    const Result<Regex> regex = Regex::compile("^" + (pattern.starts_with("^") ? pattern.substr(1) : pattern), Regex::Syntax::basic, false);
    if (!regex) {
      error = regex.error().sentence;
      return {};
    }
    std::vector<std::string> groups;
    const bool found = regex->search(text, groups);
    const bool captures = pattern.find("\\(") != std::string::npos;
    if (captures) return found && groups.size() > 1 ? groups[1] : "";
    return std::to_string(found ? groups[0].size() : 0);
  }

  std::string match(int depth) {
    std::string left = primary(depth);
    while (error.empty() && is(":")) {
      ++at_;
      const std::string right = primary(depth);
      if (error.empty()) left = match_regex(left, right);
    }
    return left;
  }

  std::string primary(int depth) {
    if (at_ >= words_.size() || depth > 100) {
      error = at_ == 0 ? "missing operand" : "syntax error: missing argument after '" + words_[at_ - 1] + "'";
      return {};
    }
    if (is("(")) {
      ++at_;
      std::string inside = either(depth + 1);
      if (error.empty() && !is(")")) error = "syntax error: expecting ')'";
      ++at_;
      return inside;
    }
    if (is("length") && at_ + 1 < words_.size()) {
      at_ += 2;
      return std::to_string(words_[at_ - 1].size());
    }
    if (is("substr") && at_ + 3 < words_.size()) {
      at_ += 4;
      const auto from = parse_integer(words_[at_ - 2]), length = parse_integer(words_[at_ - 1]);
      const std::string& text = words_[at_ - 3];
      if (!from || !length || *from < 1 || *length < 1 || static_cast<std::size_t>(*from) > text.size()) return {};
      return text.substr(static_cast<std::size_t>(*from) - 1, static_cast<std::size_t>(*length));
    }
    if (is("index") && at_ + 2 < words_.size()) {
      at_ += 3;
      const std::size_t place = words_[at_ - 2].find_first_of(words_[at_ - 1]);
      return std::to_string(place == std::string::npos ? 0 : place + 1);
    }
    if (is("match") && at_ + 2 < words_.size()) {
      at_ += 3;
      return match_regex(words_[at_ - 2], words_[at_ - 1]);
    }
    return words_[at_++];
  }

  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
};

int evaluate_expression(Invocation& call) {
  const std::vector<std::string> words(call.arguments.begin() + 1, call.arguments.end());
  Expression expression(words);
  const std::string value = expression.whole();
  if (!expression.error.empty()) return call.error(expression.error, 2);
  call.out(value + "\n");
  return value.empty() || value == "0" || parse_integer(value) == 0 ? 1 : 0;
}

int date(Invocation& call) {
  const Parsed parsed = parse_options(call, "ud:RI:r:", {{"utc", 'u'}, {"universal", 'u'}, {"date", 'd'}, {"rfc-email", 'R'}, {"iso-8601", 'J'}, {"reference", 'r'}});
  if (!parsed.is_valid) {
    // `-I` alone has no value: getopt cannot tell, so it is looked at again.
    return 1;
  }
  Instant instant = call.kernel().now();
  if (const std::string* text = parsed.value('d')) {
    const std::optional<Instant> said = parse_date(*text, instant);
    if (!said) return call.error("invalid date '" + *text + "'");
    instant = *said;
  }
  if (const std::string* file = parsed.value('r')) {
    const Result<Path> path = call.path(*file);
    const Result<Stat> stat = path ? call.files().stat(call.who(), *path) : failure(path.error());
    if (!stat) return call.error(*file + ": " + stat.error().sentence);
    instant = stat->modified;
  }
  std::string format = "%a %b %e %H:%M:%S UTC %Y";
  if (parsed.has('R')) format = "%a, %d %b %Y %H:%M:%S +0000";
  const std::string* iso = parsed.has('I') ? parsed.value('I') : parsed.value('J');
  if (iso != nullptr) {
    format = "%Y-%m-%d";
    if (*iso == "seconds" || *iso == "second" || *iso == "s") format = "%Y-%m-%dT%H:%M:%S+00:00";
    if (*iso == "minutes" || *iso == "minute") format = "%Y-%m-%dT%H:%M+00:00";
    if (*iso == "hours" || *iso == "hour") format = "%Y-%m-%dT%H+00:00";
    if (*iso == "ns") format = "%Y-%m-%dT%H:%M:%S,%N+00:00";
  }
  for (const std::string& operand : parsed.operands) {
    if (!operand.starts_with("+")) return call.error(operand.find_first_not_of("0123456789.") == std::string::npos ? "cannot set date: Operation not permitted" : "invalid date '" + operand + "'");
    format = operand.substr(1);
  }
  call.out(format_date(instant, format) + "\n");
  return 0;
}

// `date -I` and `date -Iseconds` as one option with a value.
int date_command(Invocation& outer) {
  std::vector<std::string> words = outer.arguments;
  for (std::string& word : words) {
    if (word == "-I") word = "-Idate";
  }
  Invocation call(outer.process, words, outer.environment, "");
  return call.finish(date(call));
}

}  // namespace

std::optional<Instant> parse_date(const std::string& text, Instant now) {
  if (text == "now" || text == "today") return now;
  if (text == "yesterday") return now - std::chrono::hours(24);
  if (text == "tomorrow") return now + std::chrono::hours(24);
  if (text.starts_with("@")) {
    const std::optional<std::int64_t> seconds = parse_integer(text.substr(1));
    if (!seconds || std::abs(*seconds) > 253402300799) return std::nullopt;
    return from_unix_seconds(*seconds);
  }
  std::string iso = text;
  if (iso.size() > 10 && iso[10] == ' ') iso[10] = 'T';
  if (const std::optional<Instant> instant = parse_iso(iso)) return instant;
  const std::size_t blank = text.find(' ');
  const std::optional<std::int64_t> count = parse_integer(text.substr(0, blank));
  if (!count || blank == std::string::npos || std::abs(*count) > 1'000'000'000) return std::nullopt;
  std::string unit = text.substr(blank + 1);
  const bool ago = unit.ends_with(" ago");
  if (ago) unit.resize(unit.size() - 4);
  if (unit.ends_with("s")) unit.pop_back();
  const std::int64_t scale = unit == "second" || unit == "sec" ? 1 : unit == "minute" || unit == "min" ? 60 : unit == "hour" ? 3600 : unit == "day" ? 86400 : unit == "week" ? 604800 : 0;
  if (scale == 0) return std::nullopt;
  return now + std::chrono::seconds(*count * scale * (ago ? -1 : 1));
}

std::string format_date(Instant instant, std::string_view format) {
  const auto microseconds = instant.time_since_epoch().count();
  const std::int64_t fraction = ((microseconds % 1'000'000) + 1'000'000) % 1'000'000;
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 >= format.size()) {
      out += format[i];
      continue;
    }
    char letter = format[++i];
    const bool unpadded = letter == '-' && i + 1 < format.size();
    if (unpadded) letter = format[++i];
    std::string digits;
    while (letter >= '0' && letter <= '9' && i + 1 < format.size()) digits += letter, letter = format[++i];
    std::string text;
    if (letter == 's') {
      text = std::to_string(unix_seconds(instant));
    } else if (letter == 'N') {
      text = fmt::format("{:06d}000", fraction);
      if (!digits.empty()) text.resize(std::clamp<std::size_t>(static_cast<std::size_t>(digits[0] - '0'), 1, 9));
    } else if (letter == 'z') {
      text = "+0000";
    } else if (letter == 'Z') {
      text = "UTC";
    } else if (letter == '%') {
      text = "%";
    } else if (letter == 'q') {
      text = std::to_string((std::stoi(format_utc(instant, "%m")) + 2) / 3);
    } else if (std::string_view("aAbBcCdDeFgGhHIjklmMnpPrRStTuUVwWxXyY").find(letter) != std::string_view::npos) {
      const char one[] = {'%', letter, '\0'};
      text = letter == 'P' ? format_utc(instant, "%p") : format_utc(instant, one);
      if (letter == 'P') std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    } else {
      text = std::string("%") + letter;
    }
    if (unpadded && text.size() > 1) text.erase(0, std::min(text.find_first_not_of("0 "), text.size() - 1));
    out += text;
  }
  return out;
}

std::span<const Command> value_commands() {
  static constexpr Command kCommands[] = {
      {"sleep", nullptr, sleep},  {"yes", nullptr, repeat},      {"seq", nullptr, count_up},
      {"basename", base_name},    {"dirname", folder_name},      {"expr", evaluate_expression},
      {"date", date_command},
  };
  return kCommands;
}

}  // namespace hpc::site::programs
