// The recursive descent that parser.cpp and compound_parser.cpp share.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>

#include "site/programs/shell/lexer.h"
#include "site/programs/shell/syntax.h"

namespace hpc::site::shell {

class Parser final {
 public:
  explicit Parser(Lexer& lexer) : lexer_(lexer) {}

  void script(Script& script);
  /// Everything up to a token that ends a list. `may_be_empty`: as in $( ).
  std::unique_ptr<List> list(bool may_be_empty = false);
  const Token& peek();
  Token take();
  void unexpected(const Token& token);
  bool ok() const { return !lexer_.has_failed(); }

 private:
  static bool ends_list(const Token& token);
  void skip_newlines();
  bool expect_reserved(std::string_view word);
  bool expect(std::string_view operation);

  AndOr and_or();
  Pipeline pipeline();
  Command command();
  bool is_compound(const Token& token) const;
  void compound(Command& command);
  void simple(Command& command);
  void function_body(Command& command, std::string name);
  bool redirection(Command& command);
  void redirections(Command& command);
  static Word as_word(Token token);

  void group(Command& command);
  void parenthesised(Command& command);
  void if_command(Command& command);
  void while_command(Command& command, bool until);
  void for_command(Command& command);
  void arithmetic_for(Command& command);
  void case_command(Command& command);
  bool case_clause(Case& result);
  void function_command(Command& command);
  std::unique_ptr<List> do_group();

  std::unique_ptr<Condition> disjunction();
  std::unique_ptr<Condition> conjunction();
  std::unique_ptr<Condition> test_primary();
  void conditional(Command& command);

  Lexer& lexer_;
  std::optional<Token> token_;
};

}  // namespace hpc::site::shell
