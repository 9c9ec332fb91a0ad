// What a validation finds: faults, each once, with what is needed to say which alternative came closest.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "conformance/schema/node.h"
#include "conformance/schema/schema.h"

namespace hpc::conformance {

/// The way to a value, as a chain through the callers' frames.
struct Path {
  const Path* parent = nullptr;
  const std::string* key = nullptr;  ///< nullptr: an index (or the root)
  std::size_t index = 0;
  std::size_t depth = 0;

  Path below(const std::string& name) const { return {this, &name, 0, depth + 1}; }
  Path below(std::size_t item) const { return {this, nullptr, item, depth + 1}; }
  std::string pointer() const;
};

/// A value and the schema that looks at it.
struct Spot {
  const Node& node;
  const Json& instance;
  const Path& path;
};

struct Finding {
  Fault fault;
  Keyword keyword = Keyword::type;
  std::size_t depth = 0;
};

class Report {
 public:
  explicit Report(std::size_t most) : most_(most) {}
  bool is_full() const { return findings_.size() >= most_; }
  std::size_t room() const { return most_ - findings_.size(); }
  /// Drops what would say the same again.
  void add(Finding finding);
  void add_all(const Report& other) {
    for (const Finding& finding : other.findings_) add(finding);
  }
  bool has(Keyword keyword) const {
    return std::any_of(findings_.begin(), findings_.end(),
                       [keyword](const Finding& each) { return each.keyword == keyword; });
  }
  const std::vector<Finding>& findings() const { return findings_; }
  std::vector<Fault> take_faults();

 private:
  std::size_t most_;
  std::vector<Finding> findings_;
};

/// Smaller is closer: an alternative that fails deep inside was meant; one that fails by a constant or by its type was
/// not.
struct Distance {
  bool fails_at_once = false;
  bool is_another_kind = false;
  std::size_t count = 0;
  auto operator<=>(const Distance&) const = default;
};
Distance distance_of(const Report& report, std::size_t depth);

}  // namespace hpc::conformance
