// One runtime expression of Arazzo 1.0.1: "$response.body#/task_id", parsed once, evaluated in any scope.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "conformance/expression/scope.h"

namespace hpc::conformance {

class Expression final {
 public:
  enum class Root {
    url,
    method,
    status_code,
    request_header,
    request_query,
    request_path,
    request_body,
    response_header,
    response_query,  // The grammar has these two; a response has neither, so they name nothing.
    response_path,
    response_body,
    inputs,
    outputs,
    steps,
    workflows,
    sources,
    components,
  };

  /// The whole text is one expression. Errors (About::document) say what was found and what is allowed.
  static Result<Expression> parse(std::string_view text);
  /// Whether a text is meant as an expression: '$', a lower-case letter, and no blank in it.
  static bool is_meant(std::string_view text);

  /// The type of what is named is kept. Absent when there is nothing of that name.
  Value evaluate(const Scope& scope) const;

  const std::string& text() const { return text_; }
  Root root() const { return root_; }
  /// What follows the root: "submit.outputs.task" of "$steps.submit.outputs.task#/id", without the pointer.
  const std::string& name() const { return name_; }
  /// The JSON pointer into the response's body; "" when it names another thing or the whole body.
  std::string response_pointer() const { return root_ == Root::response_body ? pointer_ : ""; }

 private:
  std::string text_;
  Root root_ = Root::url;
  std::string name_;     ///< a header's, query's, input's name; ".a[0]" after a body
  std::string pointer_;  ///< after '#'
};

}  // namespace hpc::conformance
