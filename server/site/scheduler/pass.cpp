// A scheduling pass: which of the waiting jobs start now. It runs as an event, and only when something has changed.
#include <algorithm>
#include <cassert>

#include "site/scheduler/state.h"

namespace hpc::site {
namespace {

bool is_known_to_fail(const std::vector<Island::Failed>& failed, std::uint64_t generation, const QueueEntry& entry) {
  if (entry.kind >= failed.size()) return false;
  const Island::Failed& known = failed[entry.kind];
  return known.since == generation && entry.tasks >= known.tasks && entry.min_nodes >= known.min_nodes;
}

void remember_failure(std::vector<Island::Failed>& failed, std::uint64_t generation, const QueueEntry& entry) {
  if (entry.kind == kNoKind) return;
  if (entry.kind >= failed.size()) failed.resize(entry.kind + 1);
  Island::Failed& known = failed[entry.kind];
  // One that asks for less in one way and more in the other says nothing better: the older stays.
  const bool says_more = entry.tasks <= known.tasks && entry.min_nodes <= known.min_nodes;
  if (known.since != generation || says_more) known = {generation, entry.tasks, entry.min_nodes};
}

}  // namespace

void Scheduler::State::request_pass(std::uint32_t island) {
  if (islands_[island].pass == 0)
    islands_[island].pass = timeline_.at(timeline_.now(), [this, island] { run_pass(island); });
}

void Scheduler::State::run_pass(std::uint32_t number) {
  Island& island = islands_[number];
  island.pass = 0;
  retired_.clear();
  chosen_.clear();
  std::vector<JobId> fresh;
  fresh.swap(island.fresh);
  const bool is_overtaken = std::any_of(fresh.begin(), fresh.end(), [&](JobId id) {
    const auto found = jobs_.find(id);
    return found != jobs_.end() && found->second->is_queued && is_overtaking(island, *found->second);
  });
  if (island.is_dirty || is_overtaken) {
    look_at_all(island);
  } else {
    island.fresh.swap(fresh);
    look_at_fresh(island);
  }
  island.is_dirty = false;
  island.fresh.clear();
  // Starting a program may do anything: it waits until the queues are in order again.
  const std::vector<LiveJob*> starting = chosen_;
  for (const LiveJob* job : starting)
    partitions_[job->partition].queue.erase({.priority = job->job.priority, .id = job->job.id});
  for (LiveJob* job : starting) begin_work(*job);
}

bool Scheduler::State::comes_before(const LiveJob& a, const LiveJob& b) const {
  const std::int64_t tier_a = partition_specs_[a.partition].priority, tier_b = partition_specs_[b.partition].priority;
  if (tier_a != tier_b) return tier_a > tier_b;
  return a.job.priority != b.job.priority ? a.job.priority > b.job.priority : a.job.id < b.job.id;
}

bool Scheduler::State::is_overtaking(const Island& island, const LiveJob& fresh) const {
  const LiveJob* blocked = policy_.backfill ? island.head : partitions_[fresh.partition].blocked_by;
  return blocked != nullptr && comes_before(fresh, *blocked);
}

void Scheduler::State::forget_head(Island& island) {
  if (island.head != nullptr) {
    island.head->job.expected_start.reset();
    island.head->job.reason = reason_in_queue(*island.head);
  }
  island.head = nullptr;
  island.reservation.drop();
  for (const std::uint32_t partition : island.partitions) {
    const LiveJob*& blocked = partitions_[partition].blocked_by;
    if (blocked != nullptr) jobs_.at(blocked->job.id)->job.reason = reason_in_queue(*blocked);
    blocked = nullptr;
  }
  ++island.generation;
}

void Scheduler::State::look_at_all(Island& island) {
  forget_head(island);
  // The queues of the island's partitions, merged as they are read.
  struct Reading {
    std::uint32_t partition;
    SortedChunks<QueueEntry>::Cursor cursor;
  };
  std::vector<Reading> readings;
  for (const std::uint32_t partition : island.partitions)
    if (partition_specs_[partition].up && !partitions_[partition].queue.empty()) readings.push_back({partition, {}});
  for (std::size_t looked_at = 0; !readings.empty() && looked_at <= policy_.backfill_depth;) {
    Reading* first = nullptr;
    const QueueEntry* entry = nullptr;
    for (Reading& reading : readings) {
      const QueueEntry* candidate = partitions_[reading.partition].queue.at(reading.cursor);
      if (entry != nullptr && !comes_before(*candidate->job, *entry->job)) continue;
      first = &reading;
      entry = candidate;
    }
    Partition& partition = partitions_[first->partition];
    weigh(island, first->partition, *entry);
    partition.queue.advance(first->cursor);
    if (island.head != nullptr) ++looked_at;
    if (partition.blocked_by != nullptr || partition.queue.at(first->cursor) == nullptr)
      readings.erase(readings.begin() + (first - readings.data()));
    if (island.head != nullptr && machine_.free_cpus(partition.island) == 0) return;
  }
}

void Scheduler::State::look_at_fresh(Island& island) {
  std::vector<LiveJob*> jobs;
  for (const JobId id : island.fresh)
    if (const auto found = jobs_.find(id); found != jobs_.end() && found->second->is_queued)
      jobs.push_back(found->second.get());
  // Held and released within one instant: it stands there twice.
  std::sort(jobs.begin(), jobs.end(), [this](const LiveJob* a, const LiveJob* b) { return comes_before(*a, *b); });
  jobs.erase(std::unique(jobs.begin(), jobs.end()), jobs.end());
  for (LiveJob* job : jobs) {
    if (!partition_specs_[job->partition].up || partitions_[job->partition].blocked_by != nullptr) continue;
    weigh(island, job->partition,
          {job->job.priority, job->job.id, job, job->need.tasks, job->need.min_nodes, job->need.kind});
  }
}

void Scheduler::State::weigh(Island& island, std::uint32_t partition, const QueueEntry& entry) {
  const bool fails = entry.tasks > machine_.free_cpus(partitions_[partition].island) ||
                     is_known_to_fail(island.failed, island.generation, entry);
  if (fails && island.head != nullptr) return;
  LiveJob& live = *entry.job;
  if (!fails) {
    const bool outlasts = island.head != nullptr && outlasts_reservation(island, live);
    auto& failed = outlasts ? island.failed_beside_reservation : island.failed;
    if (outlasts && is_known_to_fail(failed, island.generation, entry)) return;
    if (auto allocation = place(live.need, outlasts ? &island.reservation : nullptr)) {
      if (outlasts) island.reservation.shrink(live.need, *allocation);
      return choose(island, live, std::move(*allocation));
    }
    remember_failure(failed, island.generation, entry);
  }
  if (island.head == nullptr) has_to_wait(island, partitions_[partition], live);
}

bool Scheduler::State::outlasts_reservation(const Island& island, const LiveJob& live) const {
  const Duration limit = live.job.time_limit;
  return limit == kUnlimited || later(timeline_.now(), limit) > island.reservation.start();
}

std::optional<Allocation> Scheduler::State::place(const Need& need, const Reservation* beside) {
  choice_.begin(need, policy_.spread);
  machine_.open().for_each_also_in(need.pool->nodes, [&](NodeIndex node) {
    const Resources free = beside != nullptr ? beside->spare(node) : machine_.free(node);
    return choice_.offer(node, need.tasks_on(free, machine_.whole(node)), free.cpus);
  });
  return choice_.finish(machine_);
}

void Scheduler::State::choose(Island& island, LiveJob& chosen, Allocation allocation) {
  machine_.take(chosen.need, allocation);
  chosen.is_queued = false;
  chosen.job.nodes = std::move(allocation.nodes);
  chosen.cpus_on = std::move(allocation.cpus);
  chosen.expected_end = later(timeline_.now(), std::min(chosen.job.time_limit, kYear));
  island.running.insert({chosen.expected_end, &chosen});
  chosen_.push_back(&chosen);
}

void Scheduler::State::has_to_wait(Island& island, Partition& partition, LiveJob& blocked) {
  assert(!island.reservation.stands());
  const bool hopeless = is_hopeless(island, blocked);
  blocked.job.reason = hopeless ? PendingReason::node_down : PendingReason::resources;
  if (hopeless) return;
  if (!policy_.backfill) {
    partition.blocked_by = &blocked;
    return;
  }
  if (!island.reservation.stands()) {
    const bool fits = island.reservation.make(blocked.need, island.running, timeline_.now());
    assert(fits && "a job that fits the hardware fits when all have ended");
  }
  island.head = &blocked;
  // Beyond a year stands "a job without limit has to end first".
  if (island.reservation.start() - timeline_.now() < kYear / 2) blocked.job.expected_start = island.reservation.start();
}

// Nodes are down or drained, and without them it does not fit, whoever ends: such a job holds up nobody.
bool Scheduler::State::is_hopeless(Island& island, LiveJob& blocked) {
  if (machine_.all_are_up()) return false;
  if (blocked.hopeless_at == machine_.availability_epoch()) return true;
  if (island.reservation.make(blocked.need, island.running, timeline_.now())) {
    if (!policy_.backfill) island.reservation.drop();
    return false;
  }
  blocked.hopeless_at = machine_.availability_epoch();
  return true;
}

}  // namespace hpc::site
