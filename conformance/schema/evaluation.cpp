#include "conformance/schema/evaluation.h"

#include <algorithm>
#include <unordered_map>

#include "base/encoding.h"

namespace hpc::conformance {

namespace {

constexpr std::size_t kMostInstanceDepth = 256;
constexpr std::size_t kMostSchemaDepth = 1024;
/// Nested alternatives over recursive schemas can take time exponential in the depth of the value.
constexpr std::uint64_t kMostSteps = 500'000;
constexpr std::uint64_t kMostStepsPerNode = 1000;

std::uint8_t type_bit(const Json& value, std::uint8_t wanted) {
  switch (value.type()) {
    case Json::value_t::null:
      return kNull;
    case Json::value_t::boolean:
      return kBoolean;
    case Json::value_t::object:
      return kObject;
    case Json::value_t::array:
      return kArray;
    case Json::value_t::string:
      return kString;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return kInteger;
    case Json::value_t::number_float:
      // Whether 1.0 is an integer only matters where integers and fractions part ways.
      return (wanted & (kInteger | kFraction)) == kInteger && is_integral(value) ? kInteger : kFraction;
    default:
      return 0;
  }
}

bool is_one_of(const std::vector<Json>& values, const Json& value) {
  return std::any_of(values.begin(), values.end(), [&value](const Json& known) { return same_value(known, value); });
}

/// Two indexes of items that are the same; absent when all differ.
std::optional<std::pair<std::size_t, std::size_t>> find_twins(const Json& array) {
  constexpr std::size_t kFew = 12;
  if (array.size() <= kFew) {
    for (std::size_t i = 0; i < array.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (same_value(array[i], array[j])) return std::pair{j, i};
      }
    }
    return {};
  }
  std::unordered_multimap<std::size_t, std::size_t> seen;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const std::size_t hash = hash_value(array[i]);
    const auto [first, last] = seen.equal_range(hash);
    for (auto other = first; other != last; ++other) {
      if (same_value(array[i], array[other->second])) return std::pair{other->second, i};
    }
    seen.emplace(hash, i);
  }
  return {};
}

}  // namespace

bool Evaluated::has(const void* child) const {
  return all_ || std::find(children_.begin(), children_.end(), child) != children_.end();
}

Evaluation::Evaluation(const Graph& graph, const Json& root) : graph_(graph), root_(root) {}

bool Evaluation::run(Report* report) {
  const Path path;
  const Spot spot{*graph_.root, root_, path};
  const Extent extent = extent_of(root_, kMostInstanceDepth);
  if (extent.depth > kMostInstanceDepth) {
    give_up(spot, report, "nested at most " + std::to_string(kMostInstanceDepth) + " deep");
    return false;
  }
  steps_left_ = kMostSteps + kMostStepsPerNode * extent.nodes;
  const bool valid = check(spot, report, nullptr);
  if (report && has_given_up() && !report->has(Keyword::limits)) report->add(why());
  return valid && !has_given_up();
}

Finding Evaluation::why() const {
  const Path path;
  return finding({*graph_.root, root_, path}, Keyword::limits, {.text = gave_up_because_});
}

bool Evaluation::stop(bool& valid, const Spot& spot, Keyword keyword, Report* report, const Detail& detail) {
  valid = false;
  if (!report || report->is_full()) return true;
  report->add(finding(spot, keyword, detail));
  return false;
}

bool Evaluation::give_up(const Spot& spot, Report* report, std::string why) {
  if (gave_up_because_.empty()) {
    gave_up_because_ = std::move(why);
    if (report) report->add(finding(spot, Keyword::limits, {.text = gave_up_because_}));
  }
  return false;
}

const Node& Evaluation::dynamic_target(const Node& node) const {
  for (int resource : scope_) {
    const auto anchor = graph_.dynamic_anchors.find({resource, node.dynamic_name});
    if (anchor != graph_.dynamic_anchors.end()) return *anchor->second;
  }
  return *node.reference;
}

