#include "apis/firecrest/tasks.h"

#include <algorithm>
#include <cassert>

#include "base/digest.h"
#include "base/encoding.h"

namespace hpc::apis::firecrest {
namespace {

// Upstream gives a deleted task five more minutes in its store.
constexpr std::chrono::seconds kListedAfterInvalidation(300);

}  // namespace

const Task& Tasks::create(TaskService service, std::string system, std::string user, std::string data) {
  Task task;
  task.id = hex(md5(user + '-' + std::to_string(++count_)));
  task.service = service;
  task.system = std::move(system);
  task.user = std::move(user);
  task.data = std::move(data);
  task.created = task.updated = timeline_.now();
  by_user_[task.user].insert(task.id);
  const std::string id = task.id;
  return tasks_.emplace(id, std::move(task)).first->second;
}

bool Tasks::is_stuck(TaskService service) const {
  const std::string_view name = service == TaskService::compute ? "compute" : "storage";
  const std::vector<std::string>& stuck = options_.stuck_tasks;
  return std::find(stuck.begin(), stuck.end(), name) != stuck.end();
}

void Tasks::later(const std::string& id, Duration latency, std::function<Outcome()> work) {
  if (const Task* task = find(id); task && is_stuck(task->service)) return;
  timeline_.after(latency, [this, id, work = std::move(work)] { update(id, work()); });
}

void Tasks::update(const std::string& id, Outcome outcome) {
  const auto found = tasks_.find(id);
  assert(found != tasks_.end());
  Task& task = found->second;
  if (task.status == TaskStatus::invalidated) return;  // what an invalidated transfer still does shows nowhere
  task.status = outcome.status;
  task.data = std::move(outcome.data);
  task.updated = timeline_.now();
  by_user_[task.user].insert(id);
}

void Tasks::invalidate(const std::string& id) {
  const auto found = tasks_.find(id);
  assert(found != tasks_.end());
  Task& task = found->second;
  if (task.status != TaskStatus::invalidated) task.listed.emplace(task.status, std::move(task.data));
  task.status = TaskStatus::invalidated;
  task.data = "\"\"";
  task.updated = timeline_.now();
  task.list_until = timeline_.now() + kListedAfterInvalidation;
  by_user_[task.user].insert(id);
}

void Tasks::list_for(const std::string& id, Duration life) {
  const auto found = tasks_.find(id);
  assert(found != tasks_.end());
  found->second.list_until = timeline_.now() + life;
  by_user_[found->second.user].insert(id);
}

const Task* Tasks::find(const std::string& id) const {
  const auto found = tasks_.find(id);
  return found == tasks_.end() ? nullptr : &found->second;
}

bool Tasks::is_listed(const Task& task) const {
  const auto life = task.service == TaskService::compute ? options_.compute_task_life : options_.storage_task_life;
  return timeline_.now() < task.list_until.value_or(task.updated + life);
}

std::vector<const Task*> Tasks::listed_of(std::string_view user) {
  std::vector<const Task*> listed;
  const auto own = by_user_.find(user);
  if (own == by_user_.end()) return listed;
  std::erase_if(own->second, [this, &listed](const std::string& id) {
    const Task& task = tasks_.at(id);
    if (is_listed(task)) listed.push_back(&task);
    return !is_listed(task);
  });
  return listed;
}

std::vector<const Task*> Tasks::all_of(TaskService service) const {
  std::vector<const Task*> all;
  for (const auto& [id, task] : tasks_)
    if (task.service == service) all.push_back(&task);
  return all;
}

}  // namespace hpc::apis::firecrest
