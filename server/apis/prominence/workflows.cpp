#include "apis/prominence/workflows.h"

#include <algorithm>

#include "apis/prominence/wire_workflow.h"

namespace hpc::apis::prominence {
namespace {

constexpr std::size_t kMostIdle = 20;  // DAGMan's limit in the imitated service

void make_nodes(Workflow& workflow, const std::vector<bool>& is_made) {
  const std::size_t jobs = workflow.jobs.size();
  workflow.nodes_of.resize(jobs);
  workflow.unfinished.assign(jobs, 0);
  workflow.missing.assign(jobs, 0);
  for (std::uint32_t job = 0; job < jobs; ++job) {
    const std::size_t count = is_made[job] ? workflow.instances[job].size() : 1;
    for (std::uint32_t i = 0; i < count; ++i) {
      workflow.nodes_of[job].push_back(static_cast<std::uint32_t>(workflow.nodes.size()));
      workflow.nodes.push_back({.job = job, .instance = is_made[job] ? std::optional(i) : std::nullopt});
    }
    workflow.unfinished[job] = count;
    workflow.missing[job] = workflow.parents[job].size();
  }
}

}  // namespace

const Node* Workflow::node(const std::string& job, std::optional<std::uint64_t> instance) const {
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (jobs[i]->name != job || nodes_of[i].size() <= instance.value_or(0)) continue;
    const Node& found = nodes[nodes_of[i][instance.value_or(0)]];
    return found.instance.has_value() == instance.has_value() ? &found : nullptr;
  }
  return nullptr;
}

Workflows::Workflows(site::Site& site, Jobs& jobs, const Options& options)
    : site_(site), jobs_(jobs), options_(options) {
  jobs_.on_end = [this](Job& job) { job_ended(job); };
}

Workflow* Workflows::find(Id id) {
  const auto found = workflows_.find(id);
  return found == workflows_.end() ? nullptr : found->second.get();
}
const Workflow* Workflows::find(Id id) const {
  const auto found = workflows_.find(id);
  return found == workflows_.end() ? nullptr : found->second.get();
}

const std::set<Id>& Workflows::active_of(const std::string& user) const {
  static const std::set<Id> none;
  const auto found = owned_.find(user);
  return found == owned_.end() ? none : found->second.active;
}
const History& Workflows::history_of(const std::string& user) const {
  static const History none;
  const auto found = owned_.find(user);
  return found == owned_.end() ? none : found->second.history;
}

Result<Workflow*> Workflows::submit(std::shared_ptr<const Caller> owner, std::shared_ptr<const Json> body,
                                    std::vector<std::shared_ptr<const Description>> jobs,
                                    const std::vector<bool>& done) {
  auto made = std::make_unique<Workflow>();
  Workflow& workflow = *made;
  workflow.owner = std::move(owner);
  workflow.body = std::move(body);
  workflow.jobs = std::move(jobs);
  make_nodes(workflow, HPC_TRY(wire::read_workflow(*workflow.body, workflow)));
  for (std::size_t i = 0; i < done.size(); ++i)
    if (done[i]) workflow.nodes[i].state = Node::State::done;
  workflow.id = jobs_.next_id();
  workflow.uuid = jobs_.uuid();
  workflow.created = site_.clock().now();
  workflows_.emplace(workflow.id, std::move(made));
  owned_[workflow.owner->username].active.insert(workflow.id);
  const Duration delay = jobs_.place().cluster.spec().scheduler.start_delay;
  site_.timeline().after(delay, [this, id = workflow.id] { start(*find(id)); });
  return &workflow;
}

void Workflows::start(Workflow& workflow) {
  if (is_final(workflow.status)) return;
  workflow.status = Status::running;
  workflow.started = site_.clock().now();
  workflow.progress.total = workflow.progress.waiting = workflow.nodes.size();
  for (std::uint32_t i = 0; i < workflow.nodes.size(); ++i) {
    if (workflow.nodes[i].state != Node::State::done) continue;
    --workflow.progress.waiting;
    ++workflow.progress.done;
    --workflow.unfinished[workflow.nodes[i].job];
  }
  // Jobs without parents first; those whose nodes are all done open the way to their children.
  std::vector<std::uint32_t> open;
  for (std::uint32_t job = 0; job < workflow.jobs.size(); ++job)
    if (workflow.missing[job] == 0) open.push_back(job);
  for (const std::uint32_t job : open) make_ready(workflow, job);
  fill_queue(workflow);
  end_if_idle(workflow);
}

void Workflows::make_ready(Workflow& workflow, std::uint32_t job) {
  for (const std::uint32_t index : workflow.nodes_of[job]) {
    if (workflow.nodes[index].state != Node::State::waiting) continue;
    workflow.nodes[index].state = Node::State::ready;
    --workflow.progress.waiting;
    workflow.ready.push_back(index);
  }
  if (workflow.unfinished[job] == 0) job_done(workflow, job);
}

