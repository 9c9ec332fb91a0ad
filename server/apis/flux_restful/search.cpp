#include "apis/flux_restful/search.h"

#include <nlohmann/json.hpp>

#include "apis/flux_restful/expression.h"
#include "apis/flux_restful/list_wire.h"
#include "apis/flux_restful/python.h"
#include "apis/flux_restful/wire.h"

namespace hpc::apis::flux_restful {
namespace {

using wire::Listed;

// A parameter that is there and not empty.
const std::string* given(const http::Fields& query, std::string_view name) {
  const std::string* text = query.last(name);
  return text && !text->empty() ? text : nullptr;
}

// What one request may cost; Python would go on, with everybody waiting.
constexpr std::uint64_t kMostSteps = 20'000'000;

// False when the expression is none, or does not come to an end.
bool keep_matching(Listed& jobs, const std::string& pattern, const wire::JobView& view) {
  const std::optional<Expression> expression = Expression::compile(pattern);
  if (!expression) return false;
  Listed kept;
  std::uint64_t steps = kMostSteps;
  for (const FluxJob* job : jobs) {
    const std::optional<bool> matches =
        expression->search(wire::search_text(wire::detailed_job(*job, view, true)), steps);
    if (!matches) return false;
    if (*matches) kept.push_back(job);
  }
  jobs = std::move(kept);
  return true;
}

// Where a slice's bound lies: negative ones count from the end.
std::size_t bound(std::int64_t at, std::size_t size) {
  if (at < 0) return static_cast<std::size_t>(std::max<std::int64_t>(static_cast<std::int64_t>(size) + at, 0));
  return std::min(static_cast<std::size_t>(at), size);
}

Listed slice(const Listed& jobs, std::size_t from, std::size_t to) {
  return {jobs.begin() + static_cast<std::ptrdiff_t>(from), jobs.begin() + static_cast<std::ptrdiff_t>(to)};
}

}  // namespace

http::Response search(const http::Request& request, std::vector<const FluxJob*> jobs, const wire::JobView& view,
                      const Options& options) {
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
  if (filter && !keep_matching(jobs, *filter, view)) return wire::internal_error();
  const auto less = [&jobs](std::int64_t number) { return number < static_cast<std::int64_t>(jobs.size()); };
  if (start && less(skipped->value)) jobs = slice(jobs, bound(skipped->value, jobs.size()), jobs.size());
  if (length && less(kept->value)) jobs = slice(jobs, 0, bound(kept->value, jobs.size()));
  const std::string* draw = given(query, "draw");
  return wire::search(jobs, view, draw, total);
}

}  // namespace hpc::apis::flux_restful
