// How workflows look.
#pragma once

#include "apis/prominence/workflows.h"
#include "base/json.h"

namespace hpc::apis::prominence::wire {

Json short_workflow(const Workflow& workflow, const Options& options);
Json full_workflow(const Workflow& workflow, const Options& options);

}  // namespace hpc::apis::prominence::wire