bool Evaluation::check(const Spot& spot, Report* report, Evaluated* out) {
  if (spot.node.accepts_all) return true;
  if (!gave_up_because_.empty()) return false;
  if (depth_ >= kMostSchemaDepth)
    return give_up(spot, report, "fewer than " + std::to_string(kMostSchemaDepth) + " schemas deep");
  if (steps_left_-- == 0) {
    steps_left_ = 1;
    return give_up(spot, report, "in fewer steps");
  }
  ++depth_;
  const bool enters = !graph_.dynamic_anchors.empty() && (scope_.empty() || scope_.back() != spot.node.resource);
  if (enters) scope_.push_back(spot.node.resource);
  const bool valid = check_parts(spot, report, out);
  if (enters) scope_.pop_back();
  --depth_;
  return valid;
}

bool Evaluation::check_parts(const Spot& spot, Report* report, Evaluated* out) {
  const Node& node = spot.node;
  bool valid = true;
  if (node.accepts_nothing) return stop(valid, spot, Keyword::false_schema, report), false;
  // After a wrong type or value, nothing else about this value is worth saying.
  if (!check_type(spot, report) || !check_values(spot, report)) return false;

  Evaluated own;
  const bool asks = node.unevaluated_items || node.unevaluated_properties;
  Evaluated* seen = asks || out ? &own : nullptr;
  const auto goes_on = [&](bool part) {
    valid = valid && part;
    return valid || report;
  };
  if (node.reference && !goes_on(check_in_place(dynamic_target(node), spot, report, seen))) return false;
  if (node.numbers && spot.instance.is_number() && !goes_on(check_number(spot, report))) return false;
  if (node.strings && spot.instance.is_string() && !goes_on(check_string(spot, report))) return false;
  if (node.arrays && spot.instance.is_array() && !goes_on(check_array(spot, report, seen))) return false;
  if (node.objects && spot.instance.is_object() && !goes_on(check_object(spot, report, seen))) return false;
  if (node.logic && !goes_on(check_logic(spot, report, seen))) return false;
  // What a failed part would have evaluated is not known: complaints about it would be noise.
  if (asks && valid) {
    valid = check_unevaluated(spot, report, own);
    own.take_all();
  }
  if (valid && out) out->take(own);
  return valid;
}

bool Evaluation::check_in_place(const Node& node, const Spot& spot, Report* report, Evaluated* out) {
  Evaluated seen;
  const bool valid = check({node, spot.instance, spot.path}, report, out ? &seen : nullptr);
  if (valid && out) out->take(seen);
  return valid;
}

bool Evaluation::check_type(const Spot& spot, Report* report) {
  if (spot.node.types == kAnyType || (type_bit(spot.instance, spot.node.types) & spot.node.types)) return true;
  bool valid = true;
  stop(valid, spot, Keyword::type, report);
  return valid;
}

bool Evaluation::check_values(const Spot& spot, Report* report) {
  bool valid = true;
  if (spot.node.constant && !same_value(*spot.node.constant, spot.instance)) {
    stop(valid, spot, Keyword::constant, report);
    return valid;
  }
  if (spot.node.has_enumeration && !is_one_of(spot.node.enumeration, spot.instance)) {
    stop(valid, spot, Keyword::enumeration, report);
  }
  return valid;
}

bool Evaluation::check_number(const Spot& spot, Report* report) {
  const Numbers& wanted = *spot.node.numbers;
  const Number value = number_of(spot.instance);
  bool valid = true;
  const auto fails = [&](bool fits, Keyword keyword) { return !fits && stop(valid, spot, keyword, report); };
  if (wanted.minimum && fails(value >= number_of(*wanted.minimum), Keyword::minimum)) return false;
  if (wanted.maximum && fails(value <= number_of(*wanted.maximum), Keyword::maximum)) return false;
  if (wanted.exclusive_minimum && fails(value > number_of(*wanted.exclusive_minimum), Keyword::exclusive_minimum))
    return false;
  if (wanted.exclusive_maximum && fails(value < number_of(*wanted.exclusive_maximum), Keyword::exclusive_maximum))
    return false;
  if (wanted.multiple_of && fails(is_multiple_of(spot.instance, *wanted.multiple_of), Keyword::multiple_of))
    return false;
  if (wanted.format && fails(wanted.format->fits_number(spot.instance), Keyword::format)) return false;
  return valid;
}

bool Evaluation::is_found(const Regex& pattern, const Spot& spot, std::string_view text, Report* report) {
  const Regex::Outcome outcome = pattern.search(text, scratch_);
  if (outcome == Regex::Outcome::gave_up) give_up(spot, report, "a regular expression takes too long here");
  return outcome == Regex::Outcome::found;
}

