#include "site/scheduler/placement.h"

#include <algorithm>
#include <cassert>

namespace hpc::site {

void NodeChoice::begin(const Need& need, bool spread) {
  need_ = &need;
  spread_ = spread;
  chosen_.clear();
  others_.clear();
}

bool NodeChoice::offer(NodeIndex node, std::uint32_t tasks, std::uint32_t free_cpus) {
  if (tasks == 0) return true;
  if (spread_ || tasks < need_->share) {
    others_.push_back({node, tasks, spread_ ? free_cpus : tasks, 0});
    return true;
  }
  chosen_.push_back({node, tasks, tasks, 0});
  return chosen_.size() < need_->target_nodes;
}

std::optional<Allocation> NodeChoice::finish(const Machine& machine) {
  if (chosen_.size() < need_->target_nodes && !choose_the_largest()) return std::nullopt;
  std::sort(chosen_.begin(), chosen_.end(), [](const Offer& a, const Offer& b) { return a.node < b.node; });
  deal_out_tasks();
  Allocation allocation;
  allocation.nodes.reserve(chosen_.size());
  allocation.cpus.reserve(chosen_.size());
  for (const Offer& offer : chosen_) {
    allocation.nodes.push_back(offer.node);
    allocation.cpus.push_back(need_->exclusive ? machine.whole(offer.node).cpus : offer.given * need_->cpus_per_task);
  }
  return allocation;
}

// No target_nodes of them can take a full share each: the largest first, until it is enough.
bool NodeChoice::choose_the_largest() {
  chosen_.insert(chosen_.end(), others_.begin(), others_.end());
  if (chosen_.size() < need_->min_nodes) return false;
  std::stable_sort(chosen_.begin(), chosen_.end(), [](const Offer& a, const Offer& b) { return a.rank > b.rank; });
  std::uint64_t tasks = 0;
  for (std::size_t count = 0; count < chosen_.size() && count < need_->max_nodes; ++count) {
    tasks += chosen_[count].tasks;
    if (tasks < need_->tasks || count + 1 < need_->min_nodes) continue;
    chosen_.resize(count + 1);
    return true;
  }
  return false;
}

// One to each, then the rest as evenly as the nodes allow.
void NodeChoice::deal_out_tasks() {
  std::uint32_t left = need_->tasks;
  while (left > 0) {
    std::uint32_t open = 0;
    for (const Offer& offer : chosen_) open += offer.given < offer.tasks ? 1 : 0;
    assert(open > 0);
    const std::uint32_t each = std::max(left / open, 1U);
    for (Offer& offer : chosen_) {
      const std::uint32_t more = std::min({each, offer.tasks - offer.given, left});
      offer.given += more;
      left -= more;
    }
  }
}

}  // namespace hpc::site
