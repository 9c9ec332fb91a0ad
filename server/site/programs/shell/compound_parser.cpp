// if, while, for, case, functions, groups, (( )) and [[ ]].
#include <algorithm>
#include <array>
#include <utility>

#include "site/programs/shell/parser.h"
#include "site/programs/shell/parser_class.h"

namespace hpc::site::shell {
namespace {

bool is_binary_test(std::string_view text) {
  static constexpr std::array<std::string_view, 13> kTests = {"=",   "==",  "!=",  "=~",  "-eq", "-ne", "-lt",
                                                              "-le", "-gt", "-ge", "-nt", "-ot", "-ef"};
  return std::find(kTests.begin(), kTests.end(), text) != kTests.end();
}

bool is_unary_test(std::string_view text) {
  return text.size() == 2 && text[0] == '-' &&
         std::string_view("abcdefghknoprstuvwxzLNOGS").find(text[1]) != std::string_view::npos;
}

}  // namespace

bool Parser::is_compound(const Token& token) const {
  if (token.is("(")) return true;
  if (token.kind != Token::Kind::word || token.word.literal() == nullptr) return false;
  static constexpr std::array<std::string_view, 8> kWords = {"{",   "if",   "while", "until",
                                                             "for", "case", "[[",    "function"};
  return std::find(kWords.begin(), kWords.end(), *token.word.literal()) != kWords.end() || ends_list(token);
}

void Parser::compound(Command& command) {
  if (peek().is("(")) return parenthesised(command);
  if (ends_list(peek())) return unexpected(peek());
  const std::string word = *peek().word.literal();
  if (word == "{") return group(command);
  if (word == "if") return if_command(command);
  if (word == "while" || word == "until") return while_command(command, word == "until");
  if (word == "for") return for_command(command);
  if (word == "case") return case_command(command);
  if (word == "[[") return conditional(command);
  function_command(command);
}

void Parser::group(Command& command) {
  take();
  Group result;
  result.body = list();
  expect_reserved("}");
  command.what = std::move(result);
}

void Parser::parenthesised(Command& command) {
  const Token open = take();
  if (lexer_.source().substr(open.start + 1, 1) == "(") {
    const int line = lexer_.line();
    lexer_.rewind(open.start + 2, line);
    Arithmetic result;
    if (lexer_.arithmetic_until("))", result.expression)) {
      command.what = std::move(result);
      return;
    }
    if (!ok()) return;
    lexer_.rewind(open.start + 1, line);
  }
  Subshell result;
  result.body = list();
  expect(")");
  command.what = std::move(result);
}

void Parser::if_command(Command& command) {
  If result;
  do {
    take();
    If::Branch branch;
    branch.condition = list();
    if (!expect_reserved("then")) return;
    branch.body = list();
    result.branches.push_back(std::move(branch));
  } while (ok() && peek().is_reserved("elif"));
  if (ok() && peek().is_reserved("else")) {
    take();
    result.otherwise = list();
  }
  expect_reserved("fi");
  command.what = std::move(result);
}

std::unique_ptr<List> Parser::do_group() {
  if (!expect_reserved("do")) return nullptr;
  std::unique_ptr<List> body = list();
  expect_reserved("done");
  return body;
}

void Parser::while_command(Command& command, bool until) {
  take();
  While result;
  result.until = until;
  result.condition = list();
  result.body = do_group();
  command.what = std::move(result);
}

void Parser::for_command(Command& command) {
  take();
  if (ok() && peek().is("(")) return arithmetic_for(command);
  Token name = take();
  if (name.kind != Token::Kind::word || name.word.literal() == nullptr) return unexpected(name);
  For result;
  result.name = *name.word.literal();
  result.over_arguments = true;
  skip_newlines();
  if (ok() && peek().is_reserved("in")) {
    take();
    result.over_arguments = false;
    while (ok() && peek().kind == Token::Kind::word) result.words.push_back(as_word(take()));
    if (ok() && !peek().is(";") && peek().kind != Token::Kind::newline) return unexpected(peek());
  }
  if (ok() && peek().is(";")) take();
  skip_newlines();
  result.body = do_group();
  command.what = std::move(result);
}

void Parser::arithmetic_for(Command& command) {
  const Token open = take();
  if (lexer_.source().substr(open.start + 1, 1) != "(") return unexpected(open);
  lexer_.rewind(open.start + 2, lexer_.line());
  ArithmeticFor result;
  const bool read = lexer_.arithmetic_until(";", result.start) && lexer_.arithmetic_until(";", result.condition) &&
                    lexer_.arithmetic_until("))", result.step);
  if (!read) return unexpected(peek());
  if (ok() && peek().is(";")) take();
  skip_newlines();
  result.body = do_group();
  command.what = std::move(result);
}

void Parser::case_command(Command& command) {
  take();
  Case result;
  Token subject = take();
  if (subject.kind != Token::Kind::word) return unexpected(subject);
  result.subject = as_word(std::move(subject));
  skip_newlines();
  if (!expect_reserved("in")) return;
  skip_newlines();
  while (ok() && !peek().is_reserved("esac")) {
    if (!case_clause(result)) break;
  }
  expect_reserved("esac");
  command.what = std::move(result);
}

bool Parser::case_clause(Case& result) {
  if (peek().is("(")) take();
  Case::Clause clause;
  do {
    if (!clause.patterns.empty()) take();
    Token pattern = take();
    if (pattern.kind != Token::Kind::word) {
      unexpected(pattern);
      return false;
    }
    clause.patterns.push_back(as_word(std::move(pattern)));
  } while (ok() && peek().is("|"));
  if (!expect(")")) return false;
  clause.body = list(true);
  if (!ok()) return false;
  const bool ended = peek().is(";;") || peek().is(";&") || peek().is(";;&");
  if (ended) {
    const Token end = take();
    if (end.is(";&")) clause.end = Case::Clause::End::fall_through;
    if (end.is(";;&")) clause.end = Case::Clause::End::test_next;
    skip_newlines();
  }
  result.clauses.push_back(std::move(clause));
  return ended;
}

void Parser::function_command(Command& command) {
  take();
  Token name = take();
  if (name.kind != Token::Kind::word || name.word.literal() == nullptr) return unexpected(name);
  if (ok() && peek().is("(")) {
    take();
    if (!expect(")")) return;
  }
  function_body(command, *name.word.literal());
}

void Parser::function_body(Command& command, std::string name) {
  skip_newlines();
  if (!ok()) return;
  auto body = std::make_shared<Command>();
  body->line = peek().line;
  if (!is_compound(peek())) return unexpected(peek());
  if (!lexer_.enter()) return;
  compound(*body);
  redirections(*body);
  lexer_.leave();
  command.what = Function{std::move(name), std::move(body)};
}

void Parser::conditional(Command& command) {
  take();
  Conditional result;
  result.condition = disjunction();
  skip_newlines();
  expect_reserved("]]");
  command.what = std::move(result);
}

std::unique_ptr<Condition> Parser::disjunction() {
  std::unique_ptr<Condition> left = conjunction();
  while (ok() && peek().is("||")) {
    take();
    auto both = std::make_unique<Condition>();
    both->kind = Condition::Kind::disjunction;
    both->first = std::move(left);
    both->second = conjunction();
    left = std::move(both);
  }
  return left;
}

std::unique_ptr<Condition> Parser::conjunction() {
  std::unique_ptr<Condition> left = test_primary();
  skip_newlines();
  while (ok() && peek().is("&&")) {
    take();
    auto both = std::make_unique<Condition>();
    both->kind = Condition::Kind::conjunction;
    both->first = std::move(left);
    both->second = test_primary();
    left = std::move(both);
    skip_newlines();
  }
  return left;
}

std::unique_ptr<Condition> Parser::test_primary() {
  auto test = std::make_unique<Condition>();
  skip_newlines();
  if (!ok() || !lexer_.enter()) return test;
  if (peek().is_reserved("!")) {
    take();
    test->kind = Condition::Kind::negation;
    test->first = test_primary();
  } else if (peek().is("(")) {
    take();
    test = disjunction();
    skip_newlines();
    expect(")");
  } else {
    Token first = take();
    if (first.kind != Token::Kind::word || first.is_reserved("]]")) {
      unexpected(first);
      lexer_.leave();
      return test;
    }
    const std::string* literal = first.word.literal();
    const bool alone =
        ok() && (peek().kind != Token::Kind::word || peek().is_reserved("]]")) && !peek().is("<") && !peek().is(">");
    if (literal != nullptr && is_unary_test(*literal) && !alone &&
        !(peek().word.literal() && is_binary_test(*peek().word.literal()))) {
      test->kind = Condition::Kind::unary;
      test->operation = *literal;
      test->left = as_word(take());
    } else {
      test->left = as_word(std::move(first));
      const bool compares = ok() && (peek().is("<") || peek().is(">") ||
                                     (peek().word.literal() && is_binary_test(*peek().word.literal())));
      if (compares) {
        test->kind = Condition::Kind::binary;
        test->operation = take().text;
        Token right = test->operation == "=~" ? lexer_.next_regex() : take();
        if (right.kind != Token::Kind::word) unexpected(right);
        test->right = as_word(std::move(right));
      }
    }
  }
  lexer_.leave();
  return test;
}

}  // namespace hpc::site::shell
