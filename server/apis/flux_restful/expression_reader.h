// Reads a regular expression as Python's sre_parse does, refusals included.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "apis/flux_restful/expression_tree.h"

namespace hpc::apis::flux_restful::expression {

inline bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}
inline bool is_octal(char32_t c) {
  return c >= U'0' && c <= U'7';
}
inline bool is_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

/// Least and most characters that a node takes.
std::pair<std::uint64_t, std::uint64_t> width_of(const Node& node);
Node leaf(Node::Kind kind);
Node anchor(Anchor which);

// Any of its members may set `failed_`; what it returns then means nothing.
class Reader final {
 public:
  explicit Reader(const std::vector<char32_t>& pattern) : text_(pattern) {}

  std::optional<Tree> read() {
    Tree tree;
    tree.root = choice();
    if (at_ != text_.size() || most_asked_for_ > groups_) failed_ = true;  // a ')' too many, a group that never came
    tree.groups = groups_;
    if (failed_) return std::nullopt;
    return tree;
  }

 private:
  struct Flags {
    bool ignore_case = false, multiline = false, all_lines = false, verbose = false;
  };

  bool more() const { return at_ < text_.size(); }
  char32_t peek() const { return more() ? text_[at_] : U'\0'; }
  bool take(char32_t c) {
    if (!more() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take(std::u32string_view word) {
    if (text_.size() - at_ < word.size() ||
        !std::equal(word.begin(), word.end(), text_.begin() + static_cast<std::ptrdiff_t>(at_)))
      return false;
    at_ += word.size();
    return true;
  }
  Node fail() {
    failed_ = true;
    at_ = text_.size();
    return {};
  }

  Node choice();
  Node sequence();
  void add_item(Node& sequence);
  void requantify(Node& sequence);
  Node quantified(Node item);
  bool braces(std::uint32_t& least, std::uint32_t& most);
  Node literal(char32_t c) const;
  Node escape();
  std::optional<char32_t> hexadecimal(int digits);
  Node back_reference(char32_t first);
  Node set();
  bool set_member(Set& set, std::optional<char32_t>& single);
  Node group();
  Node capture(std::u32string name);
  Node look(bool behind, bool negated);
  Node condition();
  Node flags();
  Node closed(Node inner);
  std::u32string name_until(char32_t end);

  const std::vector<char32_t>& text_;
  std::size_t at_ = 0;
  bool failed_ = false;
  int depth_ = 0;
  Flags flags_;
  std::uint32_t groups_ = 0;
  std::uint32_t most_asked_for_ = 0;  ///< by a condition, which may stand before its group
  bool is_nothing_ = false;           ///< what was read is a comment or flags, and no item
  std::set<std::uint32_t> open_;
  std::map<std::u32string, std::uint32_t> names_;
};

}  // namespace hpc::apis::flux_restful::expression
