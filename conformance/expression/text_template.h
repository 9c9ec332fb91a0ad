// Values of a scenario with runtime expressions in them: "$inputs.x" whole, "job-{$inputs.run_id}" embedded, or in any depth of an object.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "conformance/expression/expression.h"

namespace hpc::conformance {

/// Expressions between texts: "a {$inputs.b} c".
class TextTemplate final {
 public:
  static Result<TextTemplate> parse(std::string_view text);
  /// Strings go in as they are, other values as JSON. Fails (Errc::missing) when an expression names nothing.
  Result<std::string> fill(const Scope& scope) const;
  const std::vector<std::variant<std::string, Expression>>& parts() const { return parts_; }

 private:
  std::vector<std::variant<std::string, Expression>> parts_;
};

/// A value as text: a string as it is, anything else as JSON.
std::string as_text(const Json& value);

/// The value of a whole expression; fails (Errc::missing) and says so when it names nothing.
Result<Json> evaluate_present(const Expression& expression, const Scope& scope);

/// A JSON tree compiled: where a string is an expression or has some embedded, it is evaluated.
class ValueTemplate final {
 public:
  /// Errors name the pointer of the string in `value`.
  static Result<ValueTemplate> parse(const OrderedJson& value);
  Result<OrderedJson> fill(const Scope& scope) const;
  /// Every expression in it, with the pointer of the string that holds it.
  void each(const std::function<void(const std::string& pointer, const Expression&)>& visit) const;

 private:
  struct Hole {
    std::string pointer;
    std::variant<Expression, TextTemplate> what;
  };
  OrderedJson value_;
  std::vector<Hole> holes_;
  Result<bool> find_holes(const OrderedJson& value, const std::string& pointer);
};

}  // namespace hpc::conformance
