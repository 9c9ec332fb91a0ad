// The insides of words: quotes, parameters, substitutions.
#include <algorithm>
#include <utility>

#include "site/programs/shell/lexer.h"
#include "site/programs/shell/word_building.h"

namespace hpc::site::shell {
namespace {

using Operation = WordPart::Operation;

bool is_special_parameter(char c) {
  return c == '?' || c == '$' || c == '!' || c == '#' || c == '@' || c == '*' || c == '-' || (c >= '0' && c <= '9');
}

std::string utf8_of(unsigned code) {
  std::string out;
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | ((code >> 18) & 0x07));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
  return out;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool Lexer::stops(Until until) const {
  const char c = peek();
  switch (until) {
    case Until::word_end:
      return c == ' ' || c == '\t' || c == '\n' || c == ';' || c == '&' || c == '|' || c == '<' || c == '>' ||
             c == '(' || c == ')';
    case Until::double_quote:
      return c == '"';
    case Until::brace:
      return c == '}';
    case Until::slash:
      return c == '/' || c == '}';
    case Until::colon:
      return c == ':' || c == '}';
    case Until::bracket:
      return c == ']';
    case Until::regex_end:
      return c == ' ' || c == '\t' || c == '\n';
    case Until::text_end:
      return false;
  }
  return true;
}

void Lexer::parts(Until until, bool quoted, Word& word) {
  const int start_line = line_;
  while (!error_) {
    if (at_end()) {
      if (until == Until::word_end || until == Until::text_end || until == Until::regex_end) return;
      const char* wanted = until == Until::double_quote ? "\"" : until == Until::bracket ? "]" : "}";
      fail(start_line, std::string("unexpected EOF while looking for matching `") + wanted + "'", false);
      return;
    }
    if (stops(until)) return;
    one_part(until, quoted, word);
  }
}

void Lexer::one_part(Until until, bool quoted, Word& word) {
  const char c = peek();
  if (c == '\\') return escaped(until, quoted, word);
  if (c == '$') return dollar(quoted, word);
  if (c == '`') return backquoted(quoted, word);
  if (c == '\'' && !quoted) return single_quoted(word);
  if (c == '"' && until != Until::text_end) return double_quoted(word);
  // The rest of a run of plain characters in one step.
  std::size_t end = at_ + 1;
  take();
  while (end < text_.size() && is_name_character(text_[end])) ++end;
  add_text(word, text_.substr(at_ - 1, end - at_ + 1), quoted);
  at_ = end;
}

void Lexer::escaped(Until until, bool quoted, Word& word) {
  take();
  if (at_end()) return add_text(word, "\\", quoted);
  const char c = peek();
  if (c == '\n') {
    take();
    return;
  }
  const bool special = c == '$' || c == '`' || c == '\\' || (c == '"' && until != Until::text_end) ||
                       (c == '}' && until == Until::brace);
  if (quoted && !special) return add_text(word, "\\", true);
  take();
  add_text(word, std::string(1, c), true);
}

void Lexer::single_quoted(Word& word) {
  const int start_line = line_;
  take();
  const std::size_t end = text_.find('\'', at_);
  if (end == std::string_view::npos) {
    at_ = text_.size();
    return fail(start_line, "unexpected EOF while looking for matching `''", false);
  }
  const std::string_view inside = text_.substr(at_, end - at_);
  line_ += static_cast<int>(std::count(inside.begin(), inside.end(), '\n'));
  add_text(word, inside, true);
  at_ = end + 1;
}

void Lexer::double_quoted(Word& word) {
  if (!enter()) return;
  take();
  // Only empty quotes add an empty part: "$@" without arguments must leave nothing.
  if (peek() == '"') add_text(word, "", true);
  parts(Until::double_quote, true, word);
  if (!error_) take();
  leave();
}

// $'...' with C's escapes.
void Lexer::dollar_quoted(Word& word) {
  const int start_line = line_;
  std::string out;
  while (!at_end() && peek() != '\'') {
    char c = take();
    if (c != '\\' || at_end()) {
      out += c;
      continue;
    }
    c = take();
    static constexpr std::string_view kFrom = "abeEfnrtv";
    static constexpr std::string_view kTo = "\a\b\033\033\f\n\r\t\v";
    if (const std::size_t known = kFrom.find(c); known != std::string_view::npos) {
      out += kTo[known];
    } else if (c == 'x' || c == 'u' || c == 'U') {
      unsigned code = 0;
      const int most = c == 'x' ? 2 : c == 'u' ? 4 : 8;
      int digits = 0;
      while (digits < most && hex_value(peek()) >= 0)
        code = code * 16 + static_cast<unsigned>(hex_value(take())), ++digits;
      out += c == 'x' ? std::string(1, static_cast<char>(code)) : utf8_of(code);
    } else if (c >= '0' && c <= '7') {
      int code = c - '0';
      for (int digits = 1; digits < 3 && peek() >= '0' && peek() <= '7'; ++digits) code = code * 8 + (take() - '0');
      out += static_cast<char>(code);
    } else {
      if (c != '\\' && c != '\'' && c != '"' && c != '?') out += '\\';
      out += c;
    }
  }
  if (at_end()) return fail(start_line, "unexpected EOF while looking for matching `''", false);
  take();
  // A NUL ends the text, as in bash.
  add_text(word, out.substr(0, out.find('\0')), true);
}

void Lexer::dollar(bool quoted, Word& word) {
  take();
  const char c = peek();
  if (c == '{') return braced_parameter(quoted, word);
  if (c == '(') return parenthesised(quoted, word);
  if (c == '\'' && !quoted) {
    take();
    return dollar_quoted(word);
  }
  if (c == '"' && !quoted) return double_quoted(word);
  WordPart part;
  part.kind = WordPart::Kind::parameter;
  part.quoted = quoted;
  if (is_name_character(c) && !(c >= '0' && c <= '9')) {
    while (is_name_character(peek())) part.text += take();
  } else if (!at_end() && is_special_parameter(c)) {
    part.text = std::string(1, take());
  } else {
    return add_text(word, "$", quoted);
  }
  word.parts.push_back(std::move(part));
}

std::string Lexer::parameter_name() {
  std::string name;
  const char c = peek();
  if (c >= '0' && c <= '9') {
    while (peek() >= '0' && peek() <= '9') name += take();
  } else if (is_name_character(c)) {
    while (is_name_character(peek())) name += take();
  } else if (!at_end() && is_special_parameter(c)) {
    name = std::string(1, take());
  }
  return name;
}

void Lexer::braced_parameter(bool quoted, Word& word) {
  const int start_line = line_;
  const std::size_t start = at_ - 1;
  if (!enter()) return;
  take();
  WordPart part;
  part.kind = WordPart::Kind::parameter;
  part.quoted = quoted;
  // ${#} and ${#-...} are the number of arguments, ${#name} is a length.
  if (peek() == '#' && peek(1) != '}' && (is_name_character(peek(1)) || is_special_parameter(peek(1))) &&
      !(peek(1) == '-' && peek(2) != '}')) {
    take();
    part.operation = Operation::length;
  } else if (peek() == '!' && is_name_character(peek(1))) {
    take();
    part.operation = Operation::indirect;
  }
  part.text = parameter_name();
  if (peek() == '[' && !part.text.empty()) {
    take();
    part.index = std::make_unique<Word>();
    parts(Until::bracket, true, *part.index);
    if (!error_) take();
    const std::string all = part.index->parts.empty() ? "" : part.index->parts[0].text;
    if (part.operation == Operation::indirect && (all == "@" || all == "*")) part.operation = Operation::indices;
  }
  if (peek() != '}' && part.operation == Operation::value) parameter_operation(quoted, part);
  if (!error_ && at_end()) fail(start_line, "unexpected EOF while looking for matching `}'", false);
  if (!error_ && (peek() != '}' || part.text.empty())) {
    const std::size_t end = std::min(text_.find('}', at_), text_.size() - 1);
    // Found when it is expanded, not when it is read: what comes before runs.
    part.operation = Operation::fail_if_unset;
    part.argument = std::make_unique<Word>();
    part.text = "";
    add_text(*part.argument, std::string(text_.substr(start, end - start + 1)) + ": bad substitution", true);
    at_ = end;
  }
  if (!error_) take();
  leave();
  word.parts.push_back(std::move(part));
}

void Lexer::parameter_operation(bool quoted, WordPart& part) {
  char c = peek();
  if (c == ':' && (peek(1) == '-' || peek(1) == '=' || peek(1) == '?' || peek(1) == '+')) {
    part.or_null = true;
    take();
    c = peek();
  }
  bool is_pattern = true;
  const bool twice = peek(1) == c;
  switch (c) {
    case '-':
      part.operation = Operation::use_default, is_pattern = false;
      break;
    case '=':
      part.operation = Operation::assign_default, is_pattern = false;
      break;
    case '?':
      part.operation = Operation::fail_if_unset, is_pattern = false;
      break;
    case '+':
      part.operation = Operation::use_alternative, is_pattern = false;
      break;
    case '#':
      part.operation = twice ? Operation::strip_long_prefix : Operation::strip_prefix;
      break;
    case '%':
      part.operation = twice ? Operation::strip_long_suffix : Operation::strip_suffix;
      break;
    case '^':
      part.operation = twice ? Operation::upper_all : Operation::upper_first;
      break;
    case ',':
      part.operation = twice ? Operation::lower_all : Operation::lower_first;
      break;
    case '/':
      return replacement(quoted, part);
    case ':':
      return substring(quoted, part);
    default:
      return;
  }
  take();
  if (is_pattern && twice) take();
  part.argument = std::make_unique<Word>();
  parts(Until::brace, quoted && !is_pattern, *part.argument);
}

void Lexer::replacement(bool quoted, WordPart& part) {
  take();
  part.operation = Operation::replace_first;
  if (peek() == '/') part.operation = Operation::replace_all;
  if (peek() == '#') part.operation = Operation::replace_prefix;
  if (peek() == '%') part.operation = Operation::replace_suffix;
  if (part.operation != Operation::replace_first) take();
  part.argument = std::make_unique<Word>();
  part.second = std::make_unique<Word>();
  parts(Until::slash, false, *part.argument);
  if (error_ || peek() != '/') return;
  take();
  parts(Until::brace, quoted, *part.second);
}

void Lexer::substring(bool quoted, WordPart& part) {
  take();
  part.operation = Operation::substring;
  part.argument = std::make_unique<Word>();
  parts(Until::colon, quoted, *part.argument);
  if (error_ || peek() != ':') return;
  take();
  part.second = std::make_unique<Word>();
  parts(Until::brace, quoted, *part.second);
}

// $(( )) or $( ): what begins with two parentheses is arithmetic unless it does not end with two.
void Lexer::parenthesised(bool quoted, Word& word) {
  if (peek(1) == '(') {
    const std::size_t start = at_;
    const int start_line = line_;
    WordPart part;
    part.kind = WordPart::Kind::arithmetic;
    part.quoted = quoted;
    part.argument = std::make_unique<Word>();
    at_ += 2;
    if (arithmetic_until("))", *part.argument)) {
      word.parts.push_back(std::move(part));
      return;
    }
    if (error_) return;
    rewind(start, start_line);
  }
  command_substitution(quoted, word);
}

void Lexer::command_substitution(bool quoted, Word& word) {
  if (!enter()) return;
  take();
  WordPart part;
  part.kind = WordPart::Kind::command;
  part.quoted = quoted;
  part.body = parse_substitution(*this);
  leave();
  word.parts.push_back(std::move(part));
}

void Lexer::backquoted(bool quoted, Word& word) {
  const int start_line = line_;
  take();
  std::string inside;
  while (!at_end() && peek() != '`') {
    const char c = take();
    const char after = peek();
    const bool escapes = c == '\\' && (after == '`' || after == '\\' || after == '$' || (quoted && after == '"'));
    inside += escapes ? take() : c;
  }
  if (at_end()) return fail(start_line, "unexpected EOF while looking for matching ``'", false);
  take();
  WordPart part;
  part.kind = WordPart::Kind::command;
  part.quoted = quoted;
  part.body = parse_nested_text(*this, inside, start_line);
  word.parts.push_back(std::move(part));
}

}  // namespace hpc::site::shell
