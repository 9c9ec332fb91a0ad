// The early API: paths at the root, a JSON body to submit, 500 for most of what a client has wrong.
#include <nlohmann/json.hpp>

#include "apis/flux_restful/flux_restful.h"
#include "apis/flux_restful/list_wire.h"
#include "apis/flux_restful/python.h"
#include "apis/flux_restful/wire.h"

namespace hpc::apis::flux_restful {
namespace {

// nullptr for what is no id of a job: int() takes it, and the instance does not.
const FluxJob* job_of(const http::Request& request, const Jobs& jobs) {
  const std::string* uid = request.path_parameters.first("uid");  // none: GET /jobs/submit
  const std::optional<Integer> id = uid ? parse_int(*uid) : std::nullopt;
  return id && !id->is_cut && !id->is_negative() ? jobs.find(static_cast<FluxId>(id->value)) : nullptr;
}

}  // namespace

http::Response FluxRestful::early_stop(const http::Request&) {
  return stop_service();
}

http::Response FluxRestful::early_list(const http::Request&) {
  return wire::plain_list(jobs_.list(), view(true), options_.early_list);
}

http::Response FluxRestful::early_show(const http::Request& request) {
  const FluxJob* job = job_of(request, jobs_);
  if (job) return wire::early_job(*job, view(true));
  return options_.unknown_job_404 ? wire::no_such_job() : wire::internal_error();
}

http::Response FluxRestful::early_cancel(const http::Request& request) {
  const FluxJob* job = job_of(request, jobs_);
  if (!job && options_.unknown_job_404) return wire::no_such_job();
  return job && jobs_.cancel(job->id) ? wire::cancelled("") : wire::internal_error();
}

http::Response FluxRestful::early_submit(const http::Request& request) {
  Checked<Order> order = read_early_order(request);
  if (!order) return std::move(order.error());
  order->user = options_.job_user;
  const Result<const FluxJob*> job = jobs_.submit(*order);
  return job ? wire::submitted((*job)->id) : wire::internal_error();
}

http::Response FluxRestful::early_nodes(const http::Request&) {
  return wire::nodes(nodes_shown(options_.early_nodes));
}

}  // namespace hpc::apis::flux_restful