void Workflows::job_done(Workflow& workflow, std::uint32_t job) {
  for (const std::uint32_t child : workflow.children[job])
    if (--workflow.missing[child] == 0) make_ready(workflow, child);
}

// Of the ready ones, so many that at most kMostIdle wait in the scheduler's queue.
void Workflows::fill_queue(Workflow& workflow) {
  while (!workflow.ready.empty() && workflow.idle < kMostIdle) {
    const std::uint32_t next = workflow.ready.front();
    workflow.ready.pop_front();
    submit_node(workflow, next);
  }
}

void Workflows::set_idle(Workflow& workflow, std::uint32_t index, bool is_idle) {
  bool& known = workflow.nodes[index].is_idle;
  if (known == is_idle) return;
  known = is_idle;
  is_idle ? ++workflow.idle : --workflow.idle;
}

void Workflows::submit_node(Workflow& workflow, std::uint32_t index) {
  Node& node = workflow.nodes[index];
  auto origin = std::make_shared<Origin>();
  origin->workflow = workflow.id;
  origin->workflow_uuid = workflow.uuid;
  origin->workflow_name = workflow.name;
  origin->job = workflow.jobs[node.job]->name;
  origin->instance = node.instance;
  if (node.instance) {
    const Instance& instance = workflow.instances[node.job][*node.instance];
    origin->parameters = instance.parameters;
    origin->substitutes = instance.substitutes;
  }
  node.state = Node::State::queued;
  ++node.tries;
  ++workflow.progress.queued;
  const Job& job = jobs_.submit(workflow.owner, workflow.jobs[node.job], std::move(origin));
  workflow.live.emplace(job.id, index);
  workflow.submitted.push_back(job.id);
  node.last = job.id;
  set_idle(workflow, index, true);
  if (job.number == 0) return;
  // When it starts, there is room for another one in the queue.
  jobs_.place().cluster.scheduler().watch(job.number, [this, id = workflow.id, index](const site::Job& seen) {
    if (site::is_final(seen.state)) return;
    set_idle(*find(id), index, seen.state == site::JobState::pending);
    fill_queue(*find(id));
  });
}

void Workflows::job_ended(Job& job) {
  Workflow* workflow = job.workflow() != 0 ? find(job.workflow()) : nullptr;
  if (!workflow) return;
  const auto found = workflow->live.find(job.id);
  if (found == workflow->live.end()) return;
  const std::uint32_t index = found->second;
  Node& node = workflow->nodes[index];
  workflow->live.erase(found);
  set_idle(*workflow, index, false);
  --workflow->progress.queued;
  if (is_final(workflow->status)) {
    ++workflow->progress.failed;
    return;
  }
  if (job.worked()) {
    node_done(*workflow, index);
  } else if (node.tries <= workflow->retries && job.status != Status::deleted) {
    submit_node(*workflow, index);  // a new job of the same name
  } else {
    node.state = Node::State::failed;
    ++workflow->progress.failed;
  }
  fill_queue(*workflow);
  end_if_idle(*workflow);
}

void Workflows::node_done(Workflow& workflow, std::uint32_t index) {
  Node& node = workflow.nodes[index];
  node.state = Node::State::done;
  ++workflow.progress.done;
  if (--workflow.unfinished[node.job] == 0) job_done(workflow, node.job);
}

void Workflows::end_if_idle(Workflow& workflow) {
  if (is_final(workflow.status) || !workflow.live.empty() || !workflow.ready.empty()) return;
  end(workflow, workflow.progress.done == workflow.progress.total ? Status::completed : Status::failed);
}

void Workflows::end(Workflow& workflow, Status status) {
  workflow.status = status;
  if (status != Status::deleted) workflow.ended = site_.clock().now();
  if (!workflow.stays_in_queue) leave_queue(workflow);
}

bool Workflows::remove(Workflow& workflow) {
  if (!workflow.is_in_queue) return false;
  if (is_final(workflow.status)) {
    workflow.status = Status::deleted;
    return true;
  }
  end(workflow, Status::deleted);
  const std::map<Id, std::uint32_t> live = workflow.live;
  for (const auto& [id, node] : live) jobs_.remove(*jobs_.find(id), Why::workflow_deleted);
  return true;
}

void Workflows::leave_queue(Workflow& workflow) {
  if (!workflow.is_in_queue) return;
  workflow.is_in_queue = false;
  Owned& owned = owned_[workflow.owner->username];
  owned.active.erase(workflow.id);
  owned.history.add(workflow.id, workflow.name, workflow.labels);
  workflow.left_as = ++left_;
}

Result<Workflow*> Workflows::rerun(const Workflow& workflow) {
  std::vector<bool> done;
  for (const Node& node : workflow.nodes) done.push_back(node.state == Node::State::done);
  if (std::all_of(done.begin(), done.end(), [](bool one) { return one; }))
    return failure(Errc::conflict, About::job, "Workflow resubmission failed");
  return submit(workflow.owner, workflow.body, workflow.jobs, done);
}

}  // namespace hpc::apis::prominence
