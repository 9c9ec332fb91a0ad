// The orders in which the dashboard's table shows builds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "apis/spack_monitor/build_log.h"

namespace hpc::apis::spack_monitor {

/// The columns by which rows can be sorted.
enum class BuildColumn { spec, platform, compiler, status, succeeded, failed, tag, changed };

struct BuildOrder {
  BuildColumn column = BuildColumn::changed;
  bool descending = false;
  auto operator<=>(const BuildOrder&) const = default;
};

/// A build, or one of its tags with it: joining the table of tags gives a row for each.
struct BuildRow {
  Id build = 0;
  Id tag = 0;  ///< 0: none
};

/// A row for each tag; builds without tags keep one.
std::vector<BuildRow> joined_with_tags(const std::vector<BuildRow>& rows, const BuildLog& log);

/// Ties are by id.
void sort_rows(std::vector<BuildRow>& rows, const BuildOrder& order, const BuildLog& log, const Catalogue& catalogue);

/// All builds in these orders; what has been sorted is kept until a build changes.
class BuildTableOrder final {
 public:
  /// Rows `from` up to, not including, `to`. The order by tag has a row for each tag.
  std::vector<Id> rows(const BuildOrder& order, std::pair<std::size_t, std::size_t> window, const BuildLog& log,
                       const Catalogue& catalogue);

 private:
  std::map<BuildOrder, std::vector<BuildRow>> sorted_;
  std::uint64_t revision_ = 0;
};

}  // namespace hpc::apis::spack_monitor
