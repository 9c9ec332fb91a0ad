// What a job or workflow may be: every rule in the order in which the server applies it; the first that fails decides.
#pragma once

#include "apis/prominence/loose_value.h"
#include "apis/prominence/options.h"
#include "base/json.h"
#include "base/result.h"

namespace hpc::apis::prominence {

Check check_job(const OrderedJson& job, const Options& options);
Check check_workflow(const OrderedJson& workflow, const Options& options);

// The parts that stand in files of their own.
Check check_resources(const OrderedJson& job, const Options& options);
Check check_tasks(const OrderedJson& job);
Check check_files(const OrderedJson& job);  ///< artifacts, outputs, inputs, storage
Check check_policies(const OrderedJson& job, const Options& options);
Check check_labels(const OrderedJson& job);
Check check_notifications(const OrderedJson& job, std::string_view event);
Check check_placement(const OrderedJson& policies);
Check check_factories(const OrderedJson& workflow);

}  // namespace hpc::apis::prominence
