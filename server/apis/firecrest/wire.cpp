#include "apis/firecrest/wire.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace hpc::apis::firecrest::wire {
namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";

http::Response page(int status, std::string_view title, std::string_view sentence) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", std::string(kHtml));
  const std::string heading(title.substr(4));
  response.body = "<!doctype html>\n<html lang=en>\n<title>" + std::string(title) + "</title>\n<h1>" + heading +
                  "</h1>\n<p>" + std::string(sentence) + "</p>\n";
  return response;
}

// Flask adds HEAD to each GET route and OPTIONS to all.
std::string allow(const http::Unrouted& why) {
  std::string methods = "OPTIONS";
  for (const std::string& method : why.allowed) {
    methods += ", " + method;
    if (method == "GET") methods += ", HEAD";
  }
  return methods;
}

}  // namespace

std::string jsonify(const Json& body) {
  return body.dump(-1, ' ', true, Json::error_handler_t::replace) + '\n';
}

http::Response printed_json(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  body += '\n';
  response.body = std::move(body);
  return response;
}

http::Response json(int status, const Json& body, http::Headers extra) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  for (const http::Header& header : extra) response.headers.add(header.name, header.value);
  response.body = jsonify(body);
  return response;
}

http::Response described(int status, std::string_view description, http::Headers extra) {
  return json(status, Json{{"description", description}}, std::move(extra));
}

http::Response error_only(int status, std::string_view error, http::Headers extra) {
  return json(status, Json{{"error", error}}, std::move(extra));
}

http::Response failed(int status, std::string_view description, std::string_view error, http::Headers extra) {
  return json(status, Json{{"description", description}, {"error", error}}, std::move(extra));
}

http::Response not_found_page() {
  return page(404, "404 Not Found",
              "The requested URL was not found on the server. If you entered the URL manually please check your "
              "spelling and try again.");
}

http::Response method_not_allowed_page(const http::Unrouted& why) {
  http::Response response = page(405, "405 Method Not Allowed", "The method is not allowed for the requested URL.");
  response.headers.add("Allow", allow(why));
  return response;
}

http::Response internal_error_page() {
  return page(500, "500 Internal Server Error",
              "The server encountered an internal error and was unable to complete your request. Either the server is "
              "overloaded or there is an error in the application.");
}

http::Response options_answer(const http::Unrouted& why) {
  http::Response response;
  response.headers.add("Content-Type", std::string(kHtml));
  response.headers.add("Allow", allow(why));
  return response;
}

http::Response no_machine_name() {
  return described(400, "No machine name given");
}

std::string permission_denied(std::string_view user, std::string_view system) {
  return "Permission denied for user " + std::string(user) + " in " + std::string(system);
}

http::Response no_authorization() {
  return described(401, "No Auth Header given");
}
http::Response undecodable_token() {
  return described(401, "Bad header or JWT, general exception raised");
}
http::Response wrong_signature() {
  return described(401, "JWT token has invalid signature");
}
http::Response wrong_algorithm() {
  return described(401, "JWT token has invalid signature algorithm");
}
http::Response expired_token() {
  return described(401, "JWT token has expired");
}
http::Response wrong_audience() {
  return described(401, "Invalid audience in JWT token");
}
http::Response missing_scope(std::string_view scope) {
  return described(401, "Scope '" + std::string(scope) + "' wasn't found in JWT");
}

std::string reason(int status) {
  std::string phrase(status == 413 ? "Request Entity Too Large" : http::standard_reason(status));
  std::transform(phrase.begin(), phrase.end(), phrase.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return phrase;
}

std::string header_text(std::string_view text) {
  std::string line(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return line;
}

}  // namespace hpc::apis::firecrest::wire
