// The catalogue of bad input, row by row, over a socket, to the byte. Of the HTML pages only status, headers and title
// are the contract's.
#include "apis/spack_monitor/exchange.h"
#include "base/digest.h"

namespace hpc::tests::spack_monitor {
namespace {

// Instead of bytes: the pages.
const std::string kMissing = "<404: Not Found>", kCrash = "<500: Error>", kCrashOfTokens = "<500 without a session>";

struct Row {
  int number;  ///< of the catalogue; 0 prepares or goes on
  std::string request;
  std::string answer;
};

void check_page(const std::string& response, const std::string& status, const std::string& headers,
                const std::string& title) {
  const std::size_t end = response.find("\r\n\r\n");
  BOOST_TEST_REQUIRE(end != std::string::npos);
  const std::string body = response.substr(end + 4);
  BOOST_TEST(response.substr(0, end + 4) ==
             answer(status, "text/html; charset=utf-8", headers, body).substr(0, end + 4));
  BOOST_TEST(body.find("<title>" + title + "</title>") != std::string::npos);
}

void replay(Talk& talk, const std::vector<Row>& rows) {
  for (const Row& row : rows) BOOST_TEST_CONTEXT("row " << row.number << ": " << row.request.substr(0, 2000)) {
      const std::string response = talk.say(row.request);
      if (row.answer == kMissing)
        check_page(response, "404 Not Found", kFramed + kSecurity, "404: Not Found");
      else if (row.answer == kCrash)
        check_page(response, "500 Internal Server Error", kFramed + "Vary: Cookie\r\n" + kSecurity, "500: Error");
      else if (row.answer == kCrashOfTokens)
        check_page(response, "500 Internal Server Error", kFramed + kSecurity, "500: Error");
      else
        BOOST_TEST(response == row.answer);
    }
}

std::string forbidden(const char* sentence, const char* allow = "POST") {
  return raised("403 Forbidden", allow, detail(sentence));
}
std::string no_object(const char* allow) {
  return raised("404 Not Found", allow, detail("Not found."));
}
std::string bad(const char* sentence, const char* allow = "POST") {
  return of_view("400 Bad Request", allow, message(sentence));
}
std::string good(std::string_view body, const char* allow = "POST") {
  return of_view("200 OK", allow, body);
}
std::string created(std::string_view body) {
  return of_view("201 Created", "POST", body);
}
std::string day(std::string_view body) {  // of the data API
  return answer("200 OK", "application/json",
                "Vary: Accept, Cookie\r\nAllow: GET, HEAD\r\n" + kKeptForADay + kFramed + kSecurity, body);
}

const std::string kUnacceptable = R"({"detail":"Could not satisfy the request Accept header."})";

std::string post(const std::string& endpoint, const std::string& header, const std::string& body) {
  return request_text("POST /ms1/" + endpoint, {header}, body);
}

std::string node(const std::string& name, const std::string& more = "") {
  return R"({"name":")" + name + R"(","version":"1.2","hash":"d)" + name + R"(","full_hash":"f)" + name + "\"" + more +
         "}";
}
std::string graph(const std::string& nodes) {
  return R"({"spack_version":"1.0.0","spec":{"nodes":[)" + nodes + "]}}";
}
std::string spec_answer(const std::string& name, const std::string& specs, bool is_new,
                        const std::string& version = "1.0.0") {
  return R"({"message":"success","data":{"spec":{"full_hash":"f)" + name + R"(","name":")" + name +
         R"(","version":"1.2","spack_version":")" + version + R"(","specs":)" + specs + R"(},"created":)" +
         (is_new ? R"(true},"code":201})" : R"(false},"code":200})");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(rows_1_to_10_of_the_service_info) {
  Talk talk;
  const std::string unknown[] = {"/MS1/", "/ms2/", "/ms1/nope/", "/ms1/builds/", "/ms1/specs/", "/ms1/tasks/update/"};
  std::vector<Row> rows = {{1, request_text("POST /ms1/"),
                            of_json_only("405 Method Not Allowed", "GET, HEAD, OPTIONS", method_detail("POST"))},
                           {2, request_text("FOO /ms1/"),
                            of_json_only("405 Method Not Allowed", "GET, HEAD, OPTIONS", method_detail("FOO"))},
                           {3, request_text("GET /ms1"), redirect("/ms1/")},
                           {4, request_text("GET /ms1?x=1"), redirect("/ms1/?x=1")},
                           {6, request_text("GET /ms1/", {"Accept: text/html"}),
                            answer("406 Not Acceptable", "application/json",
                                   "Allow: GET, HEAD, OPTIONS\r\n" + kFramed + kSecurity, kUnacceptable)},
                           {7, request_text("GET /ms1/?format=xml"),
                            answer("404 Not Found", "application/json",
                                   "Allow: GET, HEAD, OPTIONS\r\n" + kFramed + kSecurity, detail("Not found."))},
                           {9, request_text("GET /ms1/", {"Authorization: Token nope"}),
                            of_json_only("403 Forbidden", "GET, HEAD, OPTIONS", detail("Invalid token."))}};
  for (const std::string& path : unknown) rows.push_back({5, request_text("GET " + path), kMissing});
  replay(talk, rows);
  const std::string bad_host = talk.say(request_text("GET /ms1/", {}, "", "bad_host!"));  // row 8
  BOOST_TEST(bad_host.starts_with("HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nDate: " + kNow +
                                  "\r\nContent-Type: text/html\r\n"));
  BOOST_TEST(bad_host.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
  BOOST_TEST(bad_host.find("<h1>Bad Request (400)</h1>") != std::string::npos);
  const std::string fine = talk.say(request_text("GET /ms1/", {"Authorization: Bearer nope"}));  // row 10
  BOOST_TEST(fine.starts_with("HTTP/1.1 200 OK\r\n"));
}

BOOST_AUTO_TEST_CASE(rows_11_to_16_of_the_exchange_of_tokens) {
  Talk talk;
  const std::string refused = answer("403 Forbidden", "text/html; charset=utf-8",
                                     kNeverKept + "Vary: Accept\r\nAllow: GET\r\n" + kFramed + kSecurity, "");
  const std::string ask = "GET /auth/token/";
  replay(talk, {{11, request_text(ask), refused},
                {12, request_text(ask, {"Authorization: " + basic("vsoch", "wrong")}), refused},
                {12, request_text(ask, {"Authorization: " + basic("nobody", kToken)}), refused},
                {12, request_text(ask, {"Authorization: " + basic("other", kToken)}), refused},
                {12, request_text(ask, {"Authorization: " + basic("vsoch", "vsoch-password")}), refused},
                {13, request_text(ask, {"Authorization: Basic"}), kCrashOfTokens},
                {13, request_text(ask, {"Authorization: Basic abcde"}), kCrashOfTokens},
                {13, request_text(ask, {"Authorization: Basic " + base64("vsoch")}), kCrashOfTokens},
                {13, request_text(ask, {"Authorization: Basic " + base64("\xff\xfe:x")}), kCrashOfTokens},
                {14, request_text(ask, {"Authorization: Token " + kToken}), refused},
                {14, request_text(ask, {"Authorization: " + kToken}), refused},
                {15, request_text("POST /auth/token/"),
                 answer("405 Method Not Allowed", "application/json",
                        "Vary: Accept\r\nAllow: GET\r\n" + kFramed + kSecurity, method_detail("POST"))},
                {16, request_text("GET /auth/token"), redirect("/auth/token/")}});
}

BOOST_AUTO_TEST_CASE(rows_17_to_25_of_who_may_upload) {
  Talk talk;
  const std::string bearer = talk.bearer(), jwt = bearer.substr(bearer.rfind(' ') + 1);
  const std::string none = base64url(R"({"alg":"none","typ":"JWT"})") + jwt.substr(jwt.find('.'));
  std::string tampered = jwt;
  tampered[tampered.find('.') + 5] ^= 1;
  std::vector<Row> rows;
  const std::string words[] = {"Bearer garbage",
                               "Bearer",
                               "Bearer " + tampered,
                               "Bearer " + none,
                               "Bearer " + none.substr(0, none.rfind('.') + 1),
                               "Bearer " + kToken,
                               "Digest x",
                               jwt,
                               "xBearer " + jwt};
  for (const char* body : {"", "{", "{}", "[]"})
    rows.push_back({17, request_text("POST /ms1/specs/new/", {}, body), challenge()});
  for (const std::string& word : words)
    rows.push_back({18, post("specs/new/", "Authorization: " + word, "{}"), challenge()});
  const std::pair<std::string, const char*> refused[] = {
      {"Basic " + base64("vsoch:" + kToken), "Invalid username/password."},
      {"Basic", "Invalid basic header. No credentials provided."},
      {"Basic a b", "Invalid basic header. Credentials string should not contain spaces."},
      {"Basic abcde", "Invalid basic header. Credentials not correctly base64 encoded."},
      {"Token", "Invalid token header. No credentials provided."},
      {"token a b", "Invalid token header. Token string should not contain spaces."},
      {"Token " + std::string(40, '0'), "Invalid token."}};
  for (const auto& [word, sentence] : refused)
    rows.push_back({21, post("specs/new/", "Authorization: " + word, "{}"), forbidden(sentence)});
  rows.push_back({19, post("specs/new/", "Authorization: Token " + kToken, "{}"), challenge()});
  rows.push_back({20, post("specs/new/", "Authorization: " + basic("vsoch", "vsoch-password"), "{}"), challenge()});
  rows.push_back(
      {22, request_text("GET /ms1/specs/new/"), raised("405 Method Not Allowed", "POST", method_detail("GET"))});
  rows.push_back({23, request_text("GET /ms1/specs/new/", {"Authorization: Token x"}), forbidden("Invalid token.")});
  rows.push_back({24, request_text("POST /ms1/specs/new/", {"Accept: text/plain"}),
                  answer("406 Not Acceptable", "application/json",
                         "Vary: Accept\r\nAllow: POST\r\n" + kFramed + kSecurity, kUnacceptable)});
  rows.push_back({25, request_text("POST /ms1/specs/new"), redirect("/ms1/specs/new/")});
  replay(talk, rows);
}

BOOST_AUTO_TEST_CASE(row_18_of_tokens_that_are_signed_well_and_say_something_wrong) {
  Talk talk({.site = "", .set = {{"apis.spack_monitor.secret", "known"}}, .clock = "manual"});
  const std::string bearer = talk.bearer(), jwt = bearer.substr(bearer.rfind(' ') + 1);
  const std::size_t dot = jwt.find('.');
  const auto claims = OrderedJson::parse(*base64url_decode(jwt.substr(dot + 1, jwt.rfind('.') - dot - 1)));
  const auto said = [&](const char* claim, const OrderedJson& value) {
    OrderedJson changed = claims;
    value.is_null() ? static_cast<void>(changed.erase(claim)) : static_cast<void>(changed[claim] = value);
    const std::string part = base64url(R"({"alg":"HS256","typ":"JWT"})") + "." + base64url(changed.dump());
    const std::string signature = base64url(hmac_sha256("known", part));
    return post("specs/new/", "Authorization: Bearer " + part + "." + signature, "{}");
  };
  const std::int64_t now = claims["iat"].get<std::int64_t>();
  const std::string passed = bad("A spack_version string is required");
  replay(talk, {{18, said("exp", now), challenge()},
                {18, said("nbf", now + 1), challenge()},
                {18, said("iat", now + 1), challenge()},
                {18, said("jti", "00000000-0000-4000-8000-000000000000"), challenge()},
                {18, said("sub", "nobody"), challenge()},
                {18, said("exp", "soon"), challenge()},
                {0, said("exp", OrderedJson()), passed},
                {0, said("iss", "anybody"), passed}});
}

BOOST_AUTO_TEST_CASE(rows_26_to_38_of_specs) {
  Talk talk;
  const std::string H = talk.bearer(), endpoint = "specs/new/";
  const std::string version = bad("A spack_version string is required");
  std::vector<Row> rows;
  for (const char* body : {"{", "", "[]", "\"x\"", "null", "5", "{\"a\":\"\xff\"}",
                           "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n"})
    rows.push_back({26, post(endpoint, H, body), kCrash});
  for (const char* body : {"{}", R"({"spack_version":""})", R"({"spack_version":null})", R"({"spack_version":0})",
                           R"({"spack_version":[],"spec":5})", R"({"spack_verison":"1.0.0","spec":{"nodes":[]}})"})
    rows.push_back({27, post(endpoint, H, body), version});
  for (const char* spec : {"null", "{}", "5", "\"hello\"", R"({"spec":5})"})
    rows.push_back({28, post(endpoint, H, R"({"spack_version":"1","spec":)" + std::string(spec) + "}"), kCrash});
  rows.push_back({28, post(endpoint, H, R"({"spack_version":"1"})"), kCrash});
  const std::string nothing = R"({"message":"success","data":{"spec":null,"created":false},"code":200})";
  for (const char* spec : {R"({"nodes":[]})", R"({"nodes":{}})", "[]", R"({"spec":[]})", R"({"spec":{"nodes":[]}})"})
    rows.push_back({29, post(endpoint, H, R"({"spack_version":"1","spec":)" + std::string(spec) + "}"), good(nothing)});
  for (const char* nodes : {"null", R"({"a":1})", "5"})
    rows.push_back(
        {30, post(endpoint, H, R"({"spack_version":"1","spec":{"nodes":)" + std::string(nodes) + "}}"), kCrash});
  for (const char* one : {R"({"full_hash":"a","hash":"a"})", R"({"name":"a","hash":"a"})",
                          R"({"name":"a","full_hash":"a"})", "5", "null"})
    rows.push_back({31, post(endpoint, H, graph(one)), kCrash});
  for (const char* more :
       {R"(,"arch":null)", R"(,"arch":{"platform":"linux","platform_os":"debian12"})",
        R"(,"arch":{"platform":"linux","platform_os":"debian12","target":{"vendor":"x"}})",
        R"(,"arch":{"platform":"linux","platform_os":"debian12","target":{"name":"x","features":null}})",
        R"(,"compiler":{"name":"gcc"})", R"(,"compiler":null)"})
    rows.push_back({32, post(endpoint, H, graph(node("odd", more))), kCrash});
  rows.push_back(
      {33, post(endpoint, H, graph(R"({"name":"bare","full_hash":"fbare","hash":"dbare"})")),
       created(
           R"({"message":"success","data":{"spec":{"full_hash":"fbare","name":"bare","version":null,"spack_version":"1.0.0","specs":{}},"created":true},"code":201})")});
  for (const char* dependencies : {R"([{"name":"a","full_hash":"a"}])", R"([{"full_hash":"a","type":["build"]}])",
                                   "null", R"({"a":{"type":[]}})", "[5]"})
    rows.push_back(
        {34, post(endpoint, H, graph(node("broken", R"(,"dependencies":)" + std::string(dependencies)))), kCrash});
  rows.push_back({34, request_text("GET /ms1/specs/name/broken/", {"Accept: application/json"}), ""});
  rows.pop_back();
  rows.push_back({35, post(endpoint, H, graph(node("loose", R"(,"dependencies":[{"name":"dep","type":["link"]}])"))),
                  created(spec_answer("loose", R"({"dep":null})", true))});
  const std::string in_list =
      R"({"spack_version":"1.0.0","spec":[{"old":{"version":"1.2","hash":"dold","full_hash":"fold","dependencies":{"zlib":{"hash":"fzlib","type":["link"]}}}}]})";
  const std::string flat =
      R"({"message":"success","data":{"full_hash":"fold","name":"old","version":"1.2","spack_version":"1.0.0","specs":{"zlib":"fzlib"}}})";
  rows.push_back({36, post(endpoint, H, in_list), created(flat)});
  rows.push_back({36, post(endpoint, H, in_list), good(flat)});
  rows.push_back({0, post(endpoint, H, graph(node("a"))), created(spec_answer("a", "{}", true))});
  rows.push_back({0, post(endpoint, H, graph(node("a"))), good(spec_answer("a", "{}", false))});
  rows.push_back({37, post(endpoint, H, R"({"spack_version":"1.0.1","spec":{"nodes":[)" + node("a") + "]}}"),
                  created(spec_answer("a", "{}", true, "1.0.1"))});
  rows.push_back({38, post(endpoint, H, graph(node("zlib"))), good(spec_answer("zlib", "{}", false))});
  replay(talk, rows);
}

BOOST_AUTO_TEST_CASE(row_36_of_the_real_server) {
  Talk talk({.site = "", .set = {{"apis.spack_monitor.profile", "strict-2021-12"}}, .clock = "manual"});
  replay(
      talk,
      {{36, post("specs/new/", talk.bearer(), R"({"spack_version":"1","spec":[{"a":{"hash":"a","full_hash":"a"}}]})"),
        kCrash}});
}

BOOST_AUTO_TEST_CASE(rows_39_to_48_of_builds) {
  Talk talk;
  const std::string H = talk.bearer(), other = talk.bearer("other"), endpoint = "builds/new/";
  const auto body = [](const std::string& full_hash, const std::string& more = "",
                       const std::string& host = "frontal") { return Monitor::build_body(full_hash, more, host); };
  const auto ready = [](bool build, bool environment, int id, const std::string& name) {
    return std::string(R"({"message":"Build get or create was successful.","data":{"build_created":)") +
           (build ? "true" : "false") + R"(,"build_environment_created":)" + (environment ? "true" : "false") +
           R"(,"build":{"build_id":)" + std::to_string(id) + R"(,"spec_full_hash":"f)" + name + R"(","spec_name":")" +
           name + R"("}},"code":)" + (build ? "201}" : "200}");
  };
  const auto r400 = [](const char* hash, const char* version = "1.0.0") {
    return of_view(
        "400 Bad Request", "POST",
        std::string(R"({"message":"The spec with full hash )") + hash + " and spack version " + version +
            R"( does not exist.","data":{"build_created":false,"build_environment_created":false},"code":400})");
  };
  const std::string missing = bad("Missing required build environment data.");
  std::vector<Row> rows = {{0, post("specs/new/", H, graph(node("a") + "," + node("b") + "," + node("c"))),
                            created(spec_answer("a", "{}", true))},
                           {39, post(endpoint, H, "{}"), missing},
                           {40, post(endpoint, H, body("zzzz")), r400("zzzz")}};
  for (const char* key :
       {"host_os", "platform", "host_target", "hostname", "kernel_version", "spack_version", "full_hash"}) {
    OrderedJson one = OrderedJson::parse(body("fa"));
    one[key] = "";
    rows.push_back({39, post(endpoint, H, one.dump()), missing});
    one.erase(key);
    rows.push_back({39, post(endpoint, H, one.dump()), missing});
  }
  OrderedJson newer = OrderedJson::parse(body("fa"));
  newer["spack_version"] = "2.0";
  OrderedJson numbers = OrderedJson::parse(body("fa", "", "n"));
  numbers["kernel_version"] = 5;
  numbers["host_os"] = {"a", 1};
  const std::vector<Row> more = {
      {40, post(endpoint, H, newer.dump()), r400("fa", "2.0")},
      {0, post(endpoint, H, body("fa")), created(ready(true, true, 1, "a"))},
      {41, post(endpoint, H, body("fa")), good(ready(false, false, 1, "a"))},
      {42, post(endpoint, other, body("fa")), kCrash},
      {43, post(endpoint, H, body("fb", R"(,"tags":["x"])")), kCrash},
      {43, post(endpoint, H, body("fb", R"(,"tags":5)")), kCrash},
      {0, post(endpoint, H, body("fb")), good(ready(false, false, 2, "b"))},
      {44, post(endpoint, H, body("fc", R"(,"tags":"")")), created(ready(true, false, 3, "c"))},
      {44, post(endpoint, H, body("fc", R"(,"tags":"")")), good(ready(false, false, 3, "c"))},
      {45, post(endpoint, H, body("fa", R"(,"spec":null)")), kCrash},
      {46, post(endpoint, H, body("fnone", R"(,"spec":{"nodes":[)" + node("d") + "]}")), r400("fnone")},
      {0, post(endpoint, H, body("fd")), created(ready(true, false, 4, "d"))},
      {0, post(endpoint, H, body("fe", R"(,"spec":{"nodes":[)" + node("e") + "]}")),
       created(ready(true, false, 5, "e"))},
      {0, post(endpoint, H, body("fe", R"(,"spec":{"nodes":[)" + node("e") + "]}")), good(ready(false, false, 5, "e"))},
      {0, post("specs/new/", H, graph(R"({"name":"twin","hash":"x","full_hash":"fa"})")),
       created(
           R"({"message":"success","data":{"spec":{"full_hash":"fa","name":"twin","version":null,"spack_version":"1.0.0","specs":{}},"created":true},"code":201})")},
      {47, post(endpoint, H, body("fa")), kCrash},
      {48,
       post(endpoint, H,
            [&] {
              numbers["full_hash"] = "fb";
              return numbers.dump();
            }()),
       created(ready(true, true, 6, "b"))}};
  rows.insert(rows.end(), more.begin(), more.end());
  for (const char* text : {"{", "", "[]"}) rows.push_back({0, post(endpoint, H, text), kCrash});
  replay(talk, rows);
  const std::string environment = talk.say(request_text("GET /api/buildenvironments/2/"));
  BOOST_TEST(environment.find(R"("hostname":"n","platform":"linux","kernel_version":"5","host_os":"['a', 1]")") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(rows_49_to_62_of_states_and_phases) {
  Talk talk;
  const std::string H = talk.bearer(), other = talk.bearer("other");
  const std::string update = "builds/update/", phases = "builds/phases/update/";
  const std::string choices = bad("Invalid status. Choices are CANCELLED,SUCCESS,NOTRUN,FAILED");
  const std::string updated = good(
      R"({"message":"Status updated","data":{"build":{"build_id":1,"spec_full_hash":"fa","spec_name":"a"}},"code":200})");
  const std::string not_yours = bad("You do not own the build and cannot update it.");
  const auto phase = [](const char* status, const char* name, int id = 1) {
    return good(R"({"message":"Phase )" + std::string(name) +
                R"( was successfully updated.","code":200,"data":{"build_phase":{"id":)" + std::to_string(id) +
                R"(,"status":")" + status + R"(","name":")" + name + R"("}}})");
  };
  const std::string long_status(80, 'x');
  std::vector<Row> rows = {
      {0, post("specs/new/", H, graph(node("a"))), created(spec_answer("a", "{}", true))},
      {0, post("builds/new/", H, Monitor::build_body("fa")),
       created(
           R"({"message":"Build get or create was successful.","data":{"build_created":true,"build_environment_created":true,"build":{"build_id":1,"spec_full_hash":"fa","spec_name":"a"}},"code":201})")},
      {51, post(update, H, R"({"build_id":99,"status":"RUNNING"})"), choices},
      {52, post(update, H, R"({"build_id":99,"status":"FAILED"})"), no_object("POST")},
      {52, post(update, H, R"({"build_id":-1,"status":"FAILED"})"), no_object("POST")},
      {55, post(update, other, R"({"build_id":1,"status":"FAILED"})"), not_yours},
      {56, post(phases, H, "{}"), bad("Missing required build_id.")},
      {58, post(phases, H, R"({"build_id":99,"phase_name":"p","status":"SUCCESS"})"), no_object("POST")},
      {59, post(phases, other, R"({"build_id":1,"phase_name":"p","status":"SUCCESS"})"), not_yours},
      {60, post(phases, H, R"({"build_id":1,"phase_name":"p","status":"whatever","output":"x"})"),
       phase("whatever", "p")},
      {60, post(phases, H, R"({"build_id":1,"phase_name":"p","status":")" + long_status + "\"}"),
       phase(long_status.c_str(), "p")},
      {61, request_text("GET /api/buildphases/1/"),
       day(R"({"id":1,"label":"build-phase","build":1,"output":null,"error":null,"status":")" + long_status +
           R"(","name":"p","add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z"})")},
      {62, post(phases, H, R"({"build_id":1,"phase_name":"q","status":"SUCCESS","output":"\ud800"})"),
       of_view("400 Bad Request", "POST", R"({"message":"There was an issue updating this phase.","code":400})")},
      {62, post(phases, H, R"({"build_id":1,"phase_name":"\udfff","status":"SUCCESS"})"),
       of_view("400 Bad Request", "POST", R"({"message":"There was an issue updating this phase.","code":400})")},
      {0, post(phases, H, R"({"build_id":1,"phase_name":7,"status":["a",{"b":1}]})"),
       good(
           R"({"message":"Phase 7 was successfully updated.","code":200,"data":{"build_phase":{"id":3,"status":["a",{"b":1}],"name":7}}})")}};
  for (const char* body : {"{}", R"({"build_id":0,"status":"FAILED"})", R"({"build_id":null,"status":"FAILED"})"})
    rows.push_back({49, post(update, H, body), bad("Missing required build id.")});
  for (const char* status :
       {"", R"(,"status":"RUNNING")", R"(,"status":"success")", R"(,"status":["SUCCESS"])", R"(,"status":null)"})
    rows.push_back({50, post(update, H, R"({"build_id":1)" + std::string(status) + "}"), choices});
  for (const char* id : {"\"abc\"", "\"d41d8cd98f00b204e9800998ecf8427e\"", "[1]", "1000000000000000000000000000000",
                         "\"1.7\"", "1e30", "NaN"})
    rows.push_back({53, post(update, H, R"({"build_id":)" + std::string(id) + R"(,"status":"SUCCESS"})"), kCrash});
  for (const char* id : {"\"1\"", "1.7", "true", "\" +1 \""})
    rows.push_back({54, post(update, H, R"({"build_id":)" + std::string(id) + R"(,"status":"SUCCESS"})"), updated});
  for (const char* more :
       {"", R"(,"phase_name":"p")", R"(,"status":"SUCCESS")", R"(,"phase_name":"","status":"SUCCESS")"})
    for (const char* id : {"1", "99"})
      rows.push_back({57, post(phases, H, R"({"build_id":)" + std::string(id) + more + "}"),
                      bad("phase_name, and status are required.")});
  for (const char* body : {"{", "[]", ""}) {
    rows.push_back({0, post(update, H, body), kCrash});
    rows.push_back({0, post(phases, H, body), kCrash});
  }
  replay(talk, rows);
}

