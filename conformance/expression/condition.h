// Simple conditions of Arazzo criteria: "$statusCode == 200 && $response.body#/state != 'FAILED'".
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "conformance/expression/expression.h"

namespace hpc::conformance {

class Condition final {
 public:
  /// Errors (About::document) say what was found at which offset and what is allowed there.
  static Result<Condition> parse(std::string_view text);

  /// Strings compare without regard to case, as the specification demands; a string and a number compare by value when
  /// the string is a number ("loose comparisons"). What an expression does not find equals null and nothing else.
  bool holds(const Scope& scope) const;

  /// Which part is to blame for a condition that does not hold: "$statusCode == 200", and what its expressions are there.
  struct Blame {
    std::string part;
    std::string got;      ///< "404", or "$a is 1, $b is null" when there are several
    std::string pointer;  ///< into the response's body, when the part is about one place of it
  };
  Blame blame(const Scope& scope) const;

  void each(const std::function<void(const Expression&)>& visit) const;

 private:
  struct Node;
  explicit Condition(std::shared_ptr<const Node> root) : root_(std::move(root)) {}
  friend class ConditionParser;
  std::shared_ptr<const Node> root_;  // shared by copies of the condition; it never changes
};

}  // namespace hpc::conformance
