// The catalogue of bad input, row by row, over a socket, to the byte.
#include "apis/refissh/talk.h"

namespace hpc::tests::refissh {
namespace {

struct Row {
  int number;  ///< of the catalogue; 0 prepares
  std::string request;
  std::string answer;
};

void replay(Talk& talk, const std::vector<Row>& rows) {
  for (const Row& row : rows) BOOST_TEST_CONTEXT("row " << row.number << ": " << row.request) {
      BOOST_TEST(talk.say(row.request) == row.answer);
    }
}

const std::string kNoToken = error("401 UNAUTHORIZED", "No authentication token given");
const std::string kBadToken = error("403 FORBIDDEN", "Token validation failed");
const std::string kNoResource = error("404 NOT FOUND", "Resource does not exist");
const std::string kNoType = error("400 BAD REQUEST", "No Content-Type header given");
const std::string kExists = error("405 METHOD NOT ALLOWED", "Resource already exists");
const std::string kNoParent = error("405 METHOD NOT ALLOWED", "Parent folder does not exist");
const std::string kNoFile = error("405 METHOD NOT ALLOWED", "File does not exist");
const std::string kNoJob = error("404 NOT FOUND", "Service ID does not exist");
const std::string kTaken = error("405 METHOD NOT ALLOWED", "Service ID is already registered");
const std::string kPayload = error("400 BAD REQUEST", "Malformed payload");
const std::string kMessage = error("400 BAD REQUEST", "Malformed message");
const std::string kNotRunning = error("405 METHOD NOT ALLOWED", "Job is not running");
const std::string kIllegal = error("400 BAD REQUEST", "Image name or source file path illegal");
const std::string kNoImage = error("404 NOT FOUND", "Image not found");
const std::string kNoSource = error("404 NOT FOUND", "Image source file not found");

std::string parameter(std::string_view key) {
  return error("400 BAD REQUEST", "Parameter " + std::string(key) + " missing or malformed");
}

// The payload with one part of its text replaced.
std::string payload_with(std::string_view part, std::string_view replacement) {
  std::string text = payload("sleep", "30");
  const std::size_t at = text.find(part);
  BOOST_TEST_REQUIRE(at != std::string::npos);
  return text.replace(at, part.size(), replacement);
}

std::string source(std::string_view location) {
  return R"({"image": {"source_location": ")" + std::string(location) + R"("}})";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(tokens_and_routes) {
  Talk talk;
  const std::string root = talk.say(ask("GET /files/", {A}));
  BOOST_TEST(root.substr(0, 15) == "HTTP/1.1 200 OK");
  const std::string location = "http://127.0.0.1:5000/refissh/files/";
  const std::string moved =
      answer("301 MOVED PERMANENTLY", "Content-Type: text/html; charset=utf-8\r\nLocation: " + location + "\r\n",
             "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<title>Redirecting...</title>\n"
             "<h1>Redirecting...</h1>\n<p>You should be redirected automatically to target URL: <a href=\"" +
                 location + "\">" + location + "</a>.  If not click the link.");
  replay(talk,
         {
             {1, ask("GET /files/"), kNoToken},
             {2, ask("GET /files/", {"X-Auth-Token:"}), kNoToken},
             {3, ask("GET /files/", {"X-Auth-Token: nonsense"}), kBadToken},
             {4, ask("GET /jobs/", {"X-Auth-Token: token-expired"}), kBadToken},
             {5, ask("GET /files/", {"Authorization: Bearer token-a"}), kNoToken},
             {6, ask("GET /files/", {"X-Auth-Header: token-a"}), root},
             {7, ask("GET /jobs/x", {"X-Auth-Header: token-a"}), kNoToken},
             {8, ask("GET /files/", {"X-Auth-Header: token-a", "X-Auth-Token: nonsense"}), kBadToken},
             {9, ask("HEAD /files/home"), head_of(kNoToken)},
             {10, ask("POST /files/home/x"), kNoToken},
             {11, ask("GET /nothing"), not_found_page()},
             {12, ask("PATCH /jobs/x"), method_page(kAll)},
             {13, ask("GET /files"), moved},
             {14, ask("POST /jobs"), method_page(kReading)},
             {15, ask("POST /jobs/"), method_page(kReading)},
             {16, ask("DELETE /images/", {A}), method_page(kReading)},
             {17, ask("GET /image/foo", {A}), method_page("POST, PUT, OPTIONS")},
             {18, ask("OPTIONS /jobs/x"),
              answer("200 OK", "Content-Type: text/html; charset=utf-8\r\nAllow: " + std::string(kAll) + "\r\n", "")},
             {19, ask("GET /jobs/a/b", {A}), not_found_page()},
             {19, ask("GET /jobs/a/", {A}), not_found_page()},
         });
}

BOOST_AUTO_TEST_CASE(files) {
  Talk talk;
  replay(talk,
         {
             {20, ask("GET /files/home/nope", {A}), kNoResource},
             {21, ask("HEAD /files/home/nope", {A}),
              "HTTP/1.1 404 NOT FOUND\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 8\r\n\r\n"},
             {22, ask("GET /files/home/nope?view=resinfo", {A}), kNoResource},
             {0, ask("POST /files/home/seen", {A, kOctets}, "bytes"), created()},
             {23, ask("GET /files/home/seen?view=banana", {A}), octets("bytes")},
             {24, ask("POST /files/home/d", {A, kDirectory}), created()},
             {24, ask("POST /files/home/d", {A, kDirectory}), kExists},
             {25, ask("POST /files/home/no/d", {A, kDirectory}), kNoParent},
             {25, ask("GET /files/home/no", {A}), kNoResource},
             {26, ask("POST /files/home/d2", {A}), kNoType},
             {27, ask("POST /files/home/f", {A}, "body"), kNoType},
             {27, ask("GET /files/home/f", {A}), kNoResource},
             {28, ask("POST /files/home/f", {A, "Content-Type:"}, "body"), kNoType},
             {29, ask("POST /files/home/d", {A, "Content-Type: image/png"}, "png"), kExists},
             {0, ask("POST /files/home/f", {A, kOctets}, "0123456789abcdef"), created()},
             {30, ask("POST /files/home/f", {A, kOctets}, "other"), kExists},
             {30, ask("GET /files/home/f", {A}), octets("0123456789abcdef")},
             {31, ask("POST /files/home/f/x", {A, kOctets}, "x"), kNoParent},
             {32, ask("POST /files/", {A, kOctets}, "x"), kExists},
             {32, ask("POST /files/", {A, kDirectory}), kExists},
             {34, ask("POST /files/home/form", {A, "Content-Type: application/x-www-form-urlencoded"}, "a=1&b=%20"),
              created()},
             {34, ask("GET /files/home/form", {A}), octets("a=1&b=%20")},
             {35, ask("POST /files/home/empty", {A, kOctets, "Content-Length: 0"}), created()},
             {35, ask("GET /files/home/empty", {A}), octets("")},
             {36, ask("PUT /files/home/nope", {A, kOctets}, "x"), kNoFile},
             {36, ask("GET /files/home/nope", {A}), kNoResource},
             {37, ask("PUT /files/home/d", {A, kOctets}, "x"), kNoFile},
             {38, ask("PUT /files/home/f", {A}, "0123456789"), created()},
             {39, ask("GET /files/home/f", {A, "Range: bytes=0-4"}), octets("0123456789")},
             {40, ask("GET /files/home/f", {B}), kNoResource},
             {41, ask("GET /files/../../etc/passwd", {A}), kNoResource},
             {42, ask("POST /files/home/%2e%2e/%2e%2e/x", {A, kOctets}, "x"), kNoParent},
             {43, ask("DELETE /files/home/f", {A}), no_content()},
             {43, ask("DELETE /files/home/f", {A}), kNoResource},
             {44, ask("DELETE /files/", {A}), error("405 METHOD NOT ALLOWED", "Root folder cannot be deleted")},
         });
  // Row 77: a header name with typographic quotes is no name at all, so the listener says the 400 (RFC 9110, 5.1).
  const std::string refused =
      talk.served.exchange(ask("POST /files/home/q", {A, "“Content-Type: application/directory”"}));
  BOOST_TEST(refused.substr(0, 12) == "HTTP/1.1 400");
  BOOST_TEST(talk.say(ask("GET /files/home/q", {A})) == kNoResource);
}

BOOST_AUTO_TEST_CASE(an_immutable_root) {
  Talk talk(with({{"apis.refissh.root_immutable", "true"}}));
  const std::string immutable = error("405 METHOD NOT ALLOWED", "Root folder is immutable");
  replay(talk, {
                   {33, ask("POST /files/new", {A, kOctets}, "x"), immutable},
                   {33, ask("POST /files/new", {A, kDirectory}), immutable},
                   {0, ask("DELETE /files/home", {A}), immutable},
                   {0, ask("POST /files/home/new", {A, kOctets}, "x"), created()},
               });
}

BOOST_AUTO_TEST_CASE(job_payloads) {
  Talk talk;
  replay(
      talk,
      {
          {45, ask("GET /jobs/", {A}), error("403 FORBIDDEN", "Only allowed for the admin project")},
          {46, ask("GET /jobs/none", {A}), kNoJob},
          {47, ask("POST /jobs/j1", {A}), kPayload},
          {48, ask("POST /jobs/j1", {A}, "image_name=x"), kPayload},
          {49, ask("POST /jobs/j1", {A}, "[]"), kPayload},
          {49, ask("POST /jobs/j1", {A}, "null"), kPayload},
          {50, ask("POST /jobs/j1", {A}, payload_with("\"image_name\"", "\"x\"")), parameter("image_name")},
          {50, ask("POST /jobs/j1", {A}, payload_with("\"commandline\"", "\"x\"")), parameter("commandline")},
          {50, ask("POST /jobs/j1", {A}, payload_with("\"parameters\"", "\"x\"")), parameter("parameters")},
          {50, ask("POST /jobs/j1", {A}, payload_with("\"N_nodes\"", "\"x\"")), parameter("N_nodes")},
          {50, ask("POST /jobs/j1", {A}, payload_with("\"N_cores\"", "\"x\"")), parameter("N_cores")},
          {50, ask("POST /jobs/j1", {A}, payload_with("\"max_runtime\"", "\"x\"")), parameter("max_runtime")},
          {50, ask("POST /jobs/j1", {A}, "{}"), parameter("image_name")},
          {51, ask("POST /jobs/j1", {A}, payload_with("\"cluster\"", "\"x\"")), parameter("cluster")},
          {52, ask("POST /jobs/j1", {A}, payload_with("\"N_nodes\": 1", "\"N_nodes\": \"1\"")), parameter("N_nodes")},
          {52, ask("POST /jobs/j1", {A}, payload_with("\"N_nodes\": 1", "\"N_nodes\": 0")), parameter("N_nodes")},
          {52, ask("POST /jobs/j1", {A}, payload_with("\"N_nodes\": 1", "\"N_nodes\": -1")), parameter("N_nodes")},
          {52, ask("POST /jobs/j1", {A}, payload_with("\"N_nodes\": 1", "\"N_nodes\": true")), parameter("N_nodes")},
          {52, ask("POST /jobs/j1", {A}, payload_with("\"N_nodes\": 1", "\"N_nodes\": 1.5")), parameter("N_nodes")},
          {53, ask("POST /jobs/j1", {A}, payload_with("{", "{\"MPI_lib\": \"x\", ")),
           error("400 BAD REQUEST", "MPI parameters incomplete")},
          {54, ask("GET /jobs/j1", {A}), kNoJob},
      });
}

BOOST_AUTO_TEST_CASE(jobs_that_run_and_end) {
  Talk talk;
  register_image(talk, A);
  const std::string started = talk.say(ask("POST /jobs/j1", {A}, payload("sleep", "30")));
  BOOST_TEST(started.substr(0, 15) == "HTTP/1.1 200 OK");
  talk.advance(std::chrono::seconds(5));
  replay(talk, {
                   {55, ask("POST /jobs/j1", {A}, payload("sleep", "30")), kTaken},
                   {56, ask("POST /jobs/j1", {B}, payload("sleep", "30")), kTaken},
                   {57, ask("POST /jobs/j1", {A}, "{}"), parameter("image_name")},
                   {58, ask("GET /jobs/j1", {B}), kNoJob},
                   {58, ask("GET /jobs/j1", {ADM}), kNoJob},
                   {59, ask("PUT /jobs/none", {A}, R"({"message": "x"})"), kNoJob},
                   {60, ask("PUT /jobs/j1", {A}, "hello"), kMessage},
                   {60, ask("PUT /jobs/j1", {A}, R"({"msg": "x"})"), kMessage},
                   {60, ask("PUT /jobs/j1", {A}, R"({"message": 1})"), kMessage},
                   {62, ask("DELETE /jobs/j1", {B}), kNoJob},
                   {62, ask("GET /jobs/j1", {A}), text("RUNNING")},
                   {63, ask("DELETE /jobs/j1", {A}), done()},
                   {63, ask("DELETE /jobs/j1", {A}), kNotRunning},
               });
  talk.advance(std::chrono::seconds(5));
  replay(talk, {
                   {61, ask("PUT /jobs/j1", {A}, R"({"message": "x"})"), kNotRunning},
                   {63, ask("DELETE /jobs/j1", {A}), kNotRunning},
                   {64, ask("DELETE /jobs/none", {A}), kNoJob},
                   {65, ask("GET /jobs/j1", {A, "Expect: result"}), text("UNSET")},
                   {65, ask("GET /jobs/j1", {A}), text("FINISHED")},
               });
}

BOOST_AUTO_TEST_CASE(images) {
  Talk talk;
  const std::string good = source("home/x.simg");
  replay(talk, {
                   {0, ask("POST /files/home/x.simg", {A, kOctets}, "image"), created()},
                   {66, ask("GET /images/nope", {A}), kNoImage},
                   {67, ask("GET /images/Nope", {A}), kIllegal},
                   {68, ask("POST /images/Upper.simg", {A}, good), kIllegal},
                   {68, ask("POST /images/-bad-", {A}, good), kIllegal},
                   {68, ask("POST /images/bad/", {A}, good), kIllegal},
                   {68, ask("POST /images/a..b", {A}, good), kIllegal},
                   {68, ask("POST /images/a%20b", {A}, good), kIllegal},
                   {68, ask("POST /images/a:", {A}, good), kIllegal},
                   {69, ask("POST /images/new", {A}), kIllegal},
                   {69, ask("POST /images/new", {A}, "not json"), kIllegal},
                   {69, ask("POST /images/new", {A}, "{}"), kIllegal},
                   {69, ask("POST /images/new", {A}, R"({"image": {}})"), kIllegal},
                   {69, ask("POST /images/new", {A}, R"({"source_location": "x"})"), kIllegal},
                   {69, ask("POST /images/new", {A}, R"({"image": {"source_location": 5}})"), kIllegal},
                   {70, ask("POST /images/new", {A}, source("")), kIllegal},
                   {70, ask("POST /images/new", {A}, source("s3://bucket/x")), kIllegal},
                   {70, ask("POST /images/new", {A}, source("it4i_anselm://../../etc/passwd")), kIllegal},
                   {71, ask("POST /images/new", {A}, source("home/none.simg")), kNoSource},
                   {71, ask("POST /images/new", {A}, source("home")), kNoSource},
                   {72, ask("POST /images/new", {A}, good), no_content()},
                   {72, ask("POST /images/new", {A}, good), error("405 METHOD NOT ALLOWED", "Image already exists")},
                   {73, ask("POST /images/new", {A}, source("home/none.simg")), kNoSource},
                   {74, ask("PUT /images/other", {A}, good), error("405 METHOD NOT ALLOWED", "Image does not exist")},
                   {75, ask("GET /images/new", {B}), kNoImage},
                   {75, ask("DELETE /images/new", {B}), kNoImage},
                   {76, ask("DELETE /images/new", {A}), no_content()},
                   {76, ask("DELETE /images/new", {A}), kNoImage},
               });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::refissh
