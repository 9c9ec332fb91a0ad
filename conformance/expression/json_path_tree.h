// The syntax tree of a JSONPath query (RFC 9535, 2), made by the parser and read by the selector.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "conformance/expression/pattern.h"

namespace hpc::conformance::json_path {

struct Query;
struct Condition;

struct Name {
  std::string text;
};
struct Wildcard {};
struct Index {
  std::int64_t at = 0;
};
struct Slice {
  std::optional<std::int64_t> start;
  std::optional<std::int64_t> end;
  std::int64_t step = 1;
};
struct Filter {
  std::unique_ptr<Condition> condition;
};
using Selector = std::variant<Name, Wildcard, Index, Slice, Filter>;

struct Segment {
  bool descendant = false;
  std::vector<Selector> selectors;
};

struct Query {
  bool from_root = true;  ///< '$'; else '@'
  std::vector<Segment> segments;
  /// At most one node, whatever the value: names and single indices only.
  bool is_singular() const;
};

enum class Function { length, count, match, search, value };

struct Call;
/// An argument of a function or a side of a comparison.
using Operand = std::variant<Json, Query, std::unique_ptr<Call>>;

struct Call {
  Function function = Function::length;
  std::vector<Operand> arguments;
  std::optional<Pattern> regex;  ///< of match and search, when the pattern is a literal
  bool never = false;          ///< the literal pattern is no I-Regexp: the call is false
  bool is_logical() const { return function == Function::match || function == Function::search; }
};

struct Comparison {
  enum class Operator { equal, not_equal, less, less_equal, greater, greater_equal };
  Operator op = Operator::equal;
  Operand left;
  Operand right;
};

/// A test of existence (Query) or of a logical function.
using Test = std::variant<Query, std::unique_ptr<Call>>;

struct Condition {
  struct Any {
    std::vector<Condition> of;
  };
  struct All {
    std::vector<Condition> of;
  };
  struct Not {
    std::unique_ptr<Condition> of;
  };
  std::variant<Any, All, Not, Comparison, Test> what;
};

Result<Query> parse(std::string_view text);

}  // namespace hpc::conformance::json_path
