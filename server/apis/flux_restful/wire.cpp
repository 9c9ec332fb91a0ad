#include "apis/flux_restful/wire.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace hpc::apis::flux_restful::wire {
namespace {

std::string dump(const OrderedJson& body) {
  return body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

http::Response message(int status, std::string_view text) { return json({{"Message", text}}, status); }

}  // namespace

http::Response json(const OrderedJson& body, int status) {
  http::Response response;
  response.status = status;
  response.headers.add("content-type", "application/json");
  response.body = Bytes(dump(body));
  return response;
}

http::Response html(std::string body, int status) {
  http::Response response;
  response.status = status;
  response.headers.add("content-type", "text/html; charset=utf-8");
  response.body = Bytes(std::move(body));
  return response;
}

http::Response detail(int status, std::string_view text) { return json({{"detail", text}}, status); }

http::Response not_found() { return detail(404, "Not Found"); }

namespace {
// A header that stands before the length and the type.
http::Response with(http::Response response, std::string name, std::string_view value) {
  http::Headers headers{{std::move(name), std::string(value)}};
  for (const http::Header& header : response.headers) headers.add(header.name, header.value);
  response.headers = std::move(headers);
  return response;
}
}  // namespace

http::Response wrong_method(std::string_view allowed) {
  http::Response response = detail(405, "Method Not Allowed");
  return allowed.empty() ? response : with(std::move(response), "allow", allowed);
}

http::Response internal_error() {
  http::Response response;
  response.status = 500;
  response.headers.add("content-type", "text/plain; charset=utf-8");
  response.body = Bytes("Internal Server Error");
  response.afterwards = http::Response::Afterwards::close_unannounced;
  return response;
}

http::Response redirect(std::string location, bool is_early) {
  http::Response response;
  response.status = 307;
  if (is_early)
    response.stream = [] { return http::Piece{{}, true}; };
  else
    response.headers.add("content-length", "0");
  response.headers.add("location", std::move(location));
  return response;
}

http::Response malformed_request() {
  http::Response response;
  response.status = 400;
  response.headers.add("content-type", "text/plain; charset=utf-8");
  response.headers.add("Connection", "close");
  response.body = Bytes("Invalid HTTP request received.");
  response.no_length = true;  // the end of the connection is its end
  response.afterwards = http::Response::Afterwards::close;
  return response;
}

http::Response basic_challenge(std::string_view text) { return with(detail(401, text), "www-authenticate", "Basic"); }
http::Response bearer_challenge() { return with(detail(401, "Not authenticated"), "www-authenticate", "Bearer"); }
http::Response invalid_token() { return detail(403, "Could not validate credentials"); }
http::Response unknown_user() { return detail(404, "User not found"); }
http::Response inactive_user() { return detail(400, "Inactive user"); }
http::Response no_privileges() { return detail(400, "The user doesn't have enough privileges"); }
http::Response unreadable_body() { return detail(400, "There was an error parsing the body"); }

http::Response wrong_login(int status) {
  constexpr std::string_view kText = "Incorrect email or password";
  return status == 401 ? basic_challenge(kText) : detail(status, kText);
}

http::Response token(std::string_view access_token) {
  return json({{"access_token", access_token}, {"token_type", "Bearer"}});
}
http::Response token_denied() { return message(400, "Denied"); }

http::Response early_command_missing() { return message(400, "'command' is required."); }
http::Response command_missing() { return message(400, "A 'command' is minimally required."); }

http::Response invalid_submission(const std::vector<std::string>& errors) {
  return json({{"Message", "Invalid submit request"}, {"Errors", errors}}, 400);
}
http::Response submission_failed(std::string_view error) {
  return json({{"Message", "There was an issue submitting that job."}, {"Error", error}}, 400);
}
http::Response submitted(const OrderedJson& id) { return json({{"Message", "Job submit."}, {"id", id}}); }
http::Response launcher(std::string_view text) { return json({{"Message", text}, {"id", "MANY"}}); }

http::Response cancelled(std::string_view id) {
  OrderedJson body = {{"Message", "Job is requested to cancel."}};
  if (!id.empty()) body["id"] = id;
  return json(body);
}
http::Response not_cancelled(std::string_view reason, std::string_view id) {
  return json({{"Message", "Job cannot be cancelled: " + std::string(reason) + "."}, {"id", id}}, 400);
}
http::Response no_such_job() { return message(404, "There is no job for that identifier."); }

http::Response nodes(const std::vector<std::string>& names) { return json({{"nodes", names}}); }
http::Response no_output() { return message(200, "The output does not exist yet, or the jobid is incorrect."); }
http::Response stopped() { return json(nullptr); }

http::Response output(const Bytes& bytes) {
  const std::string text = bytes.str();
  OrderedJson lines = OrderedJson::array();
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size() - 1) + 1;
    lines.push_back(line(std::string_view(text).substr(start, end - start)));
    start = end;
  }
  return lines.empty() ? no_output() : json({{"Output", std::move(lines)}});
}

http::Response search(const OrderedJson& rows, const OrderedJson& draw, std::size_t total) {
  return json({{"data", rows}, {"draw", draw}, {"recordsTotal", total}, {"recordsFiltered", rows.size()}});
}

std::string environment_value(const OrderedJson& value) {
  return value.is_string() ? value.get<std::string>() : "(null)";
}

std::string line(std::string_view text) { return is_utf8(text) ? std::string(text) : base64(text); }

}  // namespace hpc::apis::flux_restful::wire
