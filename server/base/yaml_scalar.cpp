#include "base/yaml_scalar.h"

#include <charconv>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>

namespace hpc {

namespace {

bool all_of_set(std::string_view text, std::string_view set) {
  return !text.empty() && text.find_first_not_of(set) == std::string_view::npos;
}

std::optional<OrderedJson> as_based_integer(std::string_view text) {
  const bool is_octal = text.starts_with("0o");
  if (!is_octal && !text.starts_with("0x")) return {};
  const std::string_view digits = text.substr(2);
  if (!all_of_set(digits, is_octal ? "01234567" : "0123456789abcdefABCDEF")) return {};
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value, is_octal ? 8 : 16);
  if (error != std::errc() || end != digits.end()) return {};
  return OrderedJson(value);
}

std::optional<OrderedJson> as_integer(std::string_view text) {
  if (auto based = as_based_integer(text)) return based;
  std::string_view unsigned_part = text;
  if (text.starts_with('-') || text.starts_with('+')) unsigned_part.remove_prefix(1);
  if (!all_of_set(unsigned_part, "0123456789")) return {};
  if (!text.starts_with('-')) {
    std::uint64_t value = 0;
    if (std::from_chars(unsigned_part.begin(), unsigned_part.end(), value).ec == std::errc()) return OrderedJson(value);
  } else {
    std::int64_t value = 0;
    if (std::from_chars(text.begin(), text.end(), value).ec == std::errc()) return OrderedJson(value);
  }
  return {};  // Beyond 64 bits: as_float has it.
}

/// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_float_text(std::string_view text) {
  const auto take_digits = [&text] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count;
  };
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t whole = take_digits();
  std::size_t fraction = 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits();
  }
  if (whole + fraction == 0) return false;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (take_digits() == 0) return false;
  }
  return text.empty();
}

std::optional<OrderedJson> as_float(std::string_view text) {
  std::string_view bare = text;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) bare.remove_prefix(1);
  if (bare == ".inf" || bare == ".Inf" || bare == ".INF") {
    const double infinity = std::numeric_limits<double>::infinity();
    return OrderedJson(negative ? -infinity : infinity);
  }
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return OrderedJson(std::numeric_limits<double>::quiet_NaN());
  if (!is_float_text(text)) return {};
  double value = 0;
  if (std::from_chars(bare.begin(), bare.end(), value).ec == std::errc::result_out_of_range) {
    const bool is_tiny = bare.find("e-") != bare.npos || bare.find("E-") != bare.npos;
    value = is_tiny ? 0 : std::numeric_limits<double>::infinity();
  }
  return OrderedJson(negative ? -value : value);
}

std::optional<OrderedJson> as_boolean(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE") return OrderedJson(true);
  if (text == "false" || text == "False" || text == "FALSE") return OrderedJson(false);
  return {};
}

bool is_null_text(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

OrderedJson plain_scalar(const std::string& text) {
  if (is_null_text(text)) return OrderedJson(nullptr);
  if (auto boolean = as_boolean(text)) return *boolean;
  if (auto integer = as_integer(text)) return *integer;
  if (auto number = as_float(text)) return *number;
  return OrderedJson(text);
}

}  // namespace

std::optional<OrderedJson> yaml_scalar(const std::string& tag, const std::string& text) {
  constexpr std::string_view kCore = "tag:yaml.org,2002:";
  if (tag == "?" || tag.empty()) return plain_scalar(text);
  if (tag == "!") return OrderedJson(text);
  if (!tag.starts_with(kCore)) return {};
  const std::string_view type = std::string_view(tag).substr(kCore.size());
  if (type == "str") return OrderedJson(text);
  if (type == "null" && is_null_text(text)) return OrderedJson(nullptr);
  if (type == "bool") return as_boolean(text);
  if (type == "int") return as_integer(text);
  if (type == "float") return as_float(text);
  return {};
}

}  // namespace hpc
