// Priority FIFO with EASY backfill over partitions and nodes; accounting that outlives the jobs.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/job.h"
#include "site/nodes.h"
#include "site/timeline.h"

namespace hpc::site {

/// A job at work. Destroying it kills it without a word to the scheduler.
class Execution {
 public:
  virtual ~Execution() = default;
};

/// Starts what a job does. `ended` is called once, from an event of the timeline (never from within `launch`).
class Launcher {
 public:
  virtual ~Launcher() = default;
  virtual std::unique_ptr<Execution> launch(const Job& job, const std::vector<std::string>& node_names,
                                            std::function<void(ExitStatus)> ended) = 0;
};

struct SchedulerPolicy {
  bool backfill = true;
  std::size_t backfill_depth = 1000;  ///< pending jobs that one pass looks at beyond the first that has to wait
  bool spread = false;                ///< onto the nodes with the most free cpus, instead of filling the first that fit
  Duration start_delay =
      std::chrono::milliseconds(500);             ///< a job is not started earlier than this after it is eligible
  Duration remember = std::chrono::seconds(300);  ///< finished jobs stay in find() so long (Slurm's MinJobAge)
  bool enforce_accounts = false;                  ///< an account that the user is not in is refused
  std::size_t max_jobs = 10'000'000;              ///< live ones; Errc::too_large beyond
  std::size_t max_array = 100'000;
};

/// Who belongs to which account; asked at submission when accounts are enforced.
using AccountCheck = std::function<bool(std::string_view user, std::string_view account)>;

class Scheduler final {
 public:
  /// The references outlive it.
  Scheduler(Timeline& timeline, Launcher& launcher, std::vector<NodeSpec> nodes, std::vector<PartitionSpec> partitions,
            SchedulerPolicy policy, AccountCheck account_check = {});
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// The job's id, or the array's (its first element's). Errors: About::partition missing or unavailable;
  /// About::account denied; About::node missing or invalid (can never fit); About::job invalid (bad dependency, time
  /// limit beyond the partition's) or too_large.
  Result<JobId> submit(JobSpec spec);
  // One job, also where the id is that of an array's first element: elements() lists the others.
  /// Errors of all of these: missing; conflict (already ended, or not in a state for it).
  /// A running job's execution is destroyed at once; the exit status of a cancelled job is 0:0.
  Result<void> cancel(JobId job, Uid by);
  /// A pending job only.
  Result<void> hold(JobId job, bool by_admin = false);
  /// From whoever's hold.
  Result<void> release(JobId job);
  /// A job at work, if its spec allows it: back to pending under the same id, with what it did left as it is.
  Result<void> requeue(JobId job);
  /// The time limit (and a fixed duration) stands still, the nodes stay taken. The execution simply goes on: a program
  /// whose end comes meanwhile ends the job.
  Result<void> suspend(JobId job);
  Result<void> resume(JobId job);
  Result<void> set_priority(JobId job, std::int64_t priority);
  Result<void> set_time_limit(JobId job, Duration limit);

  /// Live, or ended not longer than policy.remember ago; nullptr otherwise. Valid until the timeline moves or a job is
  /// changed.
  const Job* find(JobId job) const;
  /// Elements of an array that find() would give, by index; a plain job gives itself; unknown: empty.
  std::vector<const Job*> elements(JobId array) const;
  /// Live jobs: running ones by id, then pending ones in the order in which they are considered.
  std::vector<const Job*> live() const;
  std::vector<const Job*> live_of(std::string_view user) const;
  std::size_t live_count() const;
  JobId last_id() const;

  /// Ended jobs, for ever. nullptr when it is not there (or still live).
  std::optional<JobRecord> record(JobId job) const;
  /// By id; at most `limit`, from `first_id` on, those that satisfy `wanted`.
  std::vector<JobRecord> records(JobId first_id, std::size_t limit,
                                 const std::function<bool(const JobRecord&)>& wanted = {}) const;
  /// Those of one user, newest first.
  std::vector<JobRecord> records_of(std::string_view user, std::size_t limit) const;
  std::size_t record_count() const;

  /// Called at every change of this job's state, as an event of the same instant, until it has ended. Front ends use it
  /// for what must happen when a job ends (the next step of a workflow); it must not destroy the scheduler.
  void watch(JobId job, std::function<void(const Job&)> seen);

  /// Called for each job that is submitted from now on (each element of an array), before submit() returns. It may
  /// watch() the job, and must not change anything here.
  void watch_arrivals(std::function<void(const Job&)> seen);

  const std::vector<Node>& nodes() const;
  const std::vector<PartitionSpec>& partitions() const;
  std::vector<std::string> node_names(const Job& job) const;
  const Node* node(std::string_view name) const;
  /// down: its jobs end NODE_FAIL (or are requeued); drain: they finish. Errors: About::node missing.
  Result<void> set_node(std::string_view name, NodeAvailability availability, std::string reason);
  Result<void> set_partition(std::string_view name, bool up);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace hpc::site
