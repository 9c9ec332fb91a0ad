// The bad-input catalogue: row by row, over a real socket, compared by status line, X header and body.
#include <boost/test/unit_test.hpp>
#include <functional>

#include "apis/firecrest/firecrest_bench.h"
#include "apis/socket_client.h"
#include "base/encoding.h"
#include "site/identity/jwt.h"

using hpc::Json;
using hpc::OrderedJson;
using hpc::tests::kSampleUser;
using hpc::tests::multipart;
using hpc::tests::Served;

namespace {

const std::string kJson = "application/json";
const std::string kHtml404 =
    "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not "
    "found on the server. If you entered the URL manually please check your spelling and try again.</p>\n";
const std::string kHtml405 =
    "<!doctype html>\n<html lang=en>\n<title>405 Method Not Allowed</title>\n<h1>Method Not Allowed</h1>\n<p>The "
    "method "
    "is not allowed for the requested URL.</p>\n";
const std::string kHtml500 =
    "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n<p>The "
    "server encountered an internal error and was unable to complete your request. Either the server is overloaded or "
    "there is an error in the application.</p>\n";
const std::string kBoundary = "multipart/form-data; boundary=7f3b9c0f1d";
const std::string kForm = "application/x-www-form-urlencoded";

enum class In { both, gateway, direct };

struct Row {
  int number;
  std::string request;   ///< "GET /status/systems"
  std::string expected;  ///< "401 UNAUTHORIZED|X-Header: value|body"; the middle may be empty
  In in = In::both;
  std::string body = "";
  std::string type = kForm;
  std::string authorization = "";  ///< "": the sample client's; "none": no header
  std::string machine = "daint";   ///< "none": no header
  std::string more = "";           ///< further header lines
};

std::string described(const std::string& text) {
  return "{\"description\":\"" + text + "\"}\n";
}
std::string failed(const std::string& description, const std::string& error) {
  return "{\"description\":\"" + description + "\",\"error\":\"" + error + "\"}\n";
}
std::string bad(const std::string& description, const std::string& error, const std::string& header = "") {
  return "400 BAD REQUEST|" + header + '|' + failed(description, error);
}

class Catalogue {
 public:
  explicit Catalogue(In profile)
      : served({"", {{"apis.firecrest.profile", profile == In::gateway ? "gateway" : "direct"}}, "manual"},
               "firecrest") {
    token = fetch_token("firecrest-sample", std::string(hpc::tests::kSampleSecret));
    second = fetch_token("firecrest-second", std::string(hpc::tests::kSecondSecret));
    hpc::site::Site& site = served.bench.site();
    files = &HPC_MUST(site.cluster("daint"))->files();
    who = HPC_MUST(site.accounts().credentials(kSampleUser));
    put("hello.txt", "hello\nworld\n");
    put("4mb", std::string(4'000'000, 'x'));
    put("6mb", std::string(5'242'881, 'x'));
    HPC_MUST(files->make_directory(who, path("d")));
  }

  hpc::site::Path path(const std::string& name) { return hpc::site::Path::of("/home/" + kSampleUser + '/' + name); }
  void put(const std::string& name, std::string content) {
    HPC_MUST(files->write(who, path(name), hpc::Bytes(std::move(content))));
  }

  std::string fetch_token(const std::string& client, const std::string& secret) {
    const std::string body = "grant_type=client_credentials&client_id=" + client + "&client_secret=" + secret;
    const std::string answer = send("POST /auth/realms/kcrealm/protocol/openid-connect/token", body, kForm, "");
    return Json::parse(answer.substr(answer.find("\r\n\r\n") + 4)).at("access_token");
  }

  std::string with_claim(const std::string& name, const OrderedJson& value) {
    OrderedJson claims = *hpc::site::decode_jwt(token).value().claims;
    if (value.is_discarded())
      claims.erase(name);
    else
      claims[name] = value;
    return "Bearer " + hpc::site::sign_rs256(claims, served.bench.site().keys().signing());
  }
  std::string by_another_key() {
    return "Bearer " +
           hpc::site::sign_rs256(*hpc::site::decode_jwt(token).value().claims, hpc::site::Keys(7).signing());
  }
  std::string by_hs256() {
    return "Bearer " + hpc::site::sign_hs256(*hpc::site::decode_jwt(token).value().claims, "secret");
  }

