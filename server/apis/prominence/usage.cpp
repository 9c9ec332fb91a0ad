#include "apis/prominence/usage.h"

namespace hpc::apis::prominence {

void Usage::add(const Usage& other) {
  cpu += other.cpu;
  wall += other.wall;
  jobs += other.jobs;
}

Usage usage_of(const Job& job) {
  Usage usage;
  for (const TaskReport& task : job.report->tasks) {
    if (!task.ran) continue;
    usage.jobs = 1;
    usage.cpu += cpu_time(task);
    usage.wall += task.wall_time;
  }
  usage.wall *= job.description->cpus * job.description->nodes;
  return usage;
}

void UsageByDay::add(const Job& job) {
  const Usage usage = usage_of(job);
  if (usage.jobs == 0) return;
  const auto day = std::chrono::floor<std::chrono::days>(job.created);
  const Caller& owner = *job.owner;
  by_user_[owner.username][day].add(usage);
  by_group_[owner.groups][day].add(usage);
  by_group_and_user_[owner.groups][owner.username][day].add(usage);
}

Usage UsageByDay::between(const Days& days, Instant first, Instant last) {
  Usage sum;
  const auto last_day = std::chrono::floor<std::chrono::days>(last);
  auto day = days.lower_bound(std::chrono::floor<std::chrono::days>(first));
  for (; day != days.end() && day->first <= last_day; ++day) sum.add(day->second);
  return sum;
}

Usage UsageByDay::of_user(const std::string& user, Instant first, Instant last) const {
  const auto found = by_user_.find(user);
  return found == by_user_.end() ? Usage{} : between(found->second, first, last);
}

Usage UsageByDay::of_group(const std::string& group, Instant first, Instant last) const {
  const auto found = by_group_.find(group);
  return found == by_group_.end() ? Usage{} : between(found->second, first, last);
}

std::map<std::string, Usage> UsageByDay::users_of(const std::string& group, Instant first, Instant last) const {
  std::map<std::string, Usage> users;
  const auto found = by_group_and_user_.find(group);
  if (found == by_group_and_user_.end()) return users;
  for (const auto& [user, days] : found->second)
    if (const Usage usage = between(days, first, last); usage.jobs != 0) users.emplace(user, usage);
  return users;
}

}  // namespace hpc::apis::prominence
