#include "apis/prominence/wire_workflow.h"

#include <map>
#include <nlohmann/json.hpp>

#include "apis/prominence/factories.h"
#include "apis/prominence/wire_job.h"
#include "base/encoding.h"

namespace hpc::apis::prominence::wire {
namespace {

const char* state(const Workflow& workflow, const Options& options) {
  const char* waiting = options.pending_state ? "pending" : "idle";
  switch (workflow.status) {
    case Status::pending:
      return waiting;
    case Status::running:
      return workflow.live.empty() ? waiting : "running";
    case Status::completed:
      return "completed";
    case Status::deleted:
      return "deleted";
    default:
      return "failed";
  }
}

void add_state(Json& json, const Workflow& workflow, const Options& options) {
  json["id"] = workflow.id;
  json["status"] = state(workflow, options);
  json["events"] = events(workflow.created, workflow.started, workflow.ended);
  const Progress& progress = workflow.progress;
  json["progress"] = {{"done", progress.done},
                      {"failed", progress.failed},
                      {"queued", progress.queued},
                      {"total", progress.total},
                      {"waiting", progress.waiting}};
  if (workflow.status == Status::deleted) json["statusReason"] = "Workflow deleted by user";
}

std::map<std::string, std::uint32_t> indices_of(const Json& jobs) {
  std::map<std::string, std::uint32_t> indices;
  for (std::size_t i = 0; i < jobs.size(); ++i)
    indices.emplace(jobs[i].at("name").get<std::string>(), static_cast<std::uint32_t>(i));
  return indices;
}

// Unknown parents are accepted, and nobody waits for them.
void read_dependencies(const Json& body, Workflow& workflow) {
  workflow.children.resize(workflow.jobs.size());
  workflow.parents.resize(workflow.jobs.size());
  if (!body.contains("dependencies")) return;
  const std::map<std::string, std::uint32_t> indices = indices_of(body.at("jobs"));
  const Json& dependencies = body.at("dependencies");
  for (const auto& [parent, children] : dependencies.items()) {
    const auto from = indices.find(parent);
    if (from == indices.end()) continue;
    for (const Json& child : children) {
      const std::uint32_t to = indices.at(child.get<std::string>());
      workflow.children[from->second].push_back(to);
      workflow.parents[to].push_back(from->second);
    }
  }
}

Result<void> read_factories(const Json& body, Workflow& workflow, std::vector<bool>& is_made) {
  workflow.instances.resize(workflow.jobs.size());
  is_made.assign(workflow.jobs.size(), false);
  if (!body.contains("factories")) return {};
  const std::map<std::string, std::uint32_t> indices = indices_of(body.at("jobs"));
  for (const Json& factory : body.at("factories")) {
    const std::vector<Instance> instances = HPC_TRY(instances_of(factory));
    for (const Json& job : factory.at("jobs")) {
      const std::uint32_t index = indices.at(job.get<std::string>());
      workflow.instances[index] = instances;
      is_made[index] = true;
    }
  }
  return {};
}

void read_policies(const Json& body, Workflow& workflow) {
  workflow.name = name_of_workflow(body);
  if (body.contains("labels")) {
    const Json& labels = body.at("labels");
    for (const auto& [name, value] : labels.items())
      workflow.labels.emplace_back(to_lower(name), value.get<std::string>());
  }
  if (!body.contains("policies") || !body.at("policies").is_object()) return;
  workflow.stays_in_queue = body.at("policies").value("leaveInQueue", false);
  workflow.retries = body.at("policies").value("maximumRetries", 0U);
}

// Names of uploads with a parameter in them.
std::set<std::string> parametric_artifacts(const Json& job) {
  std::set<std::string> names;
  if (!job.contains("artifacts")) return names;
  for (const Json& artifact : job.at("artifacts")) {
    if (!artifact.at("url").is_string()) continue;
    const std::string& url = artifact.at("url").get_ref<const std::string&>();
    if (url.find('$') != std::string::npos && url.find("http") == std::string::npos) names.insert(url);
  }
  return names;
}

}  // namespace

Json short_workflow(const Workflow& workflow, const Options& options) {
  Json json = {{"name", workflow.name}};
  add_state(json, workflow, options);
  return json;
}

Json full_workflow(const Workflow& workflow, const Options& options) {
  Json json = *workflow.body;
  for (Json& job : json["jobs"])
    if (job.contains("storage") && job["storage"].contains("onedata")) job["storage"]["onedata"]["token"] = "***";
  add_state(json, workflow, options);
  return json;
}

std::string name_of_workflow(const Json& body) {
  return body.value("name", "");
}

std::vector<Json> jobs_of(const Json& body) {
  std::vector<Json> jobs;
  const Json policies = body.value("policies", Json::object());
  for (Json job : body.at("jobs")) {
    if (policies.is_object() && policies.contains("placement")) job["policies"]["placement"] = policies.at("placement");
    jobs.push_back(std::move(job));
  }
  return jobs;
}

Result<FactoryArtifacts> factory_artifacts(const Json& body) {
  FactoryArtifacts found;
  if (!body.contains("factories")) return found;
  const std::map<std::string, std::uint32_t> indices = indices_of(body.at("jobs"));
  for (const Json& factory : body.at("factories")) {
    std::set<std::string> patterns;
    for (const Json& name : factory.at("jobs")) {
      found.jobs.insert(name.get<std::string>());
      patterns.merge(parametric_artifacts(body.at("jobs").at(indices.at(name.get<std::string>()))));
    }
    if (patterns.empty()) continue;
    for (const Instance& instance : HPC_TRY(instances_of(factory)))
      for (const std::string& pattern : patterns) found.names.insert(substitute(pattern, instance.substitutes));
  }
  return found;
}

Result<std::vector<bool>> read_workflow(const Json& body, Workflow& workflow) {
  std::vector<bool> is_made;
  HPC_TRY(read_factories(body, workflow, is_made));
  read_policies(body, workflow);
  read_dependencies(body, workflow);
  return is_made;
}

}  // namespace hpc::apis::prominence::wire
