// A PROMINENCE on a bench, with tokens of its demo users.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/json.h"
#include "centre/bench.h"
#include "site/identity/jwt.h"

namespace hpc::tests {

/// A token as the demo site takes it: HS256 with the published secret.
inline std::string prominence_token(const std::string& user, const std::string& groups,
                                    OrderedJson more = OrderedJson::object()) {
  OrderedJson claims = {
      {"username", user}, {"groups", groups}, {"email", user + "@example.org"}, {"exp", 4000000000LL}};
  claims.update(more);
  return site::sign_hs256(claims, "mock-prominence-secret");
}

inline const std::string kAlice = "Bearer " + prominence_token("alice", "groupA");
inline const std::string kMallory = "Bearer " + prominence_token("mallory", "groupM");

class ProminenceBench final {
 public:
  explicit ProminenceBench(Bench::Options options = {}) : bench(std::move(options)) {}

  http::Response call(const std::string& method, const std::string& path, const std::string& body = "",
                      const std::string& authorization = kAlice) {
    http::Headers headers{{"Authorization", authorization}};
    if (!body.empty()) headers.add("Content-Type", "application/json");
    return bench.call(method, "/prominence/api/v1" + path, headers, body);
  }
  Json json(const std::string& method, const std::string& path, const std::string& body = "",
            const std::string& authorization = kAlice) {
    return Json::parse(call(method, path, body, authorization).body.str());
  }
  /// The id of a job of one task with this command.
  std::string submit(const std::string& command, const Json& more = Json::object(), const std::string& who = kAlice) {
    Json job = {{"resources", {{"cpus", 1}, {"memory", 1}, {"disk", 10}}},
                {"tasks", {{{"image", "busybox"}, {"runtime", "singularity"}, {"cmd", command}}}}};
    job.merge_patch(more);
    return std::to_string(json("POST", "/jobs", job.dump(), who).at("id").get<int>());
  }
  Json job(const std::string& id, const std::string& who = kAlice) { return json("GET", "/jobs/" + id, "", who).at(0); }
  std::string status(const std::string& id) { return job(id).at("status"); }
  std::string output(const std::string& id, const std::string& rest = "/stdout") {
    return call("GET", "/jobs/" + id + rest).body.str();
  }
  void advance(Duration by) { bench.advance(by); }

  Bench bench;
};

}  // namespace hpc::tests
