// Section 9.2 of the sheet, row by row.
#include "apis/flux_restful/catalogue.h"
#include "apis/flux_restful/flux_bench.h"
#include "apis/flux_restful/job_id.h"

using namespace hpc::tests;

namespace {

constexpr const char* kMissing = "400 {\"Message\":\"A 'command' is minimally required.\"}";
constexpr const char* kNotFound = "404 {\"detail\":\"Not Found\"}";
constexpr const char* kBearer = "[www-authenticate: Bearer] 401 {\"detail\":\"Not authenticated\"}";
constexpr const char* kJsonType = "Content-Type: application/json\r\n";

std::string submit(const std::string& query) {
  return "POST /v1/jobs/submit?" + query;
}
std::string issue(const std::string& error) {
  return "400 {\"Message\":\"There was an issue submitting that job.\",\"Error\":\"" + error + "\"}";
}
std::string invalid(const std::string& errors) {
  return "400 {\"Message\":\"Invalid submit request\",\"Errors\":[" + errors + "]}";
}
std::string entry(const std::string& type, const std::string& place, const std::string& text,
                  const std::string& input) {
  return "{\"type\":\"" + type + "\",\"loc\":[" + place + "],\"msg\":\"" + text + "\",\"input\":" + input + "}";
}
std::string integer_entry(const std::string& name, const std::string& input) {
  return entry("int_parsing", "\"query\",\"" + name + "\"",
               "Input should be a valid integer, unable to parse string as an integer", "\"" + input + "\"");
}
std::string boolean_entry(const std::string& name, const std::string& input) {
  return entry("bool_parsing", "\"query\",\"" + name + "\"",
               "Input should be a valid boolean, unable to interpret input", "\"" + input + "\"");
}
std::string body_entry(const std::string& input) {
  return entry("dict_type", "\"body\"", "Input should be a valid dictionary", input);
}
std::string faults(const std::string& entries) {
  return "422 {\"detail\":[" + entries + "]}";
}
std::string cancel_refusal(const std::string& reason, const std::string& id) {
  return "400 {\"Message\":\"Job cannot be cancelled: " + reason + ".\",\"id\":\"" + id + "\"}";
}
const std::string kBroken = faults(
    "{\"type\":\"json_invalid\",\"loc\":[\"body\",1],\"msg\":\"JSON decode error\",\"input\":{},\"ctx\":{\"error\":"
    "\"Expecting property name enclosed in double quotes\"}}");

std::string authorization(const std::string& value) {
  return "Authorization: " + value + "\r\n";
}

std::string status_of(Served& served, const std::string& request, const std::string& body = "") {
  return served.exchange(raw_request({.name = "", .request = request, .body = body, .expected = ""})).substr(9, 3);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(flux_restful_catalogue_current)

BOOST_AUTO_TEST_CASE(bodies) {
  Served served;
  check_row(served, {.name = "C1", .request = "POST /v1/jobs/submit", .expected = kMissing});
  check_row(served, {.name = "C1", .request = submit("command="), .expected = kMissing});
  check_row(served, {.name = "C2",
                     .request = "POST /v1/jobs/submit",
                     .body = "{\"command\":\"true\"}",
                     .headers = kJsonType,
                     .expected = kMissing});
  for (const char* body : {"[\"x\"]", "\"abc\"", "5"})
    check_row(served, {.name = "C3",
                       .request = submit("command=true"),
                       .body = body,
                       .headers = kJsonType,
                       .expected = faults(body_entry(body))});
  check_row(
      served,
      {.name = "C4", .request = submit("command=true"), .body = "{bad", .headers = kJsonType, .expected = kBroken});
  check_row(served, {.name = "C4", .request = "POST /v1/jobs/submit", .body = "{bad", .expected = kBroken});
  check_row(served, {.name = "C5",
                     .request = submit("command=true"),
                     .body = "a=b",
                     .headers = "Content-Type: application/x-www-form-urlencoded\r\n",
                     .expected = faults(body_entry("\"a=b\""))});
  for (const char* body : {"null", "{}"}) BOOST_TEST(status_of(served, submit("command=true"), body) == "200");
}

BOOST_AUTO_TEST_CASE(types) {
  Served served;
  for (const char* name : {"num_tasks", "cores_per_task", "gpus_per_task", "num_nodes", "runtime"})
    for (const char* value : {"abc", "1.5", "", "1e3", "true"})
      check_row(served, {.name = "C7",
                         .request = submit(std::string("command=true&") + name + "=" + value),
                         .expected = faults(integer_entry(name, value))});
  for (const char* value : {"1.0", "%202"})
    BOOST_TEST(status_of(served, submit(std::string("command=true&num_tasks=") + value)) == "200");
  check_row(served, {.name = "C17",
                     .request = submit("command=true&exclusive=maybe"),
                     .expected = faults(boolean_entry("exclusive", "maybe"))});
  check_row(served, {.name = "C19",
                     .request = submit("command=true&exclusive=z&num_tasks=x&cores_per_task=y"),
                     .expected = faults(integer_entry("num_tasks", "x") + "," + integer_entry("cores_per_task", "y") +
                                        "," + boolean_entry("exclusive", "z"))});
}

BOOST_AUTO_TEST_CASE(sizes_and_options) {
  Served served;
  const auto row = [&](const char* name, const char* more, const std::string& expected) {
    check_row(served, {.name = name, .request = submit(std::string("command=true&") + more), .expected = expected});
  };
  row("C9", "num_tasks=0", issue("task count must be a integer >= 1"));
  row("C9", "num_tasks=-1", issue("task count must be a integer >= 1"));
  row("C10", "cores_per_task=0", issue("cores per task must be an integer >= 1"));
  row("C11", "num_nodes=0", issue("node count must be an integer >= 1 (if set)"));
  row("C12", "num_nodes=3", issue("node count must not be greater than task count"));
  const std::string no_gpus = "\"This server does not support gpus: gpus_per_task cannot be set.\"";
  row("C13", "num_nodes=5", invalid("\"The server only has 4 nodes, you requested 5\""));
  row("C14", "gpus_per_task=1", invalid(no_gpus));
  row("C15", "gpus_per_task=0", invalid(no_gpus + ",\"Parameter gpus_per_task must be >= 1\""));
  row("C16", "runtime=-5", invalid("\"Runtime must be >= 0, found -5\""));
  row("C18", "exclusive=true", issue("exclusive can only be set with a node count"));
  const std::string ompi = "\"Please provide keys without -o, -ompi is invalid.\"";
  row("C20", "option_flags=-ompi=noodles", invalid(ompi));
  row("C21", "option_flags=foo-o=1,bar=2,-ox=3",
      invalid(
          "\"Please provide keys without -o, foo-o is invalid.\",\"Please provide keys without -o, -ox is invalid.\""));
  row("C23", "num_nodes=9&gpus_per_task=0&runtime=-1&option_flags=-ompi=x",
      invalid("\"The server only has 4 nodes, you requested 9\"," + ompi + "," + no_gpus +
              ",\"Runtime must be >= 0, found -1\",\"Parameter gpus_per_task must be >= 1\""));
  row("C27", "num_tasks=99999999999999999999", kIse);
  for (const char* more : {"&option_flags=abc", "&option_flags=", "&command=true", "&num_tasks=1000"})
    BOOST_TEST(status_of(served, submit(std::string("command=true") + more)) == "200", more);
}

BOOST_AUTO_TEST_CASE(commands) {
  Served served;
  check_row(served, {.name = "C24",
                     .request = submit("command=%20%20"),
                     .expected = issue("command array cannot have length of zero")});
  check_row(served,
            {.name = "C25", .request = submit("command=echo%20%27x"), .expected = issue("No closing quotation")});
  check_row(served, {.name = "C29",
                     .request = submit("is_launcher=true&command=sleep+1"),
                     .expected = "200 {\"Message\":\"sleep is not a known launcher. \",\"id\":\"MANY\"}"});
  check_row(served,
            {.name = "4.8",
             .request = submit("is_launcher=true&command=nextflow"),
             .expected = "200 {\"Message\":\"[Errno 2] No such file or directory: 'nextflow'\",\"id\":\"MANY\"}"});
  for (const char* command : {"%20", "a%20%27"})
    check_row(served,
              {.name = "C30", .request = submit(std::string("is_launcher=true&command=") + command), .expected = kIse});
}

BOOST_AUTO_TEST_CASE(lists) {
  Served served;
  for (const char* value : {"maybe", "", "2"})
    check_row(served, {.name = "C31",
                       .request = std::string("GET /v1/jobs?details=") + value,
                       .expected = faults(boolean_entry("details", value))});
  status_of(served, submit("command=true"));
  for (const char* limit : {"0", "-1"})
    check_row(
        served,
        {.name = "C33", .request = std::string("GET /v1/jobs?details=true&limit=") + limit, .expected = "200 {}"});
  check_row(served, {.name = "C34", .request = "GET /v1/jobs?details=true&limit=", .expected = kIse});
  BOOST_TEST(status_of(served, "GET /v1/jobs?details=true&limit=abc") == "200");
  for (const char* query : {"start=abc", "length=abc", "start=1.5", "search=%5B"})
    check_row(served, {.name = "C46", .request = std::string("GET /v1/jobs/search?") + query, .expected = kIse});
  check_row(served, {.name = "C49",
                     .request = "GET /v1/jobs/search?draw=abc&length=0",
                     .expected = "200 {\"data\":[],\"draw\":\"abc\",\"recordsTotal\":1,\"recordsFiltered\":0}"});
}

BOOST_AUTO_TEST_CASE(ids) {
  Served served;
  check_row(served, {.name = "C35", .request = "GET /v1/jobs/1", .expected = "200 null"});
  for (const char* id : {"abc", "-1", "1_0", "9223372036854775808", "submit"})
    check_row(served, {.name = "C36", .request = std::string("GET /v1/jobs/") + id, .expected = kIse});
  const auto cancel = [&](const char* name, const std::string& segment, const std::string& reason,
                          const std::string& id) {
    check_row(
        served,
        {.name = name, .request = "POST /v1/jobs/" + segment + "/cancel", .expected = cancel_refusal(reason, id)});
  };
  cancel("C37", "abc", "invalid literal for int() with base 10: 'abc'", "abc");
  cancel("C38", "-1", "can't convert negative number to unsigned", "-1");
  cancel("C39", "1", "[Errno 2] unknown job id", "1");
  cancel("C41", "ƒ29eiEKrf", "invalid literal for int() with base 10: 'ƒ29eiEKrf'", "ƒ29eiEKrf");
  cancel("4.11", "it's", "invalid literal for int() with base 10: \\\"it's\\\"", "it's");
  cancel("4.11", "18446744073709551615", "[Errno 2] unknown job id", "18446744073709551615");
  cancel("4.11", "18446744073709551616", "int too big to convert", "18446744073709551616");
  check_row(served, {.name = "C42",
                     .request = "GET /v1/jobs/1/output",
                     .expected = "200 {\"Message\":\"The output does not exist yet, or the jobid is incorrect.\"}"});
  check_row(served, {.name = "C43", .request = "GET /v1/jobs/abc/output", .expected = kIse});
  check_row(served, {.name = "C44",
                     .request = "GET /v1/jobs/abc/output/stream",
                     .expected = "[Transfer-Encoding: chunked] 200 0\r\n\r\n"});
}

BOOST_AUTO_TEST_CASE(jobs_that_are_there) {
  Served served;
  const auto ask = [&](const std::string& request) {
    const std::string answer = served.exchange(raw_request({.name = "", .request = request, .expected = ""}));
    return answer.substr(answer.find("\r\n\r\n") + 4);
  };
  const std::string large = hpc::OrderedJson::parse(ask(submit("command=true&num_tasks=1000")))["id"].dump();
  const std::string last = hpc::OrderedJson::parse(ask(submit("command=false&command=true")))["id"].dump();
  served.bench.advance(std::chrono::seconds(5));
  const hpc::OrderedJson failed = hpc::OrderedJson::parse(ask("GET /v1/jobs/" + large));
  BOOST_TEST(failed["exception"]["note"] == "unsatisfiable request", "C28: " << failed);
  BOOST_TEST(hpc::OrderedJson::parse(ask("GET /v1/jobs/" + last))["name"] == "true", "C26");
  check_row(served, {.name = "C40",
                     .request = "POST /v1/jobs/" + last + "/cancel",
                     .expected = cancel_refusal("[Errno 2] job is inactive", last)});
  const std::string f58 = hpc::apis::flux_restful::f58(std::stoull(last));
  check_row(served, {.name = "C41",
                     .request = "POST /v1/jobs/" + hpc::percent_encode(f58) + "/cancel",
                     .expected = cancel_refusal("invalid literal for int() with base 10: '" + f58 + "'", f58)});
  for (const char* query : {"limit=abc", "limit=7"})
    BOOST_TEST(hpc::OrderedJson::parse(ask(std::string("GET /v1/jobs?details=true&") + query)).size() == 2u,
               "C32 " << query);
  for (const char* query : {"start=2", "start=99", "query=zzzz"})
    BOOST_TEST(hpc::OrderedJson::parse(ask(std::string("GET /v1/jobs/search?") + query))["recordsFiltered"] == 2,
               "C47, C48 " << query);
}

BOOST_AUTO_TEST_CASE(what_is_no_http_is_called_invalid) {
  Served served({.site = "", .set = flux_with("generation", "current"), .clock = "manual"}, "flux_restful");
  for (const char* bytes : {"hello\r\n\r\n", "GET /v1/jobs HTTP/1.1\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"}) {
    SocketClient client(served.own_port());
    client.send(bytes);
    BOOST_TEST(client.read_to_end() ==
                   "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\n"
                   "Connection: close\r\n\r\nInvalid HTTP request received.",
               "C64: " << bytes);
  }
}

BOOST_AUTO_TEST_CASE(paths_and_methods) {
  Served served;
  check_row(served, {.name = "C45", .request = "POST /v1/jobs//cancel", .expected = kNotFound});
  const std::string not_allowed = "405 {\"detail\":\"Method Not Allowed\"}";
  for (const char* request :
       {"POST /v1/jobs", "PUT /v1/jobs/1", "POST /v1/jobs/search", "DELETE /v1/nodes", "OPTIONS /v1/jobs/1/output"})
    check_row(served, {.name = "C50", .request = request, .expected = "[allow: GET] " + not_allowed});
  for (const char* request : {"GET /v1/jobs/1/cancel", "GET /v1/token", "PUT /v1/jobs/submit", "GET /v1/service/stop",
                              "GET /v1/login/access-token"})
    check_row(served, {.name = "C51", .request = request, .expected = "[allow: POST] " + not_allowed});
  for (const char* path : {"/v1", "/v1/", "/v2/jobs", "/v1/jobs/1/foo", "/V1/jobs", "/v1//jobs"})
    check_row(served, {.name = "C52", .request = std::string("GET ") + path, .expected = kNotFound});
  check_row(served, {.name = "C53",
                     .request = "POST /v1/jobs/submit/?command=true",
                     .expected = "[location: http://h/flux/v1/jobs/submit?command=true] 307 "});
  check_row(served,
            {.name = "C53", .request = "POST /v1/jobs/submit/?command=true", .expected = "[content-length: 0] 307 "});
  BOOST_TEST(served.exchange("GET /flux/v1/jobs HTTP/1.1\r\n\r\n") ==
             "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(tokens) {
  Served served;
  FluxBench signer;
  const std::string ours(kFluxKey);
  const auto stop = [&](const char* name, const std::string& headers, const std::string& expected) {
    check_row(served, {.name = name, .request = "POST /v1/service/stop", .headers = headers, .expected = expected});
  };
  stop("C54", "", kBearer);
  stop("C55", authorization("Bearer " + signer.token("2")),
       "400 {\"detail\":\"The user doesn't have enough privileges\"}");
  stop("C56", authorization("Bearer " + signer.token("99")), "404 {\"detail\":\"User not found\"}");
  stop("C56", authorization("Bearer " + hpc::site::sign_hs256({{"exp", 9999999999}}, ours)),
       "404 {\"detail\":\"User not found\"}");
  const std::string invalid = "403 {\"detail\":\"Could not validate credentials\"}";
  stop("C57", authorization("Bearer " + hpc::site::sign_hs256({{"exp", 1}, {"sub", "1"}}, ours)), invalid);
  stop("C57", authorization("Bearer " + hpc::site::sign_hs256({{"sub", "1"}}, "other")), invalid);
  stop("C57", authorization("Bearer " + signer.token(1)), invalid);
  stop("C57",
       authorization("Bearer "
                     "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJleHAiOjk5OTk5OTk5OTksInN1YiI6IjEifQ."
                     "1dYeLuzrVjQjcNgKLaoFNfZMcX_2A9exC6LxMiKssTC7UeHQTF6p-251V7VMmXVtTAXFvinK3sLJ3oHKN-vNNw"),
       invalid);
  stop("C57", authorization("Bearer"), invalid);
  stop("C57", authorization("Bearer  " + signer.token("1")), invalid);
}

BOOST_AUTO_TEST_CASE(wishes_for_a_token) {
  Served served;
  const std::string ours(kFluxKey);
  const auto row = [&](const char* name, const std::string& headers, const std::string& expected) {
    check_row(served, {.name = name, .request = "POST /v1/token", .headers = headers, .expected = expected});
  };
  const auto wish = [&](const hpc::OrderedJson& claims, const std::string& key) {
    return authorization("Bearer " + hpc::site::sign_hs256(claims, key));
  };
  const std::string denied = "400 {\"Message\":\"Denied\"}";
  row("C58", "", denied);
  row("C58", wish({{"user", "fluxuser"}, {"pass", "x"}, {"scope", "token"}}, ours), denied);
  row("C58", wish({{"user", "fluxuser"}, {"pass", "12345"}}, ours), denied);
  row("C59", authorization("Bearer garbage"), kIse);
  row("C59", wish({{"user", "fluxuser"}, {"pass", "12345"}, {"scope", "token"}}, "other"), kIse);
  row("C59", wish({{"user", "fluxuser"}, {"pass", "12345"}, {"scope", "token"}, {"exp", 1}}, ours), kIse);
  row("4.12", wish({{"user", "fluxuser"}, {"pass", 12345}, {"scope", "token"}}, ours), kIse);
  check_row(served, {.name = "C60",
                     .request = "POST /v1/login/access-token",
                     .expected = faults(entry("missing", "\"body\",\"username\"", "Field required", "null") + "," +
                                        entry("missing", "\"body\",\"password\"", "Field required", "null"))});
}

BOOST_AUTO_TEST_CASE(credentials_come_before_parameters) {
  Served served({.site = "", .set = flux_with("auth", "required"), .clock = "manual"});
  check_row(served, {.name = "C61", .request = "GET /v1/jobs?details=maybe", .expected = kBearer});
  check_row(served, {.name = "C62",
                     .request = "GET /v1/jobs",
                     .headers = authorization("Basic " + hpc::base64("fluxuser:12345")),
                     .expected = kBearer});
  check_row(served, {.name = "C4", .request = submit("command=true"), .body = "{bad", .expected = kBroken});
  check_row(served, {.name = "C63", .request = "GET /v1/jobs/1/output/stream", .expected = "200 0\r\n\r\n"});
}

BOOST_AUTO_TEST_CASE(older_frameworks_have_other_words) {
  Served served({.site = "", .set = flux_with("validation_dialect", "v1"), .clock = "manual"});
  check_row(
      served,
      {.name = "2.10",
       .request = submit("command=true&num_tasks=1.0"),
       .expected = faults(
           R"x({"loc":["query","num_tasks"],"msg":"value is not a valid integer","type":"type_error.integer"})x")});
  check_row(
      served,
      {.name = "2.10",
       .request = submit("command=true"),
       .body = "{bad",
       .expected = faults(
           R"x({"loc":["body",1],"msg":"Expecting property name enclosed in double quotes: line 1 column 2 (char 1)","type":"value_error.jsondecode","ctx":{"msg":"Expecting property name enclosed in double quotes","doc":"{bad","pos":1,"lineno":1,"colno":2}})x")});
  check_row(
      served,
      {.name = "2.10",
       .request = submit("command=true&exclusive=x"),
       .body = "[]",
       .expected = faults(
           R"x({"loc":["query","exclusive"],"msg":"value could not be parsed to a boolean","type":"type_error.bool"},{"loc":["body"],"msg":"value is not a valid dict","type":"type_error.dict"})x")});
}

BOOST_AUTO_TEST_SUITE_END()
