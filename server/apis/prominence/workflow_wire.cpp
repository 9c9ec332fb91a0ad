#include "apis/prominence/workflow_wire.h"

#include <nlohmann/json.hpp>

#include "apis/prominence/job_wire.h"

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

}  // namespace hpc::apis::prominence::wire
