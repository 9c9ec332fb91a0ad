// The keywords that combine schemas for one value, those that look at what the others have not, and the choice of what
// to say when no alternative fits.
#include <algorithm>

#include "conformance/schema/evaluation.h"

namespace hpc::conformance {

namespace {

/// Looking for the closest of a alternatives, each of which has a alternatives, costs a^depth.
constexpr std::size_t kMostAlternativesDepth = 3;

}  // namespace

bool Evaluation::check_logic(const Spot& spot, Report* report, Evaluated* out) {
  const Logic& logic = *spot.node.logic;
  bool valid = true;
  for (const Node* node : logic.all_of) {
    if (!check_in_place(*node, spot, report, out)) valid = false;
    if (!valid && !report) return false;
  }
  if (!logic.any_of.empty() && !check_any_of(spot, report, out)) valid = false;
  if (!valid && !report) return false;
  if (!logic.one_of.empty() && !check_one_of(spot, report, out)) valid = false;
  if (!valid && !report) return false;
  if (logic.condition && !check_condition(spot, report, out)) valid = false;
  if (!valid && !report) return false;
  if (logic.negation && check_in_place(*logic.negation, spot, nullptr, nullptr)) {
    stop(valid, spot, Keyword::negation, report);
  }
  return valid;
}

bool Evaluation::check_any_of(const Spot& spot, Report* report, Evaluated* out) {
  bool fits = false;
  for (const Node* node : spot.node.logic->any_of) {
    if (check_in_place(*node, spot, nullptr, out)) fits = true;
    if (fits && !out) return true;  // What else fits matters only for what it evaluates.
  }
  if (!fits && report) report_alternatives(spot, Keyword::any_of, *report);
  return fits;
}

bool Evaluation::check_one_of(const Spot& spot, Report* report, Evaluated* out) {
  const std::vector<const Node*>& nodes = spot.node.logic->one_of;
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!check_in_place(*nodes[i], spot, nullptr, out)) continue;
    if (first) {
      bool valid = true;
      stop(valid, spot, Keyword::one_of, report, {.first = *first, .second = i});
      return valid;
    }
    first = i;
  }
  if (!first && report) report_alternatives(spot, Keyword::one_of, *report);
  return first.has_value();
}

bool Evaluation::check_condition(const Spot& spot, Report* report, Evaluated* out) {
  const Logic& logic = *spot.node.logic;
  const bool holds = check_in_place(*logic.condition, spot, nullptr, out);
  const Node* next = holds ? logic.consequence : logic.alternative;
  return !next || check_in_place(*next, spot, report, out);
}

void Evaluation::report_alternatives(const Spot& spot, Keyword keyword, Report& report) {
  const std::vector<const Node*>& nodes =
      keyword == Keyword::any_of ? spot.node.logic->any_of : spot.node.logic->one_of;
  if (alternatives_depth_ >= kMostAlternativesDepth) return report.add(all_alternatives(spot, keyword));
  ++alternatives_depth_;
  std::vector<Report> alternatives;
  for (const Node* node : nodes) {
    alternatives.emplace_back(std::max<std::size_t>(report.room(), 1));
    check_in_place(*node, spot, &alternatives.back(), nullptr);
  }
  --alternatives_depth_;
  if (has_given_up()) return;
  const auto is_about_kind = [&spot](const Report& alternative) {
    const Finding& only = alternative.findings().front();
    const bool is_kind =
        only.keyword == Keyword::type || only.keyword == Keyword::constant || only.keyword == Keyword::enumeration;
    return alternative.findings().size() == 1 && is_kind && only.depth == spot.path.depth;
  };
  if (std::all_of(alternatives.begin(), alternatives.end(), is_about_kind)) {
    return report.add(merged_alternatives(spot, keyword, alternatives));
  }
  std::size_t closest = 0;
  for (std::size_t i = 1; i < alternatives.size(); ++i) {
    const std::size_t depth = spot.path.depth;
    if (distance_of(alternatives[i], depth) < distance_of(alternatives[closest], depth)) closest = i;
  }
  report.add_all(alternatives[closest]);
  if (nodes.size() > 1) report.add(other_alternatives(spot, keyword, closest));
}

bool Evaluation::check_unevaluated(const Spot& spot, Report* report, const Evaluated& seen) {
  bool valid = true;
  const auto check_one = [&](const Node& node, const Json& value, const Path& path, Keyword keyword,
                             const std::string* name) {
    if (seen.has(&value)) return true;
    if (!node.accepts_nothing) return check({node, value, path}, report, nullptr);
    bool fits = true;
    stop(fits, {spot.node, value, path}, keyword, report, {.name = name});
    return fits;
  };
  if (spot.node.unevaluated_items && spot.instance.is_array()) {
    for (std::size_t i = 0; i < spot.instance.size() && (valid || report); ++i) {
      const Path path = spot.path.below(i);
      if (!check_one(*spot.node.unevaluated_items, spot.instance[i], path, Keyword::unevaluated_items, nullptr))
        valid = false;
    }
  }
  if (spot.node.unevaluated_properties && spot.instance.is_object()) {
    const auto& properties = spot.instance.get_ref<const Json::object_t&>();
    for (const auto& [name, value] : properties) {
      const Path path = spot.path.below(name);
      if (!check_one(*spot.node.unevaluated_properties, value, path, Keyword::unevaluated_properties, &name))
        valid = false;
    }
  }
  return valid;
}

}  // namespace hpc::conformance
