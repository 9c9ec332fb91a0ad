#include "site/programs/shell/lexer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "site/programs/shell/parser.h"
#include "site/programs/shell/word_building.h"

namespace hpc::site::shell {
namespace {

// Longest first, so that the first that fits is the right one.
constexpr std::array<std::string_view, 23> kOperators = {"<<<", "<<-", "&>>", ";;&", "<<", "<&", "<>", ">>",
                                                         ">&",  ">|",  "&>",  "&&",  "||", "|&", ";;", ";&",
                                                         "<",   ">",   "&",   "|",   ";",  "(",  ")"};

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool ends_word(char c) {
  return is_blank(c) || c == '\n' || c == ';' || c == '&' || c == '|' || c == '<' || c == '>' || c == '(' || c == ')';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool is_name(std::string_view text) {
  if (text.empty() || is_digit(text[0])) return false;
  for (char c : text) {
    if (!is_name_character(c)) return false;
  }
  return true;
}

char Lexer::take() {
  const char c = text_[at_++];
  if (c == '\n') ++line_;
  return c;
}

void Lexer::fail(int line, std::string message, bool shows_line) {
  if (error_) return;
  SyntaxError error{line, std::move(message), {}};
  if (shows_line) {
    // Lines are counted back from where we are: the text may be one of several lines of a longer one.
    std::size_t from = std::min(at_, text_.size());
    for (int at_line = line_; from > 0; --from) {
      if (text_[from - 1] != '\n') continue;
      if (at_line == line) break;
      --at_line;
    }
    error.source = std::string(text_.substr(from, text_.find('\n', from) - from));
  }
  error_ = std::move(error);
}

bool Lexer::enter() {
  if (++depth_ <= kMaxDepth) return true;
  fail(line_, "syntax error: nested too deeply", false);
  return false;
}

void Lexer::skip_blanks() {
  while (!at_end()) {
    if (is_blank(peek())) {
      take();
    } else if (peek() == '\\' && peek(1) == '\n') {
      take(), take();
    } else {
      break;
    }
  }
  if (peek() == '#') {
    while (!at_end() && peek() != '\n') take();
  }
}

Token Lexer::next() {
  if (error_) return {};
  skip_blanks();
  if (at_end()) {
    Token token;
    token.line = line_;
    token.start = at_;
    return token;
  }
  if (peek() == '\n') {
    Token token;
    token.kind = Token::Kind::newline;
    token.line = line_;
    token.start = at_;
    token.text = "\n";
    take();
    read_documents();
    return token;
  }
  std::size_t digits = 0;
  while (digits < 4 && is_digit(peek(digits))) ++digits;
  const char after = peek(digits);
  if (ends_word(peek()) || (digits > 0 && (after == '<' || after == '>'))) return operator_token();
  return word_token(Until::word_end);
}

Token Lexer::next_regex() {
  if (error_) return {};
  skip_blanks();
  return word_token(Until::regex_end);
}

Token Lexer::operator_token() {
  Token token;
  token.kind = Token::Kind::operation;
  token.line = line_;
  token.start = at_;
  if (is_digit(peek())) {
    token.descriptor = 0;
    while (is_digit(peek())) token.descriptor = token.descriptor * 10 + (take() - '0');
  }
  for (std::string_view operation : kOperators) {
    if (text_.substr(at_, operation.size()) != operation) continue;
    token.text = operation;
    at_ += operation.size();
    break;
  }
  return token;
}

Token Lexer::word_token(Until until) {
  Token token;
  token.kind = Token::Kind::word;
  token.line = line_;
  token.start = at_;
  if (!enter()) return token;
  if (until == Until::word_end) token.assignment = assignment_head();
  if (token.assignment && peek() == '(') {
    token.assignment->is_array = true;
    array_elements(*token.assignment);
  } else {
    parts(until, false, token.assignment ? token.assignment->value : token.word);
  }
  leave();
  token.text = std::string(text_.substr(token.start, at_ - token.start));
  return token;
}

std::optional<Assignment> Lexer::assignment_head() {
  std::size_t length = 0;
  while (is_name_character(peek(length))) ++length;
  if (length == 0 || is_digit(peek())) return std::nullopt;
  Assignment assignment;
  assignment.name = std::string(text_.substr(at_, length));
  const std::size_t start = at_;
  const int start_line = line_;
  at_ += length;
  std::optional<std::string> index;
  if (peek() == '[') index = subscript();
  if (peek() == '+' && peek(1) == '=') {
    assignment.appends = true;
    ++at_;
  }
  if (peek() != '=' || (start + length != at_ && !index && !assignment.appends)) {
    rewind(start, start_line);
    return std::nullopt;
  }
  ++at_;
  if (index) {
    assignment.index = std::make_unique<Word>();
    Lexer inner(*index, line_, depth_ + 1);
    inner.parts(Until::text_end, true, *assignment.index);
    if (inner.error_ && !error_) error_ = std::move(inner.error_);
  }
  return assignment;
}

// The text between brackets, when they are closed on this line and an assignment follows.
std::optional<std::string> Lexer::subscript() {
  int open = 0;
  for (std::size_t i = 0; at_ + i < text_.size() && peek(i) != '\n'; ++i) {
    if (peek(i) == '[') ++open;
    if (peek(i) != ']' || --open > 0) continue;
    if (peek(i + 1) != '=' && !(peek(i + 1) == '+' && peek(i + 2) == '=')) return std::nullopt;
    std::string inside(text_.substr(at_ + 1, i - 1));
    at_ += i + 1;
    return inside;
  }
  return std::nullopt;
}

bool Lexer::array_elements(Assignment& assignment) {
  const int start_line = line_;
  take();
  while (true) {
    skip_blanks();
    if (at_end()) {
      fail(start_line, "unexpected EOF while looking for matching `)'", false);
      return false;
    }
    if (peek() == '\n') {
      take();
      continue;
    }
    if (peek() == ')') {
      take();
      return true;
    }
    if (ends_word(peek())) {
      fail(line_, "syntax error near unexpected token `" + std::string(1, peek()) + "'", true);
      return false;
    }
    Assignment::Element element;
    if (peek() == '[') {
      if (std::optional<std::string> index = subscript(); index && peek() == '=') {
        ++at_;
        element.index = std::make_unique<Word>();
        add_text(*element.index, *index, true);
      }
    }
    parts(Until::word_end, false, element.value);
    if (error_) return false;
    assignment.elements.push_back(std::move(element));
  }
}

bool Lexer::arithmetic_until(std::string_view close, Word& expression) {
  if (!enter()) return false;
  int open = 0;
  const int start_line = line_;
  while (!error_) {
    if (at_end()) {
      fail(start_line, "unexpected EOF while looking for matching `)'", false);
      break;
    }
    const char c = peek();
    if (open == 0 && text_.substr(at_, close.size()) == close) {
      at_ += close.size();
      leave();
      return true;
    }
    if (c == ')' && open == 0) break;
    if (c == '(') ++open;
    if (c == ')') --open;
    if (c == '$' || c == '`' || c == '\\') {
      one_part(Until::text_end, true, expression);
    } else {
      take();
      if (c != '"') add_text(expression, std::string(1, c), true);
    }
  }
  leave();
  return false;
}

void Lexer::expect_document(std::string delimiter, bool expands, bool strips_tabs, std::shared_ptr<Word> document) {
  documents_.push_back({std::move(delimiter), expands, strips_tabs, std::move(document), line_});
}

void Lexer::read_documents() {
  std::vector<Document> documents = std::exchange(documents_, {});
  for (Document& document : documents) {
    std::string body;
    const int first_line = line_;
    while (!at_end()) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      std::string_view line = text_.substr(at_, end - at_);
      at_ = std::min(end + 1, text_.size());
      ++line_;
      if (document.strips_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
      if (line == document.delimiter) break;
      body += line;
      body += '\n';
    }
    if (!document.expands) {
      add_text(*document.word, body, true);
      continue;
    }
    Lexer inner(body, first_line, depth_ + 1);
    if (inner.depth_ > kMaxDepth) {
      fail(line_, "syntax error: nested too deeply", false);
      return;
    }
    inner.parts(Until::text_end, true, *document.word);
    if (inner.error_ && !error_) error_ = std::move(inner.error_);
  }
}

}  // namespace hpc::site::shell