bool Evaluation::check_string(const Spot& spot, Report* report) {
  const Strings& wanted = *spot.node.strings;
  const std::string& text = spot.instance.get_ref<const std::string&>();
  bool valid = true;
  // A byte is at most a character: most lengths are decided without counting.
  const bool is_short =
      text.size() < wanted.min_length || (wanted.min_length > 0 && length_of(text) < wanted.min_length);
  if (is_short && stop(valid, spot, Keyword::min_length, report)) return false;
  const bool is_long = text.size() > wanted.max_length && length_of(text) > wanted.max_length;
  if (is_long && stop(valid, spot, Keyword::max_length, report)) return false;
  if (wanted.pattern && !is_found(*wanted.pattern, spot, text, report)) {
    if (stop(valid, spot, Keyword::pattern, report)) return false;
  }
  if (wanted.format && !wanted.format->fits_text(text) && stop(valid, spot, Keyword::format, report)) return false;
  return check_content(spot, report) && valid;
}

bool Evaluation::check_content(const Spot& spot, Report* report) {
  const Strings& wanted = *spot.node.strings;
  if (!wanted.is_base64 && !wanted.is_json) return true;
  const std::string& text = spot.instance.get_ref<const std::string&>();
  bool valid = true;
  const std::optional<std::string> decoded = wanted.is_base64 ? base64_decode(text) : text;
  if (!decoded) {
    stop(valid, spot, Keyword::content_encoding, report);
  } else if (wanted.is_json && !Json::accept(*decoded)) {
    stop(valid, spot, Keyword::content_media_type, report);
  }
  return valid;
}

bool Evaluation::check_array(const Spot& spot, Report* report, Evaluated* out) {
  const Arrays& wanted = *spot.node.arrays;
  bool valid = true;
  if (spot.instance.size() < wanted.min_items && stop(valid, spot, Keyword::min_items, report)) return false;
  if (spot.instance.size() > wanted.max_items && stop(valid, spot, Keyword::max_items, report)) return false;
  if (!check_items(spot, report, out)) valid = false;
  if (!valid && !report) return false;
  if (wanted.unique && !check_unique(spot, report)) valid = false;
  if (!valid && !report) return false;
  if (wanted.contains && !check_contains(spot, report, out)) valid = false;
  return valid;
}

bool Evaluation::check_items(const Spot& spot, Report* report, Evaluated* out) {
  const Arrays& wanted = *spot.node.arrays;
  bool valid = true;
  const std::size_t behind = std::min(wanted.prefix.size(), spot.instance.size());
  if (wanted.rest && wanted.rest->accepts_nothing && spot.instance.size() > behind) {
    if (stop(valid, spot, wanted.rest_keyword, report)) return false;
  }
  const bool looks_at_rest = wanted.rest && !wanted.rest->accepts_nothing;
  const std::size_t end = looks_at_rest ? spot.instance.size() : behind;
  for (std::size_t i = 0; i < end; ++i) {
    const Node& node = i < behind ? *wanted.prefix[i] : *wanted.rest;
    const Path path = spot.path.below(i);
    if (!check({node, spot.instance[i], path}, report, nullptr)) valid = false;
    if (!valid && (!report || report->is_full())) return false;
    if (out) out->take(&spot.instance[i]);
  }
  return valid;
}

bool Evaluation::check_unique(const Spot& spot, Report* report) {
  const auto twins = find_twins(spot.instance);
  if (!twins) return true;
  bool valid = true;
  stop(valid, spot, Keyword::unique_items, report, {.first = twins->first, .second = twins->second});
  return valid;
}

bool Evaluation::check_contains(const Spot& spot, Report* report, Evaluated* out) {
  const Arrays& wanted = *spot.node.arrays;
  std::size_t found = 0;
  for (std::size_t i = 0; i < spot.instance.size(); ++i) {
    const Path path = spot.path.below(i);
    if (!check({*wanted.contains, spot.instance[i], path}, nullptr, nullptr)) continue;
    ++found;
    if (out) out->take(&spot.instance[i]);
    if (!out && !report && found >= wanted.min_contains && wanted.max_contains == kNoLimit) return true;
  }
  bool valid = true;
  if (found < wanted.min_contains) stop(valid, spot, Keyword::contains, report, {.first = found});
  if (found > wanted.max_contains) stop(valid, spot, Keyword::max_contains, report, {.first = found});
  return valid;
}

