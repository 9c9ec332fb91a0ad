// EASY backfill's promise: the first job that has to wait gets these nodes at that instant, and no job that is started
// before it may change that.
#pragma once

#include <optional>
#include <vector>

#include "site/scheduler/live_job.h"
#include "site/scheduler/placement.h"

namespace hpc::site {

class Reservation final {
 public:
  /// `machine` outlives it.
  explicit Reservation(const Machine& machine);

  /// At the first instant at which the job fits if every running job lasts as long as it may. False: not even when all
  /// have ended.
  bool make(const Need& need, const RunningOrder& running, Instant now);
  void drop();
  bool stands() const { return start_.has_value(); }
  /// Of one that stands.
  Instant start() const { return *start_; }

  /// What a job that lasts beyond start() may use of a node now.
  Resources spare(NodeIndex node) const;
  /// Such a job has been started.
  void shrink(const Need& need, const Allocation& allocation);

 private:
  Resources& later_free(NodeIndex node);
  bool claim(const Need& need);

  const Machine& machine_;
  std::optional<Instant> start_;
  NodeSet claimed_;
  std::vector<NodeIndex> claimed_nodes_;
  std::vector<Resources> left_over_;  // of claimed nodes, at start()
  // While one is made: what is free when the jobs looked at so far have ended.
  std::vector<Resources> later_free_;
  std::vector<std::uint32_t> touched_in_;
  std::uint32_t round_ = 0;
  std::vector<NodeIndex> touched_;
  NodeChoice choice_;
};

}  // namespace hpc::site
