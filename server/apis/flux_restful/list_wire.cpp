#include "apis/flux_restful/list_wire.h"

#include <nlohmann/json.hpp>

#include "apis/flux_restful/wire.h"

namespace hpc::apis::flux_restful::wire {
namespace {

OrderedJson detailed_rows(const Listed& jobs, const JobView& view) {
  OrderedJson rows = OrderedJson::array();
  for (const FluxJob* job : jobs) rows.push_back(detailed_job(*job, view, true));
  return rows;
}

}  // namespace

http::Response early_job(const FluxJob& job, const JobView& view) {
  return json({{"job", raw_job(job, view)}});
}

http::Response plain_list(const Listed& jobs, const JobView& view, Options::ListAttributes shown) {
  OrderedJson rows = OrderedJson::array();
  for (const FluxJob* job : jobs)
    rows.push_back(shown == Options::ListAttributes::id ? job_id_only(*job) : raw_job(*job, view));
  return json({{"jobs", std::move(rows)}});
}

http::Response detailed_list(const Listed& jobs, const JobView& view, bool as_array) {
  if (as_array) return json(detailed_rows(jobs, view));
  OrderedJson::object_t by_id;  // no key comes twice, and looking for one would cost as much as there are
  by_id.reserve(jobs.size());
  for (const FluxJob* job : jobs) by_id.emplace_back(std::to_string(job->id), detailed_job(*job, view, true));
  return json(OrderedJson(std::move(by_id)));
}

http::Response search(const Listed& jobs, const JobView& view, const std::string* draw, std::size_t total) {
  return json({{"data", detailed_rows(jobs, view)},
               {"draw", draw ? OrderedJson(*draw) : OrderedJson(1)},
               {"recordsTotal", total},
               {"recordsFiltered", jobs.size()}});
}

}  // namespace hpc::apis::flux_restful::wire
