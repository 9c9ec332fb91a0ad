#include "apis/prominence/refusals.h"
#include "apis/prominence/wire.h"

namespace hpc::apis::prominence::wire {
namespace {

Error of_jobs(Refusal why) {
  switch (why) {
    case Refusal::no_such_jobs:
      return bad("No such job(s)");
    case Refusal::no_job_ids:
      return bad("a job id or list of job ids must be provided");
    case Refusal::job_not_queued:
      return bad("Job is no longer in the queue");
    case Refusal::job_not_running:
      return bad("Job is not running");
    case Refusal::no_stdout:
      return bad("stdout does not exist");
    case Refusal::no_stderr:
      return bad("stderr does not exist");
    case Refusal::command_failed:
      return bad("Unable to execute command");
    case Refusal::no_snapshot_path:
      return bad("A path to snapshot must be specified");
    case Refusal::bad_snapshot_path:
      return bad("Invalid path");
    default:
      return bad("Job submission failed with an exception: Failed to connect to schedd.");
  }
}

Error of_workflows(Refusal why) {
  switch (why) {
    case Refusal::no_such_workflows:
      return bad("No such workflow(s)");
    case Refusal::no_workflow_ids:
      return bad("a workflow id or list of workflow ids must be provided");
    case Refusal::workflow_not_queued:
      return bad("Workflow is no longer in the queue");
    case Refusal::workflow_not_submitted:
      return bad("Workflow submission failed");
    default:
      return bad("Unable to find re-run workflow as the original workflow is not in a suitable state");
  }
}

Error of_data(Refusal why) {
  switch (why) {
    case Refusal::no_object_name:
      return bad("An object name must be specified");
    case Refusal::storage_down:
      return bad("Unable to list objects due to storage system problems");
    case Refusal::not_your_upload:
      return forbidden("Not authorized to access upload with this path");
    case Refusal::not_your_path:
      return forbidden("Not authorized to access this path");
    case Refusal::not_your_object:
      return forbidden("Not authorized to access this object");
    default:
      return bad("A JWT token is required");
  }
}

Error of_keys(Refusal why) {
  switch (why) {
    case Refusal::no_key:
      return bad("Key not specified");
    case Refusal::no_such_key:
      return not_found("No such key");
    case Refusal::no_value:
      return bad("No value provided");
    case Refusal::value_too_large:
      return bad("Content of value too large");
    case Refusal::value_changed:
      return bad("Atomic replacement not successful");
    default:
      return bad("Unable to access key-value store");
  }
}

Error of_service(Refusal why) {
  switch (why) {
    case Refusal::no_start:
      return bad("Start date must be provided");
    case Refusal::no_end:
      return bad("End date must be provided");
    case Refusal::series_down:
      return bad("Unable to get time-series data");
    default:
      return bad("exec, snapshots, data, kv and ts are true or false, outages a list");
  }
}

}  // namespace

Error refusal(Refusal why) {
  if (why <= Refusal::scheduler_down) return of_jobs(why);
  if (why <= Refusal::workflow_not_rerunnable) return of_workflows(why);
  if (why <= Refusal::not_a_job_token) return of_data(why);
  if (why <= Refusal::keys_down) return of_keys(why);
  return of_service(why);
}

http::Response odd_refusal(OddRefusal why) {
  switch (why) {
    case OddRefusal::no_output_name:
      return error_body(200, "Name not specified");
    case OddRefusal::no_resources:
      return error_body(200, "Unable to get resources");
    case OddRefusal::bad_status:
      return error_body(200, "invalid status specified");
  }
  return error_body(200, "");
}

Error no_upload(std::string_view what, std::string_view name) {
  return bad(std::string(what == "image" ? "Image " : "Artifact ") + std::string(name) + " does not exist");
}

}  // namespace hpc::apis::prominence::wire
