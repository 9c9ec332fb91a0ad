// The checks that stand before every view, and the headers that come after it.
#include "apis/spack_monitor/monitor.h"

namespace hpc::tests::spack_monitor {
namespace {

http::Response ask(Monitor& monitor, const std::string& method, const std::string& target, http::Headers headers = {}) {
  return monitor.bench.call(method, target, std::move(headers), "", "spack_monitor");
}

// "200 json", "200 page", "406".
std::string shown(const http::Response& response) {
  const std::string_view type = response.headers.get("Content-Type");
  const std::string status = std::to_string(response.status);
  if (response.status != 200) return status;
  return status + (type == "application/json" ? " json" : type == "text/html; charset=utf-8" ? " page" : " ?");
}

std::string lines(const http::Response& response) {
  std::string text;
  for (const http::Header& header : response.headers)
    if (header.name != "Date" && header.name.find("X-Clacks") == std::string::npos &&
        !header.name.starts_with("Access-"))
      text += header.name + ": " + header.value + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(framework)

BOOST_AUTO_TEST_CASE(accept_decides_who_renders) {
  Monitor monitor;
  const std::string both = "/api/builds/", json_only = "/ms1/";
  const std::tuple<const char*, const char*, const char*> table[] = {
      {"", "200 json", "200 json"},
      {"*/*", "200 json", "200 json"},
      {"application/*", "200 json", "200 json"},
      {"application/json", "200 json", "200 json"},
      {"text/html,application/json;q=0.9", "200 json", "200 json"},
      {"application/xml,*/*;q=0.5", "200 json", "200 json"},
      {"text/html", "200 page", "406"},
      {"text/*", "200 page", "406"},
      {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "200 page", "200 json"},
      {"garbage", "406", "406"},
      {"text/plain", "406", "406"}};
  for (const auto& [accept, of_both, of_json] : table) {
    http::Headers headers;
    if (*accept) headers.add("Accept", accept);
    BOOST_TEST(shown(ask(monitor, "GET", both, headers)) == of_both, accept);
    BOOST_TEST(shown(ask(monitor, "GET", json_only, headers)) == of_json, accept);
  }
}

BOOST_AUTO_TEST_CASE(the_query_and_the_suffix_win_over_accept) {
  Monitor monitor;
  const std::pair<const char*, const char*> table[] = {{"/api/builds/?format=json", "200 json"},
                                                       {"/api/builds/?format=api", "200 page"},
                                                       {"/api/builds/?format=xml", "404"},
                                                       {"/ms1/?format=json", "200 json"},
                                                       {"/ms1/?format=api", "404"},
                                                       {"/ms1/?format=", "200 json"},
                                                       {"/api/builds.json", "200 json"},
                                                       {"/api/builds.json/", "200 json"},
                                                       {"/api/builds.api", "200 page"},
                                                       {"/api/builds.xml", "404"},
                                                       {"/api/builds/1.json", "404"},
                                                       {"/api/.json", "200 json"}};
  for (const auto& [target, expected] : table) BOOST_TEST(shown(ask(monitor, "GET", target)) == expected, target);
  BOOST_TEST(shown(ask(monitor, "GET", "/api/builds/?format=json", {{"Accept", "text/html"}})) == "200 json");
}

BOOST_AUTO_TEST_CASE(accept_asks_for_indentation_too) {
  Monitor monitor;
  const auto body = [&](const char* accept) { return monitor.get("/api/builds/", {{"Accept", accept}}).body.str(); };
  const std::string compact = R"({"count":0,"next":null,"previous":null,"results":[]})";
  BOOST_TEST(body("application/json; indent=0") == compact);
  BOOST_TEST(body("application/json; indent=x") == compact);
  BOOST_TEST(body("application/json; indent=1") ==
             "{\n \"count\": 0,\n \"next\": null,\n \"previous\": null,\n \"results\": []\n}");
  BOOST_TEST(body("application/json; indent=99").find("\n        \"count\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(headers_stand_as_the_deployment_sends_them) {
  Monitor monitor;
  const std::string front = "Content-Type: application/json\nContent-Length: ";
  const auto rest = [&](const http::Response& response) {
    const std::string text = lines(response);
    return text.substr(text.find("Connection"));
  };
  BOOST_TEST(rest(monitor.get("/api/specs/")) ==
             "Connection: keep-alive\nVary: Accept, Cookie\nAllow: GET, HEAD\nExpires: Tue, 06 Jan 2026 08:00:00 GMT\n"
             "Cache-Control: max-age=86400\nX-Frame-Options: DENY\nX-Content-Type-Options: nosniff\n"
             "Referrer-Policy: same-origin\n");
  BOOST_TEST(
      rest(monitor.get("/api/")) ==
      "Connection: keep-alive\nVary: Accept, Cookie\nAllow: GET, HEAD, OPTIONS\nExpires: Tue, 06 Jan 2026 08:00:00 "
      "GMT\nCache-Control: max-age=86400\nX-Frame-Options: DENY\nX-Content-Type-Options: nosniff\n"
      "Referrer-Policy: same-origin\n");
  BOOST_TEST(rest(ask(monitor, "OPTIONS", "/ms1/specs/new/")) ==
             "Connection: keep-alive\nVary: Accept, Cookie\nAllow: POST\nX-Frame-Options: DENY\n"
             "X-Content-Type-Options: nosniff\nReferrer-Policy: same-origin\n");
  const http::Response closing = monitor.get("/ms1/", {{"Connection", "close"}});
  BOOST_TEST(closing.headers.get("Connection") == "close");
  BOOST_TEST(lines(closing).starts_with("Server: nginx/1.22.1\n" + front));
}

BOOST_AUTO_TEST_CASE(without_nginx_only_the_applications_headers_are_there) {
  Monitor monitor({.site = "", .set = {{"apis.spack_monitor.nginx", "false"}}, .clock = "manual"});
  const http::Response response = monitor.get("/ms1/");
  for (const char* name : {"Server", "Date", "Connection", "X-Clacks-Overhead", "Access-Control-Allow-Origin"})
    BOOST_TEST(!response.headers.has(name), name);
  BOOST_TEST(response.headers.get("X-Frame-Options") == "DENY");
  BOOST_TEST(ask(monitor, "TRACE", "/ms1/").headers.get("Content-Type") == "application/json");
}

BOOST_AUTO_TEST_CASE(options_tells_what_an_endpoint_is) {
  Monitor monitor;
  BOOST_TEST(
      ask(monitor, "OPTIONS", "/ms1/").body.str() ==
      R"({"name":"Service Info","description":"Return a 200 response to indicate a running service, along with\nmetadata about the service. This is similar to https://ga4gh.github.io/,\nbut not for a workflow so only a subset of fields.","renders":["application/json"],"parses":["application/json","application/x-www-form-urlencoded","multipart/form-data"]})");
  const std::pair<const char*, const char*> names[] = {
      {"/auth/token/", "Get Auth Token"},
      {"/ms1/specs/new/", "New Spec"},
      {"/ms1/builds/new/", "New Build"},
      {"/ms1/builds/update/", "Update Build Status"},
      {"/ms1/builds/phases/update/", "Update Phase Status"},
      {"/ms1/analyze/builds/", "Update Build Metadata"},
      {"/ms1/specs/name/x/", "Spec By Name"},
      {"/ms1/specs/1/attributes/", "Spec Attributes"},
      {"/ms1/specs/1/attributes/x/", "Spec Attributes"},
      {"/ms1/specs/1/splices/contenders/", "Spec Splice Contenders"},
      {"/ms1/attributes/1/download/", "Download Attribute"},
      {"/ms1/attributes/1/splice/contenders/", "Attribute Splice Contenders"},
      {"/ms1/analysis/splices/attribute/1/spec/1/", "Attribute Splice Predictions"},
      {"/tables/build/", "Builds Table"},
      {"/api/", "Api Root"},
      {"/api-token-auth/", "Obtain Auth Token"}};
  for (const auto& [path, name] : names) {
    const http::Response response = ask(monitor, "OPTIONS", path);
    BOOST_TEST(response.status == 200, path);
    BOOST_TEST(Monitor::json(response)["name"] == name);
    BOOST_TEST(
        Monitor::json(response)["renders"].size() == (response.headers.get("Vary").find("Accept") == 0 ? 2U : 1U),
        path);
  }
  BOOST_TEST(
      ask(monitor, "OPTIONS", "/api-token-auth/").body.str() ==
      R"({"name":"Obtain Auth Token","description":"","renders":["application/json"],"parses":["application/x-www-form-urlencoded","multipart/form-data","application/json"]})");
  BOOST_TEST(ask(monitor, "OPTIONS", "/api/specs/1/").status == 405);
}

BOOST_AUTO_TEST_CASE(head_has_the_headers_of_get_and_no_body) {
  Monitor monitor;
  for (const char* path : {"/ms1/", "/api/specs/", "/ms1/specs/name/x/", "/", "/auth/token/"}) {
    const http::Response get = ask(monitor, "GET", path), head = ask(monitor, "HEAD", path);
    BOOST_TEST(head.status == get.status);
    BOOST_TEST((head.headers == get.headers), path);
    BOOST_TEST(head.body.empty());
  }
  const http::Response refused = ask(monitor, "HEAD", "/ms1/specs/new/");
  BOOST_TEST(refused.status == 405);
  BOOST_TEST(refused.headers.get("Content-Length") == "41");
}

BOOST_AUTO_TEST_CASE(paths_are_taken_as_the_front_end_hands_them_on) {
  Monitor monitor;
  const std::pair<const char*, int> table[] = {{"/ms1%2F", 200},
                                               {"//ms1//", 200},
                                               {"/api/../ms1/", 200},
                                               {"/ms1/./", 200},
                                               {"/%6ds1/", 200},
                                               {"/ms1/specs%2Fname%2Fa/", 200},
                                               {"/ms1/specs/name/a%2f", 200},
                                               {"/ms1/specs/name/a%2Fb/", 404},
                                               {"/ms1/specs/name/..", 404},
                                               {"/api-token-auth/x/y", 405},
                                               {"/robots.txt", 301},
                                               {"/robots.txt/", 200},
                                               {"/builds/1", 301},
                                               {"/ms1/specs/x/attributes", 404},
                                               {"/api/docs/anything", 200},
                                               {"/login/", 404}};
  for (const auto& [path, status] : table) BOOST_TEST(ask(monitor, "GET", path).status == status, path);
}

BOOST_AUTO_TEST_CASE(links_are_built_on_what_the_client_asked_for) {
  Monitor monitor;
  const auto realm = [&](const char* target, const char* host, std::string_view listener) {
    return std::string(
        monitor.bench.call("POST", target, {{"Host", host}}, "", listener).headers.get("Www-Authenticate"));
  };
  BOOST_TEST(realm("/ms1/specs/new/", "monitor.example:81", "spack_monitor") ==
             "realm=\"http://monitor.example:81/auth/token/\",service=\"http://monitor.example:81\",scope=\"build\"");
  BOOST_TEST(realm("/spack-monitor/ms1/specs/new/", "h", "") ==
             "realm=\"http://h/spack-monitor/auth/token/\",service=\"http://h/spack-monitor\",scope=\"build\"");
  BOOST_TEST(realm("/s/default/spack-monitor/ms1/specs/new/", "h", "") ==
             "realm=\"http://h/s/default/spack-monitor/auth/token/\",service=\"http://h/s/default/"
             "spack-monitor\",scope=\"build\"");
  BOOST_TEST(ask(monitor, "GET", "/ms1/", {{"Host", "[::1]:80"}}).status == 200);
  for (const char* host : {"a_b", "a b", "", "a:", "a:x", "[::1", "[]", "[zz]"})
    BOOST_TEST(ask(monitor, "GET", "/nope/", {{"Host", host}}).status == 400, host);
}

BOOST_AUTO_TEST_CASE(the_prefix_is_a_setting) {
  Monitor monitor(
      {.site = "",
       .set = {{"apis.spack_monitor.prefix", "ms2"}, {"apis.spack_monitor.auth_server", "https://auth.example/t"}},
       .clock = "manual"});
  BOOST_TEST(monitor.get("/ms2/").status == 200);
  BOOST_TEST(monitor.get("/ms2").headers.get("Location") == "/ms2/");
  BOOST_TEST(monitor.get("/ms1/").status == 404);
  BOOST_TEST(monitor.get("/ms1").status == 404);
  BOOST_TEST(
      monitor.post("/ms2/specs/new/", "{}").headers.get("Www-Authenticate").find("realm=\"https://auth.example/t\"") ==
      0U);
  BOOST_TEST(monitor.get("/ms2/specs/name/a/").status == 200);
  BOOST_TEST(monitor.get("/ms2/nope/").status == 404);
}

BOOST_AUTO_TEST_CASE(service_info_can_say_that_the_service_is_elsewhere_or_down) {
  Monitor moved({.site = "", .set = {{"apis.spack_monitor.service_info", "moved"}}, .clock = "manual"});
  const http::Response redirect = moved.get("/ms1/");
  BOOST_TEST(redirect.status == 302);
  BOOST_TEST(redirect.headers.get("Location") == "/ms2/");
  Monitor down({.site = "", .set = {{"apis.spack_monitor.service_info", "unavailable"}}, .clock = "manual"});
  BOOST_TEST(down.get("/ms1/").status == 503);
}

BOOST_AUTO_TEST_CASE(anonymous_requests_are_throttled_when_asked_for) {
  Monitor monitor({.site = "", .set = {{"apis.spack_monitor.throttle", "3/day"}}, .clock = "manual"});
  const std::string bearer = monitor.bearer();  // the first of three
  BOOST_TEST(monitor.get("/ms1/").status == 200);
  monitor.bench.advance(std::chrono::seconds(4));
  BOOST_TEST(monitor.post("/ms1/specs/new/", "{}", {{"Authorization", "Bearer " + bearer}}).status == 400);
  const http::Response refused = ask(monitor, "PUT", "/ms1/");
  BOOST_TEST(refused.status == 429);
  BOOST_TEST(refused.body.str() == R"({"detail":"Request was throttled. Expected available in 86396 seconds."})");
  BOOST_TEST(refused.headers.get("Retry-After") == "86396");
  BOOST_TEST(monitor.get("/ms1/", {{"Authorization", "Token " + kToken}}).status == 200);
  BOOST_TEST(monitor.get("/nope/").status == 404);
  BOOST_TEST(monitor.post("/api-token-auth/", "{}").status == 415);
  monitor.bench.advance(std::chrono::seconds(86395));
  BOOST_TEST(monitor.get("/ms1/").body.str() ==
             R"({"detail":"Request was throttled. Expected available in 1 second."})");
  monitor.bench.advance(std::chrono::seconds(1));
  BOOST_TEST(monitor.get("/ms1/").status == 200);
}

// Each request has something wrong for a check, and for all those that come after it.
BOOST_AUTO_TEST_CASE(checks_come_in_their_order) {
  Monitor monitor;
  const http::Headers bad{{"Authorization", "Token x"}, {"Accept", "text/plain"}};
  const http::Headers bad_host{{"Host", "bad_host!"}, {"Authorization", "Token x"}, {"Accept", "text/plain"}};
  const http::Headers refused{{"Authorization", "Token x"}};
  const std::string bearer = "Bearer " + monitor.bearer();
  const auto said = [](const http::Response& response) {
    const std::string body = response.body.str();
    return std::to_string(response.status) + " " + (body.starts_with("{") ? body : "");
  };
  BOOST_TEST(said(monitor.get("/nothing?format=xml", bad_host)) == "400 ");
  BOOST_TEST(said(monitor.post("/ms1/specs/new?format=xml", "{", bad)) == "301 ");
  BOOST_TEST(said(monitor.post("/ms1/nothing/?format=xml", "{", bad)) == "404 ");
  BOOST_TEST(said(monitor.get("/ms1/specs/new/?format=xml", bad)) == R"(404 {"detail":"Not found."})");
  BOOST_TEST(said(monitor.get("/ms1/specs/new/", bad)) ==
             R"(406 {"detail":"Could not satisfy the request Accept header."})");
  BOOST_TEST(said(monitor.get("/ms1/specs/new/", refused)) == R"(403 {"detail":"Invalid token."})");
  BOOST_TEST(said(monitor.get("/ms1/specs/new/")) == R"(405 {"detail":"Method \"GET\" not allowed."})");
  BOOST_TEST(said(monitor.post("/ms1/specs/new/", "{")) == "401 ");
  BOOST_TEST(said(monitor.post("/ms1/specs/new/", "{", {{"Authorization", bearer}})) == "500 ");
  BOOST_TEST(said(monitor.post("/ms1/specs/new/", "{}", {{"Authorization", bearer}})) ==
             R"(400 {"message":"A spack_version string is required"})");
}

BOOST_AUTO_TEST_CASE(a_throttled_client_hears_of_nothing_that_comes_later) {
  Monitor monitor({.site = "", .set = {{"apis.spack_monitor.throttle", "1/day"}}});
  BOOST_TEST(monitor.get("/ms1/").status == 200);
  BOOST_TEST(monitor.get("/ms1/specs/new/").status == 429);
  BOOST_TEST(monitor.post("/ms1/specs/new/", "{").status == 429);
  BOOST_TEST(monitor.get("/ms1/specs/new/", {{"Authorization", "Token x"}}).status == 403);
  BOOST_TEST(monitor.get("/ms1/specs/new/", {{"Accept", "text/plain"}}).status == 406);
}

BOOST_AUTO_TEST_CASE(a_form_posted_to_a_page_lacks_its_token) {
  Monitor monitor;
  BOOST_TEST(monitor.post("/", "a=1").status == 403);
  BOOST_TEST(monitor.post("/nope/", "a=1").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::spack_monitor