BOOST_AUTO_TEST_CASE(rows_63_to_74_of_analyzers) {
  Talk talk;
  const std::string H = talk.bearer(), endpoint = "analyze/builds/";
  const std::string updated = good(
      R"({"message":"Metadata updated","data":{"build":{"build_id":1,"spec_full_hash":"fa","spec_name":"a"}},"code":200})");
  const auto metadata = [&](const std::string& said) {
    return request_text("POST /ms1/" + endpoint, {}, R"({"build_id":1,"metadata":)" + said + "}");
  };
  std::vector<Row> rows = {
      {0, post("specs/new/", H, graph(node("a"))), created(spec_answer("a", "{}", true))},
      {0, post("builds/new/", H, Monitor::build_body("fa")),
       created(
           R"({"message":"Build get or create was successful.","data":{"build_created":true,"build_environment_created":true,"build":{"build_id":1,"spec_full_hash":"fa","spec_name":"a"}},"code":201})")},
      {63, request_text("POST /ms1/" + endpoint, {}, "{}"), bad("Missing required build_id.")},
      {64, post(endpoint, "Authorization: Basic " + base64("vsoch:" + kToken), "{}"),
       forbidden("Invalid username/password.")},
      {65, request_text("POST /ms1/" + endpoint, {}, R"({"build_id":99})"), no_object("POST")},
      {66, request_text("POST /ms1/" + endpoint, {}, R"({"build_id":1})"), updated},
      {66, metadata("{}"), updated},
      {69, metadata(R"({"install_files":{"/a":{"owner":1,"group":1,"type":"text"}}})"), kCrash},
      {72, metadata(R"({"x":[{"install_file":"f","name":"n","value":"1"}]})"), updated},
      {72, metadata(R"({"x":[{"install_file":"f","name":"n","value":"1"}]})"), updated},
      {72, metadata(R"({"x":[{"install_file":"f","name":"n","value":"2"}]})"), kCrash},
      {73, metadata(R"({"x":[{"install_file":"f","name":"j","json_value":"[1]"}]})"), updated},
      {74, metadata(R"({"x":[{"install_file":"f","name":"b","binary_value":"eA=="}]})"), kCrash}};
  for (const char* said : {"null", "[]", "\"x\""}) rows.push_back({67, metadata(said), kCrash});
  for (const char* key : {"environment_variables", "install_files"})
    for (const char* said : {"null", "[]"})
      rows.push_back({68, metadata("{\"" + std::string(key) + "\":" + said + "}"), kCrash});
  rows.push_back({68, metadata(R"({"environment_variables":{"A":null}})"), kCrash});
  for (const char* said : {"null", "\"x\"", "5", R"({"a":1})"})
    rows.push_back({70, metadata(R"({"x":)" + std::string(said) + "}"), kCrash});
  for (const char* said :
       {"{}", "[]", R"([{"name":"n","value":"1"}])", R"([{"install_file":"","name":"n","value":"1"}])",
        R"([{"install_file":"f","value":"1"}])", R"([{"install_file":"f","name":"n"}])"})
    rows.push_back({71, metadata(R"({"x":)" + std::string(said) + "}"), updated});
  for (const char* value : {"\"[2]\"", "{\"a\":1}", "\"{nope\""})
    rows.push_back(
        {73, metadata(R"({"x":[{"install_file":"f","name":"j","json_value":)" + std::string(value) + "}]}"), updated});
  rows.push_back({73, request_text("GET /ms1/attributes/2/download/"), good("[1]", "GET")});
  replay(talk, rows);
}

