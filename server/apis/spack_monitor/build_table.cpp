#include "apis/spack_monitor/build_table.h"

#include <algorithm>
#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>
#include <tuple>
#include <unordered_map>

#include "apis/spack_monitor/wire.h"

namespace hpc::apis::spack_monitor {
namespace {

constexpr std::size_t kViews = 32;  // kept in order; the one that nobody has asked for longest makes room

// A build, or one of its tags with it: joining the table of tags gives a row for each.
struct TableRow {
  std::string text;
  std::int64_t number = 0;
  Id build = 0;
  std::size_t position = 0;  ///< among the rows of its build
};

struct RowOrder {
  bool descending = false;
  bool operator()(const TableRow& a, const TableRow& b) const {
    if (const auto order = std::tie(a.text, a.number) <=> std::tie(b.text, b.number); order != 0)
      return descending ? order > 0 : order < 0;
    return std::tie(a.build, a.position) < std::tie(b.build, b.position);
  }
};

// A tree that knows how many rows are below each node: the row at a position is found in logarithmic time.
using Rows = __gnu_pbds::tree<TableRow, __gnu_pbds::null_type, RowOrder, __gnu_pbds::rb_tree_tag,
                              __gnu_pbds::tree_order_statistics_node_update>;

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

}  // namespace

// The rows of one filter in one order.
class BuildTable::View {
 public:
  View(const BuildFilter& filter, const BuildOrder& order) : filter_(filter), order_(order), rows_({order.descending}) {}

  std::uint64_t asked = 0;  ///< when, counted in questions

  std::size_t size() const { return rows_.size(); }
  Id build_at(std::size_t row) const { return rows_.find_by_order(row)->build; }

  /// The build is new or has changed.
  void place(const Build& build, const BuildLog& log, const Catalogue& catalogue) {
    std::vector<TableRow>& placed = placed_[build.id];
    for (const TableRow& row : placed) rows_.erase(row);
    placed.clear();
    for (const Id tag : tags_shown(build, log, catalogue)) {
      const bool by_tag = order_.column == BuildColumn::tag;
      TableRow row{by_tag ? (tag ? "." + log.tags().at(tag).name : std::string())
                     : text_in(order_.column, build, log, catalogue),
              number_in(order_.column, build), build.id, placed.size()};
      rows_.insert(row);
      placed.push_back(std::move(row));
    }
    if (placed.empty()) placed_.erase(build.id);
  }

 private:
  // One for each of the build's rows; 0: without a tag.
  std::vector<Id> tags_shown(const Build& build, const BuildLog& log, const Catalogue& catalogue) const {
    const Tag* wanted = filter_.tag.empty() ? nullptr : log.tag(filter_.tag);
    const bool has_wanted = wanted && std::find(build.tags.begin(), build.tags.end(), wanted->id) != build.tags.end();
    if (!filter_.tag.empty() && !has_wanted) return {};
    const bool joins = !filter_.search.empty() || (filter_.tag.empty() && order_.column == BuildColumn::tag);
    if (!joins) return {wanted ? wanted->id : 0};
    std::vector<Id> tags = build.tags.empty() ? std::vector<Id>{0} : build.tags;
    if (filter_.search.empty() || BuildSearch::has_text(build, filter_.search, log, catalogue)) return tags;
    std::erase_if(tags, [&](Id tag) { return tag == 0 || !BuildSearch::has_name(log.tags().at(tag), filter_.search); });
    return tags;
  }

  BuildFilter filter_;
  BuildOrder order_;
  Rows rows_;
  std::unordered_map<Id, std::vector<TableRow>> placed_;
};

BuildTable::BuildTable(BuildLog& log, Catalogue& catalogue)
    : log_(log), catalogue_(catalogue), search_(log, catalogue) {}
BuildTable::~BuildTable() = default;

void BuildTable::catch_up() {
  std::set<Id> changed = log_.take_changed();
  for (const Id spec : catalogue_.take_changed_specs()) {
    search_.add(spec);
    changed.insert(log_.builds_of(spec).begin(), log_.builds_of(spec).end());
  }
  for (const auto& [key, view] : views_)
    for (const Id id : changed) view->place(log_.builds().at(id), log_, catalogue_);
}

void BuildTable::make_room() {
  if (views_.size() < kViews) return;
  views_.erase(std::min_element(views_.begin(), views_.end(),
                                [](const auto& a, const auto& b) { return a.second->asked < b.second->asked; }));
}

BuildTable::View& BuildTable::view(const BuildFilter& filter, const BuildOrder& order) {
  catch_up();
  auto found = views_.find({filter, order});
  if (found == views_.end()) {
    make_room();
    found = views_.emplace(ViewKey{filter, order}, std::make_unique<View>(filter, order)).first;
    const auto place = [&](Id id) { found->second->place(log_.builds().at(id), log_, catalogue_); };
    const Tag* tag = filter.tag.empty() ? nullptr : log_.tag(filter.tag);
    if (tag) std::for_each(tag->builds.begin(), tag->builds.end(), place);
    if (filter.tag.empty() && !filter.search.empty()) search_.for_each_candidate(filter.search, place);
    if (filter.tag.empty() && filter.search.empty())
      for (Id id = 1; id <= log_.builds().size(); ++id) place(id);
  }
  found->second->asked = ++asked_;
  return *found->second;
}

std::size_t BuildTable::count(const BuildFilter& filter, const BuildOrder& order) {
  if (!filter.search.empty()) return view(filter, order).size();
  if (filter.tag.empty()) return log_.builds().size();
  const Tag* tag = log_.tag(filter.tag);
  return tag ? tag->builds.size() : 0;
}

std::vector<Id> BuildTable::rows(const BuildFilter& filter, const BuildOrder& order, std::size_t from, std::size_t to) {
  const View& shown = view(filter, order);
  std::vector<Id> builds;
  for (std::size_t row = from; row < std::min(to, shown.size()); ++row) builds.push_back(shown.build_at(row));
  return builds;
}

}  // namespace hpc::apis::spack_monitor
