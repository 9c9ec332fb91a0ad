#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "apis/prominence/description.h"
#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {
namespace {

Check check_workflow_name(const OrderedJson& workflow) {
  if (!has(workflow, "name")) return {};
  const OrderedJson& name = *HPC_TRY(member(workflow, "name"));
  if (!name.is_string()) return failure(wire::crash());
  const std::string& text = name.get_ref<const std::string&>();
  if (length(text) > 512) return failure(wire::bad("workflow name must be less than 512 characters in length"));
  if (!text.empty() && !is_name(text)) return failure(wire::bad("invalid workflow name"));
  return {};
}

// A job's name may be missing or doubled for check_job, not here.
Check check_job_names(const OrderedJson& jobs) {
  std::set<std::string> names;
  for (const OrderedJson& job : jobs) {
    if (!has(job, "name")) return failure(wire::bad("all jobs must have names"));
    const std::string& name = job.at("name").get_ref<const std::string&>();
    if (!names.insert(name).second)
      return failure(wire::bad("all jobs must have unique names: \"" + name + "\" is used more than once"));
    if (name.empty()) return failure(wire::bad("names of jobs in workflows cannot be empty"));
  }
  return {};
}

bool has_job(const OrderedJson& workflow, const OrderedJson& name) {
  const OrderedJson& jobs = workflow.at("jobs");
  return std::any_of(jobs.begin(), jobs.end(), [&name](const OrderedJson& job) { return job.at("name") == name; });
}

Check check_dependencies(const OrderedJson& workflow) {
  if (!has(workflow, "dependencies")) return {};
  const OrderedJson& dependencies = workflow.at("dependencies");
  if (!dependencies.is_object()) return failure(wire::bad("dependencies must be a dict"));
  for (const auto& [parent, children] : dependencies.items()) {
    if (!children.is_array()) return failure(wire::bad("children of parent job must be in the form of a list"));
    for (const OrderedJson& child : children)
      if (!has_job(workflow, child))
        return failure(wire::bad("child job \"" + text_of(child) + "\" is not actually defined"));
  }
  return {};
}

Check check_repeat(const OrderedJson& factory) {
  if (!has(factory, "number")) return failure(wire::bad("a factory of type repeat must have number specified"));
  return count(factory.at("number"), "number of repeats must be an integer", "number of repeats must be at least 1");
}

Result<const OrderedJson*> parameters_of(const OrderedJson& factory, const std::string& type) {
  if (!has(factory, "parameters"))
    return failure(wire::bad("a factory of type " + type + " must have parameters specified"));
  if (!factory.at("parameters").is_array()) return failure(wire::bad("parameters must be a list"));
  return &factory.at("parameters");
}

Check check_unique(const OrderedJson& parameter, std::set<std::string>& names) {
  if (!names.insert(text_of(parameter.at("name"))).second)
    return failure(wire::bad("each parameter must have a unique name"));
  return {};
}

Check check_sweep(const OrderedJson& factory) {
  std::set<std::string> names;
  const OrderedJson& parameters = *HPC_TRY(parameters_of(factory, "parameterSweep"));
  for (const OrderedJson& parameter : parameters) {
    if (!parameter.is_object()) return failure(wire::crash());
    if (!has(parameter, "name")) return failure(wire::bad("a parameter must contain a name"));
    if (!has(parameter, "start")) return failure(wire::bad("a parameter must contain a start value"));
    if (!has(parameter, "end")) return failure(wire::bad("a parameter must contain an end value"));
    if (!has(parameter, "step") && !has(parameter, "number"))
      return failure(wire::bad("a parameter must contain a step size or number of steps"));
    if (has(parameter, "step") && has(parameter, "number"))
      return failure(wire::bad("a parameter cannot have both a step size and number of steps"));
    HPC_TRY(check_unique(parameter, names));
  }
  return {};
}

Check check_zip(const OrderedJson& factory) {
  std::set<std::string> names;
  const OrderedJson& parameters = *HPC_TRY(parameters_of(factory, "zip"));
  if (parameters.empty()) return failure(wire::crash());
  for (const OrderedJson& parameter : parameters) {
    const OrderedJson& values = *HPC_TRY(member(parameter, "values"));
    const OrderedJson& first = *HPC_TRY(member(parameters.at(0), "values"));
    const auto size = [](const OrderedJson& list) {
      return list.is_string() ? length(list.get_ref<const std::string&>()) : list.size();
    };
    if (size(values) != size(first)) return failure(wire::bad("all parameters must lists of values the same length"));
    if (!has(parameter, "name")) return failure(wire::bad("a parameter must contain a name"));
    if (!values.is_array()) return failure(wire::bad("values must be a list"));
    HPC_TRY(check_unique(parameter, names));
  }
  return {};
}

Check check_factory(const OrderedJson& workflow, const OrderedJson& factory) {
  if (!factory.is_structured()) return failure(wire::crash());
  if (!has(factory, "type")) return failure(wire::bad("a factory type must be specified"));
  if (!has(factory, "name")) return failure(wire::bad("a factory name must be specified"));
  if (!has(factory, "jobs")) return failure(wire::bad("a list of jobs must be specified"));
  const OrderedJson& jobs = *HPC_TRY(member(factory, "jobs"));
  if (!jobs.is_array()) return failure(wire::bad("jobs must be a list"));
  for (const OrderedJson& job : jobs)
    if (!has_job(workflow, job))
      return failure(wire::bad("factory " + text_of(factory.at("name")) + " references a job " + text_of(job) +
                               " which is not defined"));
  const OrderedJson& type = factory.at("type");
  if (type == "repeat") return check_repeat(factory);
  if (type == "parameterSweep") return check_sweep(factory);
  if (type == "zip") return check_zip(factory);
  return failure(wire::bad("invalid factory type"));
}

Check check_tries(const OrderedJson& policies, const char* key, const std::string& what) {
  if (!has(policies, key)) return {};
  const OrderedJson& tries = policies.at(key);
  HPC_TRY(count(tries, "the number of " + what + " must be an integer",
                "the number of " + what + " must be greater than 0"));
  return at_most(tries, 10, "the number of " + what + " must be less than 10");
}

Check check_workflow_policies(const OrderedJson& workflow) {
  if (!has(workflow, "policies")) return {};
  const OrderedJson& policies = workflow.at("policies");
  HPC_TRY(only(policies, {"maximumRetries", "placement", "maximumReruns", "leaveInQueue"}, "invalid item \"",
               "\" in policies"));
  if (!policies.is_object()) return policies.empty() ? Check() : failure(wire::crash());
  HPC_TRY(check_tries(policies, "maximumRetries", "retries"));
  HPC_TRY(check_tries(policies, "maximumReruns", "reruns"));
  HPC_TRY(truth(policies, "leaveInQueue"));
  return check_placement(policies);
}

}  // namespace

