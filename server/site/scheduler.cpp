#include "site/scheduler.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "site/scheduler/state.h"

namespace hpc::site {

Scheduler::Scheduler(Timeline& timeline, Launcher& launcher, std::vector<NodeSpec> nodes,
                     std::vector<PartitionSpec> partitions, SchedulerPolicy policy, AccountCheck account_check)
    : state_(std::make_unique<State>(timeline, launcher, std::move(nodes), std::move(partitions), policy,
                                     std::move(account_check))) {}
Scheduler::~Scheduler() = default;

Result<JobId> Scheduler::submit(JobSpec spec) {
  return state_->submit(std::move(spec));
}

Result<void> Scheduler::cancel(JobId job, Uid by) {
  LiveJob& live = *HPC_TRY(state_->live(job));
  live.job.cancelled_by = by;
  if (live.job.state == JobState::pending)
    state_->end_waiting(live, JobState::cancelled, by);
  else
    state_->end_work(live, JobState::cancelled, {});
  return {};
}

Result<void> Scheduler::hold(JobId job, bool by_admin) {
  LiveJob& live = *HPC_TRY(state_->live(job));
  if (live.job.state != JobState::pending)
    return failure(Errc::conflict, About::job, "Job is no longer pending execution");
  (by_admin ? live.held_by_admin : live.held_by_user) = true;
  state_->reconsider(live);
  return {};
}

Result<void> Scheduler::release(JobId job) {
  LiveJob& live = *HPC_TRY(state_->live(job));
  if (live.job.state != JobState::pending)
    return failure(Errc::conflict, About::job, "Job is no longer pending execution");
  if (!live.held_by_admin && !live.held_by_user) return {};
  live.held_by_admin = live.held_by_user = false;
  state_->reconsider(live);
  return {};
}

Result<void> Scheduler::requeue(JobId job) {
  LiveJob& live = *HPC_TRY(state_->live(job));
  if (live.job.state == JobState::pending) return failure(Errc::conflict, About::job, "Job is pending execution");
  if (!live.job.spec->requeue) return failure(Errc::conflict, About::job, "Requested operation is presently disabled");
  state_->requeue(live);
  return {};
}

Result<void> Scheduler::suspend(JobId job) {
  LiveJob& live = *HPC_TRY(state_->live(job));
  if (live.job.state != JobState::running) return failure(Errc::conflict, About::job, "Job is not running");
  state_->suspend(live);
  return {};
}

Result<void> Scheduler::resume(JobId job) {
  LiveJob& live = *HPC_TRY(state_->live(job));
  if (live.job.state != JobState::suspended) return failure(Errc::conflict, About::job, "Job is not suspended");
  state_->resume(live);
  return {};
}

Result<void> Scheduler::set_priority(JobId job, std::int64_t priority) {
  LiveJob& live = *HPC_TRY(state_->live(job));
  if (live.job.state != JobState::pending)
    return failure(Errc::conflict, About::job, "Job is no longer pending execution");
  state_->set_priority(live, priority);
  return {};
}

Result<void> Scheduler::set_time_limit(JobId job, Duration limit) {
  LiveJob& live = *HPC_TRY(state_->live(job));
  state_->set_time_limit(live, limit <= Duration(0) ? kUnlimited : limit);
  return {};
}

const Job* Scheduler::find(JobId job) const {
  const auto known = state_->known(job);
  return known ? &(*known)->job : nullptr;
}

std::vector<const Job*> Scheduler::elements(JobId array) const {
  std::vector<const Job*> jobs;
  const auto found = state_->arrays_.find(array);
  const std::uint32_t size = found != state_->arrays_.end() ? found->second.size : 1;
  for (JobId job = array; job < array + size; ++job)
    if (const Job* element = find(job)) jobs.push_back(element);
  return jobs;
}

std::vector<const Job*> Scheduler::live() const {
  std::vector<const Job*> jobs;
  jobs.reserve(state_->live_count_);
  for (const LiveJob* last : state_->last_of_user_)
    for (const LiveJob* live = last; live != nullptr; live = live->previous_of_user) jobs.push_back(&live->job);
  state_->sort_for_display(jobs);
  return jobs;
}

std::vector<const Job*> Scheduler::live_of(std::string_view user) const {
  std::vector<const Job*> jobs;
  const auto number = state_->strings_.find(user);
  if (!number || *number >= state_->last_of_user_.size()) return jobs;
  for (const LiveJob* live = state_->last_of_user_[*number]; live != nullptr; live = live->previous_of_user)
    jobs.push_back(&live->job);
  state_->sort_for_display(jobs);
  return jobs;
}

std::size_t Scheduler::live_count() const {
  return state_->live_count_;
}
JobId Scheduler::last_id() const {
  return state_->last_id_;
}

std::optional<JobRecord> Scheduler::record(JobId job) const {
  return state_->accounting_.find(job);
}

std::vector<JobRecord> Scheduler::records(JobId first_id, std::size_t limit,
                                          const std::function<bool(const JobRecord&)>& wanted) const {
  return state_->accounting_.from(first_id, limit, wanted);
}

std::vector<JobRecord> Scheduler::records_of(std::string_view user, std::size_t limit) const {
  return state_->accounting_.of_user(user, limit);
}

std::size_t Scheduler::record_count() const {
  return state_->accounting_.size();
}

void Scheduler::watch(JobId job, std::function<void(const Job&)> seen) {
  assert(seen);
  if (const auto live = state_->live(job)) (*live)->watchers.push_back(std::move(seen));
}

void Scheduler::watch_arrivals(std::function<void(const Job&)> seen) {
  assert(seen);
  state_->arrival_watchers_.push_back(std::move(seen));
}

const std::vector<Node>& Scheduler::nodes() const {
  return state_->machine_.nodes();
}
const std::vector<PartitionSpec>& Scheduler::partitions() const {
  return state_->partition_specs_;
}
std::vector<std::string> Scheduler::node_names(const Job& job) const {
  return state_->names_of(job.nodes);
}

const Node* Scheduler::node(std::string_view name) const {
  const auto found = state_->node_index_.find(name);
  return found != state_->node_index_.end() ? &state_->machine_.nodes()[found->second] : nullptr;
}

Result<void> Scheduler::set_node(std::string_view name, NodeAvailability availability, std::string reason) {
  const auto found = state_->node_index_.find(name);
  if (found == state_->node_index_.end()) return failure(Errc::missing, About::node, "Invalid node name specified");
  state_->set_node(found->second, availability, std::move(reason));
  return {};
}

Result<void> Scheduler::set_partition(std::string_view name, bool up) {
  const auto& specs = state_->partition_specs_;
  const auto found =
      std::find_if(specs.begin(), specs.end(), [name](const PartitionSpec& p) { return p.name == name; });
  if (found == specs.end()) return failure(Errc::missing, About::partition, "Invalid partition name specified");
  state_->set_partition(static_cast<std::uint32_t>(found - specs.begin()), up);
  return {};
}

}  // namespace hpc::site
