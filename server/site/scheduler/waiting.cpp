// Why a pending job waits: held, dependencies, begin time, the array's limit; and how it comes into the queue.
#include <algorithm>
#include <cassert>

#include "site/scheduler/state.h"

namespace hpc::site {

void Scheduler::State::reconsider(LiveJob& waiting) {
  assert(waiting.job.state == JobState::pending);
  if (!waiting.dependencies_met) {
    const Outlook prospect = outlook(waiting);
    waiting.dependencies_met = prospect == Outlook::met;
    if (!waiting.dependencies_met) {
      withdraw(waiting);
      const bool never = prospect == Outlook::never;
      waiting.job.reason = never ? PendingReason::dependency_never_satisfied : PendingReason::dependency;
    }
  }
  if (waiting.held_by_admin || waiting.held_by_user) {
    withdraw(waiting);
    waiting.job.reason = waiting.held_by_admin ? PendingReason::held_by_admin : PendingReason::held_by_user;
    return;
  }
  if (!waiting.dependencies_met || waiting.event != 0 || waiting.is_queued) return;
  if (waiting.job.array_id != 0 && arrays_.at(waiting.job.array_id).waiting.contains(waiting.job.id)) return;
  const Instant begin = waiting.job.spec->begin.value_or(timeline_.now());
  waiting.job.reason = begin > timeline_.now() ? PendingReason::begin_time : PendingReason::none;
  become_eligible(waiting, std::max(begin, timeline_.now()));
}

void Scheduler::State::become_eligible(LiveJob& waiting, Instant when) {
  waiting.job.eligible = when;
  waiting.event = timeline_.at(later(when, policy_.start_delay), [this, id = waiting.job.id] {
    LiveJob& ready = *jobs_.at(id);
    ready.event = 0;
    admit(ready);
  });
}

void Scheduler::State::admit(LiveJob& waiting) {
  if (waiting.job.array_id != 0) {
    JobArray& array = arrays_.at(waiting.job.array_id);
    if (array.limit > 0 && array.active >= array.limit) {
      array.waiting.insert(waiting.job.id);
      waiting.job.reason = PendingReason::array_task_limit;
      return;
    }
    ++array.active;
    waiting.counts_in_array = true;
  }
  enqueue(waiting);
}

void Scheduler::State::enqueue(LiveJob& waiting) {
  assert(!waiting.is_queued);
  Partition& partition = partitions_[waiting.partition];
  partition.queue.insert(
      {waiting.job.priority, waiting.job.id, &waiting, waiting.need.tasks, waiting.need.min_nodes, waiting.need.kind});
  waiting.is_queued = true;
  waiting.job.reason = reason_in_queue(waiting);
  if (!partition_specs_[waiting.partition].up) return;
  islands_[partition.island].fresh.push_back(waiting.job.id);
  request_pass(partition.island);
}

void Scheduler::State::withdraw(LiveJob& waiting) {
  timeline_.cancel(waiting.event);
  waiting.event = 0;
  if (waiting.is_queued) {
    Partition& partition = partitions_[waiting.partition];
    Island& island = islands_[partition.island];
    partition.queue.erase({.priority = waiting.job.priority, .id = waiting.job.id});
    waiting.is_queued = false;
    if (island.head == &waiting || partition.blocked_by == &waiting) {
      if (island.head == &waiting) island.head = nullptr;
      if (partition.blocked_by == &waiting) partition.blocked_by = nullptr;
      island.is_dirty = true;
      request_pass(partition.island);
    }
  }
  waiting.job.expected_start.reset();
  leave_array_place(waiting);
}

void Scheduler::State::leave_array_place(LiveJob& live) {
  if (live.job.array_id == 0) return;
  JobArray& array = arrays_.at(live.job.array_id);
  array.waiting.erase(live.job.id);
  if (!live.counts_in_array) return;
  live.counts_in_array = false;
  --array.active;
  if (array.waiting.empty()) return;
  LiveJob& next = *jobs_.at(*array.waiting.begin());
  array.waiting.erase(array.waiting.begin());
  admit(next);
}

PendingReason Scheduler::State::reason_in_queue(const LiveJob& queued) const {
  return partition_specs_[queued.partition].up ? PendingReason::priority : PendingReason::partition_down;
}

Scheduler::State::Outlook Scheduler::State::outlook(const LiveJob& dependent) const {
  const JobSpec& spec = *dependent.job.spec;
  std::size_t met = 0, never = 0;
  for (const Dependency& dependency : spec.dependencies) {
    const Outlook one = outlook(dependency, dependent);
    met += one == Outlook::met ? 1 : 0;
    never += one == Outlook::never ? 1 : 0;
  }
  const std::size_t all = spec.dependencies.size();
  if (spec.any_dependency) return met > 0 ? Outlook::met : never == all ? Outlook::never : Outlook::waiting;
  return met == all ? Outlook::met : never > 0 ? Outlook::never : Outlook::waiting;
}

Scheduler::State::Outlook Scheduler::State::outlook(const Dependency& dependency, const LiveJob& dependent) const {
  if (dependency.kind == Dependency::Kind::singleton) {
    const bool is_oldest = *namesakes_.at({dependent.user, dependent.name}).begin() == dependent.job.id;
    return is_oldest ? Outlook::met : Outlook::waiting;
  }
  // The id of an array, which is its first element's, means all of it.
  JobArray whole(1, 0);
  if (const auto array = arrays_.find(dependency.job); array != arrays_.end() && !dependency.array_index) {
    whole = array->second;
  } else {
    const auto live = jobs_.find(dependency.job);
    const auto state = live != jobs_.end() ? live->second->job.state : accounting_.state_of(dependency.job);
    assert(state && "ids up to last_id_ are live or in accounting");
    whole.ended = is_final(*state) ? 1 : 0;
    whole.started = whole.ended > 0 || (live != jobs_.end() && live->second->job.started) ? 1 : 0;
    whole.succeeded = *state == JobState::completed ? 1 : 0;
  }
  const auto once = [](bool is_met, bool is_impossible) {
    return is_met ? Outlook::met : is_impossible ? Outlook::never : Outlook::waiting;
  };
  const bool has_ended = whole.ended == whole.size;
  switch (dependency.kind) {
    case Dependency::Kind::after:
      return once(whole.started == whole.size, false);
    case Dependency::Kind::after_any:
      return once(has_ended, false);
    case Dependency::Kind::after_ok:
      return once(whole.succeeded == whole.size, whole.succeeded < whole.ended);
    case Dependency::Kind::after_not_ok:
      return once(has_ended && whole.succeeded < whole.size, whole.succeeded == whole.size);
    case Dependency::Kind::singleton:
      break;
  }
  return Outlook::waiting;
}

void Scheduler::State::tell_dependents(const LiveJob& changed) {
  const Job& job = changed.job;
  if (is_final(job.state)) {
    const auto group = namesakes_.find({changed.user, changed.name});
    group->second.erase(job.id);
    if (group->second.empty())
      namesakes_.erase(group);
    else
      tell(*group->second.begin());
  }
  for (const JobId target : {job.id, job.array_id}) {
    const auto found = dependents_.find(target);
    if (target == 0 || found == dependents_.end()) continue;
    const std::vector<JobId> told = found->second;
    if (is_over(target)) dependents_.erase(found);
    for (const JobId id : told) tell(id);
  }
}

void Scheduler::State::tell(JobId dependent) {
  const auto found = jobs_.find(dependent);
  if (found == jobs_.end() || found->second->job.state != JobState::pending) return;
  // Dependencies that have been met once stay so.
  if (!found->second->dependencies_met) reconsider(*found->second);
}

bool Scheduler::State::is_over(JobId job_or_array) const {
  if (const auto array = arrays_.find(job_or_array); array != arrays_.end())
    return array->second.ended == array->second.size;
  return accounting_.state_of(job_or_array).has_value();
}

}  // namespace hpc::site
