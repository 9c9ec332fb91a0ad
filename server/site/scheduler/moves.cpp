// A job's changes of state, and what each brings with it.
#include <algorithm>
#include <cassert>

#include "site/batch_script.h"
#include "site/scheduler/state.h"

namespace hpc::site {

void Scheduler::State::move(LiveJob& live, JobState to) {
  assert(may_become(live.job.state, to) && !may_become(to, to));
  live.job.state = to;
  if (live.watchers.empty()) return;
  // They see the job as it was at this change, even if it has changed again before they are called.
  const auto seen = std::make_shared<const Job>(live.job);
  for (const auto& watcher : live.watchers)
    timeline_.at(timeline_.now(), [watcher, seen, alive = std::weak_ptr<bool>(alive_)] {
      if (!alive.expired()) watcher(*seen);
    });
}

void Scheduler::State::begin_work(LiveJob& chosen) {
  Job& job = chosen.job;
  const Instant now = timeline_.now();
  timeline_.cancel(chosen.deadline_event);
  chosen.deadline_event = 0;
  job.started = now;
  job.expected_start.reset();
  job.reason = PendingReason::none;
  job.cpus = 0;
  for (const std::uint32_t cpus : chosen.cpus_on) job.cpus += cpus;
  chosen.limit_ends = later(now, job.time_limit);
  chosen.work_ends = job.spec->fixed_duration ? later(now, *job.spec->fixed_duration) : kNever;
  if (job.array_id != 0 && job.restarts == 0) ++arrays_.at(job.array_id).started;
  expand_output_paths(job, machine_.nodes()[job.nodes.front()].spec.name);
  move(chosen, JobState::running);
  launch(chosen);  // before its limit: what ends at the very instant of the limit has ended in time
  arm_end(chosen);
  tell_dependents(chosen);
}

void Scheduler::State::launch(LiveJob& running) {
  if (running.job.spec->fixed_duration) return;
  Launcher& launcher = running.job.spec->launcher ? *running.job.spec->launcher : launcher_;
  running.execution = launcher.launch(
      running.job, names_of(running.job.nodes),
      [this, id = running.job.id, restarts = running.job.restarts](ExitStatus exit) { has_ended(id, restarts, exit); });
}

void Scheduler::State::arm_deadline(LiveJob& waiting) {
  timeline_.cancel(waiting.deadline_event);
  waiting.deadline_event = 0;
  if (!waiting.job.spec->deadline) return;
  const Duration needed = waiting.job.time_limit == kUnlimited ? Duration(0) : waiting.job.time_limit;
  // One tick after the last instant at which it could start.
  waiting.deadline_event =
      timeline_.at(*waiting.job.spec->deadline - needed + Duration(1), [this, id = waiting.job.id] {
        LiveJob& late = *jobs_.at(id);
        late.deadline_event = 0;
        end_waiting(late, JobState::deadline, 0);
      });
}

void Scheduler::State::has_ended(JobId id, std::uint32_t restarts, ExitStatus exit) {
  LiveJob& live = *jobs_.at(id);
  assert(live.job.restarts == restarts && !is_final(live.job.state) && "a destroyed execution spoke");
  // It is speaking: it is destroyed when its event has returned.
  if (live.execution) retired_.push_back(std::move(live.execution));
  const JobState state = exit.out_of_memory  ? JobState::out_of_memory
                         : exit.is_success() ? JobState::completed
                                             : JobState::failed;
  end_work(live, state, exit);
}

void Scheduler::State::arm_end(LiveJob& running) {
  timeline_.cancel(running.event);
  running.event = 0;
  const Instant end = std::min(running.limit_ends, running.work_ends);
  if (end != kNever) running.event = timeline_.at(end, [this, id = running.job.id] { limit_reached(*jobs_.at(id)); });
}

void Scheduler::State::limit_reached(LiveJob& running) {
  running.event = 0;
  if (running.work_ends > running.limit_ends) return end_work(running, JobState::timeout, {.code = 0, .signal = 15});
  has_ended(running.job.id, running.job.restarts, running.job.spec->fixed_exit);
}

void Scheduler::State::end_work(LiveJob& running, JobState state, ExitStatus exit) {
  release_nodes(running);
  finish(running, state, exit);
}

void Scheduler::State::end_waiting(LiveJob& waiting, JobState state, Uid by) {
  withdraw(waiting);
  waiting.job.cancelled_by = by;
  waiting.job.reason = PendingReason::none;
  finish(waiting, state, {});
}

void Scheduler::State::release_nodes(LiveJob& running) {
  Island& island = island_of(running);
  timeline_.cancel(running.event);
  running.event = 0;
  // At once, so that what it does at this very instant does not happen any more.
  running.execution.reset();
  island.running.erase({running.expected_end, &running});
  machine_.give_back(running.need, running.job.nodes, running.cpus_on);
  leave_array_place(running);
  island.is_dirty = true;
  request_pass(partitions_[running.partition].island);
}

void Scheduler::State::finish(LiveJob& live, JobState state, ExitStatus exit) {
  Job& job = live.job;
  timeline_.cancel(live.deadline_event);
  live.deadline_event = 0;
  job.ended = timeline_.now();
  job.exit = exit;
  move(live, state);
  live.watchers.clear();
  accounting_.add(live, job.partition);

  LiveJob*& behind = live.next_of_user != nullptr ? live.next_of_user->previous_of_user : last_of_user_[live.user];
  behind = live.previous_of_user;
  if (live.previous_of_user != nullptr) live.previous_of_user->next_of_user = live.next_of_user;
  --live_count_;
  if (job.array_id != 0) {
    JobArray& array = arrays_.at(job.array_id);
    if (!job.started && job.restarts == 0) ++array.started;  // what never starts is waited for no longer
    ++array.ended;
    array.succeeded += state == JobState::completed ? 1 : 0;
  }
  remembered_.emplace_back(*job.ended, job.id);
  tell_dependents(live);
}

void Scheduler::State::requeue(LiveJob& running) {
  release_nodes(running);
  Job& job = running.job;
  job.nodes.clear();
  running.cpus_on.clear();
  job.started.reset();
  job.cpus = running.need.tasks * running.need.cpus_per_task;
  ++job.restarts;
  move(running, JobState::pending);
  arm_deadline(running);
  reconsider(running);
}

void Scheduler::State::suspend(LiveJob& running) {
  timeline_.cancel(running.event);
  running.event = 0;
  running.suspended = timeline_.now();
  set_expected_end(running, later(timeline_.now(), kYear));
  move(running, JobState::suspended);
}

void Scheduler::State::resume(LiveJob& suspended) {
  const Duration pause = timeline_.now() - suspended.suspended;
  for (Instant* end : {&suspended.limit_ends, &suspended.work_ends})
    if (*end != kNever) *end = later(*end, pause);
  set_expected_end(suspended, std::min(suspended.limit_ends, later(timeline_.now(), kYear)));
  move(suspended, JobState::running);
  arm_end(suspended);
}

void Scheduler::State::set_expected_end(LiveJob& running, Instant end) {
  Island& island = island_of(running);
  island.running.erase({running.expected_end, &running});
  running.expected_end = end;
  island.running.insert({running.expected_end, &running});
  island.is_dirty = true;
  request_pass(partitions_[running.partition].island);
}

void Scheduler::State::set_time_limit(LiveJob& live, Duration limit) {
  const Duration before = live.job.time_limit;
  live.job.time_limit = limit;
  if (live.job.state == JobState::pending) {
    arm_deadline(live);
    island_of(live).is_dirty = true;
    return request_pass(partitions_[live.partition].island);
  }
  // What it was suspended for is in limit_ends, unless it had none.
  const Duration paused = before == kUnlimited ? Duration(0) : live.limit_ends - later(*live.job.started, before);
  live.limit_ends = limit == kUnlimited ? kNever : later(*live.job.started, limit) + paused;
  if (live.job.state == JobState::suspended) return;
  set_expected_end(live, std::min(live.limit_ends, later(timeline_.now(), kYear)));
  arm_end(live);
}

void Scheduler::State::set_priority(LiveJob& waiting, std::int64_t priority) {
  Partition& partition = partitions_[waiting.partition];
  if (waiting.is_queued) partition.queue.erase({.priority = waiting.job.priority, .id = waiting.job.id});
  waiting.job.priority = priority;
  if (!waiting.is_queued) return;
  partition.queue.insert(
      {priority, waiting.job.id, &waiting, waiting.need.tasks, waiting.need.min_nodes, waiting.need.kind});
  islands_[partition.island].is_dirty = true;
  request_pass(partition.island);
}

void Scheduler::State::expand_output_paths(Job& job, std::string_view first_node) const {
  const JobSpec& spec = *job.spec;
  const auto expand = [&](std::string_view pattern) {
    const auto path = Path::parse(expand_pattern(pattern, job, first_node), spec.working_directory);
    return path ? path->str() : "/dev/null";  // a name longer than a path may be cannot be written
  };
  if (!first_node.empty() && (spec.stdout_pattern + spec.stderr_pattern).find("%N") == std::string::npos) return;
  job.stdout_path = expand(spec.stdout_pattern);
  job.stderr_path = spec.stderr_pattern.empty() ? job.stdout_path : expand(spec.stderr_pattern);
}

}  // namespace hpc::site
