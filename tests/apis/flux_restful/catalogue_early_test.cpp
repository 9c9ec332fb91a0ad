// Section 9.1 of the sheet, row by row.
#include "apis/flux_restful/catalogue.h"
#include "apis/flux_restful/flux_bench.h"

using namespace hpc::tests;

namespace {

constexpr const char* kMissing = "400 {\"Message\":\"'command' is required.\"}";
constexpr const char* kUnauthenticated = "[www-authenticate: Basic] 401 {\"detail\":\"Not authenticated\"}";
constexpr const char* kUnreadable = "[www-authenticate: Basic] 401 {\"detail\":\"Invalid authentication credentials\"}";
constexpr const char* kWrong = "[www-authenticate: Basic] 401 {\"detail\":\"Incorrect user or token.\"}";
constexpr const char* kNotFound = "404 {\"detail\":\"Not Found\"}";
constexpr const char* kNotAllowed = "405 {\"detail\":\"Method Not Allowed\"}";

std::string authorization(const std::string& value) {
  return "Authorization: " + value + "\r\n";
}
std::string basic(const std::string& login) {
  return authorization("Basic " + hpc::base64(login));
}

void check_submissions(Served& served, std::initializer_list<std::pair<const char*, std::string>> rows,
                       const std::string& expected) {
  for (const auto& [name, body] : rows)
    check_row(served,
              {.name = name + (" " + body), .request = "POST /jobs/submit", .body = body, .expected = expected});
}

std::string status_of(Served& served, const Row& row) {
  return served.exchange(raw_request(row)).substr(9, 3);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(flux_restful_catalogue_early)

BOOST_AUTO_TEST_CASE(bad_submissions) {
  Served served;
  check_submissions(served,
                    {{"E1", R"({"runtime":5})"},
                     {"E2", R"({"command":""})"},
                     {"E2", R"({"command":null})"},
                     {"E2", R"({"command":0})"},
                     {"E2", R"({"command":[]})"},
                     {"E3", R"(["x"])"},
                     {"E3", R"("abc")"}},
                    kMissing);
  check_submissions(served,
                    {{"E4", R"(["command"])"},
                     {"E4", R"("command")"},
                     {"E4", "null"},
                     {"E4", "5"},
                     {"E5", "{command:"},
                     {"E5", ""},
                     {"E6", R"({"command":["sleep","1"]})"},
                     {"E6", R"({"command":5})"},
                     {"E7", R"({"command":"   "})"},
                     {"E8", R"({"command":"echo 'x"})"},
                     {"E9", R"({"command":"true","runtime":-1})"},
                     {"E9", R"({"command":"true","runtime":"abc"})"},
                     {"E9", R"({"command":"true","runtime":[1]})"},
                     {"E9", R"({"command":"true","runtime":NaN})"},
                     {"E9", R"({"command":"true","runtime":Infinity})"},
                     {"E13", "command=true"},
                     {"E15", "{\"command\":\"\xff\"}"}},
                    kIse);
  check_row(served, {.name = "E14", .request = "POST /jobs/submit?command=true", .expected = kIse});
}

BOOST_AUTO_TEST_CASE(submissions_that_look_bad_and_are_taken) {
  Served served;
  for (const char* runtime : {"null", "\"\"", "0", "1.5", "true", "\"2m\""}) {
    const std::string body = R"({"command":"true","runtime":)" + std::string(runtime) + "}";
    BOOST_TEST(status_of(served, {.name = "E10", .request = "POST /jobs/submit", .body = body, .expected = ""}) ==
               "200");
  }
  for (const char* body :
       {R"({"command":"true","num_tasks":2,"foo":1})", R"({"command":"# x"})", "\xef\xbb\xbf{\"command\":\"true\"}"})
    BOOST_TEST(
        status_of(served, {.name = "E11", .request = "POST /jobs/submit", .body = body, .expected = ""}) == "200",
        body);
  const Row typed{.name = "E12",
                  .request = "POST /jobs/submit",
                  .body = R"({"command":"true"})",
                  .headers = "Content-Type: text/plain\r\n",
                  .expected = ""};
  BOOST_TEST(status_of(served, typed) == "200");
}

BOOST_AUTO_TEST_CASE(jobs_that_are_there_and_jobs_that_are_over) {
  Served served;
  const std::string answer = served.exchange(
      raw_request({.name = "E16", .request = "POST /jobs/submit", .body = R"({"command":"# x"})", .expected = ""}));
  const std::size_t place = answer.find("\"id\":") + 5;
  const std::string id = answer.substr(place, answer.find('}', place) - place);
  served.bench.advance(std::chrono::seconds(5));
  const std::string shown =
      served.exchange(raw_request({.name = "E20", .request = "GET /jobs/%20" + id + "%20", .expected = ""}));
  BOOST_TEST(shown.starts_with("HTTP/1.1 200 OK\r\n"));
  BOOST_TEST(shown.find("\"exception_note\":\"task 0 (host flux0): start failed: #: No such file or directory\"") !=
                 std::string::npos,
             "E16: " << shown);
  check_row(served, {.name = "E21", .request = "POST /jobs/" + id + "/cancel", .expected = kIse});
  check_row(served, {.name = "E24", .request = "GET /jobs/" + id + "/output", .expected = kNotFound});
  check_row(served, {.name = "E25", .request = "DELETE /jobs/" + id, .expected = kNotAllowed});
}

BOOST_AUTO_TEST_CASE(what_is_no_http_is_not_answered) {
  for (const char* generation : {"early", "both"}) {
    Served served({.site = "", .set = flux_with("generation", generation), .clock = "manual"}, "flux_restful");
    for (const char* bytes : {"hello\r\n\r\n", "GET /jobs HTTP/1.1\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"}) {
      SocketClient client(served.own_port());
      client.send(bytes);
      BOOST_TEST(client.read_to_end() == "", "E34, " << generation << ": " << bytes);
    }
  }
}

BOOST_AUTO_TEST_CASE(jobs_that_are_not_there) {
  Served served;
  for (const char* id : {"1", "abc", "1.5", "0x10", "%C6%92abc", "-1", "99999999999999999999999"}) {
    check_row(served, {.name = "E17", .request = std::string("GET /jobs/") + id, .expected = kIse});
    check_row(served, {.name = "E21", .request = std::string("POST /jobs/") + id + "/cancel", .expected = kIse});
  }
  Served strict({.site = "", .set = flux_with("generation", "early"), .clock = "manual"});
  check_row(strict, {.name = "E18", .request = "GET /jobs/submit", .expected = kIse});
}

BOOST_AUTO_TEST_CASE(paths_and_methods) {
  Served served;
  check_row(served,
            {.name = "E22", .request = "GET /jobs/", .expected = "[location: http://h/flux/jobs] 307 0\r\n\r\n"});
  check_row(served, {.name = "E22", .request = "GET /jobs/", .expected = "[Transfer-Encoding: chunked] 307 0\r\n\r\n"});
  check_row(served, {.name = "E23",
                     .request = "POST /jobs/submit/?a=b",
                     .expected = "[location: http://h/flux/jobs/submit?a=b] 307 0\r\n\r\n"});
  for (const char* path : {"/nope", "/jobs/1/output", "/jobs/1%2F2", "//jobs", "/JOBS"})
    check_row(served, {.name = "E24", .request = std::string("GET ") + path, .expected = kNotFound});
  for (const char* request : {"POST /jobs", "DELETE /jobs/1", "PUT /jobs/submit", "GET /jobs/1/cancel",
                              "GET /service/stop", "POST /nodes", "OPTIONS /jobs", "BREW /jobs"}) {
    check_row(served, {.name = "E25", .request = request, .expected = kNotAllowed});
    BOOST_TEST(served.exchange(raw_request({.name = "", .request = request, .expected = ""})).find("allow") ==
               std::string::npos);
  }
  check_row(served, {.name = "E26", .request = "HEAD /jobs", .expected = "[content-length: 31] 405 "});
  check_row(served, {.name = "E27", .request = "GET /page/nope", .expected = kIse});
  check_row(served,
            {.name = "2.4", .request = "HEAD /docs", .expected = "[content-type: text/html; charset=utf-8] 200 "});
  Served strict({.site = "", .set = flux_with("generation", "early"), .clock = "manual"});
  check_row(strict, {.name = "E24", .request = "GET /v1/jobs", .expected = kNotFound});
}

BOOST_AUTO_TEST_CASE(credentials) {
  Served served({.site = "", .set = flux_with("auth", "required"), .clock = "manual"});
  for (const char* request : {"GET /jobs", "GET /nodes", "GET /jobs/1", "POST /jobs/1/cancel", "POST /service/stop"})
    check_row(served, {.name = "E28", .request = request, .expected = kUnauthenticated});
  check_row(served, {.name = "E28", .request = "POST /jobs/submit", .body = "{bad", .expected = kUnauthenticated});
  for (const char* value : {"Bearer abc", ""})
    check_row(served,
              {.name = "E29", .request = "GET /jobs", .headers = authorization(value), .expected = kUnauthenticated});
  for (const std::string& value : {std::string("Basic !!!"), std::string("Basic"), "Basic " + hpc::base64("nocolon"),
                                   "Basic " + hpc::base64("ä:b")})
    check_row(served,
              {.name = "E30", .request = "GET /jobs", .headers = authorization(value), .expected = kUnreadable});
  for (const char* login : {"x:12345", "fluxuser:x", "fluxuser:12345:x"})
    check_row(served, {.name = "E31", .request = "GET /jobs", .headers = basic(login), .expected = kWrong});
  check_row(served, {.name = "E32",
                     .request = "GET /jobs",
                     .headers = authorization("basic " + hpc::base64("fluxuser:12345")),
                     .expected = "200 {\"jobs\":[]}"});
  check_row(served, {.name = "E33", .request = "GET /nope", .expected = kNotFound});
  check_row(served, {.name = "E33", .request = "DELETE /jobs", .expected = kNotAllowed});
  check_row(served, {.name = "E33", .request = "GET /jobs/", .expected = "307 0\r\n\r\n"});
}

BOOST_AUTO_TEST_CASE(a_server_without_a_login_lets_nobody_in) {
  std::vector<hpc::centre::Override> set = flux_with("auth", "required");
  set.push_back({"apis.flux_restful.token", "\"\""});
  Served served({.site = "", .set = set, .clock = "manual"});
  check_row(served, {.name = "2.5",
                     .request = "GET /jobs",
                     .headers = basic("fluxuser:12345"),
                     .expected = "[www-authenticate: Basic] 401 {\"detail\":\"Missing FLUX_USER and/or FLUX_TOKEN\"}"});
}

BOOST_AUTO_TEST_CASE(after_a_500_the_connection_is_closed_and_nothing_says_so) {
  Served served;
  SocketClient client(served.port());
  const std::string request = "GET /flux/jobs/abc HTTP/1.1\r\nHost: h\r\n\r\n";
  client.send(request + request);
  const std::string all = client.read_to_end();
  BOOST_TEST(
      all.ends_with("content-length: 21\r\ncontent-type: text/plain; charset=utf-8\r\n\r\nInternal Server Error"));
  BOOST_TEST(all.find("HTTP/1.1", 10) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
