// A regular expression as read, before it is made a program.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace hpc::apis::flux_restful::expression {

enum class Class { digit, not_digit, space, not_space, word, not_word };

/// [...], or one escape such as \d.
struct Set {
  bool negated = false;
  bool ignores_case = false;
  std::vector<std::pair<char32_t, char32_t>> ranges;
  std::vector<Class> classes;
};

enum class Anchor { text_start, text_end, line_start, line_end, end_or_last_newline, boundary, no_boundary };

struct Node {
  enum class Kind {
    sequence,   ///< children
    choice,     ///< children
    character,  ///< character, ignores_case
    any,        ///< all_lines: newlines too
    set,        ///< set
    anchor,     ///< anchor
    group,      ///< children[0]; number 0: it does not capture
    reference,  ///< number, ignores_case
    repeat,     ///< children[0], least, most, manner
    look,       ///< children[0], behind, negated, width when behind
    condition,  ///< number, children[0] and children[1]
  } kind = Kind::sequence;
  enum class Manner { greedy, lazy, possessive } manner = Manner::greedy;
  std::vector<Node> children = {};
  char32_t character = 0;
  Set set = {};
  Anchor anchor = Anchor::text_start;
  std::uint32_t number = 0;
  std::uint32_t least = 0, most = 0;
  bool ignores_case = false, all_lines = false, behind = false, negated = false;
  bool atomic = false;  ///< of a group: what it took stays taken
  std::uint32_t width = 0;
};

inline constexpr std::uint32_t kUnbounded = UINT32_MAX;

struct Tree {
  Node root;
  std::uint32_t groups = 0;
};

/// Absent where re.compile raises.
std::optional<Tree> parse(const std::vector<char32_t>& pattern);

/// Code points; bytes that are no UTF-8 stand for themselves.
std::vector<char32_t> code_points(std::string_view text);

}  // namespace hpc::apis::flux_restful::expression
