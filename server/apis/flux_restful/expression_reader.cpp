#include "apis/flux_restful/expression_reader.h"

#include <utility>

namespace hpc::apis::flux_restful::expression {
namespace {

constexpr std::uint32_t kMostRepeats = 4294967294U;
constexpr std::uint32_t kMostGroups = 1000;
constexpr int kDeepest = 200;

}  // namespace

Node Reader::choice() {
  if (++depth_ > kDeepest) return fail();
  Node all = leaf(Node::Kind::choice);
  do all.children.push_back(sequence());
  while (take(U'|'));
  --depth_;
  return all.children.size() == 1 ? std::move(all.children.front()) : all;
}

Node Reader::sequence() {
  Node all;
  while (more() && peek() != U'|' && peek() != U')' && !failed_) add_item(all);
  return all;
}

void Reader::add_item(Node& sequence) {
  const char32_t c = text_[at_++];
  if (flags_.verbose && (c == U' ' || (c >= U'\t' && c <= U'\r'))) return;
  if (flags_.verbose && c == U'#') {
    while (more() && peek() != U'\n') ++at_;
    return;
  }
  Node item;
  if (c == U'\\')
    item = escape();
  else if (c == U'[')
    item = set();
  else if (c == U'(')
    item = group();
  else if (c == U'^')
    item = anchor(flags_.multiline ? Anchor::line_start : Anchor::text_start);
  else if (c == U'$')
    item = anchor(flags_.multiline ? Anchor::line_end : Anchor::end_or_last_newline);
  else if (c == U'*' || c == U'+' || c == U'?')
    item = fail();  // nothing to repeat
  else if (c == U'{') {
    const std::size_t start = at_;
    std::uint32_t least = 0, most = 0;
    item = braces(least, most) ? fail() : literal(c);
    if (!failed_) at_ = start;
  } else if (c == U'.') {
    item = leaf(Node::Kind::any);
    item.all_lines = flags_.all_lines;
  } else {
    item = literal(c);
  }
  if (failed_) return;
  if (std::exchange(is_nothing_, false)) return requantify(sequence);
  sequence.children.push_back(quantified(std::move(item)));
}

// What stands behind a comment counts for the item before it.
void Reader::requantify(Node& sequence) {
  if (sequence.children.empty()) {
    (void)quantified(leaf(Node::Kind::anchor));  // refuses
    return;
  }
  const std::size_t start = at_;
  const bool was_repeat = sequence.children.back().kind == Node::Kind::repeat;
  Node last = quantified(std::move(sequence.children.back()));
  if (was_repeat && at_ != start) last = fail();  // multiple repeat
  sequence.children.back() = std::move(last);
}

// {3}, {3,}, {,5}, {3,5}; anything else is no quantifier, and the brace stands for itself.
bool Reader::braces(std::uint32_t& least, std::uint32_t& most) {
  if (peek() == U'}') return false;
  const auto number = [&](std::uint32_t otherwise) {
    std::uint64_t value = 0;
    const std::size_t start = at_;
    for (; is_digit(peek()); ++at_) value = std::min<std::uint64_t>(value * 10 + (peek() - U'0'), kUnbounded);
    if (value > kMostRepeats) failed_ = true;
    return at_ == start ? otherwise : static_cast<std::uint32_t>(value);
  };
  const std::size_t start = at_;
  least = number(0);
  const bool has_least = at_ != start;
  if (take(U','))
    most = number(kUnbounded);
  else if (has_least)
    most = least;
  else
    return false;
  if (!take(U'}')) return false;
  if (most < least) failed_ = true;
  return true;
}

Node Reader::quantified(Node item) {
  const std::size_t start = at_;
  std::uint32_t least = 0, most = kUnbounded;
  while (flags_.verbose && (peek() == U' ' || (peek() >= U'\t' && peek() <= U'\r'))) ++at_;
  if (take(U'?'))
    most = 1;
  else if (take(U'+'))
    least = 1;
  else if (take(U'{')) {
    if (!braces(least, most)) {
      at_ = start;
      return item;
    }
  } else if (!take(U'*'))
    return item;
  if (item.kind == Node::Kind::anchor) return fail();  // nothing to repeat
  Node repeat = leaf(Node::Kind::repeat);
  repeat.least = least;
  repeat.most = most;
  if (take(U'?'))
    repeat.manner = Node::Manner::lazy;
  else if (take(U'+'))
    repeat.manner = Node::Manner::possessive;
  repeat.children.push_back(std::move(item));
  const std::size_t next = at_;
  std::uint32_t any = 0;
  const bool is_multiple = peek() == U'*' || peek() == U'+' || peek() == U'?' || (take(U'{') && braces(any, any));
  if (is_multiple) return fail();
  at_ = next;
  return repeat;
}

std::u32string Reader::name_until(char32_t end) {
  std::u32string name;
  while (more() && peek() != end) name += text_[at_++];
  const auto is_part = [](char32_t c) { return is_letter(c) || is_digit(c) || c == U'_' || c >= 0x80; };
  if (!take(end) || name.empty() || !std::all_of(name.begin(), name.end(), is_part)) failed_ = true;
  return name;
}

Node Reader::closed(Node inner) {
  return take(U')') ? inner : fail();
}

Node Reader::capture(std::u32string name) {
  if (++groups_ > kMostGroups) return fail();
  const std::uint32_t number = groups_;
  if (!name.empty() && (is_digit(name.front()) || !names_.emplace(std::move(name), number).second)) return fail();
  const Flags outside = flags_;
  open_.insert(number);
  Node node = leaf(Node::Kind::group);
  node.number = number;
  node.children.push_back(choice());
  open_.erase(number);
  flags_ = outside;
  return closed(std::move(node));
}

Node Reader::look(bool behind, bool negated) {
  const Flags outside = flags_;
  Node node = leaf(Node::Kind::look);
  node.behind = behind;
  node.negated = negated;
  node.children.push_back(choice());
  flags_ = outside;
  const auto [least, most] = width_of(node.children.front());
  if (behind && least != most) return fail();  // requires fixed width
  node.width = static_cast<std::uint32_t>(least);
  return closed(std::move(node));
}

// (?(1)yes|no), by number or name.
Node Reader::condition() {
  const std::u32string name = name_until(U')');
  if (failed_) return fail();
  Node node = leaf(Node::Kind::condition);
  if (std::all_of(name.begin(), name.end(), is_digit)) {
    for (const char32_t c : name)
      node.number = std::min(node.number * 10 + static_cast<std::uint32_t>(c - U'0'), kMostGroups + 1);
  } else if (const auto known = names_.find(name); known != names_.end()) {
    node.number = known->second;
  }
  if (node.number == 0) return fail();
  most_asked_for_ = std::max(most_asked_for_, node.number);
  node.children.push_back(sequence());
  node.children.push_back(take(U'|') ? sequence() : Node());
  return closed(std::move(node));
}

// (?ims) for all that follows, at the very start alone; (?i:...) and (?-i:...) for a group.
Node Reader::flags() {
  const bool is_at_start = at_ == 2;
  Flags wanted = flags_;
  bool on = true, any = false;
  for (; more() && (is_letter(peek()) || peek() == U'-'); ++at_) {
    any = true;
    switch (peek()) {
      case U'i':
        wanted.ignore_case = on;
        break;
      case U'm':
        wanted.multiline = on;
        break;
      case U's':
        wanted.all_lines = on;
        break;
      case U'x':
        wanted.verbose = on;
        break;
      case U'a':
      case U'u':
        if (!on) return fail();
        break;
      case U'-':
        if (!on) return fail();
        on = false;
        break;
      default:
        return fail();
    }
  }
  if (!any) return fail();
  if (take(U')')) {
    if (!is_at_start || !on) return fail();
    flags_ = wanted;
    is_nothing_ = true;
    return {};
  }
  if (!take(U':')) return fail();
  const Flags outside = std::exchange(flags_, wanted);
  Node node = leaf(Node::Kind::group);
  node.children.push_back(choice());
  flags_ = outside;
  return closed(std::move(node));
}

Node Reader::group() {
  if (!take(U'?')) return capture({});
  Node node = leaf(Node::Kind::group);
  if (take(U':') || peek() == U'>') {
    node.atomic = take(U'>');
    const Flags outside = flags_;
    node.children.push_back(choice());
    flags_ = outside;
    return closed(std::move(node));
  }
  if (take(U"P<")) {
    std::u32string name = name_until(U'>');
    return failed_ ? fail() : capture(std::move(name));
  }
  if (take(U"P=")) {
    const auto known = names_.find(name_until(U')'));
    if (failed_ || known == names_.end() || open_.contains(known->second)) return fail();
    node = leaf(Node::Kind::reference);
    node.number = known->second;
    node.ignores_case = flags_.ignore_case;
    return node;
  }
  if (take(U'#')) {
    while (more() && peek() != U')') ++at_;
    is_nothing_ = true;
    return take(U')') ? Node() : fail();
  }
  if (take(U'=')) return look(false, false);
  if (take(U'!')) return look(false, true);
  if (take(U"<=")) return look(true, false);
  if (take(U"<!")) return look(true, true);
  if (take(U'(')) return condition();
  return flags();
}

}  // namespace hpc::apis::flux_restful::expression
