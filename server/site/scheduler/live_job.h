// What the scheduler knows of a job beyond what it shows, and the order in which running jobs are expected to end.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "site/scheduler.h"
#include "site/scheduler/machine.h"
#include "site/scheduler/sorted_chunks.h"

namespace hpc::site {

struct LiveJob {
  Job job;
  Need need;
  std::vector<std::uint32_t> cpus_on;  ///< beside job.nodes
  std::unique_ptr<Execution> execution;

  std::uint32_t partition = 0;
  std::uint32_t user = 0, name = 0, account = 0;  ///< in the string pool
  LiveJob* previous_of_user = nullptr;            ///< live ones only
  LiveJob* next_of_user = nullptr;

  // While pending.
  bool held_by_user = false;
  bool held_by_admin = false;
  bool dependencies_met = false;
  bool is_queued = false;         ///< stands in its partition's queue
  bool counts_in_array = false;   ///< takes one of the array's %N places
  std::uint64_t hopeless_at = 0;  ///< the epoch of node availability at which it could not run even on idle nodes

  // While running. kNever: not by this.
  Instant limit_ends, work_ends;
  Instant suspended;
  Instant expected_end;  ///< by limits; the key in the running order

  EventId event = 0;  ///< pending: when it may be queued; running: when its time limit or fixed duration ends
  EventId deadline_event = 0;
  std::vector<std::function<void(const Job&)>> watchers;
};

inline constexpr Instant kNever = Instant::max();
/// For backfill, a job without a limit is taken to last so long, as Slurm does.
inline constexpr Duration kYear = std::chrono::hours(24 * 365);

inline Instant later(Instant instant, Duration by) {
  return by >= kNever - instant ? kNever : instant + by;
}

struct RunningEntry {
  Instant end;
  const LiveJob* job = nullptr;
  bool operator<(const RunningEntry& other) const {
    return end != other.end ? end < other.end : job->job.id < other.job->job.id;
  }
};
using RunningOrder = SortedChunks<RunningEntry>;

}  // namespace hpc::site
