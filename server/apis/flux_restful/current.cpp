// The current API: under /v1, tokens, parameters in the query.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/flux_restful/flux_restful.h"
#include "apis/flux_restful/list_wire.h"
#include "apis/flux_restful/parameters.h"
#include "apis/flux_restful/python.h"
#include "apis/flux_restful/search.h"
#include "apis/flux_restful/wire.h"

namespace hpc::apis::flux_restful {
namespace {

using wire::NotCancelled;

// Why int() or the instance's library would not take the id.
std::optional<NotCancelled> refusal_of(const std::optional<Integer>& id) {
  constexpr std::string_view kTooBig = "18446744073709551616";
  if (!id) return NotCancelled::no_integer;
  if (id->is_negative()) return NotCancelled::negative;
  const bool is_longer = id->text.size() > kTooBig.size();
  if (is_longer || (id->text.size() == kTooBig.size() && id->text >= kTooBig)) return NotCancelled::too_big;
  return std::nullopt;
}

const FluxJob* by_number(const std::string& text, const Jobs& jobs) {
  const std::optional<Integer> id = parse_int(text);
  return id && !id->is_cut && !id->is_negative() ? jobs.find(static_cast<FluxId>(id->value)) : nullptr;
}

}  // namespace

http::Response FluxRestful::token(const http::Request& request) {
  return exchange_wish(request, options_, token_time().now);
}

http::Response FluxRestful::log_in(const http::Request& request) {
  return flux_restful::log_in(request, options_, token_time().now);
}

http::Response FluxRestful::stop(const http::Request& request) {
  const Checked<const User*> user = check_bearer(request, options_, Right::superuser, token_time());
  return user ? stop_service() : user.error();
}

http::Response FluxRestful::list(const http::Request& request) {
  Parameters query(request.query_fields(), options_.validation_dialect);
  const bool details = query.boolean("details");
  const bool listing = query.boolean("listing");
  if (!query.faults().empty()) return query.faults().response();
  std::vector<const FluxJob*> jobs = jobs_.list();
  if (!details) return wire::plain_list(jobs, view(false), options_.current_list);
  const std::string* limit = query.text("limit");
  if (limit && limit->empty()) return wire::internal_error();
  const std::optional<Integer> most = limit ? parse_int(*limit) : std::nullopt;
  if (most && most->value < static_cast<std::int64_t>(jobs.size()))
    jobs.resize(static_cast<std::size_t>(std::max<std::int64_t>(most->value, 0)));
  return wire::detailed_list(jobs, view(false), listing);
}

http::Response FluxRestful::search(const http::Request& request) {
  return flux_restful::search(request, jobs_.list(), view(false), options_);
}

http::Response FluxRestful::show(const http::Request& request) {
  const std::optional<FluxId> id = parse_flux_id(request.parameter("jobid"));
  if (!id) return wire::internal_error();
  const FluxJob* job = jobs_.find(*id);
  if (!job && options_.unknown_job_404) return wire::no_such_job();
  return wire::json(job ? wire::detailed_job(*job, view(false), false) : OrderedJson(nullptr));
}

http::Response FluxRestful::cancel(const http::Request& request) {
  const std::string& text = request.parameter("jobid");
  const std::optional<Integer> id = parse_int(text);
  if (const auto refusal = refusal_of(id)) return wire::not_cancelled(*refusal, text);
  const FluxJob* job = id->is_cut ? nullptr : jobs_.find(static_cast<FluxId>(id->value));
  if (!job && options_.unknown_job_404) return wire::no_such_job();
  if (!job) return wire::not_cancelled(NotCancelled::unknown, text);
  return jobs_.cancel(job->id) ? wire::cancelled(text) : wire::not_cancelled(NotCancelled::inactive, text);
}

// A broken body is told of before anybody is asked who he is, and its parameters after.
http::Response FluxRestful::submit(const http::Request& request) {
  const Checked<SubmittedBody> body = read_body(request, options_);
  if (!body) return body.error();
  const Checked<const User*> user = check_bearer(request, options_, Right::user, token_time());
  if (!user) return user.error();
  Checked<Submission> submission = read_submission(request, *body, options_, node_limit());
  if (!submission) return std::move(submission.error());
  return submission->is_launcher ? launch(submission->order) : submit_order(std::move(submission->order), *user);
}

http::Response FluxRestful::submit_order(Order order, const User* user) {
  const bool is_users_own = options_.is_multi_user && user;
  order.user = is_users_own ? user->name : options_.job_user;
  if (is_users_own && !site_.accounts().user(order.user)) return wire::no_such_login(order.user);
  const Result<const FluxJob*> job = jobs_.submit(order);
  if (!job) return wire::internal_error();
  return wire::submitted(is_users_own ? OrderedJson(f58((*job)->id)) : OrderedJson((*job)->id));
}

http::Response FluxRestful::output(const http::Request& request) {
  const std::optional<FluxId> id = parse_flux_id(request.parameter("jobid"));
  return id ? outputs_.whole(request, jobs_.find(*id)) : wire::internal_error();
}

http::Response FluxRestful::stream(const http::Request& request) {
  return outputs_.stream(by_number(request.parameter("jobid"), jobs_));
}

http::Response FluxRestful::nodes(const http::Request&) {
  return wire::nodes(nodes_shown(options_.current_nodes));
}

}  // namespace hpc::apis::flux_restful
