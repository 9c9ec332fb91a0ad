// What lexer.cpp and word_parts.cpp share: small steps of putting a word together.
#pragma once

#include <string_view>

#include "site/programs/shell/syntax.h"

namespace hpc::site::shell {

inline bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Appends text, to the last part when that is text of the same kind. Quoted nothing is a part too: it keeps an empty
/// word alive.
inline void add_text(Word& word, std::string_view text, bool quoted) {
  if (!word.parts.empty()) {
    WordPart& last = word.parts.back();
    if (last.kind == WordPart::Kind::text && last.quoted == quoted) {
      last.text += text;
      return;
    }
  }
  WordPart part;
  part.quoted = quoted;
  part.text = std::string(text);
  word.parts.push_back(std::move(part));
}

}  // namespace hpc::site::shell
