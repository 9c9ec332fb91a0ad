// The syntax tree of the shell language (POSIX's, and what of bash batch scripts use). Immutable once parsed; shared by
// all who run it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hpc::site::shell {

struct List;
struct Word;

/// A stretch of a word that is expanded in one way.
struct WordPart {
  enum class Kind { text, parameter, command, arithmetic };
  /// What `${name...}` does with the value.
  enum class Operation {
    value,
    use_default,        ///< - :-
    assign_default,     ///< = :=
    fail_if_unset,      ///< ? :?
    use_alternative,    ///< + :+
    length,             ///< ${#name}
    strip_prefix,       ///< #
    strip_long_prefix,  ///< ##
    strip_suffix,       ///< %
    strip_long_suffix,  ///< %%
    substring,          ///< :offset:length
    replace_first,      ///< /
    replace_all,        ///< //
    replace_prefix,     ///< /#
    replace_suffix,     ///< /%
    upper_first,        ///< ^
    upper_all,          ///< ^^
    lower_first,        ///< ,
    lower_all,          ///< ,,
    indirect,           ///< ${!name}
    indices,            ///< ${!name[@]}
  };

  Kind kind = Kind::text;
  bool quoted = false;
  std::string text;  ///< the text itself, or the parameter's name
  Operation operation = Operation::value;
  bool or_null = false;  ///< the colon of :- := :? :+
  // Shared by the words that brace expansion makes of one.
  std::shared_ptr<Word> index;     ///< of name[index]; "@" and "*" are all elements
  std::shared_ptr<Word> argument;  ///< of the operation, or the arithmetic expression
  std::shared_ptr<Word> second;    ///< length of a substring, replacement
  std::shared_ptr<List> body;      ///< of a command substitution
};

struct Word {
  std::vector<WordPart> parts;
  bool assigns = false;  ///< an argument like name=value of a declaring command: it is not split
  /// Present when nothing of the word is quoted or expanded: only such words can be reserved.
  const std::string* literal() const {
    return parts.size() == 1 && parts[0].kind == WordPart::Kind::text && !parts[0].quoted ? &parts[0].text : nullptr;
  }
};

/// name=value, name+=value, name[index]=value, name=(elements).
struct Assignment {
  struct Element {
    std::unique_ptr<Word> index;
    Word value;
  };
  std::string name;
  std::unique_ptr<Word> index;
  Word value;
  std::vector<Element> elements;
  bool is_array = false;
  bool appends = false;
};

struct Redirection {
  enum class Kind {
    input,
    output,
    append,
    read_write,
    duplicate_input,
    duplicate_output,
    both,
    both_append,
    here_document,
    here_string
  };
  Kind kind = Kind::input;
  int descriptor = -1;             ///< -1: the kind's own, 0 or 1
  Word target;                     ///< file, descriptor or here-string
  std::shared_ptr<Word> document;  ///< shared with the lexer until it has read the document
};

struct Simple {
  std::vector<Assignment> assignments;
  std::vector<Word> words;
  std::vector<Assignment> declared;  ///< arrays among the arguments of declare, local, export, readonly
};
struct Group {
  std::unique_ptr<List> body;
};
struct Subshell {
  std::unique_ptr<List> body;
};
struct If {
  struct Branch {
    std::unique_ptr<List> condition, body;
  };
  std::vector<Branch> branches;
  std::unique_ptr<List> otherwise;
};
struct While {
  bool until = false;
  std::unique_ptr<List> condition, body;
};
struct For {
  std::string name;
  bool over_arguments = false;  ///< no `in`
  std::vector<Word> words;
  std::unique_ptr<List> body;
};
struct ArithmeticFor {
  Word start, condition, step;
  std::unique_ptr<List> body;
};
struct Case {
  struct Clause {
    std::vector<Word> patterns;
    std::unique_ptr<List> body;
    enum class End { stop, fall_through, test_next } end = End::stop;
  };
  Word subject;
  std::vector<Clause> clauses;
};
struct Arithmetic {
  Word expression;
};
/// [[ ... ]]: a tree of tests.
struct Condition {
  enum class Kind { word, unary, binary, negation, conjunction, disjunction };
  Kind kind = Kind::word;
  std::string operation;  ///< "-f", "==", "=~", "<"...
  Word left, right;
  std::unique_ptr<Condition> first, second;
};
struct Conditional {
  std::unique_ptr<Condition> condition;
};
struct Command;
struct Function {
  std::string name;
  std::shared_ptr<const Command> body;  ///< shared with the shells in which it is defined
};

struct Command {
  int line = 0;
  std::vector<Redirection> redirections;
  std::variant<Simple, Group, Subshell, If, While, For, ArithmeticFor, Case, Arithmetic, Conditional, Function> what;
};

struct Pipeline {
  bool negated = false;
  bool timed = false;
  bool timed_posix = false;  ///< time -p
  std::vector<Command> commands;
  std::vector<bool> with_errors;  ///< |& after the command of the same index
};

/// Pipelines joined by && and ||.
struct AndOr {
  int line = 0;
  std::vector<Pipeline> pipelines;
  std::vector<bool> is_or;  ///< the operator before pipeline i + 1
  bool background = false;
};

struct List {
  std::vector<AndOr> items;
};

struct SyntaxError {
  int line = 0;
  std::string message;  ///< "syntax error near unexpected token `done'"
  std::string source;   ///< the line it stands in, when bash would show it
};

/// A script as far as it can be understood: like a shell, one runs what comes before the error first.
struct Script {
  std::vector<List> commands;  ///< one for each complete command, that is for each line that ends one
  std::optional<SyntaxError> error;
};

}  // namespace hpc::site::shell
