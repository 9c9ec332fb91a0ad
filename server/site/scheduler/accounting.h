// What is left of jobs that have ended: for ever, in about a hundred bytes each.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "site/job.h"
#include "site/scheduler/live_job.h"
#include "site/scheduler/string_pool.h"

namespace hpc::site {

class Accounting final {
 public:
  /// Both outlive it.
  Accounting(const std::vector<Node>& nodes, StringPool& strings) : nodes_(nodes), strings_(strings) {}

  /// The job has ended.
  void add(const LiveJob& ended, std::string_view partition);

  std::optional<JobRecord> find(JobId job) const;
  /// Only how it ended, for dependencies.
  std::optional<JobState> state_of(JobId job) const;
  std::vector<JobRecord> from(JobId first, std::size_t limit,
                              const std::function<bool(const JobRecord&)>& wanted) const;
  /// Those that ended last come first.
  std::vector<JobRecord> of_user(std::string_view user, std::size_t limit) const;
  std::size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    Instant submitted, started, ended;  // started == kNever: never
    JobId id, array_id;
    std::uint32_t array_index, cpus, node_count, uid, cancelled_by;
    std::uint32_t name, user, account, partition, nodes;  // strings
    std::uint32_t previous_of_user;                       // number + 1 of a record
    std::int32_t exit_code;
    std::int8_t exit_signal;
    bool out_of_memory;
    JobState state;
  };
  const Kept* kept(JobId job) const;
  JobRecord read(const Kept& kept) const;
  std::string node_list(std::string_view packed) const;

  const std::vector<Node>& nodes_;
  StringPool& strings_;
  std::deque<Kept> kept_;               // in the order in which they ended
  std::vector<std::uint32_t> by_id_;    // number + 1, 0 for none
  std::vector<std::uint32_t> last_of_;  // by user: number + 1
};

}  // namespace hpc::site
