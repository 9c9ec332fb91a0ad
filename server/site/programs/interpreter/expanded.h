// A word while it is expanded: its text, and for each byte where it came from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "site/programs/interpreter/shell.h"

namespace hpc::site::programs {

enum class Mark : char {
  literal,   ///< stood in the script without quotes: may glob
  quoted,    ///< quoted: is what it is
  expanded,  ///< out of an unquoted expansion: may glob, is split
  break_,    ///< between two of "$@"; the byte counts for nothing
  empty,     ///< quoted nothing, which makes a field; the byte counts for nothing
};

struct Expanded {
  std::string text;
  std::string marks;

  Mark mark(std::size_t i) const { return static_cast<Mark>(marks[i]); }
  void add(std::string_view more, Mark mark) {
    text += more;
    marks.append(more.size(), static_cast<char>(mark));
  }
  /// As add; quoted nothing stays.
  void add_part(std::string_view more, Mark mark) {
    if (more.empty() && mark == Mark::quoted) return add(std::string_view("", 1), Mark::empty);
    add(more, mark);
  }
  /// Positional parameters or array elements. `joins`: as "$*".
  void add_list(const std::vector<std::string>& values, bool is_quoted, bool joins, const std::string& with) {
    if (is_quoted && joins && values.empty()) return add_part("", Mark::quoted);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool joined = is_quoted && joins;
      if (i > 0 && joined) add(with, Mark::quoted);
      if (i > 0 && !joined) add(std::string_view("", 1), Mark::break_);
      add_part(values[i], is_quoted ? Mark::quoted : Mark::expanded);
    }
  }

  /// The text that is meant; elements of "$@" are joined by blanks.
  std::string plain() const {
    static constexpr char kSpecial[] = {static_cast<char>(Mark::break_), static_cast<char>(Mark::empty), '\0'};
    if (marks.find_first_of(kSpecial) == std::string::npos) return text;
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (mark(i) == Mark::empty) continue;
      out += mark(i) == Mark::break_ ? ' ' : text[i];
    }
    return out;
  }
  /// The same with everything that is quoted escaped.
  std::string pattern() const {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (mark(i) == Mark::empty) continue;
      const bool is_special = std::string_view("*?[]\\!^-").find(text[i]) != std::string_view::npos;
      if (is_special && (mark(i) == Mark::quoted)) out += '\\';
      out += mark(i) == Mark::break_ ? ' ' : text[i];
    }
    return out;
  }
  bool may_glob() const {
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool is_special = text[i] == '*' || text[i] == '?' || text[i] == '[';
      if (is_special && (mark(i) == Mark::literal || mark(i) == Mark::expanded)) return true;
    }
    return false;
  }
};

/// Needs no expansion at all.
inline bool is_plain(std::string_view text) {
  // By hand: find_first_of() is several times slower on the megabytes that a script may hold.
  for (char c : text) {
    if (c == '*' || c == '?' || c == '[' || c == '{' || c == '~') return false;
  }
  return true;
}

Task<Expanded> expand(Shell& shell, const shell::Word& word);
/// ${name op word}.
Task<void> expand_operation(Shell& shell, const shell::WordPart& part, Expanded& out);
/// Complains, and leaves the line or the shell.
void fail_expansion(Shell& shell, const std::string& message, bool exits);
/// As errors name a parameter: "$1", "x".
std::string shown_name(const std::string& name);
/// What "$*" puts between: the first character of IFS.
std::string separator(const Shell& shell);

}  // namespace hpc::site::programs
