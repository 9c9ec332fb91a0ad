#include "apis/firecrest/compute_wire.h"

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "apis/firecrest/wire.h"

namespace hpc::apis::firecrest::wire {
namespace {

constexpr std::string_view kJobsFailure = "Failed to retrieve jobs information";
constexpr std::string_view kAccountFailure = "Failed to retrieve account information";
constexpr const char* kInfoReturned = "Job info returned successfully";

std::string printed(const Json& value) {
  return value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string named(std::string_view kind, std::string_view value, std::string_view objection) {
  return std::string(kind) + " '" + std::string(value) + "' " + std::string(objection);
}

Outcome finished(const Json& data) {
  return {TaskStatus::finished, printed(data)};
}

// Several lines of an error, without what separates them.
std::string glued(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  return text;
}

// What sbatch prints, its lines glued as they arrive.
std::string sbatch_error(const Error& error, const std::string& partition) {
  const std::string failed = "sbatch: error: Batch job submission failed: ";
  if (error.about == About::program) return "sbatch: error: " + glued(error.sentence);
  if (error.about == About::partition && error.what == Errc::missing)
    return "sbatch: error: invalid partition specified: " + partition + failed + "Invalid partition name specified";
  return failed + error.sentence;
}

Json active_json(const ActiveJob& job, bool own) {
  return Json{
      {"jobid", job.id},
      {"partition", job.partition},
      {"name", job.name},
      {"user", job.user},
      {"state", job.state},
      {"start_time", job.time_used},  // these two have each other's value upstream
      {"time", job.start},
      {"time_left", job.time_left},
      {"nodes", job.nodes},
      {"nodelist", job.node_list},
      {"job_file", job.script_path},
      {"job_file_out", job.stdout_path},
      {"job_file_err", job.stderr_path},
      {"job_data_out", job.stdout_tail},
      {"job_data_err", job.stderr_tail},
      {"job_info_extra", own ? kInfoReturned : "Job files information is not available when `userJobs` is False"}};
}

Json accounted_json(const AccountedJob& job) {
  return Json{{"jobid", job.id},
              {"partition", job.partition},
              {"name", job.name},
              {"user", job.user},
              {"state", job.state},
              {"start_time", job.start},
              {"cpu_time", job.cpu_time},
              {"time", job.cpu_time},
              {"elapsed_time", job.elapsed},
              {"termination_time", job.end},
              {"time_left", job.end},
              {"nodes", job.nodes},
              {"nodelist", job.node_list},
              {"exit_code", job.exit_code}};
}

Json state_words(site::NodeState state, bool is_full) {
  switch (state) {
    case site::NodeState::idle:
      return Json::array({"IDLE"});
    case site::NodeState::mixed:
      return Json::array({"MIXED"});
    case site::NodeState::allocated:
      return Json::array({"ALLOCATED"});
    case site::NodeState::draining:
      return Json::array({is_full ? "ALLOCATED" : "MIXED", "DRAIN"});
    case site::NodeState::drained:
      return Json::array({"IDLE", "DRAIN"});
    case site::NodeState::down:
      return Json::array({"DOWN"});
  }
  return Json::array();
}

Json node_json(const site::Node& node, const std::vector<site::PartitionSpec>& partitions) {
  Json features = Json::array();
  for (const std::string& feature : node.spec.features) features.push_back(feature);
  if (features.empty()) features.push_back("(null)");
  Json names;  // null for a node in no partition
  for (const site::PartitionSpec& partition : partitions)
    if (std::find(partition.nodes.begin(), partition.nodes.end(), node.spec.name) != partition.nodes.end())
      names.push_back(partition.name);
  return Json{{"ActiveFeatures", features},
              {"NodeName", node.spec.name},
              {"Partitions", names},
              {"State", state_words(node.state(), node.used_cpus >= node.spec.cpus)}};
}

}  // namespace

const ComputeWords kUpload{"Failed to submit job file", kJobsFailure, false, false};
const ComputeWords kPath{"Failed to submit job", kJobsFailure, false, true};
const ComputeWords kJobs{kJobsFailure, kJobsFailure, false, false};
const ComputeWords kJob{"Failed to retrieve job information", kJobsFailure, false, false};
const ComputeWords kCancel{"Failed to delete job", kJobsFailure, false, false};
const ComputeWords kAccounting{kAccountFailure, kJobsFailure, false, false};
const ComputeWords kNodes{kAccountFailure, kJobsFailure, false, false};
const ComputeWords kPartitions{kAccountFailure, kAccountFailure, true, false};

http::Response compute_no_machine(const ComputeWords& words) {
  return words.missing_name_has_description ? failed(400, words.failure, "No machine name given") : no_machine_name();
}

http::Response compute_unknown_machine(const ComputeWords& words) {
  return failed(400, words.failure, "Machine does not exists",
                {{"X-Machine-Does-Not-Exists", "Machine does not exists"}});
}

http::Response compute_unreachable(const ComputeWords& words, Contact contact) {
  switch (contact) {
    case Contact::denied:
      return described(404, words.unreachable,
                       {{"X-Permission-Denied", "User does not have permissions to access machine or path"}});
    case Contact::unresolvable:
    case Contact::no_route:
      return described(400, words.unreachable, {{"X-Machine-Not-Available", "Machine is not available"}});
    default:
      return described(400, words.unreachable);
  }
}

http::Response compute_no_task(const ComputeWords& words) {
  return failed(400, words.failure, "Error creating task");
}

http::Response compute_body_too_large(std::uint64_t limit_mb) {
  return described(413, "Failed to upload batch script. The file is over " + std::to_string(limit_mb) + " MB");
}

http::Response invalid_account(std::string_view objection) {
  return failed(400, "Invalid account", "'account' " + std::string(objection));
}
http::Response no_batch_file_part() {
  return failed(400, kUpload.failure, "No batch file part");
}
http::Response no_batch_file_selected() {
  return failed(400, kUpload.failure, "No batch file selected");
}
http::Response empty_batch_file() {
  return failed(400, kUpload.failure, "Batch file is empty");
}
http::Response invalid_upload_environment(std::string_view text) {
  return failed(404, "Failed to submit job", "Invalid JSON in 'env' variable (" + std::string(text) + ")");
}
http::Response invalid_path_environment() {
  return failed(404, kPath.failure, "Invalid JSON environment provided");
}
http::Response bad_target_path(std::string_view objection) {
  return failed(400, kPath.failure, "'targetPath' " + std::string(objection));
}

http::Response unusable_script(const std::string& path, int code, const std::string& sentence) {
  const std::string shown = header_text(path);
  switch (code) {
    case ENOENT:
    case ENOTDIR:
      return described(400, kPath.failure, {{"X-Invalid-Path", shown + " is an invalid path."}});
    case EACCES:
    case EPERM:
      return described(400, kPath.failure,
                       {{"X-Permission-Denied", "User does not have permissions to access machine or path"}});
    case EISDIR:
      return described(400, kPath.failure, {{"X-A-Directory", shown + " is a directory"}});
    default:
      return described(400, kPath.failure, {{"X-Error", header_text(sentence)}});
  }
}

http::Response slow_script_check() {
  return described(400, kPath.failure, {{"X-Timeout", "Command has finished with timeout signal"}});
}

http::Response bad_job_list(std::string_view error) {
  return failed(400, kJob.failure, error);
}
std::string not_a_job_id(std::string_view text) {
  return std::string(text) + " is not a valid job ID";
}
http::Response bad_cancel_id() {
  return failed(400, kCancel.failure, "'jobid' has invalid char");
}
http::Response bad_accounting_ids(std::string_view objection) {
  return failed(400, kAccountFailure, "'jobs' " + std::string(objection));
}
http::Response bad_nodes(std::string_view objection, std::string_view list) {
  return failed(400, "Failed to retrieve nodes information", named("node", list, objection));
}
http::Response bad_node_name(std::string_view name, std::string_view objection) {
  return failed(400, "Failed to retrieve node", named("nodeName", name, objection));
}
http::Response bad_partitions(std::string_view objection, std::string_view list) {
  return failed(400, "Failed to retrieve partitions information", named("partition", list, objection));
}
http::Response bad_reservations(std::string_view objection, std::string_view list) {
  return failed(400, "Failed to retrieve reservations information", named("reservations", list, objection));
}

std::string empty_object() {
  return "{}";
}
std::string text_data(std::string_view text) {
  return printed(Json(text));
}
std::string queued_data() {
  return "\"Queued\"";
}

Outcome failed_task(std::string_view text) {
  return {TaskStatus::failed, text_data(text)};
}
Outcome finished_with_errors() {
  return failed_task("Finished with errors");
}
Outcome broken_link(Contact contact) {
  switch (contact) {
    case Contact::no_route:
      return failed_task("No route to host");
    case Contact::timed_out:
      return failed_task("Command has finished with timeout signal");
    default:
      return failed_task("Connection refused");
  }
}

Outcome submitted_job(const Submitted& job) {
  return finished(Json{{"job_data_err", ""},
                       {"job_data_out", ""},
                       {"job_file", job.script_path},
                       {"job_file_err", job.stderr_path},
                       {"job_file_out", job.stdout_path},
                       {"job_info_extra", kInfoReturned},
                       {"jobid", std::to_string(job.id)},
                       {"result", "Job submitted"}});
}

Outcome refused_submission(const Refused& refused) {
  switch (refused.reason) {
    case Refused::Reason::no_interpreter:
      return failed_task(
          "sbatch: error: This does not look like a batch script.  The firstsbatch: error: line must start with #! "
          "followed by the path to an interpreter.sbatch: error: For instance: #!/bin/sh");
    case Refused::Reason::dos_line_breaks:
      return failed_task(
          "sbatch: error: Batch script contains DOS line breaks (\\r\\n)sbatch: error: instead of expected UNIX line "
          "breaks (\\n).");
    case Refused::Reason::other:
      break;
  }
  if (refused.error.about == About::path) return failed_task("Failed to upload file");
  return failed_task(sbatch_error(refused.error, refused.partition));
}

Outcome active_job_list(const std::vector<ActiveJob>& jobs, bool own) {
  Json data = Json::object();
  std::size_t number = 0;
  for (const ActiveJob& job : jobs) data[std::to_string(number++)] = active_json(job, own);
  return finished(data);
}

Outcome unknown_job() {
  return failed_task("slurm_load_jobs error: Invalid job id specified");
}

Outcome accounting_list(const std::vector<AccountedJob>& jobs) {
  if (jobs.empty()) return finished(Json::object());  // not an empty array
  Json data = Json::array();
  for (const AccountedJob& job : jobs) data.push_back(accounted_json(job));
  return finished(data);
}

Outcome bad_accounting_job(std::string_view text) {
  return failed_task("sacct: fatal: Bad job/step specified: " + std::string(text));
}

Outcome bad_accounting_window(const AccountingWindow& window) {
  return failed_task("sacct: error: Start time (" + iso_seconds(window.from) + ") requested is after end time (" +
                     iso_seconds(window.until) + ").");
}

Outcome bad_page(const Page& page, const PageRange& range) {
  const std::string shown = "pageNumber (" + std::to_string(page.number) + ")";
  if (range.fault == PageFault::negative) return failed_task(shown + " cannot be a negative number");
  return failed_task(shown + " is greater than total pages (" + std::to_string(range.pages) + ")");
}

Outcome cancelled_jobs(const std::vector<Cancelled>& jobs) {
  std::string text;
  bool is_failure = false;
  for (const Cancelled& job : jobs) {
    if (job.result == Cancelled::Result::denied) return failed_task("User does not have permission to cancel job");
    if (job.result == Cancelled::Result::no_id) {
      text += "scancel: error: Invalid job id " + job.id;
      is_failure = true;
      continue;
    }
    text += "scancel: Terminating job " + job.id;
    if (job.result == Cancelled::Result::signalled) continue;
    is_failure = true;
    text += "scancel: error: Kill job error on job id " + job.id + ": " +
            (job.result == Cancelled::Result::ended ? "Job/step already completing or completed"
                                                    : "Invalid job id specified");
  }
  return {is_failure ? TaskStatus::failed : TaskStatus::finished, text_data(text)};
}

Outcome node_list(const std::vector<const site::Node*>& nodes, const std::vector<site::PartitionSpec>& partitions) {
  Json data = Json::array();
  for (const site::Node* node : nodes) data.push_back(node_json(*node, partitions));
  return finished(data);
}

Outcome unknown_node(std::string_view name) {
  return failed_task("Node " + std::string(name) + " not found");
}

Outcome partition_list(const std::vector<const site::PartitionSpec*>& partitions, const site::Scheduler& scheduler) {
  Json data = Json::array();
  for (const site::PartitionSpec* partition : partitions) {
    std::uint64_t cpus = 0;
    for (const std::string& name : partition->nodes)
      if (const site::Node* node = scheduler.node(name)) cpus += node->spec.cpus;
    data.push_back(Json{{"Default", partition->is_default ? "YES" : "NO"},
                        {"PartitionName", partition->name},
                        {"State", partition->up ? "UP" : "DOWN"},
                        {"TotalCPUs", std::to_string(cpus)},
                        {"TotalNodes", std::to_string(partition->nodes.size())}});
  }
  return finished(data);
}

Outcome reservation_data(const std::vector<const site::AdvanceReservation*>& reservations, Instant now) {
  Json data = Json::array();
  for (const site::AdvanceReservation* reservation : reservations)
    data.push_back(Json{{"EndTime", iso_seconds(reservation->end)},
                        {"Features", Json::array({reservation->feature.empty() ? "(null)" : reservation->feature})},
                        {"Nodes", site::compress_host_list(reservation->nodes)},
                        {"ReservationName", reservation->name},
                        {"StartTime", iso_seconds(reservation->start)},
                        {"State", reservation->is_active(now) ? "ACTIVE" : "INACTIVE"}});
  return finished(data);
}

}  // namespace hpc::apis::firecrest::wire
