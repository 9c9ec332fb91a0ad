#include "site/scheduler/reservation.h"

namespace hpc::site {

Reservation::Reservation(const Machine& machine) : machine_(machine) {}

void Reservation::drop() {
  for (const NodeIndex node : claimed_nodes_) claimed_.erase(node);
  claimed_nodes_.clear();
  start_.reset();
}

Resources& Reservation::later_free(NodeIndex node) {
  if (touched_in_[node] != round_) {
    touched_in_[node] = round_;
    touched_.push_back(node);
    later_free_[node] = machine_.free(node);
  }
  return later_free_[node];
}

bool Reservation::make(const Need& need, const RunningOrder& running, Instant now) {
  drop();
  if (touched_in_.empty()) {  // most sandboxes never get here
    claimed_ = NodeSet(machine_.size());
    left_over_.resize(machine_.size());
    later_free_.resize(machine_.size());
    touched_in_.resize(machine_.size());
  }
  ++round_;
  touched_.clear();
  const NodePool& pool = *need.pool;
  std::uint64_t nodes = 0, tasks = 0;
  machine_.open().for_each_also_in(pool.nodes, [&](NodeIndex node) {
    const std::uint32_t possible = need.tasks_on(machine_.free(node), machine_.whole(node));
    nodes += possible > 0 ? 1 : 0;
    tasks += possible;
    return true;
  });
  RunningOrder::Cursor cursor;
  for (const RunningEntry* entry = running.at(cursor); entry != nullptr;) {
    const Instant end = entry->end;
    const LiveJob& ending = *entry->job;
    for (std::size_t i = 0; i < ending.job.nodes.size(); ++i) {
      const NodeIndex node = ending.job.nodes[i];
      if (!pool.nodes.contains(node) || !machine_.is_up(node)) continue;
      Resources& free = later_free(node);
      const std::uint32_t before = need.tasks_on(free, machine_.whole(node));
      free += machine_.taken(ending.need, node, ending.cpus_on[i]);
      const std::uint32_t after = need.tasks_on(free, machine_.whole(node));
      nodes += before == 0 && after > 0 ? 1 : 0;
      tasks += after - before;
    }
    running.advance(cursor);
    entry = running.at(cursor);
    if (entry != nullptr && entry->end == end) continue;
    if (nodes < need.min_nodes || tasks < need.tasks || !claim(need)) continue;
    // A job without a limit may have outlived its year; the end is yet to come all the same.
    start_ = end > now ? end : now + std::chrono::seconds(1);
    return true;
  }
  return false;
}

// Nodes that are busy now come first: those that are free stay so for jobs to be backfilled.
bool Reservation::claim(const Need& need) {
  choice_.begin(need, false);
  bool wants_more = true;
  for (std::size_t i = 0; i < touched_.size() && wants_more; ++i) {
    const NodeIndex node = touched_[i];
    wants_more = choice_.offer(node, need.tasks_on(later_free_[node], machine_.whole(node)), later_free_[node].cpus);
  }
  if (wants_more)
    machine_.open().for_each_also_in(need.pool->nodes, [&](NodeIndex node) {
      if (touched_in_[node] == round_) return true;
      return choice_.offer(node, need.tasks_on(machine_.free(node), machine_.whole(node)), machine_.free(node).cpus);
    });
  const auto allocation = choice_.finish(machine_);
  if (!allocation) return false;
  for (std::size_t i = 0; i < allocation->nodes.size(); ++i) {
    const NodeIndex node = allocation->nodes[i];
    claimed_.insert(node);
    claimed_nodes_.push_back(node);
    left_over_[node] = touched_in_[node] == round_ ? later_free_[node] : machine_.free(node);
    left_over_[node] -= machine_.taken(need, node, allocation->cpus[i]);
  }
  return true;
}

Resources Reservation::spare(NodeIndex node) const {
  const Resources& free = machine_.free(node);
  return claimed_.contains(node) ? common(free, left_over_[node]) : free;
}

void Reservation::shrink(const Need& need, const Allocation& allocation) {
  for (std::size_t i = 0; i < allocation.nodes.size(); ++i)
    if (const NodeIndex node = allocation.nodes[i]; claimed_.contains(node))
      left_over_[node] -= machine_.taken(need, node, allocation.cpus[i]);
}

}  // namespace hpc::site
