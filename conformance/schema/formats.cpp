#include "conformance/schema/formats.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/encoding.h"
#include "conformance/schema/regex.h"
#include "conformance/schema/uri.h"
#include "conformance/schema/values.h"

namespace hpc::conformance {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alnum(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 0x80;
}

/// Takes exactly `count` digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count || !std::all_of(text.begin(), text.begin() + count, is_digit)) return {};
  int value = 0;
  for (char c : text.substr(0, count)) value = value * 10 + (c - '0');
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

bool take_date(std::string_view& text) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return false;
  const auto month = take_digits(text, 2);
  if (!month || *month < 1 || *month > 12 || !take(text, '-')) return false;
  const auto day = take_digits(text, 2);
  const bool is_leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
  const int days = kDays[static_cast<std::size_t>(*month - 1)] + (*month == 2 && is_leap ? 1 : 0);
  return day && *day >= 1 && *day <= days;
}

/// Minutes east of UTC.
std::optional<int> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return 0;
  const int sign = text.starts_with('-') ? -1 : 1;
  if (!take(text, '+') && !take(text, '-')) return {};
  const auto hours = take_digits(text, 2);
  if (!hours || *hours > 23 || !take(text, ':')) return {};
  const auto minutes = take_digits(text, 2);
  if (!minutes || *minutes > 59) return {};
  return sign * (*hours * 60 + *minutes);
}

/// full-time of RFC 3339: a second 60 only where a leap second can be, at 23:59 UTC.
bool take_time(std::string_view& text) {
  const auto hours = take_digits(text, 2);
  if (!hours || *hours > 23 || !take(text, ':')) return false;
  const auto minutes = take_digits(text, 2);
  if (!minutes || *minutes > 59 || !take(text, ':')) return false;
  const auto seconds = take_digits(text, 2);
  if (!seconds || *seconds > 60) return false;
  if (take(text, '.')) {
    if (!take_digits(text, 1)) return false;
    while (take_digits(text, 1)) {
    }
  }
  const auto offset = take_offset(text);
  if (!offset) return false;
  const int utc = (*hours * 60 + *minutes - *offset + 2 * 1440) % 1440;
  return *seconds < 60 || utc == 1439;
}

bool is_date(std::string_view text) {
  return take_date(text) && text.empty();
}
bool is_time(std::string_view text) {
  return take_time(text) && text.empty();
}
bool is_date_time(std::string_view text) {
  return take_date(text) && (take(text, 'T') || take(text, 't')) && take_time(text) && text.empty();
}

bool is_hostname(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    const std::string_view label = text.substr(0, text.find('.'));
    const auto fits = [](char c) { return is_alnum(c) || c == '-'; };
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (!std::all_of(label.begin(), label.end(), fits)) return false;
    if (label.size() == text.size()) return true;
    text.remove_prefix(label.size() + 1);
  }
}

bool is_ipv4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && !take(text, '.')) return false;
    int value = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && digits < 4 && is_digit(text[digits]); ++digits)
      value = value * 10 + (text[digits] - '0');
    if (digits == 0 || digits > 3 || value > 255 || (digits > 1 && text[0] == '0')) return false;
    text.remove_prefix(digits);
  }
  return text.empty();
}

/// The groups between two "::" or ends; -1 when malformed. A dotted IPv4 address counts for two.
int count_groups(std::string_view text, bool may_end_in_ipv4) {
  if (text.empty()) return 0;
  int groups = 0;
  while (true) {
    const std::string_view group = text.substr(0, text.find(':'));
    const bool is_last = group.size() == text.size();
    if (is_last && may_end_in_ipv4 && is_ipv4(group)) return groups + 2;
    const auto is_hex = [](unsigned char c) { return std::isxdigit(c) != 0; };
    if (group.empty() || group.size() > 4 || !std::all_of(group.begin(), group.end(), is_hex)) return -1;
    ++groups;
    if (is_last) return groups;
    text.remove_prefix(group.size() + 1);
  }
}

