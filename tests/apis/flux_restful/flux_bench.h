// Flux RESTful on a test bench: what a client sends, and short forms of what it gets.
#pragma once

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "centre/bench.h"
#include "site/identity/jwt.h"

namespace hpc::tests {

inline constexpr std::string_view kFluxKey = "notsecrethoo";

class FluxBench {
 public:
  explicit FluxBench(std::vector<centre::Override> set = {}, std::string clock = "manual")
      : bench(Bench::Options{"", std::move(set), std::move(clock)}) {}

  http::Response call(std::string method, const std::string& path, http::Headers more = {}, std::string body = "") {
    return bench.call(std::move(method), "/flux" + path, std::move(more), std::move(body));
  }
  http::Response get(const std::string& path, http::Headers more = {}) { return call("GET", path, std::move(more)); }
  http::Response post(const std::string& path, http::Headers more = {}) { return call("POST", path, std::move(more)); }

  /// By the early API; its id.
  std::string run(const std::string& command, const std::string& more = "") {
    const http::Response answer =
        call("POST", "/jobs/submit", {}, "{\"command\": " + OrderedJson(command).dump() + more + "}");
    BOOST_TEST_REQUIRE(answer.status == 200);
    return OrderedJson::parse(answer.body.str())["id"].dump();
  }
  /// By the current API; its id.
  std::string submit(const std::string& command, const std::string& more = "", std::string body = "") {
    const http::Response answer =
        call("POST", "/v1/jobs/submit?command=" + percent_encode(command) + more, {}, std::move(body));
    BOOST_TEST_REQUIRE(answer.body.str().starts_with("{\"Message\":\"Job submit.\""));
    return OrderedJson::parse(answer.body.str())["id"].dump();
  }
  OrderedJson job(const std::string& id) { return OrderedJson::parse(get("/v1/jobs/" + id).body.str()); }
  std::string state(const std::string& id) { return job(id)["state"]; }
  std::string text(const std::string& path) { return get(path).body.str(); }

  /// A token of the current API for this user's number.
  std::string token(const OrderedJson& subject) {
    return site::sign_hs256({{"exp", unix_seconds(bench.host().wall()) + 60}, {"sub", subject}}, kFluxKey);
  }
  static http::Headers bearer(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }

  Bench bench;
};

/// One value of `apis.flux_restful` changed.
inline std::vector<centre::Override> flux_with(const std::string& key, std::string value) {
  return {{"apis.flux_restful." + key, std::move(value)}};
}

/// "400 {...}".
inline std::string brief(const http::Response& response) {
  return std::to_string(response.status) + " " + response.body.str();
}

}  // namespace hpc::tests
