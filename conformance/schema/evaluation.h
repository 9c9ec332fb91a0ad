// One validation of one value.
#pragma once

#include <cstdint>
#include <vector>

#include "conformance/schema/fault_text.h"
#include "conformance/schema/report.h"

namespace hpc::conformance {

/// Which properties or items of one value have been looked at: for unevaluatedProperties and unevaluatedItems.
class Evaluated {
 public:
  void take_all() { all_ = true; }
  void take(const void* child) { children_.push_back(child); }
  void take(const Evaluated& other) {
    all_ = all_ || other.all_;
    children_.insert(children_.end(), other.children_.begin(), other.children_.end());
  }
  bool has(const void* child) const;

 private:
  bool all_ = false;
  std::vector<const void*> children_;  ///< addresses of the values
};

/// Without a report it stops at the first fault; with one it goes on and collects.
class Evaluation {
 public:
  Evaluation(const Graph& graph, const Json& root);

  /// Whether the whole value is valid.
  bool run(Report* report);
  /// Whether a limit of ours ended the run.
  bool has_given_up() const { return !gave_up_because_.empty(); }
  /// For a run without a report that has given up.
  Finding why() const;

 private:
  bool check(const Spot& spot, Report* report, Evaluated* out);
  bool check_parts(const Spot& spot, Report* report, Evaluated* out);
  bool check_type(const Spot& spot, Report* report);
  bool check_values(const Spot& spot, Report* report);
  bool check_number(const Spot& spot, Report* report);
  bool check_string(const Spot& spot, Report* report);
  bool check_content(const Spot& spot, Report* report);
  bool check_array(const Spot& spot, Report* report, Evaluated* out);
  bool check_items(const Spot& spot, Report* report, Evaluated* out);
  bool check_unique(const Spot& spot, Report* report);
  bool check_contains(const Spot& spot, Report* report, Evaluated* out);
  bool check_object(const Spot& spot, Report* report, Evaluated* out);
  bool check_members(const Spot& spot, Report* report, Evaluated* out);
  bool check_property(const Spot& spot, const std::string& name, const Json& value, const Node* node, Report* report,
                      Evaluated* out);
  bool check_names(const Spot& spot, Report* report);
  bool check_dependencies(const Spot& spot, Report* report, Evaluated* out);
  bool check_logic(const Spot& spot, Report* report, Evaluated* out);
  bool check_any_of(const Spot& spot, Report* report, Evaluated* out);
  bool check_one_of(const Spot& spot, Report* report, Evaluated* out);
  bool check_condition(const Spot& spot, Report* report, Evaluated* out);
  bool check_unevaluated(const Spot& spot, Report* report, const Evaluated& seen);
  /// A schema that looks at the same value; what it has evaluated counts when it is valid.
  bool check_in_place(const Node& node, const Spot& spot, Report* report, Evaluated* out);
  void report_alternatives(const Spot& spot, Keyword keyword, Report& report);

  const Node& dynamic_target(const Node& node) const;
  bool is_found(const Regex& pattern, const Spot& spot, std::string_view text, Report* report);
  /// Notes a fault. True: stop here.
  bool stop(bool& valid, const Spot& spot, Keyword keyword, Report* report, const Detail& detail = {});
  /// A limit of ours is reached: the value counts as invalid, whatever a `not` around here makes of it.
  bool give_up(const Spot& spot, Report* report, std::string why);

  const Graph& graph_;
  const Json& root_;
  Regex::Scratch scratch_;
  std::vector<int> scope_;  ///< resources entered, outermost first; only kept when there are dynamic anchors
  std::size_t depth_ = 0;
  std::size_t alternatives_depth_ = 0;  ///< reports of alternatives within reports of alternatives
  std::uint64_t steps_left_ = 0;
  std::string gave_up_because_;
};

}  // namespace hpc::conformance
