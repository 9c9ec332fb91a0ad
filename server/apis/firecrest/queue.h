// What squeue and sacct tell of a system's jobs, as values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apis/firecrest/job_ids.h"
#include "apis/firecrest/machines.h"

namespace hpc::apis::firecrest {

/// A job that waits or runs, as squeue shows it, with what its output files hold.
struct ActiveJob {
  std::string id, partition, name, user, state;
  std::string time_used;  ///< "0:08"
  std::string start;      ///< or the expected one; "N/A"
  std::string time_left;
  std::string nodes;
  std::string node_list;  ///< or the reason in parentheses
  std::string script_path, stdout_path, stderr_path;
  std::string stdout_tail, stderr_tail;
};

/// Jobs that squeue shows in one line: one, or elements of an array that wait.
using QueueLine = std::vector<const site::Job*>;

/// Live jobs in the scheduler's order: those of `who`, or of everybody. `wanted` empty: all; else these are looked up.
std::vector<QueueLine> queue_of(const Login& who, bool own, const std::vector<JobRef>& wanted);
/// `with_files`: with script and outputs, which others' jobs do not show.
ActiveJob describe(const Login& who, const QueueLine& line, bool with_files, Instant now);

/// One line of sacct.
struct AccountedJob {
  std::string id, partition, name, user, state, start, elapsed, cpu_time, end, nodes, node_list, exit_code;
};

struct AccountingWindow {
  Instant from, until;
};

/// A job that waits or runs, or one that has ended.
struct AccountingEntry {
  site::JobId id = 0;
  QueueLine live;  ///< empty: `record` has it
  site::JobRecord record;
};

/// By job id: the user's own, of these ids (empty: all), that were there at some time in the window.
std::vector<AccountingEntry> accounting_of(const Login& who, const std::vector<JobRef>& wanted,
                                           const AccountingWindow& window);
AccountedJob describe(const Login& who, const AccountingEntry& entry, Instant now);

/// The last bytes of a file as FirecREST adds them to a job: "" when it cannot be read, without the final newline.
std::string tail_of_file(const Login& who, const std::string& path);

}  // namespace hpc::apis::firecrest
