// The inputs of a workflow: what is given, the defaults of its schema, and whether they fit.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "conformance/arazzo/library.h"

namespace hpc::conformance::arazzo {

/// Those of `given` that the workflow declares (all, when its schema does not list them), with defaults for the others.
/// Texts become numbers, booleans, lists or objects where the schema wants these: they come from a command line.
/// Fails (Errc::missing when only required ones lack, else Errc::invalid) with what is wrong.
Result<Json> prepare_inputs(const Scenario& scenario, const Workflow& workflow, const Json& given);

/// The names that the schema lists.
std::vector<std::string> input_names(const Scenario& scenario, const Workflow& workflow);
/// Those of them that are secret: `format: password`.
std::vector<std::string> secret_input_names(const Scenario& scenario, const Workflow& workflow);

}  // namespace hpc::conformance::arazzo
