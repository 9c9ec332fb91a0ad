// Characters to tokens. A shell's words contain commands and commands words, so lexer and parser call each other.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "site/programs/shell/syntax.h"

namespace hpc::site::shell {

struct Token {
  enum class Kind { word, operation, newline, end };
  Kind kind = Kind::end;
  int line = 0;
  std::size_t start = 0;  ///< offset in the text
  std::string text;       ///< of an operator; of a word, as it is written
  Word word;
  std::optional<Assignment> assignment;  ///< when the word can be read as one
  int descriptor = -1;                   ///< of a redirection operator: the number before it

  bool is(std::string_view operation) const { return kind == Kind::operation && text == operation; }
  bool is_reserved(std::string_view name) const {
    return kind == Kind::word && word.literal() != nullptr && *word.literal() == name;
  }
};

class Lexer final {
 public:
  static constexpr int kMaxDepth = 100;

  /// `text` outlives it.
  Lexer(std::string_view text, int first_line, int depth) : text_(text), line_(first_line), depth_(depth) {}

  Token next();
  /// The document of a `<<` is read when the line ends; `document` receives it.
  void expect_document(std::string delimiter, bool expands, bool strips_tabs, std::shared_ptr<Word> document);
  /// A word in [[ ]] after =~: parentheses and bars belong to it.
  Token next_regex();
  /// Up to `close` at depth 0, which is consumed: the insides of (( )). Expansions happen in it as in double quotes.
  bool arithmetic_until(std::string_view close, Word& expression);

  void fail(int line, std::string message, bool shows_line);
  bool has_failed() const { return error_.has_value(); }
  const std::optional<SyntaxError>& error() const { return error_; }
  std::size_t position() const { return at_; }
  void rewind(std::size_t position, int line) { at_ = position, line_ = line; }
  int line() const { return line_; }
  /// The line behind the last one, where a shell finds that something is missing.
  int end_line() const { return line_ + (text_.empty() || text_.back() == '\n' ? 0 : 1); }
  int depth() const { return depth_; }
  /// One level deeper; false (and failed) when that is too deep.
  bool enter();
  void leave() { --depth_; }
  std::string_view source() const { return text_; }

 private:
  enum class Until { word_end, double_quote, brace, slash, colon, bracket, regex_end, text_end };
  struct Document {
    std::string delimiter;
    bool expands, strips_tabs;
    std::shared_ptr<Word> word;
    int line;
  };

  bool at_end() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  char take();
  void skip_blanks();
  void read_documents();
  bool stops(Until until) const;

  Token operator_token();
  Token word_token(Until until);
  std::optional<Assignment> assignment_head();
  bool array_elements(Assignment& assignment);
  std::optional<std::string> subscript();

  void parts(Until until, bool quoted, Word& word);
  void one_part(Until until, bool quoted, Word& word);
  void escaped(Until until, bool quoted, Word& word);
  void single_quoted(Word& word);
  void dollar_quoted(Word& word);
  void double_quoted(Word& word);
  void dollar(bool quoted, Word& word);
  void braced_parameter(bool quoted, Word& word);
  void parameter_operation(bool quoted, WordPart& part);
  void replacement(bool quoted, WordPart& part);
  void substring(bool quoted, WordPart& part);
  std::string parameter_name();
  void parenthesised(bool quoted, Word& word);
  void command_substitution(bool quoted, Word& word);
  void backquoted(bool quoted, Word& word);

  std::string_view text_;
  std::size_t at_ = 0;
  int line_;
  int depth_;
  std::vector<Document> documents_;
  std::optional<SyntaxError> error_;
};

/// Parses the insides of $( ) up to the parenthesis, which is consumed. In parser.cpp.
std::unique_ptr<List> parse_substitution(Lexer& lexer);
/// Parses a whole text as one list: the insides of backquotes. In parser.cpp.
std::unique_ptr<List> parse_nested_text(Lexer& lexer, std::string_view text, int line);

}  // namespace hpc::site::shell
