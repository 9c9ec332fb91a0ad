// Which builds have a text somewhere: in their spec, compiler, machine, status, tags or date.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apis/spack_monitor/build_log.h"

namespace hpc::apis::spack_monitor {

/// Specs are found by the groups of three characters that they have; the other texts are few. Dates alone are many and
/// change: a text that may stand in one is looked for in all builds.
class BuildSearch final {
 public:
  /// Both outlive it.
  BuildSearch(const BuildLog& log, const Catalogue& catalogue) : log_(log), catalogue_(catalogue) {}

  /// The spec is new or has changed.
  void add(Id spec);
  /// Calls `found` for all builds that have the text (in lower case) or, perhaps, do not: once or more often.
  void for_each_candidate(const std::string& text, const std::function<void(Id)>& found) const;

  /// Anywhere but in its tags.
  static bool has_text(const Build& build, const std::string& text, const BuildLog& log, const Catalogue& catalogue);
  static bool has_name(const Tag& tag, const std::string& text);

 private:
  void specs_with(const std::string& text, const std::function<void(Id)>& found) const;

  const BuildLog& log_;
  const Catalogue& catalogue_;
  std::unordered_map<std::uint32_t, std::vector<Id>> specs_by_group_;  ///< may have what the spec no longer has
};

}  // namespace hpc::apis::spack_monitor
