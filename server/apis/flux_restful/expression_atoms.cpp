// Characters, escapes and sets.
#include "apis/flux_restful/expression_reader.h"

namespace hpc::apis::flux_restful::expression {
namespace {

int hex_value(char32_t c) {
  if (is_digit(c)) return static_cast<int>(c - U'0');
  if (c >= U'a' && c <= U'f') return static_cast<int>(c - U'a') + 10;
  return c >= U'A' && c <= U'F' ? static_cast<int>(c - U'A') + 10 : -1;
}

// What \d and its like are; absent for other letters.
std::optional<Class> class_of(char32_t letter) {
  switch (letter) {
    case U'd':
      return Class::digit;
    case U'D':
      return Class::not_digit;
    case U's':
      return Class::space;
    case U'S':
      return Class::not_space;
    case U'w':
      return Class::word;
    case U'W':
      return Class::not_word;
    default:
      return std::nullopt;
  }
}

std::optional<char32_t> control_of(char32_t letter) {
  static constexpr std::pair<char32_t, char32_t> kControls[] = {{U'a', 7},     {U'f', U'\f'}, {U'n', U'\n'},
                                                                {U'r', U'\r'}, {U't', U'\t'}, {U'v', U'\v'}};
  for (const auto& [name, meaning] : kControls)
    if (name == letter) return meaning;
  return std::nullopt;
}

}  // namespace

Node Reader::literal(char32_t c) const {
  Node node = leaf(Node::Kind::character);
  node.character = c;
  node.ignores_case = flags_.ignore_case;
  return node;
}

std::optional<char32_t> Reader::hexadecimal(int digits) {
  char32_t value = 0;
  for (int i = 0; i < digits; ++i) {
    const int digit = more() ? hex_value(text_[at_]) : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(digit);
    ++at_;
  }
  return value <= 0x10FFFF ? std::optional(value) : std::nullopt;
}

// Decimal: a group; three octal digits, or a 0 first: a character.
Node Reader::back_reference(char32_t first) {
  const std::size_t start = at_;
  if (first == U'0' ||
      (is_octal(first) && more() && is_octal(peek()) && at_ + 1 < text_.size() && is_octal(text_[at_ + 1]))) {
    char32_t value = first - U'0';
    for (int i = 0; i < 2 && more() && is_octal(peek()); ++i) value = value * 8 + (text_[at_++] - U'0');
    return value > 0377 ? fail() : literal(value);
  }
  std::uint32_t number = first - U'0';
  if (more() && is_digit(peek())) number = number * 10 + (text_[at_++] - U'0');
  if (number > groups_ || open_.contains(number) || start > text_.size()) return fail();
  Node node = leaf(Node::Kind::reference);
  node.number = number;
  node.ignores_case = flags_.ignore_case;
  return node;
}

Node Reader::escape() {
  if (!more()) return fail();
  const char32_t c = text_[at_++];
  if (is_digit(c)) return back_reference(c);
  if (const auto which = class_of(c)) {
    Node node = leaf(Node::Kind::set);
    node.set.classes.push_back(*which);
    return node;
  }
  if (c == U'A') return anchor(Anchor::text_start);
  if (c == U'Z') return anchor(Anchor::text_end);
  if (c == U'b') return anchor(Anchor::boundary);
  if (c == U'B') return anchor(Anchor::no_boundary);
  if (const auto control = control_of(c)) return literal(*control);
  if (c == U'x' || c == U'u' || c == U'U') {
    const auto value = hexadecimal(c == U'x' ? 2 : c == U'u' ? 4 : 8);
    return value ? literal(*value) : fail();
  }
  return is_letter(c) ? fail() : literal(c);
}

// One member: a class, or a single character that may begin a range.
bool Reader::set_member(Set& set, std::optional<char32_t>& single) {
  single.reset();
  const char32_t c = text_[at_++];
  if (c != U'\\') {
    single = c;
    return true;
  }
  if (!more()) return false;
  const char32_t escaped = text_[at_++];
  if (const auto which = class_of(escaped)) {
    set.classes.push_back(*which);
  } else if (const auto control = control_of(escaped)) {
    single = control;
  } else if (escaped == U'b') {
    single = U'\b';
  } else if (escaped == U'x' || escaped == U'u' || escaped == U'U') {
    single = hexadecimal(escaped == U'x' ? 2 : escaped == U'u' ? 4 : 8);
    return single.has_value();
  } else if (is_octal(escaped)) {
    char32_t value = escaped - U'0';
    for (int i = 0; i < 2 && more() && is_octal(peek()); ++i) value = value * 8 + (text_[at_++] - U'0');
    single = value;
    return value <= 0377;
  } else {
    single = escaped;
    return !is_letter(escaped) && !is_digit(escaped);
  }
  return true;
}

Node Reader::set() {
  Node node = leaf(Node::Kind::set);
  node.set.negated = take(U'^');
  node.set.ignores_case = flags_.ignore_case;
  for (bool is_first = true; is_first || peek() != U']'; is_first = false) {
    std::optional<char32_t> from, to;
    if (!more() || !set_member(node.set, from)) return fail();
    const bool is_range = peek() == U'-' && at_ + 1 < text_.size() && text_[at_ + 1] != U']';
    if (is_range) {
      ++at_;
      if (!set_member(node.set, to) || !from || !to || *to < *from) return fail();
    }
    if (from) node.set.ranges.emplace_back(*from, to.value_or(*from));
    if (!more()) return fail();
  }
  ++at_;
  return node;
}

}  // namespace hpc::apis::flux_restful::expression