BOOST_AUTO_TEST_CASE(rows_75_to_87_of_results) {
  Talk talk;
  const std::string H = talk.bearer();
  const auto get = [](const std::string& path) { return request_text("GET /ms1/" + path); };
  std::vector<Row> rows = {
      {0, post("specs/new/", H, graph(node("a"))), created(spec_answer("a", "{}", true))},
      {82, get("specs/1/splices/contenders/"), bad("We don't have any builds for that spec.", "GET")},
      {75, get("specs/name/unknown/"), good("[]", "GET")},
      {77, get("specs/0/attributes/"), bad("A spec id is required.", "GET")},
      {77, get("specs/000/attributes/x/"), bad("A spec id is required.", "GET")},
      {78, get("specs/999999/attributes/"), good("[]", "GET")},
      {80, get("specs/99999999999999999999999/attributes/"), kCrash},
      {81, get("specs/0/splices/contenders/"), bad("A spec id is required to get splice contenders for.", "GET")},
      {0, get("specs/99/splices/contenders/"), no_object("GET")},
      {83, get("attributes/0/download/"), bad("An attribute id is required.", "GET")},
      {83, get("attributes/0/splice/contenders/"), bad("An attribute id is required.", "GET")},
      {84, get("attributes/99999/download/"), no_object("GET")},
      {86, get("analysis/splices/attribute/0/spec/1/"),
       bad("An attribute id and spec id to splice in are required.", "GET")},
      {0, get("analysis/splices/attribute/1/spec/1/"), no_object("GET")},
      {0, post("builds/new/", H, Monitor::build_body("fa")),
       created(
           R"({"message":"Build get or create was successful.","data":{"build_created":true,"build_environment_created":true,"build":{"build_id":1,"spec_full_hash":"fa","spec_name":"a"}},"code":201})")},
      {0,
       request_text("POST /ms1/analyze/builds/", {},
                    R"({"build_id":1,"metadata":{"x":[{"install_file":"f","name":"n","value":""}]}})"),
       good(
           R"({"message":"Metadata updated","data":{"build":{"build_id":1,"spec_full_hash":"fa","spec_name":"a"}},"code":200})")},
      {85, get("attributes/1/download/"),
       of_view("404 Not Found", "GET", message("This attribute does not have an associated value."))},
      {0, get("specs/1/splices/contenders/"), kCrash}};
  for (const char* path : {"specs/name//", "specs/name/a/b/", "specs/name/a%2Fb/"})
    rows.push_back({76, get(path), kMissing});
  for (const char* path : {"specs/abc/attributes/", "specs/-1/attributes/"}) rows.push_back({79, get(path), kMissing});
  for (const char* path :
       {"specs/name/a/", "specs/1/attributes/", "attributes/1/download/", "attributes/1/splice/contenders/",
        "specs/1/splices/contenders/", "analysis/splices/attribute/1/spec/1/"})
    rows.push_back({87, request_text("POST /ms1/" + std::string(path)),
                    raised("405 Method Not Allowed", "GET", method_detail("POST"))});
  replay(talk, rows);
}

