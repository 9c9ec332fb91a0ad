#include "apis/flux_restful/expression_characters.h"

#include <algorithm>

namespace hpc::apis::flux_restful::expression {
namespace {

bool is_space(char32_t c) {
  return c == U' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}
bool is_decimal(char32_t c) {
  return c >= U'0' && c <= U'9';
}
bool is_in(Class which, char32_t c) {
  switch (which) {
    case Class::digit:
      return is_decimal(c);
    case Class::not_digit:
      return !is_decimal(c);
    case Class::space:
      return is_space(c);
    case Class::not_space:
      return !is_space(c);
    case Class::word:
      return is_word(c);
    case Class::not_word:
      return !is_word(c);
  }
  return false;
}

}  // namespace

char32_t lower(char32_t c) {
  const bool is_capital = (c >= U'A' && c <= U'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
                          (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F);
  return is_capital ? c + 32 : c;
}

bool is_word(char32_t c) {
  if (c < 0x80) return is_decimal(c) || c == U'_' || (lower(c) >= U'a' && lower(c) <= U'z');
  return c == 0xAA || c == 0xB5 || c == 0xBA || (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) ||
         (c >= 0x2C00 && c < 0x2E00) || (c >= 0x3041 && c < 0xD800) || (c >= 0xF900 && c < 0xFE00) ||
         (c >= 0x20000 && c < 0x30000);
}

bool has(const Set& set, char32_t c) {
  const auto holds = [c, &set](const std::pair<char32_t, char32_t>& range) {
    if (c >= range.first && c <= range.second) return true;
    if (!set.ignores_case) return false;
    const char32_t small = lower(c), large = small == c && lower(c - 32) == c ? c - 32 : c;
    return (small >= range.first && small <= range.second) || (large >= range.first && large <= range.second);
  };
  const bool found = std::any_of(set.ranges.begin(), set.ranges.end(), holds) ||
                     std::any_of(set.classes.begin(), set.classes.end(), [c](Class which) { return is_in(which, c); });
  return found != set.negated;
}

}  // namespace hpc::apis::flux_restful::expression