bool is_atom(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~";
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_alnum(c) || kMarks.find(c) != kMarks.npos; });
}

bool is_quoted_local_part(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      ++i;
    } else if (text[i] == '"' || text[i] == '\\') {
      return false;
    }
    if (text[i] < ' ' || text[i] > '~') return false;
  }
  return true;
}

bool is_local_part(std::string_view text) {
  if (text.size() > 64) return false;
  if (is_quoted_local_part(text)) return true;
  while (true) {
    const std::string_view atom = text.substr(0, text.find('.'));
    if (!is_atom(atom)) return false;
    if (atom.size() == text.size()) return true;
    text.remove_prefix(atom.size() + 1);
  }
}

/// Mailbox of RFC 5321.
bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == text.npos || !is_local_part(text.substr(0, at))) return false;
  const std::string_view domain = text.substr(at + 1);
  if (!domain.starts_with('[')) return is_hostname(domain);
  if (!domain.ends_with(']')) return false;
  const std::string_view literal = domain.substr(1, domain.size() - 2);
  return literal.starts_with("IPv6:") ? is_ipv6(literal.substr(5)) : is_ipv4(literal);
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

bool is_json_pointer(std::string_view text) {
  if (!text.empty() && text[0] != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '~' && (i + 1 >= text.size() || (text[i + 1] != '0' && text[i + 1] != '1'))) return false;
  }
  return true;
}

bool is_regex(std::string_view text) {
  return Regex::compile(text).has_value();
}

/// As OpenAPI's `byte`: base64 with its padding.
bool is_base64(std::string_view text) {
  return text.size() % 4 == 0 && !text.ends_with("===") && base64_decode(text).has_value();
}

bool is_int32(const Json& number) {
  return is_integral(number) && number_of(number) >= std::numeric_limits<std::int32_t>::min() &&
         number_of(number) <= std::numeric_limits<std::int32_t>::max();
}

bool is_int64(const Json& number) {
  return is_integral(number) && number_of(number) >= static_cast<Number>(std::numeric_limits<std::int64_t>::min()) &&
         number_of(number) <= static_cast<Number>(std::numeric_limits<std::int64_t>::max());
}

bool is_float(const Json& number) {
  return std::fabs(number_of(number)) <= static_cast<Number>(std::numeric_limits<float>::max());
}

bool is_double(const Json& number) {
  return std::fabs(number_of(number)) <= static_cast<Number>(std::numeric_limits<double>::max());
}

constexpr Format kFormats[] = {
    {"date-time", "2026-11-21T21:34:15Z", is_date_time, nullptr},
    {"date", "2026-11-21", is_date, nullptr},
    {"time", "21:34:15Z", is_time, nullptr},
    {"email", "", is_email, nullptr},
    {"hostname", "", is_hostname, nullptr},
    {"ipv4", "192.0.2.1", is_ipv4, nullptr},
    {"ipv6", "2001:db8::1", is_ipv6, nullptr},
    {"uri", "https://example.org/", is_uri, nullptr},
    {"uri-reference", "", is_uri_reference, nullptr},
    {"uuid", "", is_uuid, nullptr},
    {"json-pointer", "/a/0", is_json_pointer, nullptr},
    {"regex", "", is_regex, nullptr},
    {"byte", "base64", is_base64, nullptr},
    {"int32", "", nullptr, is_int32},
    {"int64", "", nullptr, is_int64},
    {"float", "", nullptr, is_float},
    {"double", "", nullptr, is_double},
};

}  // namespace

bool is_ipv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == text.npos) return count_groups(text, true) == 8;
  const int before = count_groups(text.substr(0, gap), false);
  const int after = count_groups(text.substr(gap + 2), true);
  return before >= 0 && after >= 0 && before + after <= 7;
}

const Format* find_format(std::string_view name) {
  for (const Format& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

}  // namespace hpc::conformance
