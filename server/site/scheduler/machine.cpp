#include "site/scheduler/machine.h"

#include <algorithm>
#include <cassert>

namespace hpc::site {
namespace {

// Memory of a node whose memory is not counted.
constexpr std::uint64_t kUncounted = std::uint64_t{1} << 60;

std::uint32_t rounded_up(std::uint32_t amount, std::uint32_t by) {
  return amount / by + (amount % by != 0 ? 1 : 0);
}

}  // namespace

Resources& Resources::operator+=(const Resources& other) {
  cpus += other.cpus;
  gpus += other.gpus;
  memory += other.memory;
  return *this;
}

Resources& Resources::operator-=(const Resources& other) {
  assert(cpus >= other.cpus && gpus >= other.gpus && memory >= other.memory && "over-allocated");
  cpus -= other.cpus;
  gpus -= other.gpus;
  memory -= other.memory;
  return *this;
}

Resources common(const Resources& a, const Resources& b) {
  return {std::min(a.cpus, b.cpus), std::min(a.gpus, b.gpus), std::min(a.memory, b.memory)};
}

std::uint32_t Need::tasks_on(const Resources& free, const Resources& whole) const {
  if (free.gpus < gpus_per_node || free.memory < memory_per_node) return 0;
  if (exclusive && free != whole) return 0;
  std::uint64_t possible = cpus_per_task == 1 ? free.cpus : free.cpus / cpus_per_task;
  if (memory_per_task > 0) possible = std::min(possible, free.memory / memory_per_task);
  possible = std::min<std::uint64_t>({possible, tasks_per_node, tasks});
  return possible < least ? 0 : static_cast<std::uint32_t>(possible);
}

bool Need::fit_to_hardware() {
  assert(tasks >= min_nodes && min_nodes >= 1 && cpus_per_task >= 1);
  least = 1;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> capacities;  // tasks, nodes
  for (const NodePool::Hardware& kind_of_node : pool->hardware)
    if (const auto fitting = tasks_on(kind_of_node.resources, kind_of_node.resources); fitting > 0)
      capacities.emplace_back(fitting, kind_of_node.count);
  std::sort(capacities.rbegin(), capacities.rend());
  std::uint64_t held = 0, nodes = 0;
  for (const auto& [fitting, count] : capacities) {
    // As many of these as the tasks left need, and more when the nodes asked for are not reached.
    const std::uint64_t left = held < tasks ? tasks - held : 0;
    std::uint64_t used =
        std::max<std::uint64_t>((left + fitting - 1) / fitting, min_nodes > nodes ? min_nodes - nodes : 0);
    used = std::min<std::uint64_t>({used, count, max_nodes - nodes});
    held += used * fitting;
    nodes += used;
  }
  if (held < tasks || nodes < min_nodes) return false;
  target_nodes = static_cast<std::uint32_t>(nodes);
  share = rounded_up(tasks, target_nodes);
  const std::uint64_t by_others = std::uint64_t{max_nodes - 1} * capacities.front().first;
  least = by_others >= tasks ? 1 : static_cast<std::uint32_t>(tasks - by_others);
  return true;
}

Machine::Machine(std::vector<NodeSpec> nodes) : open_(nodes.size()) {
  nodes_.reserve(nodes.size());
  for (NodeSpec& spec : nodes) {
    whole_.push_back({spec.cpus, spec.gpus, spec.memory > 0 ? spec.memory : kUncounted});
    nodes_.emplace_back().spec = std::move(spec);
  }
  free_ = whole_;
  island_.resize(nodes_.size());  // 0: in no partition yet
  for (NodeIndex node = 0; node < nodes_.size(); ++node) {
    if (free_[node].cpus > 0) open_.insert(node);
    free_cpus_[0] += free_[node].cpus;
  }
}

void Machine::set_island(NodeIndex node, std::uint32_t island) {
  if (island >= free_cpus_.size()) free_cpus_.resize(island + 1);
  assert(nodes_[node].jobs == 0 && is_up(node));
  free_cpus_[island_[node]] -= free_[node].cpus;
  free_cpus_[island] += free_[node].cpus;
  island_[node] = island;
}

NodePool Machine::make_pool(const std::vector<NodeIndex>& nodes) const {
  NodePool pool{NodeSet(nodes_.size()), {}};
  for (const NodeIndex node : nodes) {
    if (pool.nodes.contains(node)) continue;
    pool.nodes.insert(node);
    const auto same = std::find_if(pool.hardware.begin(), pool.hardware.end(),
                                   [&](const NodePool::Hardware& kind) { return kind.resources == whole_[node]; });
    if (same == pool.hardware.end())
      pool.hardware.push_back({whole_[node], 1});
    else
      ++same->count;
  }
  return pool;
}

Resources Machine::taken(const Need& need, NodeIndex node, std::uint32_t cpus) const {
  if (need.exclusive) return whole_[node];
  const std::uint64_t by_tasks = need.memory_per_task == 0 ? 0 : need.memory_per_task * (cpus / need.cpus_per_task);
  return {cpus, need.gpus_per_node, std::max(need.memory_per_node, by_tasks)};
}

void Machine::take(const Need& need, const Allocation& allocation) {
  for (std::size_t i = 0; i < allocation.nodes.size(); ++i) {
    const NodeIndex at = allocation.nodes[i];
    const Resources resources = taken(need, at, allocation.cpus[i]);
    Node& node = nodes_[at];
    assert(is_up(at));
    free_[at] -= resources;
    free_cpus_[island_[at]] -= resources.cpus;
    node.used_cpus += resources.cpus;
    node.used_gpus += resources.gpus;
    if (node.spec.memory > 0) node.used_memory += resources.memory;
    ++node.jobs;
    if (free_[at].cpus == 0) open_.erase(at);
  }
}

void Machine::give_back(const Need& need, const std::vector<NodeIndex>& nodes, const std::vector<std::uint32_t>& cpus) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const NodeIndex at = nodes[i];
    const Resources resources = taken(need, at, cpus[i]);
    Node& node = nodes_[at];
    free_[at] += resources;
    node.used_cpus -= resources.cpus;
    node.used_gpus -= resources.gpus;
    if (node.spec.memory > 0) node.used_memory -= resources.memory;
    assert(node.jobs > 0 && node.used_cpus <= node.spec.cpus);
    --node.jobs;
    if (!is_up(at)) continue;
    free_cpus_[island_[at]] += resources.cpus;
    open_.insert(at);
  }
}

void Machine::set_availability(NodeIndex node, NodeAvailability availability, std::string reason) {
  Node& changed = nodes_[node];
  const bool was_up = is_up(node);
  changed.availability = availability;
  changed.reason = std::move(reason);
  ++availability_epoch_;
  if (was_up == is_up(node)) return;
  if (was_up) {
    ++unavailable_;
    free_cpus_[island_[node]] -= free_[node].cpus;
    open_.erase(node);
  } else {
    --unavailable_;
    free_cpus_[island_[node]] += free_[node].cpus;
    if (free_[node].cpus > 0) open_.insert(node);
  }
}

}  // namespace hpc::site
