// What a browser shows: a table of jobs that follows them, a form to submit, a page per job with its output.
#include "apis/flux_restful/page_text.h"

#include <nlohmann/json.hpp>

#include "apis/flux_restful/flux_restful.h"
#include "apis/flux_restful/framework.h"
#include "apis/flux_restful/wire.h"
#include "http/multipart.h"

namespace hpc::apis::flux_restful {
namespace {

// The form's fields as parameters of the call; an unchecked box is not sent, an empty field means the default.
http::Fields parameters_of(const http::Form& form) {
  http::Fields fields;
  for (const auto& [name, value] : form.fields) {
    if (value.empty()) continue;
    const bool is_box = name == "exclusive" || name == "is_launcher";
    fields.add(name, is_box && value == "on" ? "true" : value);
  }
  return fields;
}

pages::Said said_of(const http::Response& response) {
  const OrderedJson body = OrderedJson::parse(response.body.str(), nullptr, false);
  pages::Said said;
  if (!body.is_object() || !body.contains("Message")) return said;
  said.messages.push_back(body.at("Message").get<std::string>());
  said.is_refusal = response.status != 200;
  if (body.contains("id") && body.at("id").is_number()) said.job = body.at("id").dump();
  if (body.contains("Error")) said.messages.push_back(body.at("Error").get<std::string>());
  if (body.contains("Errors"))
    for (const OrderedJson& error : body.at("Errors")) said.messages.push_back(error.get<std::string>());
  return said;
}

}  // namespace

pages::Frame FluxRestful::frame(const http::Request& request) const {
  const bool has_calls_alone = !options_.pages && options_.generation == Options::Generation::both;
  return {request.base_path, has_calls_alone ? Options::Generation::early : options_.generation, options_.requires_auth,
          page_token(request, options_, token_time().now)};
}

http::Response FluxRestful::home(const http::Request& request) {
  return wire::html(pages::home(frame(request)));
}
http::Response FluxRestful::log_out(const http::Request& request) {
  return wire::html(pages::logged_out(frame(request)));
}

http::Response FluxRestful::page(const http::Request& request) {
  if (request.parameter("name") != "about") return wire::internal_error();
  return wire::html(pages::about(frame(request)));
}

http::Response FluxRestful::job_table(const http::Request& request) {
  return wire::html(pages::job_table(frame(request)));
}

http::Response FluxRestful::submit_form(const http::Request& request) {
  return wire::html(pages::submit_form(frame(request), {}));
}

http::Response FluxRestful::submit_by_form(const http::Request& request) {
  const http::Form form = http::read_form(request).value_or(http::Form{});
  if (const std::string* runtime = form.fields.last("runtime"); runtime && !runtime->empty())
    return wire::internal_error();
  Checked<Submission> submission = read_submission(parameters_of(form), options_, node_limit());
  http::Response answer;
  if (!submission)
    answer = std::move(submission.error());
  else
    answer = submission->is_launcher ? launch(submission->order) : submit_order(std::move(submission->order), nullptr);
  if (answer.status == 422 || answer.status == 500) return wire::internal_error();
  return wire::html(pages::submit_form(frame(request), said_of(answer)));
}

http::Response FluxRestful::job_page(const http::Request& request) {
  const std::optional<FluxId> id = parse_flux_id(request.parameter("jobid"));
  const FluxJob* job = id ? jobs_.find(*id) : nullptr;
  if (!job) return wire::internal_error();
  const http::Fields query = request.query_fields();
  const std::string* message = query.last("msg");
  return wire::html(pages::job(frame(request), wire::detailed_job(*job, view(false), false),
                               jobs_.output_of(*job).str(), message ? *message : ""));
}

// The job is cancelled; the page that should say so is one that the framework cannot make any more.
http::Response FluxRestful::cancel_by_page(const http::Request& request) {
  if (const std::optional<FluxId> id = parse_flux_id(request.parameter("jobid"))) (void)jobs_.cancel(*id);
  return wire::internal_error();
}

http::Response FluxRestful::docs(const http::Request& request) {
  return wire::html(pages::docs(frame(request), "Swagger UI"));
}
http::Response FluxRestful::redoc(const http::Request& request) {
  return wire::html(pages::docs(frame(request), "ReDoc"));
}
http::Response FluxRestful::oauth_redirect(const http::Request&) {
  return wire::html(pages::oauth_redirect());
}

http::Response FluxRestful::openapi(const http::Request&) {
  return wire::json(pages::openapi(options_.generation, options_.validation_dialect));
}

}  // namespace hpc::apis::flux_restful