bool Evaluation::check_object(const Spot& spot, Report* report, Evaluated* out) {
  const Objects& wanted = *spot.node.objects;
  bool valid = true;
  if (spot.instance.size() < wanted.min_properties && stop(valid, spot, Keyword::min_properties, report)) return false;
  if (spot.instance.size() > wanted.max_properties && stop(valid, spot, Keyword::max_properties, report)) return false;
  if (!check_members(spot, report, out)) valid = false;
  if (!valid && !report) return false;
  if (wanted.names && !check_names(spot, report)) valid = false;
  if (!valid && !report) return false;
  if (!wanted.dependencies.empty() && !check_dependencies(spot, report, out)) valid = false;
  return valid;
}

/// Members of the instance and of the schema are both sorted by name: one walk over both.
bool Evaluation::check_members(const Spot& spot, Report* report, Evaluated* out) {
  const Objects& wanted = *spot.node.objects;
  bool valid = true;
  auto member = wanted.members.begin();
  const auto skip = [&](const auto& is_before) {
    for (; member != wanted.members.end() && is_before(*member); ++member) {
      if (member->required && stop(valid, spot, Keyword::required, report, {.name = &member->name})) return false;
    }
    return true;
  };
  const auto& properties = spot.instance.get_ref<const Json::object_t&>();
  for (const auto& [name, value] : properties) {
    int order = -1;
    if (!skip([&](const Member& each) { return (order = each.name.compare(name)) < 0; })) return false;
    const bool is_named = member != wanted.members.end() && order == 0;
    const Node* node = is_named ? member->node : nullptr;
    if (is_named) ++member;
    if (!check_property(spot, name, value, node, report, out)) valid = false;
    if (!valid && (!report || report->is_full())) return false;
  }
  return skip([](const Member&) { return true; }) && valid;
}

bool Evaluation::check_property(const Spot& spot, const std::string& name, const Json& value, const Node* node,
                                Report* report, Evaluated* out) {
  const Objects& wanted = *spot.node.objects;
  const Path path = spot.path.below(name);
  bool valid = true;
  bool is_known = node != nullptr;
  if (node && !check({*node, value, path}, report, nullptr)) valid = false;
  for (const PatternMember& pattern : wanted.patterns) {
    if (!is_found(*pattern.pattern, spot, name, report)) continue;
    is_known = true;
    if (!check({*pattern.node, value, path}, report, nullptr)) valid = false;
    if (!valid && !report) return false;
  }
  if (!is_known && wanted.additional) {
    is_known = true;
    if (wanted.additional->accepts_nothing) {
      stop(valid, {spot.node, value, path}, Keyword::additional_properties, report, {.name = &name});
    } else if (!check({*wanted.additional, value, path}, report, nullptr)) {
      valid = false;
    }
  }
  if (is_known && out) out->take(&value);
  return valid;
}

bool Evaluation::check_names(const Spot& spot, Report* report) {
  const auto& properties = spot.instance.get_ref<const Json::object_t&>();
  bool valid = true;
  for (const auto& [name, value] : properties) {
    const Json text = name;
    const Path path = spot.path.below(name);
    Report inner(1);
    if (check({*spot.node.objects->names, text, path}, report ? &inner : nullptr, nullptr)) continue;
    const Detail detail{.name = &name,
                        .text = report && !inner.findings().empty() ? inner.findings()[0].fault.expected : ""};
    if (stop(valid, {spot.node, value, path}, Keyword::property_names, report, detail)) return false;
  }
  return valid;
}

bool Evaluation::check_dependencies(const Spot& spot, Report* report, Evaluated* out) {
  bool valid = true;
  for (const Dependency& dependency : spot.node.objects->dependencies) {
    if (!spot.instance.contains(dependency.name)) continue;
    for (const std::string& name : dependency.required) {
      if (spot.instance.contains(name)) continue;
      const Detail detail{.name = &name, .text = dependency.name};
      if (stop(valid, spot, dependency.keyword, report, detail)) return false;
    }
    if (dependency.schema && !check_in_place(*dependency.schema, spot, report, out)) valid = false;
    if (!valid && !report) return false;
  }
  return valid;
}

}  // namespace hpc::conformance
