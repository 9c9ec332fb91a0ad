#include "apis/flux_restful/job_id.h"

#include <algorithm>
#include <charconv>

namespace hpc::apis::flux_restful {
namespace {

constexpr std::string_view kAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view kMark = "\u0192";
constexpr FluxId kSequences = 1 << 10;

std::optional<FluxId> parse_base(std::string_view text, int base) {
  FluxId value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::optional<FluxId> parse_f58(std::string_view text) {
  if (text.empty() || text.size() > 11) return std::nullopt;
  FluxId value = 0;
  for (const char c : text) {
    const std::size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos || value > (UINT64_MAX - digit) / 58) return std::nullopt;
    value = value * 58 + digit;
  }
  return value;
}

std::optional<FluxId> parse_dotted(std::string_view text) {
  if (text.starts_with("job.")) text.remove_prefix(4);
  FluxId value = 0;
  while (true) {
    const std::size_t dot = text.find('.');
    const std::optional<FluxId> group = parse_base(text.substr(0, dot), 16);
    if (!group || *group > 0xFFFF || value >> 48 != 0) return std::nullopt;
    value = value << 16 | *group;
    if (dot == std::string_view::npos) return value;
    text.remove_prefix(dot + 1);
  }
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t start = std::min(text.find_first_not_of(" \t\n\r\f\v"), text.size());
  text.remove_prefix(start);
  return text.substr(0, text.find_last_not_of(" \t\n\r\f\v") + 1);
}

std::optional<FluxId> parse_any(std::string_view text) {
  if (text.find('.') != std::string_view::npos) return parse_dotted(text);
  if (text.starts_with(kMark)) return parse_f58(text.substr(kMark.size()));
  if (text.starts_with("f")) return parse_f58(text.substr(1));
  if (text.starts_with("0x")) return parse_base(text.substr(2), 16);
  return parse_base(without_blanks(text), 10);
}

}  // namespace

FluxId next_id(std::uint64_t milliseconds, FluxId last) {
  const FluxId fresh = milliseconds << 24;
  if (fresh > last) return fresh;
  const bool is_full = last % kSequences == kSequences - 1;
  return is_full ? (last >> 24 << 24) + (FluxId{1} << 24) : last + 1;
}

std::string f58(FluxId id) {
  std::string digits;
  do {
    digits.insert(digits.begin(), kAlphabet[id % 58]);
    id /= 58;
  } while (id != 0);
  return std::string(kMark) + digits;
}

std::optional<FluxId> parse_flux_id(std::string_view text) {
  const std::optional<FluxId> id = parse_any(text);
  if (!id || *id > kLargestId) return std::nullopt;
  return id;
}

}  // namespace hpc::apis::flux_restful
