// One criterion of a step or an action: a simple condition, a regular expression or a JSONPath over a context.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "conformance/expression/condition.h"
#include "conformance/expression/json_path.h"
#include "conformance/expression/pattern.h"

namespace hpc::conformance {

class Criterion final {
 public:
  static Result<Criterion> simple(std::string_view condition);
  /// The context is a runtime expression.
  static Result<Criterion> regex(std::string_view context, std::string_view pattern);
  /// Holds when the path selects at least one node.
  static Result<Criterion> json_path(std::string_view context, std::string_view path);

  /// Absent when it holds; else what was expected and what was there.
  struct Miss {
    std::string expected;
    std::string got;
    std::string pointer;  ///< into the response's body, when it is about one place of it
  };
  std::optional<Miss> judge(const Scope& scope) const;
  bool holds(const Scope& scope) const { return !judge(scope).has_value(); }

  void each(const std::function<void(const Expression&)>& visit) const;

 private:
  struct Contextual {
    Expression context;
    std::string text;
    std::variant<Pattern, JsonPath> test;
  };
  explicit Criterion(std::variant<Condition, Contextual> what) : what_(std::move(what)) {}
  std::variant<Condition, Contextual> what_;
};

}  // namespace hpc::conformance
