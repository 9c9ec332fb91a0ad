// What came of running a workflow: values, made by the engine and read by everybody else.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "conformance/arazzo/document.h"
#include "conformance/openapi/openapi.h"
#include "http/message.h"

namespace hpc::conformance::arazzo {

/// One request and what came of it.
struct Exchange {
  std::string step;       ///< "submit", or "login/token" inside a called workflow
  std::string operation;  ///< "firecrest.tasks.get", or "GET /tasks/{id}" without an id
  http::Request request;  ///< its target is the absolute URL
  std::optional<http::Response> response;
  std::string problem;  ///< why there is no response
  Instant at;
  Duration took{0};
};

struct Failure {
  enum class Kind {
    criterion,  ///< a criterion of the scenario does not hold
    response,   ///< the response is not one that the description allows
    late,       ///< it came too late, or not whole
    request,    ///< the request could not be made of what the steps before gave
    scenario,   ///< the scenario itself went wrong: endless, or inputs that do not fit
  };
  Kind kind = Kind::criterion;
  Level level = Level::must;
  std::string operation;
  std::string step;
  std::string where;    ///< file:line:column of the step or criterion
  std::string pointer;  ///< into the response's body or header; "" when it is not about one place
  std::string expected;
  std::string got;
  std::vector<std::string> clauses;  ///< `x-source`, and the description's own keyword
  std::optional<std::size_t> exchange;  ///< index in the trace

  bool same_as(const Failure& other) const {
    return kind == other.kind && operation == other.operation && step == other.step && pointer == other.pointer && expected == other.expected && got == other.got;
  }
};

/// A documented answer that was seen.
struct Hit {
  const Description* api = nullptr;
  const Operation* operation = nullptr;
  int status = 0;
};

/// A workflow with `x-cleanup` that has sent something which may have to be removed again.
struct Duty {
  const Scenario* scenario = nullptr;
  const Workflow* workflow = nullptr;
  Json inputs;
  std::vector<Json> outputs;  ///< of each step that had some, in order of running
  std::size_t number = 0;     ///< its index in the trace
  bool sent = false;          ///< a changing request was sent
  bool unanswered = false;    ///< and nobody knows what came of the last one
};

/// Why a run ended before its end, by no fault of the target's answers.
struct Stop {
  enum class Why { unreachable, interrupted, read_only, budget, inputs };
  Why why = Why::unreachable;
  std::string reason;
};

struct Trace {
  std::vector<Exchange> exchanges;
  std::vector<Failure> failures;
  std::vector<Hit> hits;
  std::vector<Duty> duties;
  std::optional<Stop> stop;
};

}  // namespace hpc::conformance::arazzo
