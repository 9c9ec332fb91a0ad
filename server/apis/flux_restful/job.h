// One job as Flux knows it, and the states that it goes through.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apis/flux_restful/job_id.h"
#include "site/job.h"

namespace hpc::apis::flux_restful {

enum class State { depend, priority, sched, run, cleanup, inactive };
enum class Outcome { completed, failed, canceled, timeout };

/// What ended a job before its time; all that this server shows are fatal.
struct Exception {
  enum class Type { cancel, timeout, exec, alloc } type = Type::cancel;
  enum class Cause {
    wish,
    time_limit,
    lost_node,
    bad_shell_option,
    no_program,
    no_gpus,
    too_large
  } cause = Cause::wish;
  std::string host = "", about = "";  ///< where, and which program or option
};

struct FluxJob {
  FluxId id = 0;
  site::JobId number = 0;  ///< the scheduler's; 0: it was never given this job
  site::Uid uid = 0;
  std::string name;
  std::optional<std::string> workdir;  ///< as asked for
  std::int64_t tasks = 1;
  std::int64_t cores = 1;    ///< asked for; allocated ones once it has run
  double limit_seconds = 0;  ///< 0: none
  Instant submitted;
  std::optional<Instant> started, cleaned;  ///< t_run, t_cleanup

  // From the start on.
  std::uint32_t nodes = 0;
  std::string ranks, node_list, resources;

  // From the end on.
  Outcome outcome = Outcome::completed;
  std::optional<int> wait_status;
  std::optional<Exception> exception;
};

/// Which state it is in: a function of its instants.
State state_of(const FluxJob& job, Instant now);
Instant depended_at(const FluxJob& job);     ///< DEPEND ends
Instant prioritized_at(const FluxJob& job);  ///< PRIORITY ends
/// CLEANUP ends. Of a job that has ended only.
Instant inactive_at(const FluxJob& job);
/// Whether it came so far before it ended, by `now`.
bool has_reached(const FluxJob& job, Instant instant, Instant now);

/// What is asked for.
struct Order {
  std::vector<std::string> command;  ///< not empty
  std::int64_t tasks = 1;
  std::int64_t cores_per_task = 1;
  std::optional<std::int64_t> nodes;
  std::optional<std::int64_t> gpus_per_task;
  bool exclusive = false;
  std::optional<std::string> workdir;
  double limit_seconds = 0;
  std::vector<std::pair<std::string, std::string>> environment;
  std::string bad_shell_option;  ///< one whose value the job's shell will not read; "" usually
  std::string user;              ///< a login of the site
};

}  // namespace hpc::apis::flux_restful
