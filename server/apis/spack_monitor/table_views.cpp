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
  BuildFilter filter;
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
  if (const std::string* search = query.last("search[value]")) result.filter.search = to_lower(*search);
  if (const std::string* tag = query.last("tag")) result.filter.tag = *tag;
  return result;
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
  const std::size_t count = service.table.count(query.filter, *query.order);
  const Window window = HPC_TRY(window_of(query, count));
  Value data = Value::list();
  for (const Id id : service.table.rows(query.filter, *query.order, window.from, window.to))
    data.append(HPC_TRY(
        wire::build_cells(service.log.builds().at(id), service.log, service.catalogue, call.request.base_path)));
  return wire::build_table(query.draw, count, std::move(data));
}

}  // namespace hpc::apis::spack_monitor::views