Check check_factories(const OrderedJson& workflow) {
  if (!has(workflow, "factories")) return {};
  const OrderedJson& factories = workflow.at("factories");
  if (!factories.is_array()) return failure(wire::bad("factories must be a list"));
  for (const OrderedJson& factory : factories) HPC_TRY(check_factory(workflow, factory));
  return {};
}

Check check_workflow(const OrderedJson& workflow, const Options& options) {
  HPC_TRY(only(workflow, {"name", "labels", "jobs", "dependencies", "factories", "policies", "notifications"},
               "invalid item \"", "\" in workflow description"));
  HPC_TRY(check_workflow_name(workflow));
  if (!has(workflow, "jobs")) return failure(wire::bad("a workflow must contain jobs"));
  const OrderedJson& jobs = *HPC_TRY(member(workflow, "jobs"));
  if (!jobs.is_array()) return failure(wire::crash());
  for (const OrderedJson& job : jobs) HPC_TRY(check_job(job, options));
  HPC_TRY(check_job_names(jobs));
  HPC_TRY(check_dependencies(workflow));
  HPC_TRY(check_factories(workflow));
  HPC_TRY(check_workflow_policies(workflow));
  HPC_TRY(check_labels(workflow));
  return check_notifications(workflow, "workflowFinished");
}

}  // namespace hpc::apis::prominence
