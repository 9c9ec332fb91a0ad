#include "apis/firecrest/byte_range.h"

#include <algorithm>
#include <charconv>

namespace hpc::apis::firecrest {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

RangeAsked range_asked(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (header.substr(0, kUnit.size()) != kUnit) return {};
  const std::string_view spec = header.substr(kUnit.size());
  const auto dash = spec.find('-');
  if (dash == std::string_view::npos) return {};
  if (spec.find(',') != std::string_view::npos) return {RangeAsked::Kind::unsatisfiable, {}};
  const auto first = number(spec.substr(0, dash));
  const auto last = number(spec.substr(dash + 1));
  const bool has_first = dash > 0, has_last = dash + 1 < spec.size();
  if ((has_first && !first) || (has_last && !last) || (!has_first && !has_last)) return {};
  if (!has_first) {  // the last so many bytes
    if (*last == 0 || size == 0) return {RangeAsked::Kind::unsatisfiable, {}};
    return {RangeAsked::Kind::one, {size - std::min(*last, size), size - 1}};
  }
  if (has_last && *last < *first) return {};
  if (*first >= size) return {RangeAsked::Kind::unsatisfiable, {}};
  return {RangeAsked::Kind::one, {*first, has_last ? std::min(*last, size - 1) : size - 1}};
}

std::string content_range(const ByteRange& range, std::uint64_t size) {
  return "bytes " + std::to_string(range.first) + '-' + std::to_string(range.last) + '/' + std::to_string(size);
}

}  // namespace hpc::apis::firecrest