BOOST_AUTO_TEST_CASE(rows_88_to_92_of_the_data_api) {
  Talk talk;
  std::vector<Row> rows;
  for (const char* path : {"/api/specs/99999/", "/api/specs/abc/"})
    rows.push_back(
        {88, request_text("GET " + std::string(path)), raised("404 Not Found", "GET, HEAD", detail("Not found."))});
  rows.push_back({88, request_text("GET /api/specs.xml"),
                  answer("404 Not Found", "application/json",
                         "Vary: Accept\r\nAllow: GET, HEAD\r\n" + kFramed + kSecurity, detail("Not found."))});
  for (const char* path : {"/api/nothing/", "/api/environmentvariables/"})
    rows.push_back({89, request_text("GET " + std::string(path)), kMissing});
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    rows.push_back({90, request_text(std::string(method) + " /api/specs/"),
                    raised("405 Method Not Allowed", "GET, HEAD", method_detail(method))});
  for (const char* query : {"limit=abc&offset=-3", "limit=0"})
    rows.push_back({91, request_text("GET /api/builds/?" + std::string(query)),
                    day(R"({"count":0,"next":null,"previous":null,"results":[]})")});
  rows.push_back(
      {92, request_text("GET /api/builds/?limit=5&offset=5000"),
       day(R"({"count":0,"next":null,"previous":"http://127.0.0.1:5000/api/builds/?limit=5&offset=4995","results":[]})")});
  replay(talk, rows);
}

BOOST_AUTO_TEST_CASE(rows_93_to_96_of_the_dashboards_table) {
  Talk talk;
  const std::string H = talk.bearer();
  const auto table = [](const std::string& body) {
    return answer("200 OK", "application/json",
                  "Allow: GET, HEAD, OPTIONS\r\n" + kKeptForADay + kFramed + "Vary: Cookie\r\n" + kSecurity, body);
  };
  const std::string order = "&order[0][column]=0&order[0][dir]=asc",
                    nothing = R"({"draw":3,"recordsTotal":0,"recordsFiltered":0,"data":[]})";
  const std::string row =
      R"(["<a href=\"/specs/detail/1\">a v1.2 fa</a><a href=\"/builds/1/\"><span style=\"float:right\" class=\"badge badge-primary\">build details</span></a>","<div style=\"float: left; margin: 0px 4px;\">linux ubuntu20.04 skylake</div>","<div style=\"float: left; margin: 0px 4px;\">None</div>","NOTRUN",0,0,"","2026-01-05T08:00:00Z"])";
  std::vector<Row> rows = {
      {0, request_text("GET /tables/build/?start=0&length=10&draw=3" + order), table(nothing)},
      {0, post("specs/new/", H, graph(node("a"))), created(spec_answer("a", "{}", true))},
      {0, post("builds/new/", H, Monitor::build_body("fa")),
       created(
           R"({"message":"Build get or create was successful.","data":{"build_created":true,"build_environment_created":true,"build":{"build_id":1,"spec_full_hash":"fa","spec_name":"a"}},"code":201})")},
      {95, request_text("GET /tables/build/?start=0&length=10&draw=3&order[0][column]=8&order[0][dir]=asc"),
       table(nothing)},
      {95, request_text("GET /tables/build/?start=0&length=10&draw=3&order[0][column]=0&order[0][dir]=sideways"),
       table(nothing)},
      {96, request_text("GET /tables/build/?start=7&length=10&draw=3" + order),
       table(R"({"draw":3,"recordsTotal":1,"recordsFiltered":1,"data":[)" + row + "]}")},
      {0, request_text("GET /tables/build/?start=0&length=0&draw=3" + order),
       table(R"({"draw":3,"recordsTotal":1,"recordsFiltered":1,"data":[]})")}};
  for (const char* query :
       {"", "start=abc&length=10&draw=1&order[0][column]=0&order[0][dir]=asc",
        "start=0&length=10&draw=x&order[0][column]=0&order[0][dir]=asc", "start=0&length=10&draw=1&order[0][column]=0",
        "start=0&length=10&draw=1&order[0][dir]=asc"})
    rows.push_back({93, request_text("GET /tables/build/?" + std::string(query)), kCrash});
  rows.push_back({94, request_text("GET /tables/build/?start=-1&length=10&draw=1" + order), kCrash});
  rows.push_back({94, request_text("GET /tables/build/?start=0&length=-1&draw=1" + order), kCrash});
  replay(talk, rows);
}

BOOST_AUTO_TEST_CASE(rows_97_to_100_of_accounts_and_of_nothing) {
  Talk talk;
  const auto ask = [](const char* type, const char* body) {
    return request_text("POST /api-token-auth/", {"Content-Type: " + std::string(type)}, body);
  };
  const auto refused = [](const char* body) { return of_json_only("400 Bad Request", "POST, OPTIONS", body); };
  const char* kJson = "application/json";
  replay(
      talk,
      {{97, ask(kJson, R"({"username":"vsoch","password":"no"})"),
        refused(R"({"non_field_errors":["Unable to log in with provided credentials."]})")},
       {98, ask(kJson, "{}"),
        refused(R"({"username":["This field is required."],"password":["This field is required."]})")},
       {98, ask(kJson, R"({"username":"","password":null})"),
        refused(R"({"username":["This field may not be blank."],"password":["This field may not be null."]})")},
       {98, ask(kJson, R"({"username":["x"],"password":"x"})"), refused(R"({"username":["Not a valid string."]})")},
       {98, ask(kJson, "[1]"),
        refused(R"({"non_field_errors":["Invalid data. Expected a dictionary, but got list."]})")},
       {98, ask(kJson, "{1}"),
        refused(
            R"--({"detail":"JSON parse error - Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"})--")},
       {99, request_text("POST /api-token-auth/", {}, "{}"),
        of_json_only("415 Unsupported Media Type", "POST, OPTIONS",
                     R"({"detail":"Unsupported media type \"\" in request."})")},
       {99, ask("application/xml", "<a/>"),
        of_json_only("415 Unsupported Media Type", "POST, OPTIONS",
                     R"({"detail":"Unsupported media type \"application/xml\" in request."})")},
       {0, request_text("GET /api-token-auth/"),
        of_json_only("405 Method Not Allowed", "POST, OPTIONS", method_detail("GET"))},
       {0, ask(kJson, R"({"username":" vsoch ","password":"vsoch-password"})"),
        of_json_only("200 OK", "POST, OPTIONS", R"({"token":")" + kToken + "\"}")},
       {0, ask("application/x-www-form-urlencoded", "username=other&password=other-password"),
        of_json_only("200 OK", "POST, OPTIONS", R"({"token":")" + kOtherToken + "\"}")},
       {100, request_text("DELETE /ms1/builds/1/"), kMissing},
       {100, request_text("OPTIONS /nope/"), kMissing}});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::spack_monitor
