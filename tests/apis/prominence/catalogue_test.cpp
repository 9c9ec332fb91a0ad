// The bad-input catalogue over a real socket, row by row, with the bytes of the answers.
#include <boost/test/unit_test.hpp>

#include "apis/prominence/prominence_bench.h"
#include "apis/socket_client.h"

namespace hpc::tests {
namespace {

const std::string kBad = "400 BAD REQUEST", kUnauthorized = "401 UNAUTHORIZED", kFailed = "500 INTERNAL SERVER ERROR";

std::string page(const std::string& status) {
  const int code = std::stoi(status);
  const std::string title = code == 400   ? "Bad Request"
                            : code == 404 ? "Not Found"
                            : code == 405 ? "Method Not Allowed"
                                          : "Internal Server Error";
  const std::string text = code == 400 ? "The browser (or proxy) sent a request that this server could not understand."
                           : code == 404 ? "The requested URL was not found on the server. If you entered the URL "
                                           "manually please check your spelling and try again."
                           : code == 405
                               ? "The method is not allowed for the requested URL."
                               : "The server encountered an internal error and was unable to complete your request. "
                                 "Either the server is overloaded or there is an error in the application.";
  return "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<title>" + std::to_string(code) + " " + title +
         "</title>\n<h1>" + title + "</h1>\n<p>" + text + "</p>\n";
}

std::string sentence(const std::string& text) {
  return "{\"error\":" + Json(text).dump() + "}\n";
}

struct Row {
  int number;  ///< of the catalogue
  std::string method, path;
  std::string body;  ///< JSON, unless headers say otherwise
  std::string status, answer;
  std::string authorization = kAlice;
  std::string content_type = "application/json";
};

class Catalogue {
 public:
  explicit Catalogue(Bench::Options options = {}) : served(std::move(options)) {}
  Served served;
  std::string exchange(const Row& row) {
    std::string text = row.method + " /prominence/api/v1" + row.path + " HTTP/1.1\r\nHost: mock\r\n";
    if (!row.authorization.empty()) text += "Authorization: " + row.authorization + "\r\n";
    if (!row.content_type.empty()) text += "Content-Type: " + row.content_type + "\r\n";
    return served.exchange(text + "Content-Length: " + std::to_string(row.body.size()) + "\r\n\r\n" + row.body);
  }
  void check(const Row& row) {
    const std::string got = exchange(row);
    const std::string start = "HTTP/1.1 " + row.status + "\r\nServer: nginx/1.10.3 (Ubuntu)\r\nDate: ";
    BOOST_TEST(got.substr(0, start.size()) == start, "row " << row.number << ": " << row.path << " " << row.body << "\n"
                                                            << got);
    const std::size_t end = got.find("\r\n\r\n");
    BOOST_TEST(got.substr(end == std::string::npos ? 0 : end + 4) == row.answer,
               "row " << row.number << ": " << row.path << " " << row.body << "\n"
                      << got);
  }
};

std::string with(const Json& more) {
  Json job = Json::parse(
      R"({"resources":{"cpus":1,"memory":1,"nodes":1,"disk":10},"tasks":[{"image":"busybox","runtime":"singularity"}]})");
  job.merge_patch(more);
  return job.dump();
}

std::string without(const char* part, const char* member) {
  Json job = Json::parse(with(Json::object()));
  if (*part == '\0')
    job.erase(member);
  else
    job[part].erase(member);
  return job.dump();
}

Row refused(int number, const std::string& body, const std::string& text) {
  return {number, "POST", "/jobs", body, kBad, sentence(text)};
}
Row crashes(int number, const std::string& body) {
  return {number, "POST", "/jobs", body, kFailed, page(kFailed)};
}

BOOST_AUTO_TEST_SUITE(prominence_catalogue)

BOOST_AUTO_TEST_CASE(pages_have_the_lengths_of_the_framework) {
  BOOST_TEST(page("400").size() == 192U);
  BOOST_TEST(page("404").size() == 232U);
  BOOST_TEST(page("405").size() == 178U);
  BOOST_TEST(page("500").size() == 290U);
}

BOOST_AUTO_TEST_CASE(rows_1_to_15_are_about_tokens_and_paths) {
  Catalogue catalogue;
  const std::string failed = sentence("Authentication failure");
  const std::string token = kAlice.substr(7);
  std::vector<Row> rows;
  OrderedJson nobody = {{"username", "alice"}, {"exp", 4000000000LL}};
  const std::string secret = "mock-prominence-secret";
  const std::pair<int, std::string> refused[] = {
      {1, ""},
      {2, token},
      {3, "Bearer "},
      {3, "Bearer  " + token},
      {4, "Bearer opaque"},
      {5, "Bearer " + prominence_token("alice", "groupA", {{"exp", 1}})},
      {5, "Bearer " + site::sign_hs256({{"username", "alice"}, {"groups", "groupA"}}, secret)},
      {5, "Bearer " + site::sign_hs256({{"username", "a"}, {"groups", "g"}, {"exp", 4000000000LL}}, "other")},
      {5, "Bearer " + prominence_token("alice", "")},
      {5, "Bearer " + site::sign_hs256(nobody, secret)}};
  for (const auto& [number, authorization] : refused)
    rows.push_back({number, "GET", "/jobs", "", kUnauthorized, failed, authorization});
  rows.push_back({6, "GET", "/jobs", "", kFailed, page(kFailed),
                  "Bearer " + prominence_token("alice", "groupA", {{"exp", "soon"}})});
  rows.push_back({7, "GET", "/jobs", "", "200 OK", "[]\n", "Token " + token});
  rows.push_back({8, "POST", "/jobs", "{", kUnauthorized, failed, ""});
  for (const char* path : {"/nothing", "/jobs/", "/jobs/abc", "/jobs/-1", "/jobs/1.0", "/jobs/1/"})
    for (const std::string& authorization : {kAlice, std::string()})
      rows.push_back({9, "GET", path, "", "404 NOT FOUND", page("404"), authorization});
  rows.push_back({12, "GET", "/jobs/99999999999999999999999999", "", "200 OK", "[]\n"});
  for (const auto& [method, path] :
       {std::pair("PUT", "/jobs"), {"POST", "/jobs/1"}, {"GET", "/jobs/1/exec"}, {"POST", "/kv"}, {"FOO", "/jobs"}})
    rows.push_back({13, method, path, "", "405 METHOD NOT ALLOWED", page("405"), ""});
  rows.push_back({14, "OPTIONS", "/nothing", "", "404 NOT FOUND", page("404")});
  for (const Row& row : rows) catalogue.check(row);
  const std::string moved = catalogue.exchange({15, "GET", "/kv//a?x=1", "", "", "", ""});
  BOOST_TEST(moved.starts_with("HTTP/1.1 308 PERMANENT REDIRECT\r\n"));
  BOOST_TEST(moved.find("\r\nLocation: http://mock/prominence/api/v1/kv/a?x=1\r\n") != std::string::npos);
  BOOST_TEST(
      moved.ends_with("<a href=\"http://mock/prominence/api/v1/kv/a?x=1\">http://mock/prominence/api/v1/kv/a?x=1</a>. "
                      "If not click the link."));
}

BOOST_AUTO_TEST_CASE(rows_16_to_22_are_about_bodies) {
  Catalogue catalogue;
  std::vector<Row> rows;
  for (const char* type : {"text/plain", ""})
    rows.push_back({16, "POST", "/jobs", with(Json::object()), kFailed, page(kFailed), kAlice, type});
  for (const char* body : {"", "{\"a\":", "{} x", "{'a':1}", "{\"a\":\"\xFF\"}"})
    rows.push_back({17, "POST", "/jobs", body, kBad, page(kBad)});
  for (const char* body : {"null", "5", "true", "[\"name\"]"}) rows.push_back(crashes(19, body));
  for (const char* body : {"{}", "[]", "\"\""}) rows.push_back(refused(20, body, "a job must contain resources"));
  rows.push_back(refused(21, "\"abc\"", "invalid item \"a\" in job description"));
  rows.push_back(refused(22, "{\"zz\":1,\"aa\":2}", "invalid item \"zz\" in job description"));
  for (const Row& row : rows) catalogue.check(row);
}

BOOST_AUTO_TEST_CASE(rows_23_to_38_are_about_descriptions) {
  Catalogue catalogue;
  for (const Row& row : std::vector<Row>{
           refused(23, with({{"name", std::string(513, 'a')}}), "job name must be less than 512 characters in length"),
           refused(23, with({{"name", "a!"}}), "invalid job name"),
           refused(23, with({{"name", "n\u00e9"}}), "invalid job name"),
           crashes(24, with({{"name", 5}})),
           crashes(24, R"({"name":null,"resources":{}})"),
           {25, "POST", "/jobs", with({{"name", "x\n"}}), "201 CREATED", "{\"id\":1}\n"},
           refused(26, with({{"labels", {"a=b"}}}), "labels must be defined as a dict"),
           refused(26, with({{"labels", {{"a-b", "c"}}}}), "label name \"a-b\" is invalid"),
           refused(26, with({{"labels", {{"a", ""}}}}), "label value \"\" is invalid"),
           crashes(26, with({{"labels", {{"a", 1}}}})),
           crashes(27, R"({"resources":null})"),
           refused(27, R"({"resources":[]})", "one of cpus, cpusRange, cpusOptions must be defined"),
           crashes(28, with({{"resources", {{"cpus", "1"}}}})),
           refused(28, with({{"resources", {{"cpus", true}}}}), "number of cpus must be an integer"),
           refused(28, with({{"resources", {{"cpus", 1.0}}}}), "number of cpus must be an integer"),
           refused(28, with({{"resources", {{"cpus", -1}}}}), "number of cpus must be an integer"),
           refused(28, with({{"resources", {{"cpus", 0}}}}), "number of cpus must be at least 1"),
           refused(29, with({{"resources", {{"memory", 2.0}}}}), "memory must be an integer"),
           crashes(30, without("resources", "disk")),
           refused(31, without("", "tasks"), "a job must contain tasks"),
           refused(31, with({{"tasks", 5}}), "an array of tasks must be provided"),
           refused(31, with({{"tasks", Json::array()}}), "a job cannot contain only sidecar tasks"),
           refused(32, with({{"tasks", {{{"image", "a"}}}}}), "a container runtime must be defined"),
           refused(32, with({{"tasks", {{{"image", "a"}, {"runtime", "docker"}}}}}),
                   "the container runtime must be either udocker or singularity"),
           refused(32, with({{"tasks", {{{"image", "a"}, {"runtime", "udocker"}, {"args", "x"}}}}}),
                   "invalid item \"args\" in task"),
           refused(33, with({{"name", "a!"}, {"resources", {{"cpus", 0}}}}), "invalid job name"),
           refused(34, with({{"artifacts", {{{"url", "nosuch.tgz"}}}}}), "Artifact nosuch.tgz does not exist"),
           refused(35, with({{"tasks", {{{"image", "nosuch.sif"}, {"runtime", "udocker"}}}}}),
                   "Image nosuch.sif does not exist"),
           crashes(36, with({{"inputs", {{{"filename", "a"}, {"content", "a"}}}}})),
           refused(37, with({{"policies", {{"leaveInQueue", "true"}}}}), "leaveInQueue must be either true or false"),
           refused(38, with({{"policies", {{"maximumRetries", 7}}}}), "the number of retries must be less than 6"),
           refused(38, with({{"policies", {{"maximumRetries", 0}}}}), "the number of retries must be greater than 0"),
           refused(38, with({{"policies", {{"maximumRetries", "x"}}}}), "the number of retries must be an integer")})
    catalogue.check(row);
}

BOOST_AUTO_TEST_CASE(rows_39_to_55_are_about_jobs) {
  Catalogue catalogue;
  const auto get = [&](int number, const std::string& path, const std::string& status, const std::string& answer,
                       const std::string& who = kAlice) {
    catalogue.check({number, "GET", "/jobs" + path, "", status, answer, who});
  };
  catalogue.check({0, "POST", "/jobs", with({{"resources", {{"nodes", 2}}}}), "201 CREATED", "{\"id\":1}\n"});
  for (const char* constraint : {"a", "a=b=c", ""})
    get(39, "?constraint=" + std::string(constraint), kBad, sentence("Invalid constraint"));
  get(40, "?constraint=a=%22", kFailed, page(kFailed));
  get(40, "?name=a%22b", kFailed, page(kFailed));
  get(41, "?status=completed", "200 OK", sentence("invalid status specified"));
  get(41, "?status=", "200 OK", sentence("invalid status specified"));
  get(42, "?completed=true&num=x", kFailed, page(kFailed));
  get(42, "?num=x&name=none", "200 OK", "[]\n");
  get(43, "?id=x", kFailed, page(kFailed));
  get(43, "?id=", kFailed, page(kFailed));
  get(44, "/77", "200 OK", "[]\n");
  get(44, "/1", "200 OK", "[]\n", kMallory);
  catalogue.check({45, "DELETE", "/jobs", "", kBad, sentence("a job id or list of job ids must be provided")});
  catalogue.check({45, "DELETE", "/jobs?id=", "", kFailed, page(kFailed)});
  catalogue.check({45, "DELETE", "/jobs?id=a", "", kFailed, page(kFailed)});
  catalogue.check({46, "DELETE", "/jobs/77", "", kBad, sentence("No such job(s)")});
  catalogue.check({46, "DELETE", "/jobs/1", "", kBad, sentence("No such job(s)"), kMallory});
  get(48, "/77/stdout", kBad, sentence("Job does not exist"));
  get(48, "/1/stdout", "403 FORBIDDEN", sentence("Not authorized to access this job"), kMallory);
  for (const char* query : {"offset=x", "offset=", "node=x"})
    get(49, "/1/stdout?" + std::string(query), kFailed, page(kFailed));
  get(51, "/1/stdout?node=7", kBad, sentence("stdout does not exist"));
  get(51, "/1/stderr?node=7", kBad, sentence("stderr does not exist"));
  catalogue.served.bench.advance(std::chrono::minutes(1));
  get(49, "/1/stdout?offset=-1", kFailed, page(kFailed));
  get(50, "/1/stdout?offset=500", "200 OK", "");
  catalogue.check({52, "POST", "/jobs/1/exec?command=ls", "", kBad, sentence("Job is not running")});
  catalogue.check({46, "DELETE", "/jobs/1", "", kBad, sentence("No such job(s)")});
  catalogue.check({55, "PUT", "/jobs/1/remove", "", kBad, sentence("Job is no longer in the queue")});
  catalogue.check({47, "POST", "/jobs", with(Json::object()), "201 CREATED", "{\"id\":2}\n"});
  catalogue.check({47, "DELETE", "/jobs?id=2,999999", "", "200 OK", "{}\n"});
}

BOOST_AUTO_TEST_CASE(rows_53_and_54_are_about_running_jobs) {
  Catalogue catalogue({.site = "", .set = {}, .clock = "idle-skip"});
  catalogue.check({0, "POST", "/jobs",
                   with({{"tasks", {{{"image", "a"}, {"runtime", "udocker"}, {"cmd", "sleep 40000"}}}}}), "201 CREATED",
                   "{\"id\":1}\n"});
  catalogue.served.bench.advance(std::chrono::seconds(10));
  catalogue.check({53, "POST", "/jobs/1/exec?command=cat,nothing", "", kBad, sentence("Unable to execute command")});
  catalogue.check({54, "PUT", "/jobs/1/snapshot", "", kBad, sentence("A path to snapshot must be specified")});
  catalogue.check({54, "PUT", "/jobs/1/snapshot?path=/etc", "", kBad, sentence("Invalid path")});
}

std::string workflow_with(const Json& more) {
  Json workflow = {{"name", "w"}, {"jobs", {Json::parse(with({{"name", "a"}}))}}};
  workflow.update(more);
  return workflow.dump();
}

BOOST_AUTO_TEST_CASE(rows_56_to_60_are_about_workflows) {
  Catalogue catalogue;
  const Json a = Json::parse(with({{"name", "a"}}));
  const auto factory = [](Json one) {
    one.update({{"name", "f"}, {"jobs", {"a"}}});
    return workflow_with({{"factories", {one}}});
  };
  Json five = Json::array();
  for (const char* name : {"p", "q", "r", "s", "t"})
    five.push_back({{"name", name}, {"start", 0}, {"end", 1}, {"step", 1}});
  const Json number = {{{"name", "p"}, {"start", 0}, {"end", 1}, {"number", 2}}};
  const auto refuses = [&](int row, const std::string& body, const std::string& text) {
    catalogue.check({row, "POST", "/workflows", body, kBad, sentence(text)});
  };
  refuses(56, "{}", "a workflow must contain jobs");
  refuses(56, workflow_with({{"jobs", {a, a}}}), "all jobs must have unique names: \"a\" is used more than once");
  refuses(56, workflow_with({{"dependencies", {{"a", {"zzz"}}}}}), "child job \"zzz\" is not actually defined");
  refuses(57, factory({{"type", "repeat"}, {"num", 2}}), "a factory of type repeat must have number specified");
  refuses(58, factory({{"type", "parameterSweep"}, {"parameters", five}}),
          "Currently only parameter sweeps up to 4D are supported");
  catalogue.check({58, "POST", "/workflows", factory({{"type", "parameterSweep"}, {"parameters", number}}), kFailed,
                   page(kFailed)});
  catalogue.check({59, "POST", "/workflows", workflow_with(Json::object()), "201 CREATED", "{\"id\":1}\n"});
  for (const auto& [path, who] :
       {std::pair("/workflows/77", kAlice), {"/workflows/1", kMallory}, {"/workflows/1", kAlice}})
    catalogue.check({59, "PUT", path, "", kBad,
                     sentence("Unable to find re-run workflow as the original workflow is not in a suitable state"),
                     who});
  catalogue.check({60, "GET", "/workflows/77/j/stdout", "", kBad, sentence("Workflow does not exist")});
}

BOOST_AUTO_TEST_CASE(rows_61_to_68_are_about_data_keys_and_usage) {
  Catalogue catalogue;
  for (const Row& row : std::vector<Row>{
           {61, "POST", "/data/upload", "{}", kBad, sentence("An object name must be specified")},
           {61, "POST", "/data/upload", "", kFailed, page(kFailed), kAlice, ""},
           {62, "POST", "/data/upload", R"({"filename":"other/x"})", "403 FORBIDDEN",
            sentence("Not authorized to access upload with this path")},
           {62, "GET", "/data/other", "", "403 FORBIDDEN", sentence("Not authorized to access this path")},
           {62, "DELETE", "/data/other/x", "", "403 FORBIDDEN", sentence("Not authorized to access this object")},
           {63, "DELETE", "/data/nosuch", "", "204 NO CONTENT", ""},
           {64, "POST", "/data/output", R"({"name":"x"})", kBad, sentence("A JWT token is required")},
           {64, "POST", "/data/output", "{}", "200 OK", sentence("Name not specified")},
           {65, "GET", "/kv", "", kBad, sentence("Key not specified")},
           {65, "GET", "/kv/none", "", "404 NOT FOUND", sentence("No such key")},
           {66, "POST", "/kv/k", "", kBad, sentence("No value provided")},
           {66, "POST", "/kv/k", std::string(15968, 'x'), kBad, sentence("Content of value too large")},
           {66, "POST", "/kv/k", std::string(15967, 'x'), "201 CREATED", "{}\n"},
           {66, "POST", "/kv/k?prev=wrong", "y", kBad, sentence("Atomic replacement not successful")},
           {67, "POST", "/kv/binary", "\xFF", "201 CREATED", "{}\n"},
           {67, "GET", "/kv/binary", "", kFailed, page(kFailed)},
           {68, "GET", "/accounting", "", kBad, sentence("Start date must be provided")},
           {68, "GET", "/accounting?start=2021-01-01", "", kBad, sentence("End date must be provided")}})
    catalogue.check(row);
}

BOOST_AUTO_TEST_CASE(row_69_is_about_features_that_are_off) {
  std::vector<centre::Override> off;
  for (const char* feature : {"exec", "snapshots", "data", "kv", "ts"})
    off.push_back({std::string("apis.prominence.") + feature, "false"});
  Catalogue catalogue({.site = "", .set = off});
  const std::pair<const char*, const char*> kRoutes[] = {{"POST", "/jobs/1/exec?command=ls"},
                                                         {"PUT", "/jobs/1/snapshot"},
                                                         {"GET", "/jobs/1/snapshot"},
                                                         {"GET", "/data"},
                                                         {"GET", "/data/x"},
                                                         {"POST", "/data/upload"},
                                                         {"POST", "/data"},
                                                         {"DELETE", "/data/x"},
                                                         {"POST", "/data/output"},
                                                         {"GET", "/kv"},
                                                         {"GET", "/kv/x"},
                                                         {"POST", "/kv/x"},
                                                         {"DELETE", "/kv/x"},
                                                         {"POST", "/ts"},
                                                         {"GET", "/ts/1"}};
  for (const auto& [method, path] : kRoutes) {
    catalogue.check({69, method, path, "{", kUnauthorized, sentence("Functionality disabled")});
    catalogue.check({69, method, path, "{", kUnauthorized, sentence("Authentication failure"), ""});
  }
}

BOOST_AUTO_TEST_CASE(row_70_is_about_points_of_time_series) {
  Catalogue catalogue({.site = "", .set = {{"apis.prominence.ts", "true"}}});
  const std::string point = R"("measurement":"m","fields":{"f":1})";
  const std::string of_job = "Bearer " + prominence_token("alice", "groupA", {{"job", "uuid"}});
  for (const auto& [body, text] : std::vector<std::pair<std::string, std::string>>{
           {R"({"x":1})", "invalid item \"x\" in time-series point"},
           {"{" + point + R"(,"time":1.5})", "time must be an integer"},
           {"{}", "a measurement name must be specified"},
           {R"({"measurement":1})", "the measurement name must be a string"},
           {R"({"measurement":"m"})", "fields are not specified"},
           {R"({"measurement":"m","fields":[]})", "fields must be a dict"}})
    catalogue.check({70, "POST", "/ts", body, kBad, sentence(text), of_job});
  catalogue.check({70, "POST", "/ts", "{" + point + "}", "201 CREATED", "{}\n", of_job});
  catalogue.check({70, "GET", "/ts/77", "", kBad, sentence("Job does not exist")});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
