// The dashboard's table: which builds a filter shows, in which order. What has been asked for once is kept in order from
// then on, so that pages cost the same however many builds there are.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "apis/spack_monitor/build_log.h"
#include "apis/spack_monitor/build_search.h"

namespace hpc::apis::spack_monitor {

/// The columns by which rows can be sorted.
enum class BuildColumn { spec, platform, compiler, status, succeeded, failed, tag, changed };

struct BuildOrder {
  BuildColumn column = BuildColumn::changed;
  bool descending = false;
  auto operator<=>(const BuildOrder&) const = default;
};

struct BuildFilter {
  std::string tag;     ///< to the letter; "": any
  std::string search;  ///< in lower case; "": anything
  auto operator<=>(const BuildFilter&) const = default;
};

class BuildTable final {
 public:
  /// Both outlive it.
  BuildTable(BuildLog& log, Catalogue& catalogue);
  ~BuildTable();
  BuildTable(const BuildTable&) = delete;
  BuildTable& operator=(const BuildTable&) = delete;

  /// How many rows the filter leaves, as the real server counts them: a search joins the tags, so that a build has a row
  /// for each of its tags that is found; ties are by id.
  std::size_t count(const BuildFilter& filter, const BuildOrder& order);
  /// Their builds from row `from` up to, not including, `to`. The order by tag has a row for each tag.
  std::vector<Id> rows(const BuildFilter& filter, const BuildOrder& order, std::size_t from, std::size_t to);

 private:
  class View;
  using ViewKey = std::pair<BuildFilter, BuildOrder>;
  View& view(const BuildFilter& filter, const BuildOrder& order);
  void catch_up();
  void make_room();

  BuildLog& log_;
  Catalogue& catalogue_;
  BuildSearch search_;
  std::map<ViewKey, std::unique_ptr<View>> views_;
  std::uint64_t asked_ = 0;
};

}  // namespace hpc::apis::spack_monitor
