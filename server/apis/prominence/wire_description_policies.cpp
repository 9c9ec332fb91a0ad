#include <nlohmann/json.hpp>

#include "apis/prominence/description.h"
#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {
namespace {

Check check_places(const OrderedJson& placement, const char* name) {
  if (!has(placement, name)) return {};
  const OrderedJson& places = *HPC_TRY(member(placement, name));
  HPC_TRY(only(places, {"sites", "regions"}, "invalid item \"", "\" in " + std::string(name)));
  for (const char* kind : {"sites", "regions"})
    if (has(places, kind) && !HPC_TRY(member(places, kind))->is_array())
      return failure(wire::bad(std::string(kind) + " in " + name + " must be a list"));
  return {};
}

Check check_retries(const OrderedJson& policies, const char* name, const std::string& what) {
  if (!has(policies, name)) return {};
  const OrderedJson& retries = policies.at(name);
  HPC_TRY(count(retries, "the number of " + what + " must be an integer",
                "the number of " + what + " must be greater than 0"));
  return at_most(retries, 6, "the number of " + what + " must be less than 6");
}

Check check_scaling(const OrderedJson& policies) {
  if (has(policies, "priority") && !is_digits(policies.at("priority")))
    return failure(wire::bad("the priority must be an integer"));
  if (!has(policies, "autoScalingType")) return {};
  const OrderedJson& type = policies.at("autoScalingType");
  if (type.is_null() || type == "none" || type == "dedicated" || type == "shared") return {};
  return failure(wire::bad("autoScalingType, if defined, must be none, dedicated or shared"));
}

Check check_times(const OrderedJson& policies, const Options& options) {
  constexpr std::uint64_t kMonth = 44640;
  if (has(policies, "maximumTimeInQueue")) {
    const OrderedJson& time = policies.at("maximumTimeInQueue");
    if (!options.unlimited_time_in_queue || time != -1) {
      HPC_TRY(count(time, "the maximum time in queue must be an integer", "", 0));
      HPC_TRY(at_most(time, kMonth, "the maximum time in queue must be less than 44640"));
    }
  }
  if (!has(policies, "maximumIdleTimePerResource")) return {};
  const OrderedJson& idle = policies.at("maximumIdleTimePerResource");
  HPC_TRY(count(idle, "the maximum idle time per resource must be an integer",
                "the maximum idle time per resource must be greater than 0"));
  return at_most(idle, kMonth, "the maximum idle time per resource must be less than 44640");
}

}  // namespace

Check check_placement(const OrderedJson& policies) {
  if (!has(policies, "placement")) return {};
  const OrderedJson& placement = policies.at("placement");
  HPC_TRY(only(placement, {"requirements", "preferences"}, "invalid item \"", "\" in placement policy"));
  HPC_TRY(check_places(placement, "requirements"));
  return check_places(placement, "preferences");
}

Check check_policies(const OrderedJson& job, const Options& options) {
  if (!has(job, "policies")) return {};
  const OrderedJson& policies = *HPC_TRY(member(job, "policies"));
  HPC_TRY(only(policies,
               {"maximumRetries", "maximumTaskRetries", "preemptible", "maximumTimeInQueue",
                "maximumIdleTimePerResource", "leaveInQueue", "placement", "priority", "autoScalingType",
                "ignoreTaskFailures", "reportJobSuccessOnTaskFailure", "runSerialTasksOnAllNodes"},
               "invalid item \"", "\" in policies"));
  if (!policies.is_object()) return policies.empty() ? Check() : failure(wire::crash());
  HPC_TRY(truth(policies, "runSerialTasksOnAllNodes"));
  HPC_TRY(truth(policies, "leaveInQueue"));
  HPC_TRY(check_placement(policies));
  HPC_TRY(truth(policies, "ignoreTaskFailures"));
  HPC_TRY(truth(policies, "reportJobSuccessOnTaskFailure"));
  HPC_TRY(check_scaling(policies));
  HPC_TRY(check_retries(policies, "maximumRetries", "retries"));
  HPC_TRY(check_retries(policies, "maximumTaskRetries", "task retries"));
  return check_times(policies, options);
}

}  // namespace hpc::apis::prominence
