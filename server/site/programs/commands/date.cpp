// date, and how an instant is written and read.
#include <fmt/format.h>

#include <algorithm>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

int date(Invocation& call) {
  const Parsed parsed = parse_options(
      call, "ud:RI:r:",
      {{"utc", 'u'}, {"universal", 'u'}, {"date", 'd'}, {"rfc-email", 'R'}, {"iso-8601", 'J'}, {"reference", 'r'}});
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
    if (!operand.starts_with("+"))
      return call.error(operand.find_first_not_of("0123456789.") == std::string::npos
                            ? "cannot set date: Operation not permitted"
                            : "invalid date '" + operand + "'");
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
  const std::int64_t scale = unit == "second" || unit == "sec"   ? 1
                             : unit == "minute" || unit == "min" ? 60
                             : unit == "hour"                    ? 3600
                             : unit == "day"                     ? 86400
                             : unit == "week"                    ? 604800
                                                                 : 0;
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
      if (letter == 'P')
        std::transform(text.begin(), text.end(), text.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    } else {
      text = std::string("%") + letter;
    }
    if (unpadded && text.size() > 1) text.erase(0, std::min(text.find_first_not_of("0 "), text.size() - 1));
    out += text;
  }
  return out;
}

std::span<const Command> date_commands() {
  static constexpr Command kCommands[] = {{"date", date_command}};
  return kCommands;
}

}  // namespace hpc::site::programs
