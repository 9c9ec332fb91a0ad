// How Slurm writes and reads times, and what % means in the name of an output file.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "site/batch_script.h"

namespace hpc::site {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Slurm's NO_VAL: the index of a job that is not in an array.
constexpr std::uint32_t kNoIndex = 4294967294;

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  // So many days still fit into a Duration.
  return number <= 10'000'000 ? std::optional(number) : std::nullopt;
}

bool is_unlimited(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower == "unlimited" || lower == "infinite" || text == "-1";
}

struct Elapsed {
  std::int64_t days, hour, minute, second;
  explicit Elapsed(Duration duration) {
    const std::int64_t total = std::chrono::floor<seconds>(std::max(duration, Duration(0))).count();
    days = total / 86400;
    hour = total / 3600 % 24;
    minute = total / 60 % 60;
    second = total % 60;
  }
};

}  // namespace

Result<std::optional<Duration>> parse_time_limit(std::string_view text) {
  const auto invalid = failure(Errc::invalid, About::program, "Invalid --time specification");
  if (is_unlimited(text)) return std::optional<Duration>();
  std::int64_t days = 0;
  const std::size_t dash = text.find('-');
  std::string_view rest = text;
  if (dash != std::string_view::npos) {
    const auto number = whole_number(text.substr(0, dash));
    if (!number) return invalid;
    days = *number;
    rest = text.substr(dash + 1);
  }
  std::vector<std::int64_t> parts;
  for (bool more = true; more;) {
    const std::size_t colon = rest.find(':');
    const auto number = whole_number(rest.substr(0, colon));
    if (!number || parts.size() == 3) return invalid;
    parts.push_back(*number);
    more = colon != std::string_view::npos;
    if (more) rest.remove_prefix(colon + 1);
  }
  // With days it starts at the hours; without, three parts start at the hours and fewer at the minutes.
  if (dash == std::string_view::npos && parts.size() < 3) parts.insert(parts.begin(), 0);
  parts.resize(3);
  return hours(24 * days + parts[0]) + minutes(parts[1]) + seconds(parts[2]);
}

std::string format_elapsed(Duration duration) {
  const Elapsed elapsed(duration);
  const std::string time = fmt::format("{:02}:{:02}:{:02}", elapsed.hour, elapsed.minute, elapsed.second);
  return elapsed.days > 0 ? fmt::format("{}-{}", elapsed.days, time) : time;
}

std::string format_time_used(Duration duration) {
  const Elapsed elapsed(duration);
  if (elapsed.days > 0) return format_elapsed(duration);
  if (elapsed.hour > 0) return fmt::format("{}:{:02}:{:02}", elapsed.hour, elapsed.minute, elapsed.second);
  return fmt::format("{}:{:02}", elapsed.minute, elapsed.second);
}

std::string expand_pattern(std::string_view pattern, const Job& job, std::string_view first_node) {
  // A backslash anywhere switches the expansion off, and goes.
  if (pattern.find('\\') != std::string_view::npos) {
    std::string plain(pattern);
    std::erase(plain, '\\');
    return plain;
  }
  const bool is_element = job.array_id != 0;
  const auto number = [](std::uint64_t value, std::size_t width) { return fmt::format("{:0{}}", value, width); };
  std::string expanded;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != '%') {
      expanded += pattern[at];
      continue;
    }
    const std::size_t start = at++;
    std::size_t width = 0;
    for (; at < pattern.size() && pattern[at] >= '0' && pattern[at] <= '9'; ++at)
      width = std::min<std::size_t>(width * 10 + static_cast<std::size_t>(pattern[at] - '0'), 10);
    switch (at < pattern.size() ? pattern[at] : '\0') {
      case 'A':
        expanded += number(is_element ? job.array_id : job.id, width);
        break;
      case 'a':
        expanded += number(is_element ? job.array_index : kNoIndex, width);
        break;
      case 'j':
      case 'J':
        expanded += number(job.id, width);
        break;
      case 'n':
      case 't':
        expanded += number(0, width);
        break;
      case 'N':
        expanded += first_node.substr(0, first_node.find('.'));
        break;
      case 's':
        expanded += "batch";
        break;
      case 'u':
        expanded += job.spec->user;
        break;
      case 'x':
        expanded += job.spec->name;
        break;
      case '%':
        expanded += '%';
        break;
      default:
        expanded += pattern.substr(start, at - start + 1);
    }
  }
  return expanded;
}

}  // namespace hpc::site
