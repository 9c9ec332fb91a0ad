// A set of node indices, one bit each.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "site/job.h"

namespace hpc::site {

class NodeSet {
 public:
  NodeSet() = default;
  explicit NodeSet(std::size_t nodes) : words_((nodes + 63) / 64) {}

  bool contains(NodeIndex node) const { return (words_[node / 64] >> (node % 64) & 1) != 0; }
  void insert(NodeIndex node) { words_[node / 64] |= bit(node); }
  void erase(NodeIndex node) { words_[node / 64] &= ~bit(node); }

  /// Calls `visit` for the members that are also in `other`, ascending, until it says false.
  template <class Visit>
  void for_each_also_in(const NodeSet& other, Visit visit) const {
    for (std::size_t word = 0; word < words_.size(); ++word)
      for (std::uint64_t left = words_[word] & other.words_[word]; left != 0; left &= left - 1)
        if (!visit(static_cast<NodeIndex>(word * 64 + static_cast<std::size_t>(std::countr_zero(left))))) return;
  }

 private:
  static std::uint64_t bit(NodeIndex node) { return std::uint64_t{1} << (node % 64); }

  std::vector<std::uint64_t> words_;
};

}  // namespace hpc::site
