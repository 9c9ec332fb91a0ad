// Which cores of which node a job has: Flux names them, and the scheduler of the site only counts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "site/job.h"

namespace hpc::apis::flux_restful {

/// {0, 1, 2, 5} is "[0-2,5]", {3} is "3". `numbers` ascend.
std::string id_set(const std::vector<std::uint32_t>& numbers);

/// The cores that a job has on one node.
struct Share {
  site::NodeIndex rank = 0;
  std::vector<std::uint32_t> cores;
};
using Allotment = std::vector<Share>;

/// "rank0/core[0-3] rank1/core0"; ranks with equal cores are written together.
std::string resource_summary(const Allotment& allotment);
std::size_t core_count(const Allotment& allotment);

class Cores final {
 public:
  explicit Cores(const std::vector<std::uint32_t>& cores_of_node);

  struct Wanted {
    std::int64_t tasks = 1;
    std::uint32_t cores_per_task = 1;
    std::uint32_t tasks_per_node = 0;  ///< 0: as many as fit
    bool whole_nodes = false;
  };
  /// The lowest free cores of these nodes, at least one task's on each.
  Allotment allot(const std::vector<site::NodeIndex>& nodes, const Wanted& wanted);
  void release(const Allotment& allotment);

 private:
  std::vector<std::uint32_t> take(site::NodeIndex node, std::size_t count);
  std::size_t free_on(site::NodeIndex node) const;

  std::vector<std::vector<bool>> used_;
};

}  // namespace hpc::apis::flux_restful
