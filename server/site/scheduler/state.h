// The scheduler's inside. Its parts: submission.cpp takes jobs in, waiting.cpp says why they wait, pass.cpp chooses
// which start, moves.cpp changes their states, state.cpp has the rest, and ../scheduler.cpp is the face of it all.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "site/scheduler.h"
#include "site/scheduler/accounting.h"
#include "site/scheduler/live_job.h"
#include "site/scheduler/machine.h"
#include "site/scheduler/placement.h"
#include "site/scheduler/reservation.h"
#include "site/scheduler/sorted_chunks.h"
#include "site/scheduler/string_pool.h"

namespace hpc::site {

/// A pending job in its partition's queue, with what is enough to pass over it without looking further.
struct QueueEntry {
  std::int64_t priority = 0;
  JobId id = 0;
  LiveJob* job = nullptr;
  std::uint32_t tasks = 1;
  std::uint32_t min_nodes = 1;
  std::uint32_t kind = kNoKind;
  bool operator<(const QueueEntry& other) const {
    return priority != other.priority ? priority > other.priority : id < other.id;
  }
};

struct Partition {
  std::shared_ptr<const NodePool> pool;  // shared with the needs of jobs
  std::uint32_t island = 0;
  SortedChunks<QueueEntry> queue;
  /// Without backfill: the job that nothing of this partition may overtake until resources change.
  const LiveJob* blocked_by = nullptr;
};

/// Partitions that share nodes, and these nodes: what happens here does not touch other islands.
struct Island {
  explicit Island(const Machine& machine) : reservation(machine) {}

  std::vector<std::uint32_t> partitions;
  RunningOrder running;
  EventId pass = 0;
  /// Resources or the order of waiting jobs have changed: all have to be looked at again, not only the fresh ones.
  bool is_dirty = false;
  std::vector<JobId> fresh;

  /// With backfill: the first job that has to wait; nobody may delay it beyond the reservation.
  LiveJob* head = nullptr;
  Reservation reservation;
  /// By kind of need: the least that was found not to fit since resources last grew.
  struct Failed {
    std::uint64_t since = 0;  // of generation
    std::uint32_t tasks = 0, min_nodes = 0;
  };
  std::vector<Failed> failed, failed_beside_reservation;
  std::uint64_t generation = 1;
};

struct JobArray {
  JobArray(std::uint32_t elements, std::uint32_t at_once) : size(elements), limit(at_once) {}
  std::uint32_t size;
  std::uint32_t limit;       // 0: none
  std::uint32_t active = 0;  // elements that count: queued or running
  std::uint32_t started = 0, ended = 0, succeeded = 0;
  std::set<JobId> waiting;  // for a place
};

class Scheduler::State final {
 public:
  State(Timeline& timeline, Launcher& launcher, std::vector<NodeSpec> nodes, std::vector<PartitionSpec> partitions,
        SchedulerPolicy policy, AccountCheck account_check);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // submission.cpp
  Result<JobId> submit(JobSpec spec);

  // waiting.cpp
  /// A pending job's circumstances have changed: it is queued, or its reason says why not.
  void reconsider(LiveJob& waiting);
  /// Out of the queue, and no event will bring it back.
  void withdraw(LiveJob& waiting);
  /// Jobs that depend on this one are told.
  void tell_dependents(const LiveJob& changed);
  PendingReason reason_in_queue(const LiveJob& queued) const;

  // pass.cpp
  void request_pass(std::uint32_t island);

  // moves.cpp
  void move(LiveJob& live, JobState to);
  void begin_work(LiveJob& chosen);
  void end_work(LiveJob& running, JobState state, ExitStatus exit);
  void end_waiting(LiveJob& waiting, JobState state, Uid by);
  void requeue(LiveJob& running);
  void arm_deadline(LiveJob& waiting);
  void suspend(LiveJob& running);
  void resume(LiveJob& suspended);
  void set_time_limit(LiveJob& live, Duration limit);
  void set_priority(LiveJob& waiting, std::int64_t priority);

  // state.cpp
  /// Errors: missing.
  Result<LiveJob*> known(JobId job) const;
  /// Errors: missing; conflict when it has ended.
  Result<LiveJob*> live(JobId job) const;
  bool is_remembered(const LiveJob& live) const;
  /// Running ones by id, then pending ones in the order in which they are considered.
  void sort_for_display(std::vector<const Job*>& jobs) const;
  std::vector<std::string> names_of(const std::vector<NodeIndex>& nodes) const;
  void set_node(NodeIndex node, NodeAvailability availability, std::string reason);
  void set_partition(std::uint32_t partition, bool up);
  Island& island_of(const LiveJob& live) { return islands_[partitions_[live.partition].island]; }

