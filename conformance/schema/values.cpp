#include "conformance/schema/values.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cfloat>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace hpc::conformance {

static_assert(LDBL_MANT_DIG >= 64, "long double must hold 64-bit integers");

namespace {

__extension__ typedef unsigned __int128 Wide;

/// digits * 10^exponent, without its sign.
struct Decimal {
  std::uint64_t digits = 0;
  int exponent = 0;
};

Decimal decimal_of(double value) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.begin(), text.end(), std::fabs(value), std::chars_format::scientific).ptr;
  Decimal decimal;
  bool in_fraction = false;
  for (const char* c = text.begin(); c != end; ++c) {
    if (*c == 'e') {
      decimal.exponent += std::atoi(c + 1);
      break;
    }
    if (*c == '.') {
      in_fraction = true;
      continue;
    }
    decimal.digits = decimal.digits * 10 + static_cast<std::uint64_t>(*c - '0');
    if (in_fraction) --decimal.exponent;
  }
  return decimal;
}

Decimal decimal_of(const Json& number) {
  if (number.is_number_unsigned()) return {number.get<std::uint64_t>(), 0};
  if (number.is_number_integer()) {
    const std::int64_t value = number.get<std::int64_t>();
    return {value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value), 0};
  }
  return decimal_of(number.get<double>());
}

/// value * 10^power mod divisor
std::uint64_t scaled_modulo(std::uint64_t value, int power, std::uint64_t divisor) {
  Wide result = value % divisor;
  Wide base = 10 % divisor;
  for (; power > 0; power >>= 1) {
    if (power & 1) result = result * base % divisor;
    base = base * base % divisor;
  }
  return static_cast<std::uint64_t>(result);
}

std::size_t mixed(std::size_t seed, std::size_t value) {
  return seed ^ (value + 0x9e3779b97f4a7c15ULL + (seed << 6) + (seed >> 2));
}

void measure(const Json& value, std::size_t depth, std::size_t most_depth, Extent& extent) {
  ++extent.nodes;
  if (!value.is_structured()) return;
  extent.depth = std::max(extent.depth, depth + 1);
  if (extent.depth > most_depth) return;
  for (const Json& child : value) measure(child, depth + 1, most_depth, extent);
}

/// The longest beginning of `text` of at most `most` bytes that ends at a character's border.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (text[most] & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

std::string quoted(std::string_view text, std::size_t most) {
  return Json(std::string(cut(text, most))).dump(-1, ' ', false, Json::error_handler_t::replace);
}

void append_shown(std::string& out, const Json& value, std::size_t most) {
  if (out.size() > most) return;
  if (value.is_string()) {
    out += quoted(value.get_ref<const std::string&>(), most);
  } else if (value.is_array()) {
    out += '[';
    for (std::size_t i = 0; i < value.size() && out.size() <= most; ++i) {
      if (i > 0) out += ',';
      append_shown(out, value[i], most);
    }
    out += ']';
  } else if (value.is_object()) {
    out += '{';
    for (auto member = value.begin(); member != value.end() && out.size() <= most; ++member) {
      if (member != value.begin()) out += ',';
      out += quoted(member.key(), most) + ':';
      append_shown(out, *member, most);
    }
    out += '}';
  } else {
    out += value.dump();
  }
}

}  // namespace

Number number_of(const Json& number) {
  if (number.is_number_unsigned()) return static_cast<Number>(number.get<std::uint64_t>());
  if (number.is_number_integer()) return static_cast<Number>(number.get<std::int64_t>());
  return static_cast<Number>(number.get<double>());
}

bool is_integral(const Json& number) {
  if (number.is_number_integer()) return true;
  const double value = number.get<double>();
  return std::isfinite(value) && std::trunc(value) == value;
}

bool is_multiple_of(const Json& number, const Json& divisor) {
  if (number.is_number_float() && !std::isfinite(number.get<double>())) return false;
  const Decimal value = decimal_of(number);
  const Decimal by = decimal_of(divisor);
  assert(by.digits > 0);
  if (value.digits == 0) return true;
  int power = value.exponent - by.exponent;
  if (power >= 0) return scaled_modulo(value.digits, power, by.digits) == 0;
  Wide scaled = by.digits;
  for (; power < 0; ++power) {
    scaled *= 10;
    if (scaled > value.digits) return false;
  }
  return value.digits % scaled == 0;
}

bool same_value(const Json& a, const Json& b) {
  if (a.is_number() && b.is_number()) return number_of(a) == number_of(b);
  if (a.type() != b.type()) return false;
  if (a.is_array()) return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_value);
  if (!a.is_object()) return a == b;
  if (a.size() != b.size()) return false;
  for (auto left = a.begin(), right = b.begin(); left != a.end(); ++left, ++right) {
    if (left.key() != right.key() || !same_value(*left, *right)) return false;
  }
  return true;
}

std::size_t hash_value(const Json& value) {
  if (value.is_number()) return std::hash<double>()(static_cast<double>(number_of(value)));
  std::size_t hash = static_cast<std::size_t>(value.type());
  if (value.is_string()) return mixed(hash, std::hash<std::string>()(value.get_ref<const std::string&>()));
  if (value.is_boolean()) return mixed(hash, value.get<bool>());
  for (auto child = value.begin(); child != value.end() && value.is_structured(); ++child) {
    if (value.is_object()) hash = mixed(hash, std::hash<std::string>()(child.key()));
    hash = mixed(hash, hash_value(*child));
  }
  return hash;
}

std::size_t length_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

Extent extent_of(const Json& value, std::size_t most_depth) {
  Extent extent;
  measure(value, 0, most_depth, extent);
  return extent;
}

std::string shown(const Json& value, std::size_t most) {
  std::string text;
  append_shown(text, value, most);
  if (text.size() <= most) return text;
  return std::string(cut(text, most)) + "...";
}

std::string pointer_token(std::string_view key) {
  std::string token;
  for (char c : key) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

std::string take_pointer_token(std::string_view& pointer) {
  assert(pointer.starts_with('/'));
  pointer.remove_prefix(1);
  const std::string_view raw = pointer.substr(0, pointer.find('/'));
  pointer.remove_prefix(raw.size());
  std::string token;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '~' && i + 1 < raw.size() && (raw[i + 1] == '0' || raw[i + 1] == '1')) {
      token += raw[++i] == '0' ? '~' : '/';
    } else {
      token += raw[i];
    }
  }
  return token;
}

const Json* child_at(const Json& value, const std::string& token) {
  if (value.is_object()) {
    const auto member = value.find(token);
    return member == value.end() ? nullptr : &*member;
  }
  if (!value.is_array()) return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  const bool is_index = error == std::errc() && end == token.data() + token.size() && (token == "0" || token[0] != '0');
  return is_index && index < value.size() ? &value[index] : nullptr;
}

const Json* at_pointer(const Json& root, std::string_view pointer) {
  const Json* value = &root;
  while (value && !pointer.empty()) {
    if (!pointer.starts_with('/')) return nullptr;
    value = child_at(*value, take_pointer_token(pointer));
  }
  return value;
}

}  // namespace hpc::conformance
