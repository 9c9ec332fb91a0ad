#include "site/scheduler/state.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace hpc::site {
namespace {

/// Which partitions hang together, by the nodes they share.
class Connections {
 public:
  explicit Connections(std::size_t partitions) : parent_(partitions) { std::iota(parent_.begin(), parent_.end(), 0U); }
  std::uint32_t root(std::uint32_t partition) {
    while (parent_[partition] != partition) partition = parent_[partition];
    return partition;
  }
  // The lower one becomes the root, so that islands are numbered in the order of their first partitions.
  void join(std::uint32_t a, std::uint32_t b) {
    const auto [low, high] = std::minmax({root(a), root(b)});
    parent_[high] = low;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace

Scheduler::State::State(Timeline& timeline, Launcher& launcher, std::vector<NodeSpec> nodes,
                        std::vector<PartitionSpec> partitions, SchedulerPolicy policy, AccountCheck account_check)
    : timeline_(timeline),
      launcher_(launcher),
      policy_(policy),
      account_check_(std::move(account_check)),
      machine_(std::move(nodes)),
      partition_specs_(std::move(partitions)),
      partitions_(partition_specs_.size()),
      accounting_(machine_.nodes(), strings_) {
  for (NodeIndex node = 0; node < machine_.size(); ++node) node_index_[machine_.nodes()[node].spec.name] = node;
  assert(node_index_.size() == machine_.size() && "each node has a name of its own");
  islands_.emplace_back(machine_);
  found_islands();
}

Scheduler::State::~State() {
  for (const Island& island : islands_) timeline_.cancel(island.pass);
  for (const auto& [id, live] : jobs_) {
    timeline_.cancel(live->event);
    timeline_.cancel(live->deadline_event);
  }
}

void Scheduler::State::found_islands() {
  constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> first_partition_of(machine_.size(), kNone);
  Connections connections(partitions_.size());
  for (std::uint32_t i = 0; i < partitions_.size(); ++i) {
    std::vector<NodeIndex> members;
    for (const std::string& name : partition_specs_[i].nodes) {
      const auto found = node_index_.find(name);
      assert(found != node_index_.end() && "a partition has nodes of its cluster");
      members.push_back(found->second);
      std::uint32_t& first = first_partition_of[found->second];
      if (first == kNone) first = i;
      connections.join(first, i);
    }
    partitions_[i].pool = std::make_shared<const NodePool>(machine_.make_pool(members));
  }
  for (std::uint32_t i = 0; i < partitions_.size(); ++i) {
    const std::uint32_t root = connections.root(i);
    if (root == i) {
      partitions_[i].island = static_cast<std::uint32_t>(islands_.size());
      islands_.emplace_back(machine_);
    }
    partitions_[i].island = partitions_[root].island;
    islands_[partitions_[i].island].partitions.push_back(i);
  }
  for (NodeIndex node = 0; node < machine_.size(); ++node)
    if (first_partition_of[node] != kNone) machine_.set_island(node, partitions_[first_partition_of[node]].island);
}

Result<LiveJob*> Scheduler::State::known(JobId job) const {
  const auto found = jobs_.find(job);
  // Forgetting is lazy: what is too old is still there until the next submission.
  if (found == jobs_.end() || !is_remembered(*found->second))
    return failure(Errc::missing, About::job, "Invalid job id specified");
  return found->second.get();
}

Result<LiveJob*> Scheduler::State::live(JobId job) const {
  LiveJob* const found = HPC_TRY(known(job));
  if (is_final(found->job.state))
    return failure(Errc::conflict, About::job, "Job/step already completing or completed");
  return found;
}

bool Scheduler::State::is_remembered(const LiveJob& live) const {
  return !is_final(live.job.state) || later(*live.job.ended, policy_.remember) >= timeline_.now();
}

void Scheduler::State::sort_for_display(std::vector<const Job*>& jobs) const {
  const auto precedes = [this](const Job* a, const Job* b) {
    const bool a_waits = a->state == JobState::pending, b_waits = b->state == JobState::pending;
    if (a_waits != b_waits) return b_waits;
    return a_waits ? comes_before(*jobs_.at(a->id), *jobs_.at(b->id)) : a->id < b->id;
  };
  std::sort(jobs.begin(), jobs.end(), precedes);
}

std::vector<std::string> Scheduler::State::names_of(const std::vector<NodeIndex>& nodes) const {
  std::vector<std::string> names;
  names.reserve(nodes.size());
  for (const NodeIndex node : nodes) names.push_back(machine_.nodes()[node].spec.name);
  return names;
}

void Scheduler::State::set_node(NodeIndex node, NodeAvailability availability, std::string reason) {
  machine_.set_availability(node, availability, std::move(reason));
  for (std::uint32_t number = 0; number < islands_.size(); ++number) {
    Island& island = islands_[number];
    const auto is_here = [&](std::uint32_t p) { return partitions_[p].pool->nodes.contains(node); };
    if (std::none_of(island.partitions.begin(), island.partitions.end(), is_here)) continue;
    if (availability == NodeAvailability::down) fail_jobs_on(island, node);
    refresh_reasons(island);
    island.is_dirty = true;
    request_pass(number);
  }
}

void Scheduler::State::fail_jobs_on(Island& island, NodeIndex node) {
  std::vector<JobId> hit;
  RunningOrder::Cursor cursor;
  for (const RunningEntry* entry; (entry = island.running.at(cursor)) != nullptr; island.running.advance(cursor))
    if (std::binary_search(entry->job->job.nodes.begin(), entry->job->job.nodes.end(), node))
      hit.push_back(entry->job->job.id);
  std::sort(hit.begin(), hit.end());
  for (const JobId id : hit) {
    LiveJob& live = *jobs_.at(id);
    if (live.job.spec->requeue)
      requeue(live);
    else
      end_work(live, JobState::node_fail, {.code = 1});
  }
}

void Scheduler::State::set_partition(std::uint32_t partition, bool up) {
  partition_specs_[partition].up = up;
  Island& island = islands_[partitions_[partition].island];
  refresh_reasons(island);
  island.is_dirty = true;
  request_pass(partitions_[partition].island);
}

// What was found out about queued jobs no longer holds; the pass that follows finds out anew.
void Scheduler::State::refresh_reasons(Island& island) {
  for (const std::uint32_t partition : island.partitions) {
    const auto& queue = partitions_[partition].queue;
    SortedChunks<QueueEntry>::Cursor cursor;
    for (const QueueEntry* entry; (entry = queue.at(cursor)) != nullptr; queue.advance(cursor))
      entry->job->job.reason = reason_in_queue(*entry->job);
  }
}

}  // namespace hpc::site
