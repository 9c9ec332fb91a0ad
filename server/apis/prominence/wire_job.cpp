#include "apis/prominence/wire_job.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "apis/prominence/wire.h"

namespace hpc::apis::prominence::wire {
namespace {

double seconds(Duration duration) {
  return static_cast<double>(duration.count()) / 1e6;
}

const char* pull_word(TaskReport::Pull pull) {
  switch (pull) {
    case TaskReport::Pull::completed:
      return "completed";
    case TaskReport::Pull::cached:
      return "cached";
    case TaskReport::Pull::failed:
      return "failed";
  }
  return "failed";
}

Json task_report(const TaskReport& report) {
  Json json = Json::object();
  json["imagePullStatus"] = pull_word(report.pull);
  if (report.pull == TaskReport::Pull::completed) json["imagePullTime"] = seconds(report.pull_time);
  if (!report.ran) return json;
  json["exitCode"] = report.exit_code;
  json["retries"] = report.retries;
  json["wallTimeUsage"] = seconds(report.wall_time);
  json["cpuTimeUsage"] = seconds(cpu_time(report));
  json["maxResidentSetSizeKB"] = report.resident_kb;
  return json;
}

void add_details(Json& execution, const Job& job) {
  execution["runtimeVersion"] = Json::object();
  if (!job.started) return;
  const Description& asked = *job.description;
  execution["provisionedResources"] = {
      {"cpus", asked.cpus}, {"disk", asked.disk_gb}, {"memory", asked.memory_gb}, {"nodes", asked.nodes}};
  if (!job.report->has_ended) return;
  for (const TaskPlan& task : asked.tasks)
    execution["runtimeVersion"][task.runtime] = task.runtime == "udocker" ? "1.3.1/1.2.8" : "3.8.7-1.el7";
  execution["cpu"] = {{"clock", "2400.0"}, {"model", "Virtual CPU"}, {"vendor", "GenuineIntel"}};
}

Json execution(const Job& job, const Options& options) {
  const Report& report = *job.report;
  Json json = Json::object();
  if (options.execution_details) add_details(json, job);
  if (!job.started) return json;
  json["site"] = options.site;
  if (job.retries > 0) json["retries"] = job.retries;
  if (report.has_ended || job.status == Status::killed) {
    json["tasks"] = Json::array();
    std::uint64_t most = 0;
    for (const TaskReport& task : report.tasks) {
      json["tasks"].push_back(task_report(task));
      most = std::max(most, task.resident_kb);
    }
    json["maxMemoryUsageKB"] = most + 131072;
  }
  if (report.stage_in) json["stageInTime"] = seconds(*report.stage_in);
  if (report.stage_out) json["stageOutTime"] = seconds(*report.stage_out);
  for (const Report::Command& command : report.commands)
    json["commands"].push_back({{"command", command.words}, {"time", unix_seconds(command.at)}});
  return json;
}

Json output(const std::string& name, const Report& report, const JobLinks& links) {
  Json json = {{"name", name}, {"url", ""}};
  for (const StoredOutput& stored : report.outputs) {
    if (stored.name != name) continue;
    json["url"] = links.url ? links.url(stored.key) : "";
    json["size"] = stored.size;
  }
  return json;
}

// The words as submitted, without what is secret or shown otherwise.
void add_description(Json& json, const Job& job, const JobLinks& links) {
  const Json& body = *job.description->body;
  for (const char* name :
       {"resources", "policies", "notifications", "artifacts", "inputs", "labels", "tasks", "storage"})
    if (body.contains(name)) json[name] = body.at(name);
  if (json.contains("storage") && json["storage"].contains("onedata")) json["storage"]["onedata"]["token"] = "***";
  for (const char* name : {"outputFiles", "outputDirs"}) {
    if (!body.contains(name)) continue;
    json[name] = Json::array();
    for (const Json& one : body.at(name)) json[name].push_back(output(one.get<std::string>(), *job.report, links));
  }
}

bool is_waiting(const Job& job, Instant now) {
  return job.status == Status::pending && !job.is_placeable && now >= job.placed_at;
}
bool is_deploying(const Job& job, Instant now) {
  return job.status == Status::pending && job.is_placeable && now < job.placed_at;
}

}  // namespace

std::string_view state(const Job& job, const Options& options, Instant now) {
  switch (job.status) {
    case Status::pending:
      if (options.pending_state) return "pending";
      return is_waiting(job, now) ? "waiting" : is_deploying(job, now) ? "deploying" : "idle";
    case Status::running:
      return "running";
    case Status::completed:
      return "completed";
    case Status::failed:
      return "failed";
    case Status::deleted:
      return "deleted";
    case Status::killed:
      return "killed";
  }
  return "failed";
}

const char* reason(Why why) {
  switch (why) {
    case Why::none:
      return nullptr;
    case Why::unsaid:
      return "";
    case Why::creating_infrastructure:
      return "Creating infrastructure to run job";
    case Why::no_resources:
      return "No matching resources currently available";
    case Why::mount_failed:
      return "Unable to mount storage volume";
    case Why::artifact_missing:
      return "Artifact download failed";
    case Why::artifact_broken:
      return "Artifact uncompress failed";
    case Why::image_pull_failed:
      return "Container image pull failed";
    case Why::output_missing:
      return "Stageout failed due to no such file or directory";
    case Why::upload_failed:
      return "Unable to stageout output to object storage";
    case Why::walltime_exceeded:
      return "Walltime limit exceeded";
    case Why::memory_exceeded:
      return "Job used too much memory";
    case Why::deleted_by_user:
      return "Job deleted by user";
    case Why::workflow_deleted:
      return "Job part of a workflow which was deleted by user";
    case Why::evicted:
      return "Job was evicted";
    case Why::queued_too_long:
      return "Maximum time queued was exceeded";
  }
  return "";
}

const char* reason(const Job& job, const Options& options, Instant now) {
  if (is_waiting(job, now)) return reason(Why::no_resources);
  if (is_deploying(job, now)) return options.pending_state ? reason(Why::creating_infrastructure) : nullptr;
  return reason(job.why);
}

Json events(Instant created, const std::optional<Instant>& started, const std::optional<Instant>& ended) {
  Json json = {{"createTime", unix_seconds(created)}};
  if (started) json["startTime"] = unix_seconds(*started);
  if (ended) json["endTime"] = unix_seconds(*ended);
  return json;
}

// Keys in order; the tasks are printed once for all jobs of a description.
std::string short_job(const Job& job, const Options& options, Instant now) {
  std::string text = "{\"events\":{\"createTime\":" + std::to_string(unix_seconds(job.created));
  if (job.ended) text += ",\"endTime\":" + std::to_string(unix_seconds(*job.ended));
  if (job.started) text += ",\"startTime\":" + std::to_string(unix_seconds(*job.started));
  text += "},\"id\":" + std::to_string(job.id) + ",\"name\":" + print(std::string_view(job.full_name()));
  if (job.origin && job.origin->parameters) text += ",\"parameters\":" + print(*job.origin->parameters);
  text += ",\"status\":\"" + std::string(state(job, options, now)) + "\"";
  if (const char* why = reason(job, options, now)) text += ",\"statusReason\":" + print(std::string_view(why));
  return text + ",\"tasks\":" + job.description->tasks_text + "}";
}

Json full_job(const Job& job, const JobLinks& links) {
  Json json = Json::object();
  add_description(json, job, links);
  json["id"] = job.id;
  json["name"] = job.full_name();
  json["status"] = state(job, links.options, links.now);
  if (const char* why = reason(job, links.options, links.now)) json["statusReason"] = why;
  json["events"] = events(job.created, job.started, job.ended);
  if (job.origin && job.origin->parameters) json["parameters"] = *job.origin->parameters;
  Json run = execution(job, links.options);
  if (!run.empty()) json["execution"] = std::move(run);
  return json;
}

}  // namespace hpc::apis::prominence::wire
