// Nodes and partitions: what there is to allocate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace hpc::site {

struct NodeSpec {
  std::string name;
  std::uint32_t cpus = 1;
  std::uint64_t memory = 0;  ///< MiB; 0: not counted
  std::uint32_t gpus = 0;
  std::vector<std::string> features;
};

/// What the administrator or a fault has said of a node; allocation is derived.
enum class NodeAvailability { up, drain, down };

/// As Slurm shows it.
enum class NodeState { idle, mixed, allocated, draining, drained, down };
std::string_view name_of(NodeState state);

struct Node {
  NodeSpec spec;
  NodeAvailability availability = NodeAvailability::up;
  std::string reason;
  std::uint32_t used_cpus = 0;
  std::uint64_t used_memory = 0;
  std::uint32_t used_gpus = 0;
  std::uint32_t jobs = 0;
  NodeState state() const;
};

struct PartitionSpec {
  std::string name;
  std::vector<std::string> nodes;
  bool is_default = false;
  bool up = true;
  std::optional<Duration> max_time;      ///< absent: UNLIMITED
  std::optional<Duration> default_time;  ///< absent: max_time
  std::int64_t priority = 0;
};

/// "nid[001-003,007]" from names, as Slurm compresses them, and back.
std::string compress_host_list(const std::vector<std::string>& names);
std::vector<std::string> expand_host_list(std::string_view list);

}  // namespace hpc::site
