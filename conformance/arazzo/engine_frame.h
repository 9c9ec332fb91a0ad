// The engine's own notes: one workflow being run, one attempt at a step, and where to go next.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "conformance/arazzo/engine.h"

namespace hpc::conformance::arazzo {

struct Engine::Frame {
  const Scenario& scenario;
  const Workflow& workflow;
  std::string path;  ///< of the steps that lead here: "login/", "" at the top
  Level level = Level::must;
  Json inputs;
  Json steps = Json::object();
  Json workflows = Json::object();
  std::optional<std::size_t> duty;  ///< index in the trace

  Scope scope(const Facts* facts, const Json* outputs) const {
    return {facts, &inputs, outputs, &steps, &workflows, &scenario.sources, &scenario.components};
  }
};

struct Engine::Attempt {
  bool succeeded = false;
  bool asked = false;  ///< there is an exchange or a called workflow to judge
  Facts facts;
  std::optional<Json> called;  ///< outputs of the called workflow
  std::vector<Failure> failures;
  std::optional<std::size_t> exchange;
};

struct Engine::Flow {
  enum class To { next, step, passed, failed, again };
  To to = To::next;
  const Step* step = nullptr;
  std::optional<Json> outputs;  ///< of a workflow that took over
};

}  // namespace hpc::conformance::arazzo
