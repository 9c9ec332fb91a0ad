// Which operation a request is for: path templates against concrete paths.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hpc::conformance {

/// "/jobs/{id}" taken apart. A variable takes one or more characters, and a '/' only when it is one of `with_slashes`.
class PathTemplate {
 public:
  PathTemplate(std::string_view text, const std::set<std::string>& with_slashes);
  bool matches(std::string_view path) const { return matches_from(0, path); }
  /// The names in braces, in order.
  std::vector<std::string> names() const;
  /// Smaller: more specific. One letter a segment: a literal before a mixture before a variable.
  const std::string& rank() const { return rank_; }

 private:
  struct Part {
    std::string text;  ///< percent-decoded literal, or the variable's name
    bool is_variable = false;
    bool takes_slashes = false;
  };
  bool matches_from(std::size_t part, std::string_view path) const;
  void add_rank(std::string_view text);

  std::vector<Part> parts_;
  std::string rank_;
};

class PathTemplates {
 public:
  void add(std::string method, const std::string& path, const std::set<std::string>& with_slashes,
           std::size_t operation);
  /// Call once, after the last add.
  void sort();
  std::optional<std::size_t> find(std::string_view method, std::string_view raw_path) const;

 private:
  struct Entry {
    std::string method;
    PathTemplate path;
    std::size_t operation;
  };
  std::vector<Entry> entries_;
};

}  // namespace hpc::conformance
