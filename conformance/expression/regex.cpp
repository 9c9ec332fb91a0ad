#include "conformance/expression/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>

#include "base/encoding.h"

namespace hpc::conformance {

struct Regex::Code {
  explicit Code(pcre2_code* compiled) : code(compiled) {}
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;
  ~Code() { pcre2_code_free(code); }
  pcre2_code* code;
};

namespace {

Error compile_error(std::string_view pattern, int number, std::size_t offset) {
  std::array<unsigned char, 256> message{};
  pcre2_get_error_message(number, message.data(), message.size());
  return {Errc::invalid, About::document,
          "the regular expression " + std::string(pattern) + " is wrong at offset " + std::to_string(offset) + ": " +
              reinterpret_cast<const char*>(message.data())};
}

/// '.' outside of a character class becomes [^\n\r], as RFC 9485 defines it.
std::string i_regexp_to_pcre(std::string_view pattern) {
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

struct MatchData {
  explicit MatchData(const pcre2_code* code) : data(pcre2_match_data_create_from_pattern(code, nullptr)) {}
  MatchData(const MatchData&) = delete;
  MatchData& operator=(const MatchData&) = delete;
  ~MatchData() { pcre2_match_data_free(data); }
  pcre2_match_data* data;
};

}  // namespace

Result<Regex> Regex::compile(std::string_view pattern) {
  int number = 0;
  std::size_t offset = 0;
  auto* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), PCRE2_UTF | PCRE2_DOLLAR_ENDONLY,
                             &number, &offset, nullptr);
  if (code == nullptr) return failure(compile_error(pattern, number, offset));
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
  return Regex(std::make_shared<const Code>(code));
}

Result<Regex> Regex::compile_i_regexp(std::string_view pattern, bool whole) {
  const auto translated = i_regexp_to_pcre(pattern);
  return compile(whole ? "\\A(?:" + translated + ")\\z" : translated);
}

bool Regex::search(std::string_view text) const {
  const auto valid = is_utf8(text) ? std::string() : to_valid_utf8(text);
  const auto subject = valid.empty() ? text : std::string_view(valid);
  MatchData match(code_->code);
  const auto* bytes = reinterpret_cast<PCRE2_SPTR>(subject.data());
  auto found = pcre2_match(code_->code, bytes, subject.size(), 0, 0, match.data, nullptr);
  // The compiled code has 32 KiB of stack; the interpreter takes its memory from the heap.
  if (found == PCRE2_ERROR_JIT_STACKLIMIT) found = pcre2_match(code_->code, bytes, subject.size(), 0, PCRE2_NO_JIT, match.data, nullptr);
  return found >= 0;
}

}  // namespace hpc::conformance
