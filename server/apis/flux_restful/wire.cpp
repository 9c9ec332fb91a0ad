#include "apis/flux_restful/wire.h"

#include <nlohmann/json.hpp>

#include "apis/flux_restful/python.h"
#include "base/encoding.h"

namespace hpc::apis::flux_restful::wire {
namespace {

std::string hidden(const std::string& value) {
  return value.empty() ? "unset" : std::string(value.size(), '*');
}

std::string dump(const OrderedJson& body) {
  return body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

http::Response message(int status, std::string_view text) {
  return json({{"Message", text}}, status);
}

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

http::Response detail(int status, std::string_view text) {
  return json({{"detail", text}}, status);
}

http::Response not_found() {
  return detail(404, "Not Found");
}

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

namespace {
constexpr std::string_view kWrongLogin = "Incorrect email or password";

std::string_view text_of(Login fault) {
  switch (fault) {
    case Login::absent:
      return "Not authenticated";
    case Login::unreadable:
      return "Invalid authentication credentials";
    case Login::unconfigured:
      return "Missing FLUX_USER and/or FLUX_TOKEN";
    case Login::wrong:
      return "Incorrect user or token.";
    case Login::wrong_on_pages:
      return kWrongLogin;
  }
  return "";
}
}  // namespace

http::Response basic_challenge(Login fault) {
  return with(detail(401, text_of(fault)), "www-authenticate", "Basic");
}
http::Response bearer_challenge() {
  return with(detail(401, text_of(Login::absent)), "www-authenticate", "Bearer");
}
http::Response invalid_token() {
  return detail(403, "Could not validate credentials");
}
http::Response unknown_user() {
  return detail(404, "User not found");
}
http::Response inactive_user() {
  return detail(400, "Inactive user");
}
http::Response no_privileges() {
  return detail(400, "The user doesn't have enough privileges");
}
http::Response unreadable_body() {
  return detail(400, "There was an error parsing the body");
}

http::Response wrong_login() {
  return detail(400, kWrongLogin);
}

http::Response token(std::string_view access_token) {
  return json({{"access_token", access_token}, {"token_type", "Bearer"}});
}
http::Response token_denied() {
  return message(400, "Denied");
}

http::Response early_command_missing() {
  return message(400, "'command' is required.");
}
http::Response command_missing() {
  return message(400, "A 'command' is minimally required.");
}

http::Response invalid_submission(const std::vector<std::string>& errors) {
  return json({{"Message", "Invalid submit request"}, {"Errors", errors}}, 400);
}
http::Response submission_failed(std::string_view error) {
  return json({{"Message", "There was an issue submitting that job."}, {"Error", error}}, 400);
}
http::Response no_such_login(std::string_view name) {
  return submission_failed("\"getpwnam(): name not found: '" + std::string(name) + "'\"");
}
http::Response submitted(const OrderedJson& id) {
  return json({{"Message", "Job submit."}, {"id", id}});
}

namespace {
http::Response launcher(std::string_view text) {
  return json({{"Message", text}, {"id", "MANY"}});
}
}  // namespace

http::Response unknown_launcher(std::string_view word) {
  return launcher(std::string(word) + " is not a known launcher. ");
}
http::Response launcher_lacks(std::string_view file) {
  return launcher("[Errno 2] No such file or directory: " + repr(file));
}
http::Response launcher_started() {
  return launcher("Job submit, see jobs table for spawned jobs.");
}

http::Response cancelled(std::string_view id) {
  OrderedJson body = {{"Message", "Job is requested to cancel."}};
  if (!id.empty()) body["id"] = id;
  return json(body);
}

namespace {
std::string reason_of(NotCancelled reason, std::string_view id) {
  switch (reason) {
    case NotCancelled::inactive:
      return "[Errno 2] job is inactive";
    case NotCancelled::unknown:
      return "[Errno 2] unknown job id";
    case NotCancelled::no_integer:
      return "invalid literal for int() with base 10: " + repr(id);
    case NotCancelled::negative:
      return "can't convert negative number to unsigned";
    case NotCancelled::too_big:
      return "int too big to convert";
  }
  return "";
}
}  // namespace

http::Response not_cancelled(NotCancelled reason, std::string_view id) {
  return json({{"Message", "Job cannot be cancelled: " + reason_of(reason, id) + "."}, {"id", id}}, 400);
}
http::Response no_such_job() {
  return message(404, "There is no job for that identifier.");
}

http::Response nodes(const std::vector<std::string>& names) {
  return json({{"nodes", names}});
}
http::Response no_output() {
  return message(200, "The output does not exist yet, or the jobid is incorrect.");
}
http::Response stopped() {
  return json(nullptr);
}

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

void complete(const http::Request& request, http::Response& response, Instant now) {
  if (response.status == 400 && response.no_length) return;  // said before the application was asked
  http::Headers headers;
  headers.add("date", http_date(now));
  headers.add("server", "uvicorn");
  const bool needs_length = !response.stream && !response.headers.has("content-length");
  const std::string length = std::to_string(response.body.size());
  bool has_length = !needs_length;
  for (const http::Header& header : response.headers) {
    if (!has_length && header.name == "content-type") {
      headers.add("content-length", length);
      has_length = true;
    }
    headers.add(header.name, header.value);
  }
  if (!has_length) headers.add("content-length", length);
  response.headers = std::move(headers);
  if (request.method == "HEAD") response.body = Bytes();
}

std::vector<std::string> start_lines(const Options& options, const std::string& url, int process) {
  std::vector<std::string> lines{std::string("🍓 Require auth: ") + (options.requires_auth ? "True" : "False")};
  if (options.generation == Options::Generation::current) {
    lines.push_back(std::string("🍓  Server mode: ") + (options.is_multi_user ? "multi-user" : "single-user"));
    lines.push_back("🍓   Secret key " + hidden(options.secret_key));
  }
  lines.push_back("🍓    Flux user: " + hidden(options.user));
  lines.push_back("🍓   Flux token: " + hidden(options.token));
  lines.push_back("INFO:     Started server process [" + std::to_string(process) + "]");
  lines.emplace_back("INFO:     Waiting for application startup.");
  lines.emplace_back("INFO:     Application startup complete.");
  lines.push_back("INFO:     Uvicorn running on " + url + " (Press CTRL+C to quit)");
  return lines;
}

std::string environment_value(const OrderedJson& value) {
  return value.is_string() ? value.get<std::string>() : "(null)";
}

std::string line(std::string_view text) {
  return is_utf8(text) ? std::string(text) : base64(text);
}

}  // namespace hpc::apis::flux_restful::wire