  /// The bytes of the answer to `request` with these header lines.
  std::string send(const std::string& request, const std::string& body, const std::string& type,
                   const std::string& headers) {
    std::string bytes =
        request + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(served.own_port()) + "\r\n" + headers;
    if (!body.empty()) bytes += "Content-Type: " + type + "\r\n";
    if (request.substr(0, 4) != "GET " || !body.empty())
      bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    hpc::tests::SocketClient client(served.own_port());
    client.send(bytes + "\r\n" + body);
    return client.read_response(request.substr(0, 5) == "HEAD ");
  }

  std::string ask(const Row& row) {
    std::string headers;
    const std::string authorization = row.authorization.empty() ? "Bearer " + token : row.authorization;
    if (authorization != "none") headers += "Authorization: " + authorization + "\r\n";
    if (row.machine != "none") headers += "X-Machine-Name: " + row.machine + "\r\n";
    return send(row.request, row.body, row.type, headers + row.more);
  }

  /// "400 BAD REQUEST|X-Invalid-Path: ...|body"
  static std::string summary(const std::string& answer) {
    const auto end = answer.find("\r\n\r\n");
    if (end == std::string::npos) return answer;
    std::string header, head = answer.substr(0, end + 2);
    for (std::size_t at = head.find("\r\n") + 2; at < head.size(); at = head.find("\r\n", at) + 2) {
      const std::string line = head.substr(at, head.find("\r\n", at) - at);
      if (line.substr(0, 2) == "X-" && line.substr(0, 7) != "X-Kong-") header = line;
    }
    return head.substr(9, head.find("\r\n") - 9) + '|' + header + '|' + answer.substr(end + 4);
  }

  /// What the task that a request announces ends with: "400 \"text\"".
  std::string outcome(const std::string& request) {
    const std::string made = ask({.number = 0, .request = request, .expected = ""});
    const std::string id = Json::parse(made.substr(made.find("\r\n\r\n") + 4)).at("task_id");
    served.bench.advance(std::chrono::seconds(1));
    const std::string shown = ask({.number = 0, .request = "GET /tasks/" + id, .expected = ""});
    const Json task = Json::parse(shown.substr(shown.find("\r\n\r\n") + 4)).at("task");
    return task["status"].get<std::string>() + ' ' + task["data"].dump();
  }

