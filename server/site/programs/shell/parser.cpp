#include "site/programs/shell/parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "site/programs/shell/parser_class.h"
#include "site/programs/shell/word_building.h"

namespace hpc::site::shell {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<Redirection::Kind> redirection_kind(std::string_view text) {
  using Kind = Redirection::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 12> kKinds = {{{"<", Kind::input},
                                                                                {">", Kind::output},
                                                                                {">|", Kind::output},
                                                                                {">>", Kind::append},
                                                                                {"<>", Kind::read_write},
                                                                                {"<&", Kind::duplicate_input},
                                                                                {">&", Kind::duplicate_output},
                                                                                {"&>", Kind::both},
                                                                                {"&>>", Kind::both_append},
                                                                                {"<<", Kind::here_document},
                                                                                {"<<-", Kind::here_document},
                                                                                {"<<<", Kind::here_string}}};
  for (const auto& [name, kind] : kKinds) {
    if (name == text) return kind;
  }
  return std::nullopt;
}

}  // namespace

std::shared_ptr<const Script> parse_script(std::string_view text, int first_line) {
  auto script = std::make_shared<Script>();
  Lexer lexer(text, first_line, 0);
  Parser(lexer).script(*script);
  script->error = lexer.error();
  return script;
}

std::unique_ptr<List> parse_substitution(Lexer& lexer) {
  Parser parser(lexer);
  std::unique_ptr<List> list = parser.list(true);
  if (lexer.has_failed()) return list;
  if (parser.peek().kind == Token::Kind::end) {
    lexer.fail(lexer.end_line(), "unexpected EOF while looking for matching `)'", false);
  } else if (!parser.peek().is(")")) {
    parser.unexpected(parser.peek());
  }
  return list;
}

std::unique_ptr<List> parse_nested_text(Lexer& lexer, std::string_view text, int line) {
  if (!lexer.enter()) return std::make_unique<List>();
  Lexer inner(text, line, lexer.depth());
  Parser parser(inner);
  std::unique_ptr<List> list = parser.list(true);
  if (!inner.has_failed() && parser.peek().kind != Token::Kind::end) parser.unexpected(parser.peek());
  if (inner.has_failed()) lexer.fail(inner.error()->line, inner.error()->message, false);
  lexer.leave();
  return list;
}

const Token& Parser::peek() {
  if (!token_) token_ = lexer_.next();
  return *token_;
}

Token Parser::take() {
  peek();
  Token token = std::move(*token_);
  token_.reset();
  return token;
}

void Parser::unexpected(const Token& token) {
  if (token.kind == Token::Kind::end)
    return lexer_.fail(lexer_.end_line(), "syntax error: unexpected end of file", false);
  const std::string shown = token.kind == Token::Kind::newline ? "newline" : token.text;
  lexer_.fail(token.line, "syntax error near unexpected token `" + shown + "'", true);
}

void Parser::script(Script& script) {
  while (ok()) {
    skip_newlines();
    if (!ok() || peek().kind == Token::Kind::end) return;
    List line;
    while (ok()) {
      line.items.push_back(and_or());
      const bool separated = ok() && (peek().is(";") || peek().is("&"));
      if (separated) line.items.back().background = take().text == "&";
      if (!ok()) return;
      if (peek().kind == Token::Kind::newline || peek().kind == Token::Kind::end) break;
      if (!separated) return unexpected(peek());
    }
    // What stands on a line with an error is not run, as in a shell.
    if (ok()) script.commands.push_back(std::move(line));
  }
}

bool Parser::ends_list(const Token& token) {
  if (token.kind == Token::Kind::end || token.is(")") || token.is(";;") || token.is(";&") || token.is(";;&"))
    return true;
  if (token.kind != Token::Kind::word || token.word.literal() == nullptr) return false;
  return is_one_of(*token.word.literal(), {"then", "else", "elif", "fi", "do", "done", "esac", "}"});
}

void Parser::skip_newlines() {
  while (ok() && peek().kind == Token::Kind::newline) take();
}

bool Parser::expect_reserved(std::string_view word) {
  if (!ok()) return false;
  if (!peek().is_reserved(word)) {
    unexpected(peek());
    return false;
  }
  take();
  return true;
}

bool Parser::expect(std::string_view operation) {
  if (!ok()) return false;
  if (!peek().is(operation)) {
    unexpected(peek());
    return false;
  }
  take();
  return true;
}

std::unique_ptr<List> Parser::list(bool may_be_empty) {
  auto list = std::make_unique<List>();
  skip_newlines();
  while (ok() && !ends_list(peek())) {
    list->items.push_back(and_or());
    if (!ok()) break;
    if (peek().is(";") || peek().is("&")) {
      list->items.back().background = take().text == "&";
    } else if (peek().kind != Token::Kind::newline) {
      break;
    }
    skip_newlines();
  }
  if (ok() && list->items.empty() && !may_be_empty) unexpected(peek());
  return list;
}

