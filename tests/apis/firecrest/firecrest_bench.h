// FirecREST on a test bench: a client that has its token, and what tests say most.
#pragma once

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "centre/bench.h"

namespace hpc::tests {

inline constexpr std::string_view kSampleSecret = "b391e177-fa50-4987-beaf-e6d33ca93571";
inline constexpr std::string_view kSecondSecret = "5c3f2b6e-7a2f-4c55-9f1e-1c1d2c7a4b10";
inline const std::string kSampleUser = "service-account-firecrest-sample";

using FormFields = std::vector<std::pair<std::string, std::string>>;

inline std::string urlencoded(const FormFields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    if (!text.empty()) text += '&';
    text += name + '=' + percent_encode(value);
  }
  return text;
}

struct FilePart {
  std::string name, filename, content;
};

/// As python3-requests writes it: fields first, then files.
inline std::string multipart(const FormFields& fields, const std::vector<FilePart>& files,
                             const std::string& boundary = "7f3b9c0f1d") {
  std::string body;
  for (const auto& [name, value] : fields)
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  for (const FilePart& file : files)
    body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + file.name + "\"; filename=\"" +
            file.filename + "\"\r\n\r\n" + file.content + "\r\n";
  return body + "--" + boundary + "--\r\n";
}

/// One value of the site file changed.
inline std::vector<centre::Override> with(std::string path, std::string value) {
  return {{std::move(path), std::move(value)}};
}

class FirecrestBench {
 public:
  explicit FirecrestBench(std::vector<centre::Override> set = {}, std::string clock = "manual")
      : bench(Bench::Options{"", std::move(set), std::move(clock)}) {}

  http::Response token_answer(const FormFields& fields) {
    return bench.call("POST", "/auth/realms/kcrealm/protocol/openid-connect/token",
                      {{"Content-Type", "application/x-www-form-urlencoded"}}, urlencoded(fields));
  }

  std::string token(std::string_view client = "firecrest-sample", std::string_view secret = kSampleSecret) {
    const http::Response answer = token_answer({{"grant_type", "client_credentials"},
                                                {"client_id", std::string(client)},
                                                {"client_secret", std::string(secret)}});
    return Json::parse(answer.body.str()).at("access_token").get<std::string>();
  }

  /// Who the requests below come from; the first use fetches a token.
  http::Headers headers() {
    if (bearer.empty()) bearer = token();
    http::Headers fields{{"Authorization", "Bearer " + bearer}};
    if (!machine.empty()) fields.add("X-Machine-Name", machine);
    return fields;
  }

  http::Response get(const std::string& path) { return bench.call("GET", "/firecrest" + path, headers()); }
  http::Response form(const std::string& method, const std::string& path, const FormFields& fields = {}) {
    http::Headers all = headers();
    all.add("Content-Type", "application/x-www-form-urlencoded");
    return bench.call(method, "/firecrest" + path, all, urlencoded(fields));
  }
  http::Response upload(const std::string& path, const FormFields& fields, const std::vector<FilePart>& files) {
    http::Headers all = headers();
    all.add("Content-Type", "multipart/form-data; boundary=7f3b9c0f1d");
    return bench.call("POST", "/firecrest" + path, all, multipart(fields, files));
  }

  static Json json(const http::Response& response) { return Json::parse(response.body.str()); }
  /// The id of the task that an answer announces.
  static std::string task_of(const http::Response& response) { return json(response).at("task_id"); }
  Json task(const std::string& id) { return json(get("/tasks/" + id)).at("task"); }
  /// The task that an answer announces, once its work is done.
  Json outcome(const http::Response& response) {
    const std::string id = task_of(response);
    bench.advance(std::chrono::seconds(1));
    return task(id);
  }
  /// Uploads a script as job.sh; its job's id.
  std::string submit(const std::string& script) {
    const Json done = outcome(upload("/compute/jobs/upload", {}, {{"file", "job.sh", script}}));
    BOOST_REQUIRE_EQUAL(done.at("status").get<std::string>(), "200");
    return done.at("data").at("jobid");
  }

  Bench bench;
  std::string bearer;
  std::string machine = "daint";
};

/// "200 application/json {...}\n": what most tests compare.
inline std::string text_of(const http::Response& response) {
  return std::to_string(response.status) + ' ' + std::string(response.headers.get("Content-Type")) + ' ' +
         response.body.str();
}

}  // namespace hpc::tests
