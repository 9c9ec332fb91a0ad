// Requests as they go over the wire and the exact answers that the contract gives, for the tests of refissh.
#pragma once

#include <boost/test/unit_test.hpp>
#include <initializer_list>
#include <string>
#include <string_view>

#include "apis/refissh/ask_bench.h"
#include "apis/socket_client.h"

namespace hpc::tests::refissh {

inline const std::string A = "X-Auth-Token: token-a";
inline const std::string B = "X-Auth-Token: token-b";
inline const std::string ADM = "X-Auth-Token: token-admin";
inline const std::string kDirectory = "Content-Type: application/directory";
inline const std::string kOctets = "Content-Type: application/octet-stream";

/// `ask("GET /files/", {A})`; a body brings its Content-Length, none brings neither.
inline std::string ask(std::string_view line, std::initializer_list<std::string> headers = {},
                       std::string_view body = "") {
  const std::size_t blank = line.find(' ');
  std::string text(line.substr(0, blank));
  text += " /refissh" + std::string(line.substr(blank + 1)) + " HTTP/1.1\r\nHost: 127.0.0.1:5000\r\n";
  for (const std::string& header : headers) text += header + "\r\n";
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + std::string(body);
}

// Expected answers, without the Date, which is the last header and checked apart.
inline std::string answer(std::string_view status, std::string_view headers, std::string_view body) {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}
inline std::string error(std::string_view status, std::string_view sentence) {
  return answer(status, "Content-Type: application/json\r\n", "{\"Error\": \"" + std::string(sentence) + "\"}");
}
inline std::string text(std::string_view body) {
  return answer("200 OK", "Content-Type: text/html; charset=utf-8\r\n", body);
}
inline std::string json(std::string_view body) {
  return answer("200 OK", "Content-Type: application/json\r\n", body);
}
inline std::string octets(std::string_view body) {
  return answer("200 OK", "Content-Type: application/octet-stream\r\n", body);
}
inline std::string created() {
  return answer("201 CREATED", "Content-Type: text/html; charset=utf-8\r\n", "");
}
inline std::string done() {
  return text("");
}
inline std::string no_content() {
  return "HTTP/1.1 204 NO CONTENT\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
}
inline std::string not_found_page() {
  return answer(
      "404 NOT FOUND", "Content-Type: text/html\r\n",
      "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<title>404 Not Found</title>\n"
      "<h1>Not Found</h1>\n<p>The requested URL was not found on the server.  If you entered the URL manually "
      "please check your spelling and try again.</p>\n");
}
inline std::string method_page(std::string_view allow) {
  return answer("405 METHOD NOT ALLOWED", "Content-Type: text/html\r\nAllow: " + std::string(allow) + "\r\n",
                "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<title>405 Method Not Allowed</title>\n"
                "<h1>Method Not Allowed</h1>\n<p>The method is not allowed for the requested URL.</p>\n");
}
/// What is left of an answer to a HEAD.
inline std::string head_of(std::string answer) {
  return answer.substr(0, answer.find("\r\n\r\n") + 4);
}

inline constexpr std::string_view kAll = "GET, HEAD, POST, PUT, DELETE, OPTIONS";
inline constexpr std::string_view kReading = "GET, HEAD, OPTIONS";

/// A served demo site with a manual clock, and refissh by itself on a second port.
struct Talk {
  explicit Talk(Bench::Options options = {}) : served(std::move(options), "refissh") {}

  /// The answer without its Date, which must be the virtual one.
  std::string say(std::string_view request) {
    SocketClient client(served.own_port());
    client.send(request);
    std::string response = client.read_response(request.substr(0, 5) == "HEAD ");
    const std::size_t date = response.find("Date: ");
    BOOST_TEST_REQUIRE(date != std::string::npos);
    const std::size_t end = response.find("\r\n", date);
    BOOST_TEST(response.substr(date + 6, end - date - 6) == http_date(served.bench.site().clock().now()));
    return response.erase(date, end + 2 - date);
  }
  std::string body_of(std::string_view request) {
    const std::string response = say(request);
    return response.substr(response.find("\r\n\r\n") + 4);
  }
  std::string status_of(std::string_view request) {
    const std::string response = say(request);
    return response.substr(9, 3);
  }
  void advance(Duration by) { served.bench.advance(by); }

  Served served;
};

/// The payload of the document's job, with another command line.
inline std::string payload(std::string_view command_line, std::string_view parameters,
                           std::string_view image = "demo") {
  return "{\"image_name\": \"" + std::string(image) + "\", \"commandline\": \"" + std::string(command_line) +
         "\", \"parameters\": \"" + std::string(parameters) +
         "\", \"cluster\": \"anselm\", \"N_nodes\": 1, \"N_cores\": 24, \"max_runtime\": 5}";
}

/// Registers the image `demo` for a project, from a file that it uploads.
inline void register_image(Talk& talk, const std::string& who) {
  BOOST_TEST_REQUIRE(talk.status_of(ask("POST /files/home/demo.simg", {who, kOctets}, "an image")) == "201");
  BOOST_TEST_REQUIRE(
      talk.status_of(ask("POST /images/demo", {who}, R"({"image": {"source_location": "home/demo.simg"}})")) == "204");
}

}  // namespace hpc::tests::refissh