  Served served;
  hpc::site::FileSystem* files = nullptr;
  hpc::site::Credentials who;
  std::string token, second;
};

const std::string kNo = "401 UNAUTHORIZED||";
const std::string kKong = "401 Unauthorized||";
const std::string kInvalid = "400 Bad Request||{\"message\":\"Invalid\"}";

std::vector<Row> token_rows(Catalogue& bench) {
  const OrderedJson none(OrderedJson::value_t::discarded);
  const std::string systems = "GET /status/systems";
  const auto by = [&systems](int number, In in, const std::string& expected, const std::string& authorization) {
    return Row{.number = number, .request = systems, .expected = expected, .in = in, .authorization = authorization};
  };
  return {
      by(1, In::direct, kNo + described("No Auth Header given"), "none"),
      by(1, In::gateway, kKong + "{\"message\":\"Unauthorized\"}", "none"),
      by(2, In::direct, kNo + described("Bad header or JWT, general exception raised"), "Bearer not-a-jwt"),
      by(2, In::gateway, kKong + "{\"message\":\"Bad token; invalid JSON\"}", "Bearer not-a-jwt"),
      by(3, In::direct, kNo + described("JWT token has expired"), bench.with_claim("exp", 1000)),
      by(3, In::gateway, kKong + "{\"exp\":\"token expired\"}", bench.with_claim("exp", 1000)),
      by(4, In::direct, kNo + described("JWT token has invalid signature"), bench.by_another_key()),
      by(4, In::gateway, kKong + "{\"message\":\"Invalid signature\"}", bench.by_another_key()),
      by(5, In::direct, kNo + described("JWT token has invalid signature algorithm"), bench.by_hs256()),
      by(5, In::gateway, kKong + "{\"message\":\"Invalid algorithm\"}", bench.by_hs256()),
      by(6, In::both, kNo + described("Scope 'firecrest' wasn't found in JWT"), bench.with_claim("scope", "profile")),
      by(7, In::both, "500 INTERNAL SERVER ERROR||" + kHtml500, bench.with_claim("scope", none)),
  };
}

std::vector<Row> framework_rows() {
  const std::string wrong_method = "405 METHOD NOT ALLOWED||";
  const std::string reservations = failed("The method is not allowed for the requested URL.", "Method not allowed");
  return {
      {.number = 8, .request = "GET /status/systems/", .expected = "404 NOT FOUND||" + kHtml404},
      {.number = 9, .request = "GET /compute/no/such/path", .expected = "404 NOT FOUND||" + kHtml404},
      {.number = 10, .request = "POST /status/systems", .expected = wrong_method + kHtml405, .in = In::direct},
      {.number = 10, .request = "POST /status/systems", .expected = kInvalid, .in = In::gateway},
      {.number = 11, .request = "PATCH /reservations", .expected = wrong_method + reservations, .in = In::direct},
      {.number = 11, .request = "PATCH /reservations", .expected = kInvalid, .in = In::gateway},
      {.number = 12, .request = "GET /reservations/abc", .expected = wrong_method + reservations},
      {.number = 13, .request = "GET /nowhere", .expected = kInvalid, .in = In::gateway},
      {.number = 14,
       .request = "GET /status/systems/nope",
       .expected = "404 NOT FOUND||" + described("System does not exists.")},
      {.number = 15,
       .request = "GET /status/services/Compute",
       .expected = "404 NOT FOUND||{\"description\":\"Service does not exists\",\"status_code\":404}\n"},
      {.number = 16,
       .request = "GET /tasks/IDONTEXIST",
       .expected = "404 NOT FOUND||{\"error\":\"Task IDONTEXIST does not exist\"}\n"},
      {.number = 18,
       .request = "GET /tasks?tasks=1;2",
       .expected = bad("Failed to retrieve tasks information", "'tasks' has invalid char")},
      {.number = 19,
       .request = "GET /tasks?tasks=",
       .expected = bad("Failed to retrieve tasks information", "'tasks' is empty")},
      {.number = 20, .request = "GET /tasks?tasks=unknown", .expected = "200 OK||{\"tasks\":{}}\n"},
  };
}

std::vector<Row> submission_rows() {
  const std::string upload = "POST /compute/jobs/upload", by_path = "POST /compute/jobs/path";
  const std::string no_job_file = "Failed to submit job file", no_job = "Failed to submit job";
  const auto script = [](const std::string& content, const hpc::tests::FormFields& fields = {},
                         const std::string& name = "job.sh") {
    return multipart(fields, {{"file", name, content}});
  };
  const auto row = [&](int number, const std::string& expected, const std::string& body) {
    return Row{.number = number, .request = upload, .expected = expected, .body = body, .type = kBoundary};
  };
  const auto path_row = [&](const std::string& expected, const std::string& body) {
    return Row{.number = 32, .request = by_path, .expected = expected, .body = body};
  };
  const std::string secret = "%2Fsrv%2Ff7t%2Ftest_sbatch_forbidden.sh";
  return {
      {.number = 21,
       .request = upload,
       .expected = "400 BAD REQUEST||" + described("No machine name given"),
       .machine = "none"},
      {.number = 22, .request = by_path, .expected = bad(no_job, "No machine name given"), .machine = "none"},
      {.number = 23,
       .request = upload,
       .expected = bad(no_job_file, "Machine does not exists", "X-Machine-Does-Not-Exists: Machine does not exists"),
       .machine = "nope"},
      {.number = 24, .request = upload, .expected = bad(no_job_file, "No batch file part")},
      row(24, bad(no_job_file, "No batch file part"), multipart({{"account", "test"}}, {})),
      row(25, bad(no_job_file, "No batch file selected"), script("#!/bin/sh\n", {}, "")),
      row(26, bad(no_job_file, "Batch file is empty"), script("")),
      row(27, "500 INTERNAL SERVER ERROR||" + kHtml500, script("#!/bin/sh\n\xff\xfe")),
      row(28, bad("Invalid account", "'account' is empty"), script("#!/bin/sh\n", {{"account", ""}})),
      row(29, "404 NOT FOUND||" + failed(no_job, "Invalid JSON in 'env' variable ({bad)"),
          script("#!/bin/sh\n", {{"env", "{bad"}})),
      {.number = 30,
       .request = by_path,
       .expected = "404 NOT FOUND||" + failed(no_job, "Invalid JSON environment provided"),
       .body = "targetPath=%2Fsrv%2Ff7t%2Ftest_sbatch.sh&env=x"},
      row(31, "413 REQUEST ENTITY TOO LARGE||" + described("Failed to upload batch script. The file is over 5 MB"),
          script(std::string(5'242'880, '#'))),
      path_row(bad(no_job, "'targetPath' not specified"), ""),
      path_row("400 BAD REQUEST|X-Invalid-Path: notexists is an invalid path.|" + described(no_job),
               "targetPath=notexists"),
      path_row("400 BAD REQUEST|X-A-Directory: /srv is a directory|" + described(no_job), "targetPath=/srv"),
      path_row("400 BAD REQUEST|X-Permission-Denied: User does not have permissions to access machine or path|" +
                   described(no_job),
               "targetPath=" + secret),
  };
}

std::vector<Row> job_rows() {
  const auto job = [](const std::string& query, const std::string& error) {
    return Row{.number = 33,
               .request = "GET /compute/jobs?jobs=" + query,
               .expected = bad("Failed to retrieve job information", error)};
  };
  return {
      job("abc", "abc is not a valid job ID"),
      job("-1", "-1 is not a valid job ID"),
      job("1,,2", "Jobs list wrong format"),
      job("", "'jobs' is empty"),
      job("1;2", "'jobs' has invalid char"),
      {.number = 38,
       .request = "DELETE /compute/jobs/1;2",
       .expected = bad("Failed to delete job", "'jobid' has invalid char")},
  };
}

std::vector<Row> utility_rows() {
  const auto ls = [](const std::string& query, const std::string& error) {
    return Row{.number = 44,
               .request = "GET /utilities/ls?targetPath=" + query,
               .expected = bad("Error on ls operation", error)};
  };
  const auto row = [](int number, const std::string& request, const std::string& expected,
                      const std::string& body = "") {
    return Row{.number = number, .request = request, .expected = expected, .body = body};
  };
  const std::string home = "/home/" + kSampleUser;
  const std::string path = "X-Invalid-Path: path is an invalid path";
  std::vector<Row> rows = {
      row(43, "GET /utilities/ls", bad("Error on ls operation", "'targetPath' not specified")),
      row(43, "GET /utilities/ls?targetPath=", bad("Error on ls operation", "'targetPath' is empty")),
      row(45, "GET /utilities/ls?targetPath=/bin/$HOME",
          bad("Error on ls operation", "ls: cannot access '/bin/$HOME': No such file or directory", path)),
      row(45, "GET /utilities/ls?targetPath=/bin/*",
          bad("Error on ls operation", "ls: cannot access '/bin/*': No such file or directory", path)),
      {.number = 46,
       .request = "GET /utilities/ls?targetPath=/",
       .expected =
           bad("Error on ls operation", "Machine does not exist", "X-Machine-Does-Not-Exist: Machine does not exist"),
       .machine = "nope"},
      {.number = 47,
       .request = "POST /utilities/mkdir",
       .expected = bad("Error on mkdir operation", "'targetPath' not specified"),
       .body = "{\"targetPath\":\"x\"}",
       .type = kJson},
      row(47, "POST /utilities/mkdir?targetPath=x", bad("Error on mkdir operation", "'targetPath' not specified")),
      row(48, "POST /utilities/mkdir",
          bad("Error on mkdir operation", "mkdir: cannot create directory '" + home + "/d': File exists",
              "X-Exists: targetPath already exists"),
          "targetPath=" + home + "/d"),
      row(49, "POST /utilities/mkdir", "201 CREATED||{\"description\":\"Success to mkdir file.\",\"output\":\"\"}\n",
          "targetPath=d&p=false"),
      row(50, "PUT /utilities/chmod",
          bad("Error on chmod operation", "chmod: invalid mode: '999'Try 'chmod --help' for more information.",
              "X-Invalid-Mode: mode is an invalid mode"),
          "targetPath=d&mode=999"),
      row(51, "PUT /utilities/chown", bad("Error in chown operation", "group or owner must be set"), "targetPath=d"),
      row(52, "GET /utilities/head?targetPath=hello.txt&bytes=9&lines=3",
          bad("Error on head operation", "Can not specify both 'bytes' and 'lines'")),
      row(53, "GET /utilities/head?targetPath=hello.txt&lines=abc",
          bad("Error on head operation", "head: invalid number of lines: 'abc'",
              "X-Error: head: invalid number of lines: 'abc'")),
      row(54, "GET /utilities/head?targetPath=hello.txt&grep=zzz",
          "404 NOT FOUND|X-Not-Found: pattern not found|" +
              failed("Error on head operation with grep", "pattern not found")),
      row(55, "GET /utilities/checksum?targetPath=d",
          bad("Error on checksum operation", "sha256sum: d: Is a directory",
              "X-A-Directory: path is a directory, can't checksum directories")),
      row(56, "GET /utilities/view", bad("Error on fsize operation", "'sourcePath' not specified")),
      row(57, "GET /utilities/download?targetPath=d", "500 INTERNAL SERVER ERROR||" + kHtml500),
      row(58, "GET /utilities/download?sourcePath=4mb",
          bad("Error on base64 operation", "Command output exceeded buffer limit (5242880)",
              "X-Error: Command output exceeded buffer limit (5242880)")),
      row(59, "GET /utilities/download?sourcePath=6mb",
          "400 BAD REQUEST|X-Size-Limit: File exceeds size limit|" + described("Failed to download file")),
      row(62, "POST /utilities/extract", bad("Error on extract operation", "Unsupported file format in x.txt."),
          "targetPath=d&sourcePath=x.txt"),
      row(63, "DELETE /utilities/rm?targetPath=d", bad("Error on rm operation", "'targetPath' not specified")),
      {.number = 64, .request = "HEAD /utilities/ls?targetPath=d", .expected = "400 BAD REQUEST||", .in = In::direct},
      {.number = 64, .request = "HEAD /utilities/ls?targetPath=d", .expected = "400 Bad Request||", .in = In::gateway},
  };
  for (const std::string c :
       {"%3C", "%3E", "%7C", ";", "%22", "'", "%26", "%5C", "(", ")", "%60", "%0D", "%0A", "%00", "%3B"})
    rows.push_back(ls("/bin/x" + c, "'targetPath' has invalid char"));
  return rows;
}

std::vector<Row> upload_rows() {
  const auto row = [](int number, const std::string& expected, const std::vector<hpc::tests::FilePart>& files) {
    return Row{.number = number,
               .request = "POST /utilities/upload",
               .expected = expected,
               .body = multipart({{"targetPath", "d"}}, files),
               .type = kBoundary};
  };
  const std::string failure = "Failed to upload file";
  const std::size_t frame = multipart({{"targetPath", "d"}}, {{"file", "f", ""}}).size();
  return {
      row(60, bad(failure, "No file in query"), {}),
      row(60, bad(failure, "Filename is empty"), {{"file", "", "x"}}),
      row(60, bad(failure, "Filename has invalid char"), {{"file", "a'b.txt", "x"}}),
      row(61, "413 REQUEST ENTITY TOO LARGE||" + described("Failed to upload file. The file is over 5242880 bytes"),
          {{"file", "f", std::string(5'242'881 - frame, 'x')}}),
  };
}

std::vector<Row> storage_rows() {
  const std::string external = "POST /storage/xfer-external/", cp = "POST /storage/xfer-internal/cp";
  const auto row = [](int number, const std::string& request, const std::string& expected, const std::string& body,
                      const std::string& more = "") {
    return Row{.number = number, .request = request, .expected = expected, .body = body, .more = more};
  };
  const std::string invalidate = external + "invalidate";
  return {
      row(66, cp, "400 BAD REQUEST||{\"error\":\"Not supported time format\"}\n", "sourcePath=a&targetPath=b&time=abc"),
      row(67, cp, bad("Invalid stageOutJobId", "'stageOutJobId' is empty"), "sourcePath=a&targetPath=b&stageOutJobId="),
      row(69, external + "upload",
          bad("Failed to upload file", "'targetPath' directory not allowed", "X-Invalid-Path: /no is an invalid path."),
          "sourcePath=a&targetPath=/no/dir"),
      row(70, external + "download",
          "400 BAD REQUEST|X-Invalid-Path: none is an invalid path.|" + described("sourcePath error"),
          "sourcePath=none"),
      row(70, external + "download", "400 BAD REQUEST|X-A-Directory: d is a directory|" + described("sourcePath error"),
          "sourcePath=d"),
      row(71, invalidate, "400 BAD REQUEST||{\"error\":\"Header X-Task-Id missing\"}\n", ""),
      row(71, invalidate, "400 BAD REQUEST||{\"error\":\"Header X-Task-Id is not alphanumeric\"}\n", "",
          "X-Task-Id: a-b\r\n"),
      row(71, invalidate, "400 BAD REQUEST||{\"error\":\"Invalid X-Task-Id\"}\n", "", "X-Task-Id: unknown\r\n"),
  };
}

std::vector<Row> reservation_rows() {
  const auto row = [](int number, const std::string& request, const std::string& error, const std::string& description,
                      const std::string& body) {
    return Row{.number = number, .request = request, .expected = bad(description, error), .body = body};
  };
  const std::string at = "2035-01-01T00%3A00%3A00", shown = "2035-01-01T00:00:00";
  const std::string node = "numberOfNodes=1&nodeType=f7t&starttime=";
  return {
      row(72, "POST /reservations", "Error creating reservation", "'reservation' form data input missing", ""),
      row(73, "POST /reservations", "Error creating reservation",
          "'endtime' occurs before 'starttime' (values entered: endtime='" + shown + "' <= starttime='" + shown + "')",
          "reservation=r&account=test&" + node + at + "&endtime=" + at),
      row(74, "PUT /reservations/x", "Error creating reservation",
          "'starttime' is in the pass (values entered: starttime='2000-01-01T00:00:00')",
          node + "2000-01-01T00%3A00%3A00&endtime=" + at),
      row(75, "DELETE /reservations/wrongname", "Error deleting reservation",
          "You are not an owner of the wrongname reservation", ""),
  };
}

void check(Catalogue& bench, In profile, const std::vector<Row>& rows) {
  for (const Row& row : rows)
    if (row.in == In::both || row.in == profile)
      BOOST_TEST(Catalogue::summary(bench.ask(row)) == row.expected, "row " << row.number << ": " << row.request);
}

void check_all(In profile) {
  Catalogue bench(profile);
  for (const auto& rows : {token_rows(bench), framework_rows(), submission_rows(), job_rows(), utility_rows(),
                           upload_rows(), storage_rows(), reservation_rows()})
    check(bench, profile, rows);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(firecrest_catalogue)

BOOST_AUTO_TEST_CASE(each_row_is_answered_behind_the_gateway) {
  check_all(In::gateway);
}
BOOST_AUTO_TEST_CASE(each_row_is_answered_by_the_services_alone) {
  check_all(In::direct);
}

BOOST_AUTO_TEST_CASE(rows_whose_answer_is_in_the_task) {
  Catalogue bench(In::gateway);
  const std::string jobs = "GET /compute/jobs";
  BOOST_TEST(bench.outcome(jobs + "?jobs=999999") == "400 \"slurm_load_jobs error: Invalid job id specified\"");  // 34
  BOOST_TEST(bench.outcome(jobs + "?pageSize=1&pageNumber=9") ==
             "400 \"pageNumber (9) is greater than total pages (1)\"");                                            // 35
  BOOST_TEST(bench.outcome(jobs + "?pageSize=x") == "200 {}");                                                     // 36
  BOOST_TEST(bench.outcome("DELETE /compute/jobs/abc") == "400 \"scancel: error: Invalid job id abc\"");           // 37
  BOOST_TEST(bench.outcome("GET /compute/acct?jobs=abc") == "400 \"sacct: fatal: Bad job/step specified: abc\"");  // 39
  BOOST_TEST(bench.outcome("GET /compute/acct?starttime=notatime") == "200 {}");                                   // 40
  BOOST_TEST(bench.outcome("GET /compute/nodes?nodes=nidunknown") == "400 \"Node nidunknown not found\"");         // 41
  BOOST_TEST(bench.outcome("GET /compute/partitions?partitions=nopart") == "200 []");                              // 42
}

BOOST_AUTO_TEST_CASE(row_17_another_users_task) {
  Catalogue bench(In::gateway);
  bench.outcome("GET /compute/jobs");
  const std::string list = bench.ask({.number = 17, .request = "GET /tasks", .expected = ""});
  const std::string id = Json::parse(list.substr(list.find("\r\n\r\n") + 4))["tasks"].begin().key();
  BOOST_TEST(
      Catalogue::summary(bench.ask(
          {.number = 17, .request = "GET /tasks/" + id, .expected = "", .authorization = "Bearer " + bench.second})) ==
      "403 FORBIDDEN||" + described("Operation not permitted. Invalid task owner."));
}

BOOST_AUTO_TEST_CASE(row_65_a_command_that_takes_too_long) {
  Catalogue bench(In::gateway);
  HPC_MUST(bench.served.bench.site().cluster("daint"))->set_reachability(hpc::site::Reachability::timed_out);
  check(bench, In::gateway,
        {{.number = 65,
          .request = "GET /utilities/ls?targetPath=d",
          .expected = bad("Error on ls operation", "Command has finished with timeout signal",
                          "X-Timeout: Command has finished with timeout signal")}});
}

BOOST_AUTO_TEST_CASE(row_77_a_wrong_secret) {
  Catalogue bench(In::gateway);
  const std::string answer =
      bench.send("POST /auth/realms/kcrealm/protocol/openid-connect/token",
                 "grant_type=client_credentials&client_id=firecrest-sample&client_secret=no", kForm, "");
  BOOST_TEST(Catalogue::summary(answer) ==
             "401 Unauthorized||{\"error\":\"unauthorized_client\",\"error_description\":\"Invalid client secret\"}");
}

// Row 65's neighbours in section 2.6: what the framework makes of methods and paths.
BOOST_AUTO_TEST_CASE(other_methods_and_paths_are_the_frameworks) {
  Catalogue direct(In::direct);
  const auto ask = [](Catalogue& bench, const std::string& request) {
    return Catalogue::summary(bench.ask({.number = 0, .request = request, .expected = ""}));
  };
  // HEAD is like GET, but in the utilities, where what is no GET reads the form.
  BOOST_TEST(ask(direct, "HEAD /utilities/whoami") == "200 OK||");
  BOOST_TEST(ask(direct, "HEAD /utilities/download?sourcePath=hello.txt") == "400 BAD REQUEST||");
  BOOST_TEST(ask(direct, "HEAD /status/parameters") == "200 OK||");
  BOOST_TEST(ask(direct, "HEAD /tasks/IDONTEXIST") == "404 NOT FOUND||");
  for (const char* path : {"/status/status", "/compute/jobs/", "/reservations/abc/", "/utilities", "/compute"})
    BOOST_TEST(ask(direct, std::string("GET ") + path) == "404 NOT FOUND||" + kHtml404, path);
  BOOST_TEST(ask(direct, "GET /compute/jobs/upload") ==
             bad("Failed to retrieve job information", "upload is not a valid job ID"));
  BOOST_TEST(ask(direct, "PUT /compute/jobs") == "405 METHOD NOT ALLOWED||" + kHtml405);
  BOOST_TEST(direct.ask({.number = 0, .request = "PUT /compute/jobs", .expected = ""})
                 .find("\r\nAllow: OPTIONS, GET, HEAD\r\n") != std::string::npos);
  for (const char* path : {"/compute", "/utilities", "/storage", "/tasks", "/reservations"})
    BOOST_TEST(ask(direct, std::string("GET ") + path + "/status") == "200 OK||{\"success\":\"ack\"}\n", path);
  Catalogue gateway(In::gateway);
  BOOST_TEST(ask(gateway, "HEAD /utilities/whoami") == "400 Bad Request||");
  BOOST_TEST(ask(gateway, "GET /tasks/") == "200 OK||{\"tasks\":{}}\n");
}

BOOST_AUTO_TEST_CASE(the_limit_of_a_body_counts_all_of_it) {
  Catalogue bench(In::gateway);
  const auto upload = [&bench](std::size_t size) {
    const std::size_t frame = multipart({{"targetPath", "d"}}, {{"file", "f", ""}}).size();
    return Catalogue::summary(
        bench.ask({.number = 61,
                   .request = "POST /utilities/upload",
                   .expected = "",
                   .body = multipart({{"targetPath", "d"}}, {{"file", "f", std::string(size - frame, 'x')}}),
                   .type = kBoundary}));
  };
  BOOST_TEST(upload(5'242'880) == "201 CREATED||{\"description\":\"File upload successful\",\"output\":\"\"}\n");
  BOOST_TEST(upload(5'242'881).substr(0, 4) == "413 ");
  // Whoever has no token is told so first.
  BOOST_TEST(Catalogue::summary(bench.ask({.number = 61,
                                           .request = "POST /utilities/upload",
                                           .expected = "",
                                           .body = std::string(6'000'000, 'x'),
                                           .type = kBoundary,
                                           .authorization = "none"})) ==
             "401 Unauthorized||{\"message\":\"Unauthorized\"}");
}

BOOST_AUTO_TEST_CASE(row_68_a_transfer_of_a_missing_source_is_a_job_that_completes) {
  Catalogue bench(In::gateway);
  const std::string made = bench.ask({.number = 68,
                                      .request = "POST /storage/xfer-internal/cp",
                                      .expected = "",
                                      .body = "sourcePath=none&targetPath=x"});
  BOOST_TEST(Catalogue::summary(made).substr(0, 3) == "201");
  bench.served.bench.advance(std::chrono::seconds(20));
  const std::string account = bench.outcome("GET /compute/acct?jobs=1");
  BOOST_TEST(account.find("\"state\":\"COMPLETED\"") != std::string::npos);
  BOOST_TEST(account.find("\"exit_code\":\"0:0\"") != std::string::npos);
  const std::string id = Json::parse(made.substr(made.find("\r\n\r\n") + 4)).at("task_id");
  BOOST_TEST(Catalogue::summary(bench.ask({.number = 68,
                                           .request = "GET /utilities/head?targetPath=firecrest/" + id + "/job-1.err",
                                           .expected = ""}))
                 .find("/usr/bin/cp: cannot stat 'none': No such file or directory") != std::string::npos);
}

// Header for header, as gunicorn writes them.
BOOST_AUTO_TEST_CASE(a_services_answer_is_gunicorns_to_the_byte) {
  Catalogue bench(In::direct);
  const std::string date = hpc::http_date(bench.served.bench.site().clock().now());
  BOOST_TEST(
      bench.ask({.number = 46, .request = "GET /utilities/ls?targetPath=/", .expected = "", .machine = "nope"}) ==
      "HTTP/1.1 400 BAD REQUEST\r\nServer: gunicorn\r\nDate: " + date +
          "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 73\r\n"
          "X-Machine-Does-Not-Exist: Machine does not exist\r\n\r\n" +
          failed("Error on ls operation", "Machine does not exist"));
  BOOST_TEST(bench.ask({.number = 0, .request = "OPTIONS /compute/jobs", .expected = "", .authorization = "none"}) ==
             "HTTP/1.1 200 OK\r\nServer: gunicorn\r\nDate: " + date +
                 "\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 0\r\n"
                 "Allow: OPTIONS, GET, HEAD\r\n\r\n");
  BOOST_TEST(
      bench.ask({.number = 0, .request = "DELETE /utilities/rm", .expected = "", .body = "targetPath=hello.txt"}) ==
      "HTTP/1.1 204 NO CONTENT\r\nServer: gunicorn\r\nDate: " + date +
          "\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(the_gateways_headers_are_kongs_to_the_byte) {
  Catalogue bench(In::gateway);
  const std::string date = hpc::http_date(bench.served.bench.site().clock().now());
  BOOST_TEST(bench.ask({.number = 1, .request = "GET /tasks", .expected = "", .authorization = "none"}) ==
             "HTTP/1.1 401 Unauthorized\r\nDate: " + date +
                 "\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 26\r\nConnection: keep-alive\r\n"
                 "Access-Control-Allow-Origin: *\r\nX-Kong-Response-Latency: 0\r\nServer: kong/3.2.2\r\n\r\n"
                 "{\"message\":\"Unauthorized\"}");
  BOOST_TEST(bench.ask({.number = 20, .request = "GET /tasks", .expected = ""}) ==
             "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\nConnection: keep-alive\r\n"
             "Server: gunicorn\r\nDate: " +
                 date +
                 "\r\nAccess-Control-Allow-Origin: *\r\nX-Kong-Upstream-Latency: 2\r\nX-Kong-Proxy-Latency: 0\r\n"
                 "Via: kong/3.2.2\r\n\r\n{\"tasks\":{}}\n");
}

BOOST_AUTO_TEST_SUITE_END()
