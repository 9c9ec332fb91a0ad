#include "site/job.h"

namespace hpc::site {
namespace {

// The states in which a job that holds nodes may end.
bool ends_work(JobState to) {
  return is_final(to) && to != JobState::boot_fail;
}

}  // namespace

Instant RelativeTime::from(Instant submitted) const {
  if (!is_time_of_day) return offset >= Instant::max() - submitted ? Instant::max() : submitted + offset;
  const Instant today = std::chrono::floor<std::chrono::days>(submitted) + offset;
  return today > submitted ? today : today + std::chrono::days(1);
}

bool is_final(JobState state) {
  switch (state) {
    case JobState::pending:
    case JobState::configuring:
    case JobState::running:
    case JobState::suspended:
    case JobState::completing:
      return false;
    case JobState::completed:
    case JobState::failed:
    case JobState::cancelled:
    case JobState::timeout:
    case JobState::node_fail:
    case JobState::out_of_memory:
    case JobState::preempted:
    case JobState::boot_fail:
    case JobState::deadline:
      return true;
  }
  return true;
}

bool may_become(JobState from, JobState to) {
  switch (from) {
    case JobState::pending:
      return to == JobState::configuring || to == JobState::running || to == JobState::cancelled ||
             to == JobState::deadline;
    case JobState::configuring:
      return to == JobState::running || to == JobState::pending || to == JobState::completing ||
             to == JobState::boot_fail || to == JobState::cancelled || to == JobState::node_fail ||
             to == JobState::timeout || to == JobState::failed;
    case JobState::running:  // pending: requeued
      return to == JobState::suspended || to == JobState::completing || to == JobState::pending || ends_work(to);
    case JobState::suspended:
      return to == JobState::running || to == JobState::completing || to == JobState::pending || ends_work(to);
    case JobState::completing:
      return to == JobState::pending || ends_work(to);
    case JobState::completed:
    case JobState::failed:
    case JobState::cancelled:
    case JobState::timeout:
    case JobState::node_fail:
    case JobState::out_of_memory:
    case JobState::preempted:
    case JobState::boot_fail:
    case JobState::deadline:
      return false;
  }
  return false;
}

std::string_view name_of(JobState state) {
  switch (state) {
    case JobState::pending:
      return "PENDING";
    case JobState::configuring:
      return "CONFIGURING";
    case JobState::running:
      return "RUNNING";
    case JobState::suspended:
      return "SUSPENDED";
    case JobState::completing:
      return "COMPLETING";
    case JobState::completed:
      return "COMPLETED";
    case JobState::failed:
      return "FAILED";
    case JobState::cancelled:
      return "CANCELLED";
    case JobState::timeout:
      return "TIMEOUT";
    case JobState::node_fail:
      return "NODE_FAIL";
    case JobState::out_of_memory:
      return "OUT_OF_MEMORY";
    case JobState::preempted:
      return "PREEMPTED";
    case JobState::boot_fail:
      return "BOOT_FAIL";
    case JobState::deadline:
      return "DEADLINE";
  }
  return "";
}

std::string_view name_of(PendingReason reason) {
  switch (reason) {
    case PendingReason::none:
      return "None";
    case PendingReason::priority:
      return "Priority";
    case PendingReason::resources:
      return "Resources";
    case PendingReason::dependency:
      return "Dependency";
    case PendingReason::held_by_user:
      return "JobHeldUser";
    case PendingReason::held_by_admin:
      return "JobHeldAdmin";
    case PendingReason::begin_time:
      return "BeginTime";
    case PendingReason::partition_down:
      return "PartitionDown";
    case PendingReason::node_down:
      return "ReqNodeNotAvail";
    case PendingReason::dependency_never_satisfied:
      return "DependencyNeverSatisfied";
    case PendingReason::array_task_limit:
      return "JobArrayTaskLimit";
  }
  return "";
}

}  // namespace hpc::site