  Timeline& timeline_;
  Launcher& launcher_;
  const SchedulerPolicy policy_;
  const AccountCheck account_check_;
  Machine machine_;
  std::vector<PartitionSpec> partition_specs_;
  std::vector<Partition> partitions_;  // beside partition_specs_
  std::deque<Island> islands_;         // 0: the nodes that are in no partition
  std::unordered_map<std::string_view, NodeIndex> node_index_;

  StringPool strings_;
  Accounting accounting_;
  std::unordered_map<JobId, std::unique_ptr<LiveJob>> jobs_;  // live ones and remembered ones
  std::unordered_map<JobId, JobArray> arrays_;                // by their first element, for ever
  std::vector<LiveJob*> last_of_user_;                        // by the user's number: a list of live jobs
  std::deque<std::pair<Instant, JobId>> remembered_;
  std::size_t live_count_ = 0;
  JobId last_id_ = 0;
  std::vector<std::function<void(const Job&)>> arrival_watchers_;

 private:
  // state.cpp
  void found_islands();
  void fail_jobs_on(Island& island, NodeIndex node);
  void refresh_reasons(Island& island);

  // submission.cpp
  struct Admission {
    std::shared_ptr<const JobSpec> spec;
    std::uint32_t partition = 0;
    Duration time_limit{};
    Need need;
  };
  Result<std::uint32_t> find_partition(std::string_view name) const;
  Result<Duration> find_time_limit(const JobSpec& spec, const PartitionSpec& partition) const;
  Result<std::shared_ptr<const NodePool>> find_pool(const JobSpec& spec, std::uint32_t partition);
  Result<std::shared_ptr<const NodePool>> named_pool(const JobSpec& spec, std::uint32_t partition) const;
  Result<Need> find_need(const JobSpec& spec, std::uint32_t partition);
  bool resolve_dependencies(JobSpec& spec) const;
  std::optional<JobId> element_of(JobId array, std::uint32_t index) const;
  std::uint32_t kind_of(const Need& need);
  void take_in(const Admission& admission, JobId array, std::uint32_t array_index);
  void forget_old_jobs();

  // waiting.cpp
  enum class Outlook { met, waiting, never };
  Outlook outlook(const Dependency& dependency, const LiveJob& dependent) const;
  Outlook outlook(const LiveJob& dependent) const;
  void become_eligible(LiveJob& waiting, Instant when);
  void admit(LiveJob& waiting);
  void enqueue(LiveJob& waiting);
  void leave_array_place(LiveJob& live);
  void tell(JobId dependent);
  bool is_over(JobId job_or_array) const;

  // pass.cpp
  void run_pass(std::uint32_t island);
  void look_at_all(Island& island);
  void look_at_fresh(Island& island);
  bool is_overtaking(const Island& island, const LiveJob& fresh) const;
  bool comes_before(const LiveJob& a, const LiveJob& b) const;
  void weigh(Island& island, std::uint32_t partition, const QueueEntry& entry);
  bool outlasts_reservation(const Island& island, const LiveJob& live) const;
  std::optional<Allocation> place(const Need& need, const Reservation* beside);
  void choose(Island& island, LiveJob& chosen, Allocation allocation);
  void has_to_wait(Island& island, Partition& partition, LiveJob& blocked);
  bool is_hopeless(Island& island, LiveJob& blocked);
  void forget_head(Island& island);

  // moves.cpp
  void launch(LiveJob& running);
  void arm_end(LiveJob& running);
  void limit_reached(LiveJob& running);
  void has_ended(JobId job, std::uint32_t restarts, ExitStatus exit);
  void release_nodes(LiveJob& running);
  void set_expected_end(LiveJob& running, Instant end);
  void finish(LiveJob& live, JobState state, ExitStatus exit);
  void expand_output_paths(Job& job, std::string_view first_node) const;

  std::map<std::pair<std::uint32_t, std::string>, std::shared_ptr<const NodePool>> narrowed_pools_;  // by features
  using KindKey = std::tuple<const NodePool*, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint64_t,
                             std::uint64_t, bool>;
  std::map<KindKey, std::uint32_t> kinds_;
  std::unordered_map<JobId, std::vector<JobId>> dependents_;  // of a job, or an array by its first element
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::set<JobId>> namesakes_;  // live jobs by user and name
  NodeChoice choice_;
  std::vector<LiveJob*> chosen_;
  std::vector<std::unique_ptr<Execution>> retired_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // shared with events that outlive the scheduler
};

}  // namespace hpc::site