AndOr Parser::and_or() {
  AndOr result;
  result.line = peek().line;
  result.pipelines.push_back(pipeline());
  while (ok() && (peek().is("&&") || peek().is("||"))) {
    result.is_or.push_back(take().text == "||");
    skip_newlines();
    if (!ok()) break;
    result.pipelines.push_back(pipeline());
  }
  return result;
}

Pipeline Parser::pipeline() {
  Pipeline result;
  while (ok() && (peek().is_reserved("!") || peek().is_reserved("time"))) {
    if (take().text == "!") {
      result.negated = !result.negated;
      continue;
    }
    result.timed = true;
    if (ok() && peek().is_reserved("-p")) {
      take();
      result.timed_posix = true;
    }
  }
  const bool alone =
      result.timed && (peek().kind == Token::Kind::newline || peek().kind == Token::Kind::end || peek().is(";"));
  if (alone) return result;
  while (ok()) {
    result.commands.push_back(command());
    if (!ok() || !(peek().is("|") || peek().is("|&"))) break;
    result.with_errors.push_back(take().text == "|&");
    skip_newlines();
  }
  return result;
}

Command Parser::command() {
  Command result;
  result.line = peek().line;
  if (!lexer_.enter()) return result;
  if (is_compound(peek())) {
    compound(result);
    redirections(result);
  } else {
    simple(result);
  }
  lexer_.leave();
  return result;
}

void Parser::redirections(Command& command) {
  while (ok() && redirection(command)) {
  }
}

bool Parser::redirection(Command& command) {
  if (peek().kind != Token::Kind::operation) return false;
  const std::optional<Redirection::Kind> kind = redirection_kind(peek().text);
  if (!kind) return false;
  const Token operation = take();
  Token target = take();
  if (target.kind != Token::Kind::word) {
    unexpected(target);
    return false;
  }
  Redirection redirection;
  redirection.kind = *kind;
  redirection.descriptor = operation.descriptor;
  Word word = as_word(std::move(target));
  if (*kind == Redirection::Kind::here_document) {
    std::string delimiter;
    bool expands = true;
    for (const WordPart& part : word.parts) {
      if (part.kind == WordPart::Kind::parameter) delimiter += '$';
      delimiter += part.text;
      expands = expands && !part.quoted;
    }
    redirection.document = std::make_shared<Word>();
    lexer_.expect_document(std::move(delimiter), expands, operation.text == "<<-", redirection.document);
  } else {
    redirection.target = std::move(word);
  }
  command.redirections.push_back(std::move(redirection));
  return true;
}

Word Parser::as_word(Token token) {
  if (!token.assignment) return std::move(token.word);
  Word word;
  Assignment& assignment = *token.assignment;
  if (assignment.is_array || assignment.index) {
    add_text(word, token.text, true);
    return word;
  }
  add_text(word, assignment.name + (assignment.appends ? "+=" : "="), false);
  for (WordPart& part : assignment.value.parts) word.parts.push_back(std::move(part));
  return word;
}

void Parser::simple(Command& command) {
  Simple result;
  bool declares = false;
  while (ok()) {
    if (redirection(command)) continue;
    if (!ok() || peek().kind != Token::Kind::word) break;
    Token token = take();
    if (token.assignment && result.words.empty()) {
      result.assignments.push_back(std::move(*token.assignment));
      continue;
    }
    if (declares && token.assignment && token.assignment->is_array) {
      Word name;
      add_text(name, token.assignment->name, true);
      result.words.push_back(std::move(name));
      result.declared.push_back(std::move(*token.assignment));
      continue;
    }
    const bool is_assignment = token.assignment.has_value();
    const bool is_first = result.words.empty() && result.assignments.empty() && command.redirections.empty();
    if (is_first && ok() && token.word.literal() != nullptr && peek().is("(")) {
      take();
      if (!expect(")")) return;
      return function_body(command, *token.word.literal());
    }
    result.words.push_back(as_word(std::move(token)));
    result.words.back().assigns = declares && is_assignment;
    const std::string* name = result.words.size() == 1 ? result.words[0].literal() : nullptr;
    if (name != nullptr) declares = is_one_of(*name, {"export", "declare", "typeset", "local", "readonly"});
  }
  if (ok() && result.words.empty() && result.assignments.empty() && command.redirections.empty()) unexpected(peek());
  command.what = std::move(result);
}

}  // namespace hpc::site::shell
