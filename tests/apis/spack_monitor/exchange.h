// Requests and answers as bytes: what the contract says stands on the wire, put together apart from the server's code.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "apis/socket_client.h"
#include "apis/spack_monitor/monitor.h"

namespace hpc::tests::spack_monitor {

inline const std::string kHost = "127.0.0.1:5000";

inline std::string request_text(std::string_view line, std::initializer_list<std::string> headers = {},
                                std::string_view body = "", std::string_view host = kHost) {
  std::string text = std::string(line) + " HTTP/1.1\r\nHost: " + std::string(host) + "\r\n";
  for (const std::string& header : headers) text += header + "\r\n";
  if (!body.empty() || line.starts_with("POST")) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + std::string(body);
}

inline const std::string kDeployment =
    "X-Clacks-Overhead: GNU Terry Pratchett\r\n"
    "X-Clacks-Overhead: GNU Terry Pratchet\r\n"
    "Access-Control-Allow-Origin: *\r\n"
    "Access-Control-Allow-Credentials: true\r\n"
    "Access-Control-Allow-Methods: GET, POST, OPTIONS\r\n"
    "Access-Control-Allow-Headers: "
    "Authorization,DNT,X-CustomHeader,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,"
    "Content-Type\r\n";
inline const std::string kSecurity = "X-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n";
inline const std::string kFramed = "X-Frame-Options: DENY\r\n";
/// The manual clock of the tests stands at the site's fixed start.
inline const std::string kNow = "Mon, 05 Jan 2026 08:00:00 GMT";
inline const std::string kTomorrow = "Tue, 06 Jan 2026 08:00:00 GMT";
inline const std::string kNeverKept =
    "Expires: " + kNow + "\r\nCache-Control: max-age=0, no-cache, no-store, must-revalidate, private\r\n";
inline const std::string kKeptForADay = "Expires: " + kTomorrow + "\r\nCache-Control: max-age=86400\r\n";

/// A whole answer of the documented deployment. `headers` are those between Connection and the deployment's own.
inline std::string answer(std::string_view status, std::string_view type, std::string_view headers,
                          std::string_view body) {
  std::string text = "HTTP/1.1 " + std::string(status) + "\r\nServer: nginx/1.22.1\r\nDate: " + kNow + "\r\n";
  if (!type.empty()) text += "Content-Type: " + std::string(type) + "\r\n";
  text += "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: keep-alive\r\n" + std::string(headers);
  if (status.starts_with("2") || status.starts_with("3")) text += kDeployment;
  return text + "\r\n" + std::string(body);
}

/// Of a view under /ms1/ itself.
inline std::string of_view(std::string_view status, std::string_view allow, std::string_view body) {
  return answer(status, "application/json",
                kNeverKept + "Vary: Accept, Cookie\r\nAllow: " + std::string(allow) + "\r\n" + kFramed + kSecurity,
                body);
}
/// Raised as an exception there.
inline std::string raised(std::string_view status, std::string_view allow, std::string_view body) {
  return answer(status, "application/json",
                "Vary: Accept, Cookie\r\nAllow: " + std::string(allow) + "\r\n" + kFramed + kSecurity, body);
}
/// Of an endpoint that answers in JSON only.
inline std::string of_json_only(std::string_view status, std::string_view allow, std::string_view body) {
  return answer(status, "application/json",
                "Allow: " + std::string(allow) + "\r\n" + kFramed + "Vary: Cookie\r\n" + kSecurity, body);
}
inline std::string message(std::string_view text) {
  return "{\"message\":\"" + std::string(text) + "\"}";
}
inline std::string detail(std::string_view text) {
  return "{\"detail\":\"" + std::string(text) + "\"}";
}
inline std::string method_detail(std::string_view method) {
  return "{\"detail\":\"Method \\\"" + std::string(method) + "\\\" not allowed.\"}";
}
inline std::string challenge() {
  return answer("401 Unauthorized", "",
                "Www-Authenticate: realm=\"http://" + kHost + "/auth/token/\",service=\"http://" + kHost +
                    "\",scope=\"build\"\r\n" + kNeverKept + "Vary: Accept, Cookie\r\nAllow: POST\r\n" + kFramed +
                    kSecurity,
                "");
}
inline std::string redirect(std::string_view location) {
  return answer("301 Moved Permanently", "text/html; charset=utf-8",
                "Location: " + std::string(location) + "\r\n" + kSecurity, "");
}

/// A served demo site with Spack Monitor on a port of its own.
struct Talk {
  explicit Talk(Bench::Options options = {}) : served(std::move(options), "spack_monitor") {}

  std::string say(std::string_view request) {
    SocketClient client(served.own_port());
    client.send(request);
    return client.read_response(request.starts_with("HEAD "));
  }
  /// `Authorization: Bearer ...` of a new token.
  std::string bearer(std::string_view user = "vsoch") {
    const std::string answer = say(
        request_text("GET /auth/token/", {"Authorization: " + basic(user, user == "vsoch" ? kToken : kOtherToken)}));
    return "Authorization: Bearer " +
           OrderedJson::parse(answer.substr(answer.find("\r\n\r\n") + 4)).at("token").get<std::string>();
  }

  Served served;
};

}  // namespace hpc::tests::spack_monitor
