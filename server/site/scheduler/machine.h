// What the nodes of a cluster have, what of it is free, and what a job asks of them.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "site/job.h"
#include "site/nodes.h"
#include "site/scheduler/node_set.h"

namespace hpc::site {

/// Of a whole node, free on it, or taken from it.
struct Resources {
  std::uint32_t cpus = 0;
  std::uint32_t gpus = 0;
  std::uint64_t memory = 0;  ///< MiB

  Resources& operator+=(const Resources& other);
  /// Never below zero: asserted.
  Resources& operator-=(const Resources& other);
  bool operator==(const Resources&) const = default;
};
/// The lesser of each.
Resources common(const Resources& a, const Resources& b);

/// The nodes that a job may use: its partition's, narrowed by features or names.
struct NodePool {
  NodeSet nodes;
  struct Hardware {
    Resources resources;
    std::uint32_t count = 0;
  };
  std::vector<Hardware> hardware;  ///< the different kinds of nodes in it
};

inline constexpr std::uint32_t kNoKind = std::numeric_limits<std::uint32_t>::max();

/// What one job asks of nodes, worked out once.
struct Need {
  std::shared_ptr<const NodePool> pool;  ///< shared by all jobs that may use the same nodes
  std::uint32_t tasks = 1;
  std::uint32_t min_nodes = 1;
  std::uint32_t max_nodes = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t tasks_per_node = std::numeric_limits<std::uint32_t>::max();  ///< at most
  std::uint32_t cpus_per_task = 1;
  std::uint32_t gpus_per_node = 0;
  std::uint64_t memory_per_node = 0;
  std::uint64_t memory_per_task = 0;
  bool exclusive = false;
  // Worked out by fit_to_hardware().
  std::uint32_t target_nodes = 1;  ///< the fewest that can hold it when they are empty
  std::uint32_t share = 1;         ///< tasks on each of so few
  std::uint32_t least = 1;         ///< fewer tasks on a node would not leave it within max_nodes
  std::uint32_t kind = kNoKind;    ///< needs that differ in tasks and min_nodes only have the same

  /// How many of its tasks a node with this much free can take; 0: the node is of no use.
  std::uint32_t tasks_on(const Resources& free, const Resources& whole) const;
  /// False when it does not fit even on an empty machine.
  bool fit_to_hardware();
};

/// Which nodes, and how many cpus on each. Nodes ascend.
struct Allocation {
  std::vector<NodeIndex> nodes;
  std::vector<std::uint32_t> cpus;
};

class Machine final {
 public:
  explicit Machine(std::vector<NodeSpec> nodes);

  std::size_t size() const { return nodes_.size(); }
  const std::vector<Node>& nodes() const { return nodes_; }
  const Resources& whole(NodeIndex node) const { return whole_[node]; }
  const Resources& free(NodeIndex node) const { return free_[node]; }
  bool is_up(NodeIndex node) const { return nodes_[node].availability == NodeAvailability::up; }
  bool all_are_up() const { return unavailable_ == 0; }
  /// Those that are up and have a free cpu.
  const NodeSet& open() const { return open_; }
  /// Grows with each change of a node's availability.
  std::uint64_t availability_epoch() const { return availability_epoch_; }

  /// Nodes that partitions share, directly or through others, form an island; it is scheduled by itself.
  void set_island(NodeIndex node, std::uint32_t island);
  /// Free cpus of the open nodes of an island.
  std::uint64_t free_cpus(std::uint32_t island) const { return free_cpus_[island]; }

  NodePool make_pool(const std::vector<NodeIndex>& nodes) const;
  /// What a job takes of a node on which it has so many cpus.
  Resources taken(const Need& need, NodeIndex node, std::uint32_t cpus) const;
  void take(const Need& need, const Allocation& allocation);
  void give_back(const Need& need, const std::vector<NodeIndex>& nodes, const std::vector<std::uint32_t>& cpus);
  void set_availability(NodeIndex node, NodeAvailability availability, std::string reason);

 private:
  std::vector<Node> nodes_;
  std::vector<Resources> whole_, free_;
  std::vector<std::uint32_t> island_;
  std::vector<std::uint64_t> free_cpus_ = std::vector<std::uint64_t>(1);
  NodeSet open_;
  std::size_t unavailable_ = 0;
  std::uint64_t availability_epoch_ = 1;
};

}  // namespace hpc::site
