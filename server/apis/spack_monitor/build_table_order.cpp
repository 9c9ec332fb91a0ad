#include "apis/spack_monitor/build_table_order.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <tuple>

#include "apis/spack_monitor/wire.h"

namespace hpc::apis::spack_monitor {
namespace {

// What stands in the column; what is null comes first.
std::string text_in(BuildColumn column, const Build& build, const BuildLog& log, const Catalogue& catalogue) {
  const Spec& spec = catalogue.specs().at(build.spec);
  switch (column) {
    case BuildColumn::spec:
      return spec.name;
    case BuildColumn::platform:
      return log.environments().at(build.environment).platform;
    case BuildColumn::compiler:
      return spec.compiler ? "." + catalogue.compilers().at(*spec.compiler).name : std::string();
    case BuildColumn::status:
      return std::string(wire::name_of(build.status));
    case BuildColumn::succeeded:
    case BuildColumn::failed:
    case BuildColumn::tag:
    case BuildColumn::changed:
      break;
  }
  return {};
}

std::int64_t number_in(BuildColumn column, const Build& build) {
  switch (column) {
    case BuildColumn::succeeded:
      return static_cast<std::int64_t>(build.phases_succeeded);
    case BuildColumn::failed:
      return static_cast<std::int64_t>(build.phases_failed);
    case BuildColumn::changed:
      return build.modified.time_since_epoch().count();
    case BuildColumn::spec:
    case BuildColumn::platform:
    case BuildColumn::compiler:
    case BuildColumn::status:
    case BuildColumn::tag:
      break;
  }
  return 0;
}

struct Sortable {
  std::string text;
  std::int64_t number = 0;
  BuildRow row;
};

Sortable sortable(const BuildRow& row, BuildColumn column, const BuildLog& log, const Catalogue& catalogue) {
  const Build& build = log.builds().at(row.build);
  if (column == BuildColumn::tag) return {row.tag ? "." + log.tags().at(row.tag).name : std::string(), 0, row};
  return {text_in(column, build, log, catalogue), number_in(column, build), row};
}

}  // namespace

std::vector<BuildRow> joined_with_tags(const std::vector<BuildRow>& rows, const BuildLog& log) {
  std::vector<BuildRow> result;
  for (const BuildRow& row : rows) {
    const std::vector<Id>& tags = log.builds().at(row.build).tags;
    if (tags.empty()) result.push_back({row.build, 0});
    for (const Id tag : tags) result.push_back({row.build, tag});
  }
  return result;
}

void sort_rows(std::vector<BuildRow>& rows, const BuildOrder& order, const BuildLog& log, const Catalogue& catalogue) {
  std::vector<Sortable> all;
  all.reserve(rows.size());
  for (const BuildRow& row : rows) all.push_back(sortable(row, order.column, log, catalogue));
  std::stable_sort(all.begin(), all.end(), [&order](const Sortable& a, const Sortable& b) {
    const auto before = std::tie(a.text, a.number) <=> std::tie(b.text, b.number);
    if (before != 0) return order.descending ? before > 0 : before < 0;
    return a.row.build < b.row.build;
  });
  std::transform(all.begin(), all.end(), rows.begin(), [](const Sortable& one) { return one.row; });
}

std::vector<Id> BuildTableOrder::rows(const BuildOrder& order, std::pair<std::size_t, std::size_t> window,
                                      const BuildLog& log, const Catalogue& catalogue) {
  std::vector<Id> result;
  if (order.column == BuildColumn::changed) {  // kept in this order anyway
    const BuildLog::ByChange& all = order.descending ? log.latest_first() : log.oldest_first();
    auto row = std::next(all.begin(), static_cast<std::ptrdiff_t>(std::min(window.first, all.size())));
    for (std::size_t i = window.first; i < window.second && row != all.end(); ++i) result.push_back((row++)->second);
    return result;
  }
  if (const std::uint64_t now = log.revision() + catalogue.revision(); revision_ != now) {
    sorted_.clear();
    revision_ = now;
  }
  const auto [found, is_new] = sorted_.try_emplace(order);
  std::vector<BuildRow>& all = found->second;
  if (is_new) {
    for (Id id = 1; id <= log.builds().size(); ++id) all.push_back({id, 0});
    if (order.column == BuildColumn::tag) all = joined_with_tags(all, log);
    sort_rows(all, order, log, catalogue);
  }
  for (std::size_t i = window.first; i < window.second && i < all.size(); ++i) result.push_back(all[i].build);
  return result;
}

}  // namespace hpc::apis::spack_monitor
