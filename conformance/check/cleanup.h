// Removing what a check made: its `x-cleanup` workflows, once for each thing that its steps' outputs name.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "conformance/arazzo/engine.h"

namespace hpc::conformance {

/// What one clean-up workflow is to be run with. An input takes the value of the last output of that name that a step
/// had, else of the check's input of that name; each step whose outputs change such an input gives one more run.
/// Runs that lack a required input are left out: what they would remove was never made.
std::vector<Json> cleanup_inputs(const arazzo::Duty& duty, const arazzo::WorkflowReference& cleanup, const Json& given);

struct CleanupReport {
  std::vector<arazzo::Failure> failures;
  std::vector<arazzo::Exchange> exchanges;
  std::vector<arazzo::Hit> hits;
  std::vector<std::string> left_behind;
  std::vector<bool> done;  ///< for each duty
};

/// Runs the duties of a trace, the last first. Nothing interrupts it.
CleanupReport clean_up(const std::vector<arazzo::Duty>& duties, const arazzo::Services& services, const Json& given);

}  // namespace hpc::conformance
