// The values that a workflow's factories give to the instances of a job.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace hpc::apis::prominence {

struct Instance {
  std::shared_ptr<const Json> parameters;  ///< as shown; shared with the instance's job
  std::vector<std::pair<std::string, std::string>> substitutes;
};

/// One for each instance of `factory`, in order. Errors: wire::bad (more than four parameters), wire::crash.
Result<std::vector<Instance>> instances_of(const Json& factory);

}  // namespace hpc::apis::prominence
