#include "site/nodes.h"

#include <algorithm>
#include <charconv>
#include <compare>

namespace hpc::site {
namespace {

// Slurm refuses longer ranges (MAX_RANGE, 22.05).
constexpr std::uint64_t kMaxRange = 65536;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A name that ends in a number, taken apart; `digits` is 0 for one that does not.
struct NumberedName {
  std::string_view prefix;
  std::uint64_t number = 0;
  std::size_t digits = 0;

  explicit NumberedName(std::string_view name) : prefix(name) {
    std::size_t start = name.size();
    while (start > 0 && is_digit(name[start - 1]) && name.size() - start < 18) --start;
    digits = name.size() - start;
    prefix = name.substr(0, start);
    if (digits > 0) std::from_chars(name.data() + start, name.data() + name.size(), number);
  }
  auto operator<=>(const NumberedName&) const = default;

  bool is_followed_by(const NumberedName& next) const {
    if (prefix != next.prefix || digits == 0 || next.number != number + 1) return false;
    // 099 -> 100 keeps its width; 9 -> 10 grows because it was not padded.
    return next.digits == digits || (next.digits == digits + 1 && std::to_string(number).size() == digits);
  }
  std::string padded() const {
    const std::string text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
  }
};

std::string brackets(const NumberedName* first, const NumberedName* last) {
  std::string list;
  int ranges = 0;
  for (const NumberedName* start = first; start != last;) {
    const NumberedName* end = start;
    while (end + 1 != last && end->is_followed_by(*(end + 1))) ++end;
    if (ranges++ > 0) list += ',';
    list += start->padded();
    if (end != start) list += '-' + end->padded();
    start = end + 1;
  }
  const bool is_single = ranges == 1 && last - first == 1;
  return std::string(first->prefix) + (is_single ? list : '[' + list + ']');
}

// One "001-003" or "7" inside brackets; false when it is not one.
bool expand_range(std::string_view range, std::vector<std::string>& numbers) {
  const std::size_t dash = range.find('-');
  const std::string_view low = range.substr(0, dash);
  const std::string_view high = dash == std::string_view::npos ? low : range.substr(dash + 1);
  if (low.empty() || high.empty() || low.size() > 18 || high.size() > 18) return false;
  if (!std::all_of(low.begin(), low.end(), is_digit) || !std::all_of(high.begin(), high.end(), is_digit)) return false;
  std::uint64_t from = 0, to = 0;
  std::from_chars(low.data(), low.data() + low.size(), from);
  std::from_chars(high.data(), high.data() + high.size(), to);
  if (to < from || to - from >= kMaxRange) return false;
  for (std::uint64_t number = from; number <= to; ++number) {
    const std::string text = std::to_string(number);
    numbers.push_back(std::string(low.size() - std::min(low.size(), text.size()), '0') + text);
  }
  return true;
}

// "nid[001-003]x": all that it stands for; itself when the brackets make no sense.
std::vector<std::string> expand_name(std::string_view name) {
  const std::size_t open = name.find('[');
  const std::size_t close = open == std::string_view::npos ? open : name.find(']', open);
  if (close == std::string_view::npos) return {std::string(name)};
  std::vector<std::string> numbers;
  std::string_view ranges = name.substr(open + 1, close - open - 1);
  while (true) {
    const std::size_t comma = ranges.find(',');
    if (!expand_range(ranges.substr(0, comma), numbers)) return {std::string(name)};
    if (comma == std::string_view::npos) break;
    ranges.remove_prefix(comma + 1);
  }
  const std::vector<std::string> tails = expand_name(name.substr(close + 1));
  if (numbers.size() * tails.size() > kMaxRange) return {std::string(name)};
  std::vector<std::string> names;
  for (const std::string& number : numbers)
    for (const std::string& tail : tails) names.push_back(std::string(name.substr(0, open)) + number + tail);
  return names;
}

}  // namespace

NodeState Node::state() const {
  switch (availability) {
    case NodeAvailability::down:
      return NodeState::down;
    case NodeAvailability::drain:
      return jobs > 0 ? NodeState::draining : NodeState::drained;
    case NodeAvailability::up:
      break;
  }
  if (jobs == 0) return NodeState::idle;
  return used_cpus >= spec.cpus ? NodeState::allocated : NodeState::mixed;
}

std::string_view name_of(NodeState state) {
  switch (state) {
    case NodeState::idle:
      return "idle";
    case NodeState::mixed:
      return "mixed";
    case NodeState::allocated:
      return "allocated";
    case NodeState::draining:
      return "draining";
    case NodeState::drained:
      return "drained";
    case NodeState::down:
      return "down";
  }
  return "";
}

std::string compress_host_list(const std::vector<std::string>& names) {
  std::vector<NumberedName> sorted(names.begin(), names.end());
  std::sort(sorted.begin(), sorted.end());
  std::string list;
  for (std::size_t start = 0; start < sorted.size();) {
    std::size_t end = start + 1;
    if (sorted[start].digits > 0)
      while (end < sorted.size() && sorted[end].digits > 0 && sorted[end].prefix == sorted[start].prefix) ++end;
    if (!list.empty()) list += ',';
    list +=
        sorted[start].digits > 0 ? brackets(&sorted[start], sorted.data() + end) : std::string(sorted[start].prefix);
    start = end;
  }
  return list;
}

std::vector<std::string> expand_host_list(std::string_view list) {
  std::vector<std::string> names;
  std::size_t start = 0, depth = 0;
  for (std::size_t at = 0; at <= list.size(); ++at) {
    if (at < list.size() && list[at] == '[') ++depth;
    if (at < list.size() && list[at] == ']' && depth > 0) --depth;
    if (at < list.size() && (list[at] != ',' || depth > 0)) continue;
    const std::string_view name = list.substr(start, at - start);
    start = at + 1;
    if (name.empty()) continue;
    for (std::string& expanded : expand_name(name)) names.push_back(std::move(expanded));
  }
  return names;
}

}  // namespace hpc::site
