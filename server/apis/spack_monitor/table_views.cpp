// The source of the dashboard's table, in the protocol of DataTables.
#include <algorithm>

#include "apis/spack_monitor/fields.h"
#include "apis/spack_monitor/views.h"
#include "base/encoding.h"

namespace hpc::apis::spack_monitor::views {
namespace {

struct TableQuery {
  std::int64_t start = 0, length = 0, draw = 0;
  std::optional<BuildOrder> order;  ///< absent: by no column that there is
  std::string search;               ///< in lower case
  std::string tag;
};

Result<std::int64_t> number(const http::Fields& query, const char* name) {
  const std::string* text = query.last(name);
  const std::optional<PythonInt> read = text ? python_int(*text) : std::nullopt;
  if (!read) return failure(wire::crash(std::string(name) + " is no number"));
  return read->value;
}

std::optional<BuildOrder> order_of(const std::string& column, const std::string& direction) {
  const std::string text = column + direction;
  const bool descending = text.find("desc") != std::string::npos;
  if (text.starts_with('4')) return BuildOrder{BuildColumn::succeeded, descending};
  if (text.starts_with('5')) return BuildOrder{BuildColumn::failed, descending};
  if (direction != "asc" && direction != "desc") return std::nullopt;
  if (column == "0") return BuildOrder{BuildColumn::spec, descending};
  if (column == "1") return BuildOrder{BuildColumn::platform, descending};
  if (column == "2") return BuildOrder{BuildColumn::compiler, descending};
  if (column == "3") return BuildOrder{BuildColumn::status, descending};
  if (column == "6") return BuildOrder{BuildColumn::tag, descending};
  if (column == "7") return BuildOrder{BuildColumn::changed, descending};
  return std::nullopt;
}

Result<TableQuery> decode(const http::Fields& query) {
  TableQuery result;
  result.start = HPC_TRY(number(query, "start"));
  result.length = HPC_TRY(number(query, "length"));
  result.draw = HPC_TRY(number(query, "draw"));
  const std::string* column = query.last("order[0][column]");
  const std::string* direction = query.last("order[0][dir]");
  if (!column || !direction) return failure(wire::crash("there is no order"));
  result.order = order_of(*column, *direction);
  if (const std::string* search = query.last("search[value]")) result.search = to_lower(*search);
  if (const std::string* tag = query.last("tag")) result.tag = *tag;
  return result;
}

// What a search looks into besides the tags.
bool has_text(const Service& service, const Build& build, const std::string& wanted) {
  const auto holds = [&wanted](std::string_view text) { return to_lower(text).find(wanted) != std::string::npos; };
  const Spec& spec = service.spec_of(build);
  if (holds(spec.name) || (spec.version && holds(*spec.version)) || (spec.full_hash && holds(*spec.full_hash)))
    return true;
  if (spec.compiler) {
    const Compiler& compiler = service.catalogue.compilers().at(*spec.compiler);
    if (holds(compiler.name) || holds(compiler.version)) return true;
  }
  const BuildEnvironment& machine = service.log.environments().at(build.environment);
  return holds(machine.platform) || holds(machine.host_os) || holds(machine.host_target) ||
         holds(wire::name_of(build.status)) || holds(wire::database_date(build.modified));
}

std::vector<BuildRow> filtered(const Service& service, const TableQuery& query) {
  std::vector<BuildRow> rows;
  if (query.tag.empty()) {
    for (Id id = 1; id <= service.log.builds().size(); ++id) rows.push_back({id, 0});
  } else if (const Tag* tag = service.log.tag(query.tag)) {
    for (const Id build : tag->builds) rows.push_back({build, tag->id});
  }
  if (query.search.empty()) return rows;
  std::vector<BuildRow> found;
  for (const BuildRow& row : joined_with_tags(rows, service.log)) {
    const bool has_tag =
        row.tag && to_lower(service.log.tags().at(row.tag).name).find(query.search) != std::string::npos;
    if (has_tag || has_text(service, service.log.builds().at(row.build), query.search)) found.push_back(row);
  }
  return found;
}

struct Window {
  std::size_t from = 0, to = 0;
};

// As the real server counts: both ends are rows to be shown, and a start beyond the end is the first page.
Result<Window> window_of(const TableQuery& query, std::size_t count) {
  if (count == 0) return Window{};
  if (query.start < 0 || query.length < 0) return failure(wire::crash("negative indexing is not supported"));
  const auto rows = static_cast<std::int64_t>(count);
  const std::int64_t start = query.start > rows ? 0 : query.start;
  const std::int64_t end = query.length > rows - start + 1 ? rows - 1 : start + query.length - 1;
  return Window{static_cast<std::size_t>(start), static_cast<std::size_t>(std::max(start, end + 1))};
}

}  // namespace

Result<Answer> builds_table(Service& service, const Call& call) {
  const TableQuery query = HPC_TRY(decode(call.request.query_fields()));
  if (!query.order) return wire::build_table(query.draw, 0, Value::list());
  std::vector<Id> shown;
  std::size_t count = service.log.builds().size();
  if (query.search.empty() && query.tag.empty()) {
    const Window window = HPC_TRY(window_of(query, count));
    shown = service.table_order.rows(*query.order, {window.from, window.to}, service.log, service.catalogue);
  } else {
    std::vector<BuildRow> rows = filtered(service, query);
    count = rows.size();
    const Window window = HPC_TRY(window_of(query, count));
    sort_rows(rows, *query.order, service.log, service.catalogue);
    for (std::size_t i = window.from; i < std::min(window.to, count); ++i) shown.push_back(rows[i].build);
  }
  Value data = Value::list();
  for (const Id id : shown)
    data.append(HPC_TRY(
        wire::build_cells(service.log.builds().at(id), service.log, service.catalogue, call.request.base_path)));
  return wire::build_table(query.draw, count, std::move(data));
}

}  // namespace hpc::apis::spack_monitor::views
