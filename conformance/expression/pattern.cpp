#include "conformance/expression/pattern.h"

#include "base/encoding.h"
#include "conformance/schema/regex.h"

namespace hpc::conformance {
namespace {

/// '.' outside of a character class becomes [^\n\r], as RFC 9485 defines it.
std::string i_regexp_to_ecma(std::string_view pattern) {
  std::string text;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      text += c;
      text += pattern[++i];
      continue;
    }
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    if (c == '.' && !in_class) {
      text += "[^\\n\\r]";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

Result<Pattern> Pattern::compile(std::string_view text) { return Pattern(std::make_shared<const Regex>(HPC_TRY(Regex::compile(text)))); }

Result<Pattern> Pattern::compile_i_regexp(std::string_view text, bool whole) {
  const auto translated = i_regexp_to_ecma(text);
  return compile(whole ? "^(?:" + translated + ")$" : translated);
}

bool Pattern::search(std::string_view text) const {
  Regex::Scratch scratch;
  return regex_->search(text, scratch) == Regex::Outcome::found;
}

}  // namespace hpc::conformance
