#include <nlohmann/json.hpp>

#include "apis/prominence/description.h"
#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {
namespace {

bool is_pair(const OrderedJson& value) {
  return value.is_array() && value.size() == 2;
}

Check check_nodes(const OrderedJson& resources) {
  if (!has(resources, "nodes")) return {};
  return count(*HPC_TRY(member(resources, "nodes")), "number of nodes must be an integer",
               "number of nodes must be at least 1");
}

Check check_total_cpus(const OrderedJson& resources) {
  if (!has(resources, "totalCpusRange")) return {};
  const OrderedJson& range = *HPC_TRY(member(resources, "totalCpusRange"));
  if (!range.is_array()) return failure(wire::bad("totalCpusRange must be a list"));
  if (!is_pair(range))
    return failure(wire::bad("totalCpusRange must be a list containing the min and max allowed total number of CPUs"));
  return {};
}

Check check_cpu_choice(const OrderedJson& resources) {
  if (!has(resources, "cpusRange") && !has(resources, "cpusOptions"))
    return failure(wire::bad("one of cpus, cpusRange, cpusOptions must be defined"));
  if (has(resources, "cpusRange")) {
    if (!is_pair(*HPC_TRY(member(resources, "cpusRange"))))
      return failure(wire::bad("cpusRange must be a list containing the min and max allowed number of CPUs"));
  } else if (!is_pair(*HPC_TRY(member(resources, "cpusOptions")))) {
    return failure(wire::bad("cpusOptions must be a list containing the two possible number of CPUs"));
  }
  return {};
}

Check check_cpus(const OrderedJson& resources) {
  if (has(resources, "cpus")) {
    HPC_TRY(count(*HPC_TRY(member(resources, "cpus")), "number of cpus must be an integer",
                  "number of cpus must be at least 1"));
  } else {
    HPC_TRY(check_cpu_choice(resources));
  }
  static constexpr const char* kPairs[][2] = {
      {"cpus", "cpusRange"}, {"cpus", "cpusOptions"}, {"cpusRange", "cpusOptions"}};
  for (const auto& [one, other] : kPairs)
    if (has(resources, one) && has(resources, other))
      return failure(wire::bad(std::string(one) + " and " + other + " cannot both be defined"));
  return {};
}

Check check_amount(const OrderedJson& value, const char* name, const Options& options) {
  if (options.float_memory && value.is_number_float() && value.get<double>() >= 1) return {};
  return count(value, std::string(name) + " must be an integer", std::string(name) + " must be at least 1");
}

Check check_memory(const OrderedJson& resources, const Options& options) {
  if (has(resources, "memory")) {
    HPC_TRY(check_amount(*HPC_TRY(member(resources, "memory")), "memory", options));
  } else if (!has(resources, "memoryPerCpu")) {
    return failure(wire::bad("memory or memoryPerCpu (in GB) must be defined"));
  } else {
    HPC_TRY(check_amount(*HPC_TRY(member(resources, "memoryPerCpu")), "memoryPerCpu", options));
  }
  if (has(resources, "memory") && has(resources, "memoryPerCpu"))
    return failure(wire::bad("memory and memoryPerCpu cannot both be defined"));
  return {};
}

}  // namespace

Check check_resources(const OrderedJson& job, const Options& options) {
  if (!has(job, "resources")) return failure(wire::bad("a job must contain resources"));
  const OrderedJson& resources = *HPC_TRY(member(job, "resources"));
  HPC_TRY(only(
      resources,
      {"nodes", "cpus", "cpusRange", "cpusOptions", "memory", "memoryPerCpu", "disk", "walltime", "totalCpusRange"},
      "invalid item \"", "\" in resources"));
  HPC_TRY(check_nodes(resources));
  HPC_TRY(check_total_cpus(resources));
  HPC_TRY(check_cpus(resources));
  HPC_TRY(check_memory(resources, options));
  if (has(resources, "disk"))
    HPC_TRY(count(*HPC_TRY(member(resources, "disk")), "required disk must be an integer", "disk must be at least 1"));
  if (has(resources, "walltime"))
    HPC_TRY(count(*HPC_TRY(member(resources, "walltime")), "required walltime must be an integer",
                  "walltime must be at least 1 minute"));
  return {};
}

}  // namespace hpc::apis::prominence
