// One job, one specification, one table of moves. Names and meanings are Slurm's (22.05); memory is in MiB.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "site/filesystem/filesystem.h"
#include "site/path.h"

namespace hpc::site {

class Launcher;

using JobId = std::uint64_t;  ///< from 1, one sequence per cluster
using NodeIndex = std::uint32_t;

/// A time limit that never comes.
inline constexpr Duration kUnlimited = Duration::max();

enum class JobState {
  pending,
  configuring,
  running,
  suspended,
  completing,
  completed,
  failed,
  cancelled,
  timeout,
  node_fail,
  out_of_memory,
  preempted,
  boot_fail,
  deadline,
};

bool is_final(JobState state);
/// The moves that are legal; any other stops the program, since it is a bug.
bool may_become(JobState from, JobState to);
/// Slurm's long name, upper case: "OUT_OF_MEMORY".
std::string_view name_of(JobState state);

/// Why a pending job waits.
enum class PendingReason {
  none,
  priority,
  resources,
  dependency,
  held_by_user,
  held_by_admin,
  begin_time,
  partition_down,
  node_down,
  dependency_never_satisfied,
  array_task_limit,
};
/// Slurm's name: "JobHeldUser".
std::string_view name_of(PendingReason reason);

/// How a process ended: `code:signal` in Slurm's accounting. `out_of_memory`: something of the job was killed for the memory it took, so the job
/// is OUT_OF_MEMORY whatever code and signal are.
struct ExitStatus {
  int code = 0;
  int signal = 0;
  bool out_of_memory = false;
  bool is_success() const { return code == 0 && signal == 0 && !out_of_memory; }
  bool operator==(const ExitStatus&) const = default;
};

struct Dependency {
  enum class Kind { after, after_any, after_ok, after_not_ok, singleton };
  Kind kind = Kind::after_ok;
  JobId job = 0;  ///< not for singleton; the first element's id means the whole array
  /// Of an array, this element only.
  std::optional<std::uint32_t> array_index = {};
};

/// `now+1hour`, `16:00`: an instant that depends on when the job is submitted.
struct RelativeTime {
  Duration offset{};
  bool is_time_of_day = false;  ///< the next such time of day, UTC; else so long after submission
  Instant from(Instant submitted) const;
  bool operator==(const RelativeTime&) const = default;
};

/// What is asked for. Immutable once submitted, and shared by the elements of an array.
struct JobSpec {
  std::string name = "sbatch";
  std::string user;
  Credentials credentials;
  std::string account;
  std::string partition;  ///< "": the default one
  std::string comment;

  // The work. `script` with "#!" is run by the interpreter; else `command` is argv for it.
  std::string script;
  std::vector<std::string> command;
  std::string image;  ///< container image, a name to match outcome rules on
  std::vector<std::pair<std::string, std::string>> environment;
  Path working_directory;
  std::string script_path;  ///< where the script is shown to stand, "" if nowhere
  // File name patterns with %j %x %u %A %a %N..., relative to working_directory; "" for stderr: the same as stdout.
  // "/dev/null" discards.
  std::string stdout_pattern = "slurm-%j.out";
  std::string stderr_pattern;
  bool append_output = false;

  std::uint32_t min_nodes = 1;
  std::uint32_t max_nodes = 0;  ///< 0: as many as the tasks need
  std::uint32_t tasks = 1;           ///< at least one on each node
  std::uint32_t tasks_per_node = 0;  ///< 0: not said
  std::uint32_t cpus_per_task = 1;
  std::uint64_t memory_per_node = 0;  ///< MiB; 0: the node's share is not counted
  std::uint64_t memory_per_cpu = 0;   ///< MiB; 0: not said
  std::uint32_t gpus_per_node = 0;
  std::vector<std::string> features;    ///< all are needed
  std::vector<std::string> node_names;  ///< exactly on these, if any
  std::vector<std::string> excluded_nodes;
  bool exclusive = false;

  std::optional<Duration> time_limit;  ///< absent: the partition's default; 0 or kUnlimited: none
  std::optional<Instant> begin;
  std::optional<Instant> deadline;
  std::optional<RelativeTime> relative_begin, relative_deadline;  ///< become begin and deadline at submission
  std::vector<Dependency> dependencies;
  bool any_dependency = false;  ///< `?` between them: one is enough
  bool hold = false;
  bool requeue = true;
  std::int64_t priority = 0;  ///< higher first; among equals, the older
  /// Array elements, in order; empty: not an array.
  std::vector<std::uint32_t> array;
  std::uint32_t array_limit = 0;  ///< %N: at most so many at once; 0: no limit
  /// Lets a front end say how the job goes, before outcome rules and interpreter.
  std::optional<Duration> fixed_duration;
  ExitStatus fixed_exit;
  /// Runs the job instead of the cluster's programs: a front end whose jobs are more than one program. Shared by its jobs.
  std::shared_ptr<Launcher> launcher = {};
};

/// A live job, or one that has ended and is remembered. A finished job keeps `spec` only for Policy::remember.
struct Job {
  JobId id = 0;
  JobId array_id = 0;  ///< the first element's id; 0: not in an array
  std::uint32_t array_index = 0;
  std::shared_ptr<const JobSpec> spec;  ///< shared by elements of an array and by front ends
  JobState state = JobState::pending;
  PendingReason reason = PendingReason::none;
  ExitStatus exit;
  Instant submitted;
  Instant eligible;
  std::optional<Instant> started, ended;
  std::optional<Instant> expected_start;  ///< of a pending job, by the last scheduling pass
  Duration time_limit = kUnlimited;
  std::int64_t priority = 0;
  std::uint32_t cpus = 1;  ///< allocated, or asked for while pending
  std::vector<NodeIndex> nodes;
  std::uint32_t restarts = 0;
  Uid cancelled_by = 0;                  ///< meaningful in state cancelled
  std::string partition;                 ///< resolved
  std::string stdout_path, stderr_path;  ///< absolute, expanded
};

/// What accounting keeps for ever: small (<= 400 bytes with its strings shared).
struct JobRecord {
  JobId id = 0;
  JobId array_id = 0;
  std::uint32_t array_index = 0;
  JobState state = JobState::completed;
  ExitStatus exit;
  Instant submitted;
  std::optional<Instant> started;
  Instant ended;
  std::uint32_t cpus = 0;
  std::uint32_t node_count = 0;
  Uid uid = 0;
  Uid cancelled_by = 0;
  // Views into the accounting's string pool.
  std::string_view name, user, account, partition;
  std::string node_list;  ///< compressed; "" when it never started
};

}  // namespace hpc::site
