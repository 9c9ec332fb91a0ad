// Choosing nodes for a job among those that could take a part of it.
#pragma once

#include <optional>
#include <vector>

#include "site/scheduler/machine.h"

namespace hpc::site {

/// Nodes are offered one after the other; the fewest that hold the job are chosen, the first ones offered before later
/// ones. One object is used again and again, so that choosing allocates nothing but the result.
class NodeChoice final {
 public:
  /// `spread`: those with the most free cpus first, whatever the order.
  void begin(const Need& need, bool spread);
  /// `tasks`: what the node can take, as Need::tasks_on() says. False: no more nodes are needed.
  bool offer(NodeIndex node, std::uint32_t tasks, std::uint32_t free_cpus);
  /// Absent when the offers do not suffice.
  std::optional<Allocation> finish(const Machine& machine);

 private:
  struct Offer {
    NodeIndex node = 0;
    std::uint32_t tasks = 0;
    std::uint32_t rank = 0;  // higher first
    std::uint32_t given = 0;
  };
  bool choose_the_largest();
  void deal_out_tasks();

  const Need* need_ = nullptr;
  bool spread_ = false;
  std::vector<Offer> chosen_, others_;
};

}  // namespace hpc::site
