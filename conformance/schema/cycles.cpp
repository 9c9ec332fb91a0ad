#include "conformance/schema/cycles.h"

#include <unordered_map>

namespace hpc::conformance {

namespace {

/// The schemas that look at the same value as this one. A dynamic reference is left to the validator's limit on depth:
/// where it leads depends on how it was reached.
std::vector<const Node*> in_place(const Node& node) {
  std::vector<const Node*> nodes;
  const auto add = [&nodes](const Node* next) {
    if (next) nodes.push_back(next);
  };
  if (node.dynamic_name < 0) add(node.reference);
  if (node.logic) {
    for (const auto* list : {&node.logic->all_of, &node.logic->any_of, &node.logic->one_of}) {
      for (const Node* next : *list) add(next);
    }
    for (const Node* next :
         {node.logic->negation, node.logic->condition, node.logic->consequence, node.logic->alternative}) {
      add(next);
    }
  }
  if (node.objects) {
    for (const Dependency& dependency : node.objects->dependencies) add(dependency.schema);
  }
  return nodes;
}

/// Depth first, with a stack of its own: chains of references can be long.
class Search {
 public:
  /// A node of a circle that can be reached, or nullptr.
  const Node* circle_from(const Node& start) {
    enter(start);
    while (!open_.empty()) {
      Step& step = open_.back();
      if (step.next == step.edges.size()) {
        states_[step.node] = State::done;
        open_.pop_back();
        continue;
      }
      const Node* next = step.edges[step.next++];
      const auto known = states_.find(next);
      if (known == states_.end()) {
        enter(*next);
      } else if (known->second == State::open) {
        return next;
      }
    }
    return nullptr;
  }

 private:
  enum class State { open, done };
  struct Step {
    const Node* node;
    std::vector<const Node*> edges;
    std::size_t next = 0;
  };

  void enter(const Node& node) {
    if (states_.emplace(&node, State::open).second) open_.push_back({&node, in_place(node), 0});
  }

  std::unordered_map<const Node*, State> states_;
  std::vector<Step> open_;
};

}  // namespace

Result<void> refuse_endless_references(const Graph& graph) {
  Search search;
  for (const auto& node : graph.nodes) {
    if (const Node* circle = search.circle_from(*node)) {
      return failure(
          Errc::invalid, About::document,
          (circle->location.empty() ? "the schema" : circle->location) + ": refers to itself for the same value");
    }
  }
  return {};
}

}  // namespace hpc::conformance
