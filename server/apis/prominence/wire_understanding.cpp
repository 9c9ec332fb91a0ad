// Descriptions that have been checked, read for what they ask for.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/prominence/job.h"
#include "apis/prominence/wire.h"
#include "base/encoding.h"

namespace hpc::apis::prominence {
namespace {

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : wire::print(value);
}

std::string text(const Json& object, const char* key) {
  return object.contains(key) ? text_of(object.at(key)) : std::string();
}

std::uint64_t number(const Json& object, const char* key, std::uint64_t otherwise) {
  if (!object.contains(key)) return otherwise;
  const Json& value = object.at(key);
  if (value.is_string()) return wire::read_id(value.get<std::string>());
  if (!value.is_number()) return otherwise;
  return static_cast<std::uint64_t>(std::clamp(value.get<double>(), 0.0, 1e9));
}

bool truth(const Json& object, const char* key) {
  return object.contains(key) && object.at(key).is_boolean() && object.at(key).get<bool>();
}

std::vector<std::string> texts(const Json& object, const char* key) {
  std::vector<std::string> result;
  if (object.is_object() && object.contains(key))
    for (const Json& one : object.at(key)) result.push_back(text_of(one));
  return result;
}

Result<TaskPlan> plan_task(const Json& task) {
  TaskPlan plan;
  if (!task.at("image").is_string()) return failure(wire::crash());
  plan.image = task.at("image").get<std::string>();
  plan.runtime = text(task, "runtime");
  plan.has_command = task.contains("cmd");
  plan.command = text(task, "cmd");
  plan.type = text(task, "type");
  plan.workdir = text(task, "workdir");
  plan.stdout_file = text(task, "stdout");
  plan.processes_per_node = static_cast<std::uint32_t>(number(task, "procsPerNode", 0));
  if (task.contains("env")) {
    const Json& environment = task.at("env");
    for (const auto& [name, value] : environment.items()) plan.environment.emplace_back(name, text_of(value));
  }
  return plan;
}

// The decoder skips what is not of its alphabet, and then wants whole groups of four.
Result<std::string> decode(const Json& content) {
  if (!content.is_string()) return failure(wire::crash());
  std::string data;
  std::size_t padding = 0;
  for (const char c : content.get_ref<const std::string&>()) {
    if (c == '=') ++padding;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/') data += c;
  }
  const std::size_t rest = data.size() % 4;
  if (rest == 1 || (rest != 0 && padding < 4 - rest)) return failure(wire::crash());
  return base64_decode(data).value_or("");
}

Result<void> read_inputs(const Json& body, Description& description) {
  if (!body.contains("inputs")) return {};
  for (const Json& input : body.at("inputs")) {
    std::string content = HPC_TRY(decode(input.at("content")));
    description.inputs.push_back({text(input, "filename"), std::move(content), truth(input, "executable")});
  }
  return {};
}

void read_artifacts(const Json& body, Description& description) {
  if (!body.contains("artifacts")) return;
  for (const Json& artifact : body.at("artifacts")) {
    const std::string mountpoint = text(artifact, "mountpoint");
    const std::size_t colon = mountpoint.find(':');
    const bool has_one = colon != std::string::npos;
    description.artifacts.push_back({text(artifact, "url"), has_one ? mountpoint.substr(0, colon) : "",
                                     has_one ? mountpoint.substr(colon + 1) : "", truth(artifact, "executable")});
  }
}

void read_cpus(const Json& resources, Description& description) {
  const auto least = [](const Json& range) {
    std::uint64_t value = UINT64_MAX;
    for (const Json& one : range)
      if (one.is_number_unsigned()) value = std::min(value, one.get<std::uint64_t>());
    return value == UINT64_MAX ? 1 : value;
  };
  std::uint64_t cpus = number(resources, "cpus", 1);
  for (const char* name : {"cpusRange", "cpusOptions"})
    if (resources.contains(name)) cpus = least(resources.at(name));
  std::uint64_t nodes = number(resources, "nodes", 1);
  if (resources.contains("totalCpusRange")) nodes = (least(resources.at("totalCpusRange")) + cpus - 1) / cpus;
  description.cpus = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(cpus, 1, 1'000'000));
  description.nodes = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(nodes, 1, 1'000'000));
}

void read_resources(const Json& resources, const Options& options, Description& description) {
  read_cpus(resources, description);
  description.memory_gb = number(resources, "memory", number(resources, "memoryPerCpu", 1) * description.cpus);
  description.disk_gb = number(resources, "disk", 10);
  description.walltime_minutes = number(resources, "walltime", options.default_walltime_minutes);
}

void read_policies(const Json& body, Description& description) {
  if (!body.contains("policies") || !body.at("policies").is_object()) return;
  const Json& policies = body.at("policies");
  description.retries = static_cast<std::uint32_t>(number(policies, "maximumRetries", 0));
  description.task_retries = static_cast<std::uint32_t>(number(policies, "maximumTaskRetries", 0));
  const std::uint64_t minutes = number(policies, "maximumTimeInQueue", 0);
  if (minutes != 0) description.minutes_in_queue = minutes;
  description.stays_in_queue = truth(policies, "leaveInQueue");
  description.ignores_task_failures = truth(policies, "ignoreTaskFailures");
  description.failure_is_success = truth(policies, "reportJobSuccessOnTaskFailure");
  description.serial_everywhere = truth(policies, "runSerialTasksOnAllNodes");
  description.priority = static_cast<std::int64_t>(number(policies, "priority", 0));
  if (!policies.contains("placement") || !policies.at("placement").contains("requirements")) return;
  description.wanted_sites = texts(policies.at("placement").at("requirements"), "sites");
  description.wanted_regions = texts(policies.at("placement").at("requirements"), "regions");
}

}  // namespace

Result<std::shared_ptr<const Description>> understand(const Json& body, const Options& options) {
  auto description = std::make_shared<Description>();
  Json shown = body;
  Json& resources = shown.at("resources");
  HPC_TRY(read_inputs(body, *description));
  for (const Json& task : body.at("tasks")) description->tasks.push_back(HPC_TRY(plan_task(task)));
  if (!resources.contains("nodes") && !resources.contains("totalCpusRange")) resources["nodes"] = 1;
  if (!options.disk_required && !resources.contains("disk")) resources["disk"] = 10;
  read_resources(resources, options, *description);
  read_artifacts(body, *description);
  if (body.contains("storage") && body.at("storage").contains("onedata"))
    description->storage_provider = text(body.at("storage").at("onedata"), "provider");
  description->is_stored_elsewhere = body.contains("storage") && truth(body.at("storage"), "default");
  description->says_disk = body.at("resources").contains("disk");
  description->name = text(body, "name");
  if (body.contains("labels")) {
    const Json& labels = body.at("labels");
    for (const auto& [name, value] : labels.items())
      description->labels.emplace_back(to_lower(name), value.get<std::string>());
  }
  description->output_files = texts(body, "outputFiles");
  description->output_dirs = texts(body, "outputDirs");
  read_policies(body, *description);
  description->tasks_text = wire::print(body.at("tasks"));
  description->body = std::make_shared<const Json>(std::move(shown));
  return std::shared_ptr<const Description>(std::move(description));
}

}  // namespace hpc::apis::prominence
