// How workflows look.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "apis/prominence/workflows.h"
#include "base/json.h"

namespace hpc::apis::prominence::wire {

Json short_workflow(const Workflow& workflow, const Options& options);
Json full_workflow(const Workflow& workflow, const Options& options);

// Of descriptions that have been checked.
std::string name_of_workflow(const Json& body);  ///< "" for none
/// Each with the workflow's placement.
std::vector<Json> jobs_of(const Json& body);
/// Artifacts of the jobs that factories make are looked up only when a parameter stands in their names, for each
/// instance. Errors are those of instances_of().
struct FactoryArtifacts {
  std::set<std::string> jobs;   ///< that factories make
  std::set<std::string> names;  ///< of uploads that must be there
};
Result<FactoryArtifacts> factory_artifacts(const Json& body);
/// Fills in what the description says, by the index of `workflow.jobs`; gives which of these a factory makes. Errors
/// are those of instances_of().
Result<std::vector<bool>> read_workflow(const Json& body, Workflow& workflow);

}  // namespace hpc::apis::prominence::wire
