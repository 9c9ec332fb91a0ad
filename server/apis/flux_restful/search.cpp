#include "apis/flux_restful/search.h"

#include <nlohmann/json.hpp>
#include <regex>

#include "apis/flux_restful/job_wire.h"
#include "apis/flux_restful/python.h"
#include "apis/flux_restful/wire.h"

namespace hpc::apis::flux_restful {
namespace {

// A parameter that is there and not empty.
const std::string* given(const http::Fields& query, std::string_view name) {
  const std::string* text = query.last(name);
  return text && !text->empty() ? text : nullptr;
}

std::optional<std::regex> compile(const std::string& pattern) {
  try {
    return std::regex(pattern, std::regex::ECMAScript);
  } catch (const std::regex_error&) {
    return std::nullopt;
  }
}

// False when the expression is none, or is too much for the library.
bool keep_matching(OrderedJson& jobs, const std::string& pattern) {
  const std::optional<std::regex> expression = compile(pattern);
  if (!expression) return false;
  OrderedJson kept = OrderedJson::array();
  try {
    for (OrderedJson& job : jobs)
      if (std::regex_search(wire::search_text(job), *expression)) kept.push_back(std::move(job));
  } catch (const std::regex_error&) {
    return false;
  }
  jobs = std::move(kept);
  return true;
}

// Where a slice's bound lies: negative ones count from the end.
std::size_t bound(std::int64_t at, std::size_t size) {
  if (at < 0) return static_cast<std::size_t>(std::max<std::int64_t>(static_cast<std::int64_t>(size) + at, 0));
  return std::min(static_cast<std::size_t>(at), size);
}

OrderedJson slice(const OrderedJson& jobs, std::size_t from, std::size_t to) {
  OrderedJson part = OrderedJson::array();
  for (std::size_t i = from; i < to; ++i) part.push_back(jobs[i]);
  return part;
}

}  // namespace

http::Response search(const http::Request& request, OrderedJson jobs, const Options& options) {
  const http::Fields query = request.query_fields();
  const std::size_t total = jobs.size();
  const std::string* start = given(query, "start");
  const std::string* length = given(query, "length");
  const std::optional<Integer> skipped = parse_int(start ? *start : "0");
  const std::optional<Integer> kept = parse_int(length ? *length : "0");
  if (!skipped || !kept) return wire::internal_error();
  const std::string* filter = given(query, "search[value]");
  if (!filter) filter = given(query, "search");
  if (!filter && options.search_query_alias) filter = given(query, "query");
  if (filter && !keep_matching(jobs, *filter)) return wire::internal_error();
  const auto less = [&jobs](std::int64_t number) { return number < static_cast<std::int64_t>(jobs.size()); };
  if (start && less(skipped->value)) jobs = slice(jobs, bound(skipped->value, jobs.size()), jobs.size());
  if (length && less(kept->value)) jobs = slice(jobs, 0, bound(kept->value, jobs.size()));
  const std::string* draw = given(query, "draw");
  return wire::search(jobs, draw ? OrderedJson(*draw) : OrderedJson(1), total);
}

}  // namespace hpc::apis::flux_restful
