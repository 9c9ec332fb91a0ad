#include "site/sbatch_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>
#include <set>

namespace hpc::site {
namespace {

// Slurm's highest MaxArraySize (22.05): larger indices are refused before they cost memory.
constexpr std::uint32_t kMaxArrayIndex = 4'000'000;

tl::unexpected<Error> invalid(std::string sentence) {
  return failure(Errc::invalid, About::program, std::move(sentence));
}

tl::unexpected<Error> invalid_number(std::string_view text, std::string_view option) {
  return invalid(fmt::format("Invalid numeric value \"{}\" for {}.", text, option));
}

// Digits only: no sign, no blank.
template <class Number>
std::optional<Number> parse_digits(std::string_view text) {
  Number number = 0;
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

struct IndexRange {
  std::uint32_t first = 0, last = 0, step = 1;
};

std::optional<IndexRange> parse_index_range(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view range = text.substr(0, colon);
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos && colon != std::string_view::npos) return std::nullopt;
  const auto first = parse_digits<std::uint32_t>(range.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_digits<std::uint32_t>(range.substr(dash + 1));
  const auto step = colon == std::string_view::npos ? std::optional<std::uint32_t>(1)
                                                    : parse_digits<std::uint32_t>(text.substr(colon + 1));
  if (!first || !last || !step || *step == 0 || *last < *first || *last > kMaxArrayIndex) return std::nullopt;
  return IndexRange{*first, *last, *step};
}

std::optional<Dependency::Kind> dependency_kind(std::string_view name) {
  if (name == "after") return Dependency::Kind::after;
  if (name == "afterany") return Dependency::Kind::after_any;
  if (name == "afterok") return Dependency::Kind::after_ok;
  if (name == "afternotok") return Dependency::Kind::after_not_ok;
  return std::nullopt;
}

// "12" or "12_3".
std::optional<Dependency> parse_dependency_target(Dependency::Kind kind, std::string_view text) {
  const std::size_t underscore = text.find('_');
  const auto job = parse_digits<JobId>(text.substr(0, underscore));
  if (!job || *job == 0) return std::nullopt;
  Dependency dependency{kind, *job, std::nullopt};
  if (underscore == std::string_view::npos || text.substr(underscore) == "_*") return dependency;
  dependency.array_index = parse_digits<std::uint32_t>(text.substr(underscore + 1));
  return dependency.array_index ? std::optional(dependency) : std::nullopt;
}

std::optional<Duration> unit_named(std::string_view name) {
  using namespace std::chrono_literals;
  // Slurm takes any beginning of these words.
  static constexpr std::pair<std::string_view, Duration> kUnits[] = {
      {"seconds", 1s}, {"minutes", 1min}, {"hours", 1h}, {"days", 24h}, {"weeks", 168h}};
  if (name.empty()) return Duration(1s);
  for (const auto& [unit, length] : kUnits)
    if (unit.starts_with(name)) return length;
  return std::nullopt;
}

std::optional<RelativeTime> parse_relative(std::string_view text) {
  using namespace std::chrono_literals;
  if (text == "now" || text == "today") return RelativeTime{};
  if (text == "tomorrow" || text == "midnight") return RelativeTime{0s, true};
  if (text == "noon") return RelativeTime{12h, true};
  if (text == "fika") return RelativeTime{15h, true};
  if (text == "teatime") return RelativeTime{16h, true};
  if (!text.starts_with("now+")) return std::nullopt;
  text.remove_prefix(4);
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto count = parse_digits<std::uint32_t>(text.substr(0, end));
  const auto unit = unit_named(text.substr(end));
  // So many weeks still fit into a Duration.
  if (!count || !unit || *count > 10'000'000) return std::nullopt;
  return RelativeTime{*count * *unit};
}

// "16:00", "16:00:30", "4:00PM".
std::optional<Duration> parse_time_of_day(std::string_view text) {
  using namespace std::chrono_literals;
  const std::string upper = upper_case(text);
  std::string_view rest = upper;
  const bool is_morning = rest.ends_with("AM"), is_afternoon = rest.ends_with("PM");
  if (is_morning || is_afternoon) rest.remove_suffix(2);
  std::vector<std::uint32_t> parts;
  for (const std::string_view part : split(rest, ":")) {
    const auto number = parse_digits<std::uint32_t>(part);
    if (!number || part.size() > 2) return std::nullopt;
    parts.push_back(*number);
  }
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  if ((is_morning || is_afternoon) && (parts[0] < 1 || parts[0] > 12)) return std::nullopt;
  if (is_morning || is_afternoon) parts[0] = parts[0] % 12 + (is_afternoon ? 12 : 0);
  parts.resize(3);
  if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return std::nullopt;
  return parts[0] * 1h + parts[1] * 1min + parts[2] * 1s;
}

// "11/21/26" or "112126", and "2026-11-21", as ISO.
std::optional<std::string> iso_date(std::string_view date) {
  const auto parts = split(date, "/");
  if (parts.size() == 3) return fmt::format("20{:0>2}-{:0>2}-{:0>2}", parts[2], parts[0], parts[1]);
  if (date.size() == 6 && parse_digits<std::uint32_t>(date))
    return fmt::format("20{}-{}-{}", date.substr(4), date.substr(0, 2), date.substr(2, 2));
  return date.size() == 10 ? std::optional(std::string(date)) : std::nullopt;
}

std::optional<Instant> parse_date(std::string_view text) {
  const std::size_t t = text.find('T');
  // Behind a date with slashes the time follows a dash.
  const std::size_t cut = t != std::string_view::npos                ? t
                          : text.find('/') != std::string_view::npos ? text.find('-')
                                                                     : t;
  const auto date = iso_date(text.substr(0, cut));
  const auto day = date ? parse_iso(*date) : std::nullopt;
  if (!day || cut == std::string_view::npos) return day;
  const auto time = parse_time_of_day(text.substr(cut + 1));
  return time ? std::optional(*day + *time) : std::nullopt;
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::string upper_case(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return upper;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const auto number = parse_digits<std::uint32_t>(text);
  if (!number) return std::nullopt;
  return is_negative ? -std::int64_t{*number} : std::int64_t{*number};
}

Result<std::uint32_t> parse_count(std::string_view text, std::string_view option) {
  const auto number = parse_digits<std::uint64_t>(text);
  if (!number || *number == 0) return invalid_number(text, option);
  if (*number > std::numeric_limits<std::int32_t>::max())
    return invalid(fmt::format("Numeric argument ({}) too large for {}.", *number, option));
  return static_cast<std::uint32_t>(*number);
}

Result<std::uint64_t> parse_memory(std::string_view text, std::string_view option) {
  std::string unit = "M";
  if (!text.empty() && std::isalpha(static_cast<unsigned char>(text.back())) != 0) {
    unit = upper_case(text.substr(text.size() - 1));
    text.remove_suffix(1);
    // "4GB" is taken as well.
    if (unit == "B" && !text.empty()) {
      unit = upper_case(text.substr(text.size() - 1));
      text.remove_suffix(1);
    }
  }
  const auto number = parse_digits<std::uint64_t>(text);
  const std::size_t power = std::string_view("KMGT").find(unit);
  if (!number || power == std::string_view::npos || *number > (std::uint64_t{1} << 40))
    return invalid(fmt::format("Invalid {} specification", option));
  return power == 0 ? (*number + 1023) / 1024 : *number << (10 * (power - 1));
}

Result<std::uint32_t> parse_gpus(std::string_view text, std::string_view option) {
  const std::size_t colon = text.rfind(':');
  const std::string_view count = colon == std::string_view::npos ? text : text.substr(colon + 1);
  const auto number = parse_digits<std::uint32_t>(count);
  if (number && *number <= 1'000'000) return *number;
  const bool is_type = !count.empty() && std::isalpha(static_cast<unsigned char>(count.front())) != 0;
  if (is_type && colon == std::string_view::npos) return 1U;
  return invalid(fmt::format("Invalid {} specification", option));
}

Result<NodeCountValue> parse_node_count(std::string_view text) {
  const auto count = [](std::string_view part) -> Result<std::uint32_t> {
    const bool is_thousands = part.ends_with('k') || part.ends_with('K');
    const auto number = parse_digits<std::uint32_t>(part.substr(0, part.size() - (is_thousands ? 1 : 0)));
    if (!number || *number == 0 || *number > 4'000'000)
      return invalid(fmt::format("\"{}\" is not a valid node count", part));
    return *number * (is_thousands ? 1024 : 1);
  };
  const std::size_t dash = text.find('-');
  NodeCountValue value;
  value.min = HPC_TRY(count(text.substr(0, dash)));
  value.max = dash == std::string_view::npos ? value.min : HPC_TRY(count(text.substr(dash + 1)));
  if (value.max < value.min)
    return invalid(fmt::format("Maximum node count {} is less than minimum node count {}", value.max, value.min));
  return value;
}

Result<ArrayValue> parse_array(std::string_view text) {
  const auto refused = invalid("Batch job submission failed: Invalid job array specification");
  ArrayValue array;
  if (const std::size_t percent = text.find('%'); percent != std::string_view::npos) {
    const auto limit = parse_digits<std::uint32_t>(text.substr(percent + 1));
    if (!limit || *limit == 0) return refused;
    array.limit = *limit;
    text = text.substr(0, percent);
  }
  std::set<std::uint32_t> indices;
  for (const std::string_view part : split(text, ",")) {
    const auto range = parse_index_range(part);
    if (!range) return refused;
    for (std::uint64_t index = range->first; index <= range->last; index += range->step)
      indices.insert(indices.end(), static_cast<std::uint32_t>(index));
  }
  if (indices.empty()) return refused;
  array.indices.assign(indices.begin(), indices.end());
  return array;
}

Result<std::vector<Dependency>> parse_dependencies(std::string_view text) {
  const auto refused = invalid("Batch job submission failed: Job dependency problem");
  const bool has_both = text.find('?') != std::string_view::npos && text.find(',') != std::string_view::npos;
  std::vector<Dependency> dependencies;
  for (const std::string_view item : split(text, ",?")) {
    if (item == "singleton") {
      dependencies.push_back({Dependency::Kind::singleton, 0, std::nullopt});
      continue;
    }
    const auto words = split(item, ":");
    const auto kind = words.empty() ? std::nullopt : dependency_kind(words.front());
    if (!kind || words.size() < 2) return refused;
    for (std::size_t i = 1; i < words.size(); ++i) {
      const auto dependency = parse_dependency_target(*kind, words[i]);
      if (!dependency) return refused;
      dependencies.push_back(*dependency);
    }
  }
  if (has_both || dependencies.empty()) return refused;
  return dependencies;
}

Result<InstantValue> parse_instant(std::string_view text, std::string_view option) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (const auto relative = parse_relative(lower)) return InstantValue{std::nullopt, relative};
  if (const auto time = parse_time_of_day(text)) return InstantValue{std::nullopt, RelativeTime{*time, true}};
  if (const auto instant = parse_date(text)) return InstantValue{instant, std::nullopt};
  return invalid(fmt::format("Invalid {} specification", option));
}

}  // namespace hpc::site
