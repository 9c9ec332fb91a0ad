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

std::vector<std::string> messages_of(const http::Response& response) {
  const OrderedJson body = OrderedJson::parse(response.body.str(), nullptr, false);
  std::vector<std::string> messages;
  if (!body.is_object() || !body.contains("Message")) return messages;
  messages.push_back(body.at("Message").get<std::string>());
  if (body.contains("Error")) messages.push_back(body.at("Error").get<std::string>());
  if (body.contains("Errors"))
    for (const OrderedJson& error : body.at("Errors")) messages.push_back(error.get<std::string>());
  return messages;
}

}  // namespace

http::Response FluxRestful::home(const http::Request& request) {
  return wire::html(pages::home(request.base_path, options_.generation));
}
http::Response FluxRestful::log_out(const http::Request& request) { return wire::html(pages::logged_out(request.base_path)); }

http::Response FluxRestful::page(const http::Request& request) {
  if (request.parameter("name") != "about") return wire::internal_error();
  return wire::html(pages::about(request.base_path));
}

http::Response FluxRestful::job_table(const http::Request& request) {
  return wire::html(pages::job_table(request.base_path));
}

http::Response FluxRestful::submit_form(const http::Request& request) {
  return wire::html(pages::submit_form(request.base_path, {}));
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
  return wire::html(pages::submit_form(request.base_path, messages_of(answer)));
}

http::Response FluxRestful::job_page(const http::Request& request) {
  const std::optional<FluxId> id = parse_flux_id(request.parameter("jobid"));
  const FluxJob* job = id ? jobs_.find(*id) : nullptr;
  if (!job) return wire::internal_error();
  const http::Fields query = request.query_fields();
  const std::string* message = query.last("msg");
  return wire::html(pages::job(request.base_path, wire::detailed_job(*job, view(false), false),
                               jobs_.output_of(*job).str(), message ? *message : ""));
}

// The job is cancelled; the page that should say so is one that the framework cannot make any more.
http::Response FluxRestful::cancel_by_page(const http::Request& request) {
  if (const std::optional<FluxId> id = parse_flux_id(request.parameter("jobid"))) (void)jobs_.cancel(*id);
  return wire::internal_error();
}

http::Response FluxRestful::docs(const http::Request& request) {
  return wire::html(pages::docs(request.base_path, "Swagger UI"));
}
http::Response FluxRestful::redoc(const http::Request& request) {
  return wire::html(pages::docs(request.base_path, "ReDoc"));
}
http::Response FluxRestful::oauth_redirect(const http::Request&) { return wire::html(pages::oauth_redirect()); }

http::Response FluxRestful::openapi(const http::Request&) {
  return wire::json(pages::openapi(options_.generation, options_.validation_dialect));
}

}  // namespace hpc::apis::flux_restful
