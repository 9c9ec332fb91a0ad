#include "conformance/expression/json_path.h"

#include <algorithm>

#include "conformance/expression/json_path_tree.h"

namespace hpc::conformance {
namespace json_path {
namespace {

using Nodes = std::vector<const Json*>;

/// What an operand is: a node of the value, something computed, or nothing at all (RFC 9535, 2.3.5.2.2).
struct Value {
  const Json* node = nullptr;
  std::optional<Json> computed;
  const Json* get() const { return computed ? &*computed : node; }
};

class Selection {
 public:
  explicit Selection(const Json& root) : root_(root) {}

  Nodes select(const Query& query, const Json& current) const {
    Nodes nodes{query.from_root ? &root_ : &current};
    for (const auto& segment : query.segments) {
      Nodes next;
      for (const auto* node : nodes) {
        if (segment.descendant) {
          descend(segment, *node, next);
        } else {
          children(segment, *node, next);
        }
      }
      nodes = std::move(next);
    }
    return nodes;
  }

 private:
  const Json& root_;

  void descend(const Segment& segment, const Json& node, Nodes& out) const {
    children(segment, node, out);
    if (!node.is_structured()) return;
    for (const auto& child : node) descend(segment, child, out);
  }

  void children(const Segment& segment, const Json& node, Nodes& out) const {
    for (const auto& selector : segment.selectors) {
      std::visit([&](const auto& one) { pick(one, node, out); }, selector);
    }
  }

  void pick(const Name& name, const Json& node, Nodes& out) const {
    if (!node.is_object()) return;
    const auto found = node.find(name.text);
    if (found != node.end()) out.push_back(&*found);
  }

  void pick(const Wildcard&, const Json& node, Nodes& out) const {
    if (!node.is_structured()) return;
    for (const auto& child : node) out.push_back(&child);
  }

  void pick(const Index& index, const Json& node, Nodes& out) const {
    if (!node.is_array()) return;
    const auto size = static_cast<std::int64_t>(node.size());
    const auto at = index.at < 0 ? size + index.at : index.at;
    if (at >= 0 && at < size) out.push_back(&node[static_cast<std::size_t>(at)]);
  }

  void pick(const Slice& slice, const Json& node, Nodes& out) const {
    if (!node.is_array() || slice.step == 0) return;
    const auto size = static_cast<std::int64_t>(node.size());
    const auto normal = [size](std::int64_t at) { return at >= 0 ? at : size + at; };
    if (slice.step > 0) {
      const auto lower = std::clamp<std::int64_t>(normal(slice.start.value_or(0)), 0, size);
      const auto upper = std::clamp<std::int64_t>(normal(slice.end.value_or(size)), 0, size);
      for (auto i = lower; i < upper; i += slice.step) out.push_back(&node[static_cast<std::size_t>(i)]);
    } else {
      const auto upper = std::clamp<std::int64_t>(normal(slice.start.value_or(size - 1)), -1, size - 1);
      const auto lower = slice.end ? std::clamp<std::int64_t>(normal(*slice.end), -1, size - 1) : -1;
      for (auto i = upper; i > lower; i += slice.step) out.push_back(&node[static_cast<std::size_t>(i)]);
    }
  }

  void pick(const Filter& filter, const Json& node, Nodes& out) const {
    if (!node.is_structured()) return;
    for (const auto& child : node) {
      if (holds(*filter.condition, child)) out.push_back(&child);
    }
  }

  bool holds(const Condition& condition, const Json& current) const {
    return std::visit([&](const auto& what) { return holds(what, current); }, condition.what);
  }
  bool holds(const Condition::Any& any, const Json& current) const {
    return std::any_of(any.of.begin(), any.of.end(), [&](const Condition& one) { return holds(one, current); });
  }
  bool holds(const Condition::All& all, const Json& current) const {
    return std::all_of(all.of.begin(), all.of.end(), [&](const Condition& one) { return holds(one, current); });
  }
  bool holds(const Condition::Not& negated, const Json& current) const { return !holds(*negated.of, current); }
  bool holds(const Test& test, const Json& current) const {
    if (const auto* query = std::get_if<Query>(&test)) return !select(*query, current).empty();
    return matches(*std::get<std::unique_ptr<Call>>(test), current);
  }

  bool holds(const Comparison& comparison, const Json& current) const {
    using Op = Comparison::Operator;
    const auto left = evaluate(comparison.left, current);
    const auto right = evaluate(comparison.right, current);
    switch (comparison.op) {
      case Op::equal: return equal(left.get(), right.get());
      case Op::not_equal: return !equal(left.get(), right.get());
      case Op::less: return less(left.get(), right.get());
      case Op::greater: return less(right.get(), left.get());
      case Op::less_equal: return less(left.get(), right.get()) || equal(left.get(), right.get());
      case Op::greater_equal: return less(right.get(), left.get()) || equal(left.get(), right.get());
    }
    return false;
  }

  static bool equal(const Json* left, const Json* right) {
    if (left == nullptr || right == nullptr) return left == right;
    return *left == *right;
  }

  static bool less(const Json* left, const Json* right) {
    if (left == nullptr || right == nullptr) return false;
    const bool ordered = (left->is_number() && right->is_number()) || (left->is_string() && right->is_string());
    return ordered && *left < *right;
  }

  Value evaluate(const Operand& operand, const Json& current) const {
    if (const auto* literal = std::get_if<Json>(&operand)) return {literal, std::nullopt};
    if (const auto* query = std::get_if<Query>(&operand)) {
      const auto nodes = select(*query, current);
      return {nodes.size() == 1 ? nodes.front() : nullptr, std::nullopt};
    }
    return call(*std::get<std::unique_ptr<Call>>(operand), current);
  }

  Value call(const Call& call, const Json& current) const {
    if (call.function == Function::length) return length(evaluate(call.arguments[0], current).get());
    const auto nodes = select(std::get<Query>(call.arguments[0]), current);
    if (call.function == Function::count) return {nullptr, Json(nodes.size())};
    return {nodes.size() == 1 ? nodes.front() : nullptr, std::nullopt};
  }

  static Value length(const Json* of) {
    if (of == nullptr) return {};
    if (of->is_structured()) return {nullptr, Json(of->size())};
    if (!of->is_string()) return {};
    const auto& text = of->get_ref<const std::string&>();
    const auto scalars = std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    return {nullptr, Json(scalars)};
  }

  bool matches(const Call& call, const Json& current) const {
    const auto subject = evaluate(call.arguments[0], current);
    if (call.never || subject.get() == nullptr || !subject.get()->is_string()) return false;
    const auto& text = subject.get()->get_ref<const std::string&>();
    if (call.regex) return call.regex->search(text);
    const auto pattern = evaluate(call.arguments[1], current);
    if (pattern.get() == nullptr || !pattern.get()->is_string()) return false;
    const auto regex = Pattern::compile_i_regexp(pattern.get()->get_ref<const std::string&>(), call.function == Function::match);
    return regex && regex->search(text);
  }
};

}  // namespace
}  // namespace json_path

Result<JsonPath> JsonPath::compile(std::string_view text) {
  return JsonPath(std::make_shared<const json_path::Query>(HPC_TRY(json_path::parse(text))));
}

std::vector<const Json*> JsonPath::select(const Json& root) const { return json_path::Selection(root).select(*query_, root); }

}  // namespace hpc::conformance
