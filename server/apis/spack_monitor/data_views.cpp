// The read-only data API: every table as a paged list and row by row.
#include <functional>
#include <map>

#include "apis/spack_monitor/fields.h"
#include "apis/spack_monitor/views.h"
#include "base/encoding.h"

namespace hpc::apis::spack_monitor::views {
namespace {

// A table seen as records.
struct Shelf {
  std::size_t size = 0;
  std::function<Value(std::size_t)> nth;
  std::function<std::optional<Value>(Id)> find;
};

template <class R>
Shelf shelf(const Table<R>& table) {
  return {table.size(), [&table](std::size_t position) { return wire::record(table.nth(position)); },
          [&table](Id id) {
            const R* row = table.find(id);
            return row ? std::optional<Value>(wire::record(*row)) : std::nullopt;
          }};
}

Shelf variables(const Service& service) {
  const Results& results = service.results;
  return {results.variables_in_order().size(),
          [&results](std::size_t position) {
            return wire::record(*results.variable(results.variables_in_order()[position]));
          },
          [&results](Id id) {
            const EnvironmentVariable* row = results.variable(id);
            return row ? std::optional<Value>(wire::record(*row)) : std::nullopt;
          }};
}

// A number of the query that makes sense, else what the framework takes instead.
std::size_t positive(const http::Fields& query, const char* name, std::size_t otherwise, std::int64_t least) {
  const std::string* text = query.last(name);
  const std::optional<PythonInt> read = text ? python_int(*text) : std::nullopt;
  return read && read->value >= least ? static_cast<std::size_t>(read->value) : otherwise;
}

// The request's own address with another window: parameters sorted by name, everything encoded anew.
std::string page_url(const Call& call, std::size_t limit, std::optional<std::size_t> offset) {
  std::multimap<std::string, std::string> parameters;
  const http::Fields query = call.request.query_fields();
  for (const auto& [name, value] : query)
    if (name != "limit" && name != "offset") parameters.emplace(name, value);
  parameters.emplace("limit", std::to_string(limit));
  if (offset) parameters.emplace("offset", std::to_string(*offset));
  const auto encoded = [](const std::string& text) {
    std::string result = percent_encode(text);
    for (std::size_t at; (at = result.find("%20")) != std::string::npos;) result.replace(at, 3, "+");
    return result;
  };
  std::string url = call.base + call.request.path;
  char separator = '?';
  for (const auto& [name, value] : parameters) {
    ((url += separator) += encoded(name)) += "=" + encoded(value);
    separator = '&';
  }
  return url;
}

using ShelfOf = Shelf (*)(const Service&);

template <ShelfOf shelf_of>
Result<Answer> list(Service& service, const Call& call) {
  const Shelf shelf = shelf_of(service);
  const http::Fields query = call.request.query_fields();
  const std::size_t limit = positive(query, "limit", 10, 1), offset = positive(query, "offset", 0, 0);
  Value results = Value::list();
  for (std::size_t i = offset; i < shelf.size && i - offset < limit; ++i) results.append(shelf.nth(i));
  Value next, previous;
  if (offset < shelf.size && limit < shelf.size - offset) next = page_url(call, limit, offset + limit);
  if (offset > 0) previous = page_url(call, limit, offset > limit ? std::optional(offset - limit) : std::nullopt);
  return wire::ok(Value::object({{"count", shelf.size},
                                 {"next", std::move(next)},
                                 {"previous", std::move(previous)},
                                 {"results", std::move(results)}}));
}

template <ShelfOf shelf_of>
Result<Answer> record(Service& service, const Call& call) {
  const std::optional<PythonInt> id = python_int(call.parameter("key"));
  if (id && id->is_huge) return failure(wire::crash("the id does not fit"));
  if (!id || id->value < 1) return failure(wire::not_found());
  std::optional<Value> found = shelf_of(service).find(static_cast<Id>(id->value));
  if (!found) return failure(wire::not_found());
  return wire::ok(std::move(*found));
}

template <ShelfOf shelf_of>
constexpr DataTable table(const char* name) {
  return {name, &list<shelf_of>, &record<shelf_of>};
}

Shelf attributes(const Service& service) {
  return shelf(service.results.attributes());
}
Shelf architectures(const Service& service) {
  return shelf(service.catalogue.architectures());
}
Shelf builds(const Service& service) {
  return shelf(service.log.builds());
}
Shelf environments(const Service& service) {
  return shelf(service.log.environments());
}
Shelf phases(const Service& service) {
  return shelf(service.log.phases());
}
Shelf errors(const Service& service) {
  return shelf(service.log.errors());
}
Shelf warnings(const Service& service) {
  return shelf(service.log.warnings());
}
Shelf compilers(const Service& service) {
  return shelf(service.catalogue.compilers());
}
Shelf dependencies(const Service& service) {
  return shelf(service.catalogue.dependencies());
}
Shelf install_files(const Service& service) {
  return shelf(service.results.install_files());
}
Shelf features(const Service& service) {
  return shelf(service.catalogue.features());
}
Shelf targets(const Service& service) {
  return shelf(service.catalogue.targets());
}
Shelf specs(const Service& service) {
  return shelf(service.catalogue.specs());
}

}  // namespace

// The real server's root resolves none of its links.
Result<Answer> data_root(Service&, const Call&) {
  return wire::ok(Value::object({}));
}

const std::vector<DataTable>& data_tables() {
  static const std::vector<DataTable> all = {table<attributes>("attributes"),
                                             table<architectures>("architectures"),
                                             table<builds>("builds"),
                                             table<environments>("buildenvironments"),
                                             table<errors>("builderrors"),
                                             table<warnings>("buildwarnings"),
                                             table<phases>("buildphases"),
                                             table<compilers>("compilers"),
                                             table<dependencies>("dependencies"),
                                             table<variables>("environmentvariable"),
                                             table<install_files>("installfiles"),
                                             table<features>("features"),
                                             table<targets>("targets"),
                                             table<specs>("specs")};
  return all;
}

}  // namespace hpc::apis::spack_monitor::views
