#include "apis/prominence/jobs.h"

#include <algorithm>

#include "apis/prominence/authentication.h"

namespace hpc::apis::prominence {

Jobs::Jobs(site::Site& site, std::shared_ptr<const Place> place)
    : site_(site), place_(std::move(place)), next_id_(place_->options.first_id) {}

Job* Jobs::find(Id id) {
  const auto found = jobs_.find(id);
  return found == jobs_.end() ? nullptr : found->second.get();
}
const Job* Jobs::find(Id id) const {
  const auto found = jobs_.find(id);
  return found == jobs_.end() ? nullptr : found->second.get();
}

const std::set<Id>& Jobs::active_of(const std::string& user) const {
  static const std::set<Id> none;
  const auto found = owned_.find(user);
  return found == owned_.end() ? none : found->second.active;
}
const History& Jobs::history_of(const std::string& user) const {
  static const History none;
  const auto found = owned_.find(user);
  return found == owned_.end() ? none : found->second.history;
}

Job& Jobs::submit(std::shared_ptr<const Caller> owner, std::shared_ptr<const Description> description,
                  std::shared_ptr<const Origin> origin) {
  auto made = std::make_unique<Job>();
  Job& job = *made;
  job.id = next_id();
  job.uuid = uuid();
  job.owner = std::move(owner);
  job.description = std::move(description);
  job.origin = std::move(origin);
  job.created = site_.clock().now();
  job.report = std::make_shared<Report>();
  jobs_.emplace(job.id, std::move(made));
  owned_[job.owner->username].active.insert(job.id);
  place_job(job);
  limit_time_in_queue(job);
  return job;
}

bool Jobs::is_wanted_here(const Description& description) const {
  const auto allows = [](const std::vector<std::string>& wanted, const std::string& ours) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), ours) != wanted.end();
  };
  return allows(description.wanted_sites, place_->options.site) &&
         allows(description.wanted_regions, place_->options.region);
}

site::JobSpec Jobs::specify(const Job& job, const Work& work) {
  const Description& description = *job.description;
  site::JobSpec spec;
  spec.name = job.full_name();
  spec.user = work.user;
  spec.credentials = work.credentials;
  const site::UserSpec* user = site_.accounts().user(work.user);
  if (user != nullptr && !user->accounts.empty()) spec.account = user->accounts.front();
  spec.image = description.tasks.front().image;
  spec.working_directory = directory_of(*place_, job.uuid);
  spec.min_nodes = spec.tasks = description.nodes;
  spec.tasks_per_node = 1;
  spec.cpus_per_task = description.cpus;
  spec.memory_per_node = description.memory_gb * 1024;
  spec.time_limit = std::chrono::minutes(description.walltime_minutes);
  spec.priority = description.priority;
  if (place_->options.deployment_time > Duration{}) spec.begin = job.placed_at;
  spec.launcher = launcher_for(place_, work);
  return spec;
}

void Jobs::place_job(Job& job) {
  job.placed_at = job.created + place_->options.deployment_time;
  site_.accounts().ensure_user(job.owner->username);
  Work work;
  work.id = job.id;
  work.uuid = job.uuid;
  work.name = job.full_name();
  work.user = job.owner->username;
  work.groups = job.owner->groups;
  work.credentials = site_.accounts().credentials(work.user).value_or(site::Credentials{});
  work.description = job.description;
  work.origin = job.origin;
  work.report = job.report;
  const std::int64_t expires = unix_seconds(site_.host().wall()) + 864000 +
                               2 * 3 * 60 * static_cast<std::int64_t>(job.description->walltime_minutes);
  work.environment.emplace_back(
      "PROMINENCE_TOKEN",
      job_token(place_->options, *job.owner, job.origin ? job.origin->workflow_uuid : job.uuid, expires));
  work.environment.emplace_back("PROMINENCE_URL", job.owner->url);
  site::Scheduler& scheduler = place_->cluster.scheduler();
  if (is_wanted_here(*job.description)) {
    const Result<site::JobId> number = scheduler.submit(specify(job, work));
    if (number) job.number = *number;
  }
  job.is_placeable = job.number != 0;
  if (job.is_placeable) {
    scheduler.watch(job.number, [this, id = job.id](const site::Job& seen) { changed(id, seen); });
    return;
  }
  job.placed_at = job.created + place_->cluster.spec().scheduler.start_delay;
  site_.timeline().at(job.placed_at, [] {});  // a clock that goes from event to event stops where the reason appears
}

void Jobs::limit_time_in_queue(Job& job) {
  if (!job.description->minutes_in_queue) return;
  const Instant last = job.created + std::chrono::minutes(*job.description->minutes_in_queue);
  job.queue_timer = site_.timeline().at(last, [this, id = job.id] {
    Job& late = *find(id);
    late.queue_timer = 0;
    if (late.status != Status::pending) return;
    if (late.number != 0) (void)place_->cluster.scheduler().cancel(late.number, 0);
    end(late, Status::failed, late.is_placeable ? Why::queued_too_long : Why::no_resources);
  });
}

void Jobs::changed(Id id, const site::Job& seen) {
  Job& job = *find(id);
  if (is_final(job.status)) return;  // deleted before
  switch (seen.state) {
    case site::JobState::pending:
      job.status = Status::pending;
      job.started.reset();
      job.retries = seen.restarts;
      return;
    case site::JobState::running:
      job.status = Status::running;
      job.started = seen.started;
      site_.timeline().cancel(job.queue_timer);
      job.queue_timer = 0;
      return;
    default:
      if (site::is_final(seen.state)) ended(job, seen);
  }
}

void Jobs::ended(Job& job, const site::Job& seen) {
  Report& report = *job.report;
  if (report.interrupted) report.tasks.push_back(*report.interrupted);
  switch (seen.state) {
    case site::JobState::completed:
    case site::JobState::failed:
      return end(job, report.failure == Why::none ? Status::completed : Status::failed, report.failure);
    case site::JobState::timeout:
      report.has_ended = true;
      return end(job, Status::killed, Why::walltime_exceeded);
    case site::JobState::out_of_memory:
      return end(job, Status::killed, Why::memory_exceeded);
    default:
      return end(job, Status::failed, Why::evicted);
  }
}

void Jobs::end(Job& job, Status status, Why why) {
  job.status = status;
  job.why = why;
  job.ended = site_.clock().now();
  site_.timeline().cancel(job.queue_timer);
  job.queue_timer = 0;
  // Workflows' jobs are never kept.
  if (!job.description->stays_in_queue || job.origin) leave_queue(job);
  if (on_end) on_end(job);
}

bool Jobs::remove(Job& job, Why why) {
  if (!job.is_in_queue) return false;
  if (is_final(job.status)) {  // kept by leaveInQueue, and kept on
    job.status = Status::deleted;
    job.why = why;
    return true;
  }
  if (job.number != 0) (void)place_->cluster.scheduler().cancel(job.number, 0);
  end(job, Status::deleted, why);
  return true;
}

void Jobs::leave_queue(Job& job) {
  if (!job.is_in_queue) return;
  job.is_in_queue = false;
  Owned& owned = owned_[job.owner->username];
  owned.active.erase(job.id);
  owned.history.add(job.id, job.own_name(), job.description->labels);
  job.left_as = ++left_;
  usage_.add(job);
}

}  // namespace hpc::apis::prominence
