// Time series: a running job stores points with its own token, its user reads them.
#include <nlohmann/json.hpp>

#include "apis/prominence/description.h"
#include "apis/prominence/prominence.h"
#include "apis/prominence/refusals.h"
#include "apis/prominence/wire.h"
#include "apis/prominence/wire_time_series.h"

namespace hpc::apis::prominence {
namespace {

// Minutes before now; of a parameter that is absent, `otherwise`.
Result<std::int64_t> minutes_of(const http::Fields& fields, const char* name, std::int64_t otherwise) {
  const std::string* given = fields.first(name);
  if (!given) return otherwise;
  const std::optional<std::int64_t> minutes = read_integer(*given);
  if (!minutes || *minutes > 1'000'000'000 || *minutes < -1'000'000'000) return failure(wire::crash());
  return *minutes;
}

}  // namespace

Result<http::Response> Prominence::store_point(const Caller& caller, const http::Request& request) {
  if (!options_.ts) return failure(wire::switched_off());
  const OrderedJson body = HPC_TRY(wire::read(request, options_.framework));
  HPC_TRY(check_point(body));
  const wire::Point point = wire::read_point(body, now());
  if (caller.job.empty()) return failure(wire::no_job_token("'job'"));
  if (!is_up(Backend::influxdb)) return failure(wire::no_job_token("the database of time series does not answer"));
  for (const auto& [field, value] : point.fields)
    series_.store(caller.job, {point.measurement, point.tags, field}, point.at, value);
  return wire::empty_object(201);
}

// A workflow's jobs share a token, and so what they store.
Result<http::Response> Prominence::read_points(const Caller& caller, const http::Request& request) {
  if (!options_.ts) return failure(wire::switched_off());
  const Job& job = *HPC_TRY(job_of(caller, request));
  const http::Fields fields = request.query_fields();
  const std::int64_t age = std::chrono::duration_cast<std::chrono::minutes>(now() - job.created).count();
  const std::int64_t start = HPC_TRY(minutes_of(fields, "start", age + 30));
  const std::int64_t stop = HPC_TRY(minutes_of(fields, "stop", 0));
  if (!is_up(Backend::influxdb)) return failure(wire::refusal(Refusal::series_down));
  const std::string& key = job.origin ? job.origin->workflow_uuid : job.uuid;
  const auto found = series_.between(key, now() - std::chrono::minutes(start), now() - std::chrono::minutes(stop));
  return wire::json(200, wire::series(found, fields.has("mean")));
}

}  // namespace hpc::apis::prominence
