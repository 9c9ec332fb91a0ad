// Why a request is refused with a fixed sentence; wire_refusals.cpp has the sentences.
#pragma once

#include "base/error.h"
#include "http/message.h"

namespace hpc::apis::prominence {

enum class Refusal {
  // Jobs.
  no_such_jobs,
  no_job_ids,
  job_not_queued,
  job_not_running,
  no_stdout,
  no_stderr,
  command_failed,
  no_snapshot_path,
  bad_snapshot_path,
  scheduler_down,
  // Workflows.
  no_such_workflows,
  no_workflow_ids,
  workflow_not_queued,
  workflow_not_submitted,
  workflow_not_rerunnable,
  // Data.
  no_object_name,
  storage_down,
  not_your_upload,
  not_your_path,
  not_your_object,
  not_a_job_token,
  // Keys.
  no_key,
  no_such_key,
  no_value,
  value_too_large,
  value_changed,
  keys_down,
  // The service.
  no_start,
  no_end,
  series_down,
  not_changeable,
};

/// Errors that are answered with 200 all the same.
enum class OddRefusal { no_output_name, no_resources, bad_status };

namespace wire {
Error refusal(Refusal why);
http::Response odd_refusal(OddRefusal why);
/// An image or an artifact that was never uploaded.
Error no_upload(std::string_view what, std::string_view name);
}  // namespace wire

}  // namespace hpc::apis::prominence
