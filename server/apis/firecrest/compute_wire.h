// The compute service's words, and those of the commands behind it: sbatch, squeue, sacct, scancel, scontrol.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apis/firecrest/machines.h"
#include "apis/firecrest/pages.h"
#include "apis/firecrest/queue.h"
#include "apis/firecrest/submission.h"
#include "apis/firecrest/tasks.h"
#include "http/message.h"

namespace hpc::apis::firecrest::wire {

/// What an endpoint calls its work when it fails.
struct ComputeWords {
  std::string_view failure;           ///< with an unknown machine
  std::string_view unreachable;       ///< with one that does not answer
  bool broken_link_shows_in_task;     ///< 113 and 111 are not caught before the task is made
  bool missing_name_has_description;  ///< jobs/path puts "No machine name given" into `error`
};
extern const ComputeWords kUpload, kPath, kJobs, kJob, kCancel, kAccounting, kNodes, kPartitions;

http::Response compute_no_machine(const ComputeWords& words);
http::Response compute_unknown_machine(const ComputeWords& words);
http::Response compute_unreachable(const ComputeWords& words, Contact contact);
http::Response compute_no_task(const ComputeWords& words);
http::Response compute_body_too_large(std::uint64_t limit_mb);

http::Response invalid_account(std::string_view objection);
/// "No batch file part", "No batch file selected", "Batch file is empty".
http::Response no_batch_file_part();
http::Response no_batch_file_selected();
http::Response empty_batch_file();
http::Response invalid_upload_environment(std::string_view text);
http::Response invalid_path_environment();
http::Response bad_target_path(std::string_view objection);
/// jobs/path: why the script cannot be read. `code`: errno.
http::Response unusable_script(const std::string& path, int code, const std::string& sentence);
http::Response slow_script_check();
http::Response bad_job_list(std::string_view error);
std::string not_a_job_id(std::string_view text);
http::Response bad_cancel_id();
http::Response bad_accounting_ids(std::string_view objection);
http::Response bad_nodes(std::string_view objection, std::string_view list);
http::Response bad_node_name(std::string_view name, std::string_view objection);
http::Response bad_partitions(std::string_view objection, std::string_view list);
http::Response bad_reservations(std::string_view objection, std::string_view list);

// Data of tasks, as printed JSON.
std::string empty_object();
std::string text_data(std::string_view text);
std::string queued_data();
Outcome failed_task(std::string_view text);
Outcome finished_with_errors();
Outcome broken_link(Contact contact);
Outcome submitted_job(const Submitted& job);
Outcome refused_submission(const Refused& refused);
Outcome active_job_list(const std::vector<ActiveJob>& jobs, bool own);
Outcome unknown_job();
Outcome accounting_list(const std::vector<AccountedJob>& jobs);
Outcome bad_accounting_job(std::string_view text);
Outcome bad_accounting_window(const AccountingWindow& window);
Outcome bad_page(const Page& page, const PageRange& range);

/// What scancel says of one id.
struct Cancelled {
  enum class Result { signalled, denied, ended, unknown, no_id };
  std::string id;
  Result result = Result::signalled;
};
Outcome cancelled_jobs(const std::vector<Cancelled>& jobs);

Outcome node_list(const std::vector<const site::Node*>& nodes, const std::vector<site::PartitionSpec>& partitions);
Outcome unknown_node(std::string_view name);
Outcome partition_list(const std::vector<const site::PartitionSpec*>& partitions, const site::Scheduler& scheduler);
Outcome reservation_data(const std::vector<const site::AdvanceReservation*>& reservations, Instant now);

}  // namespace hpc::apis::firecrest::wire
