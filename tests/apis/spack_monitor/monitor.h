// Spack Monitor on a test bench: requests as its clients send them, graphs of specs made on the spot.
#pragma once

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "centre/bench.h"

namespace hpc::tests::spack_monitor {

inline const std::string kToken = "50445263afd8f67e59bd79bff597836ee6c05438";
inline const std::string kOtherToken = "1111111111111111111111111111111111111111";

inline std::string basic(std::string_view user, std::string_view secret) {
  return "Basic " + base64(std::string(user) + ":" + std::string(secret));
}

/// The demo site with a manual clock, asked on a listener of the API's own.
class Monitor final {
 public:
  explicit Monitor(Bench::Options options = {}) : bench(std::move(options)) {}

  http::Response get(std::string target, http::Headers headers = {}) {
    return bench.call("GET", std::move(target), std::move(headers), "", "spack_monitor");
  }
  http::Response post(std::string target, std::string body, http::Headers headers = {}) {
    return bench.call("POST", std::move(target), std::move(headers), std::move(body), "spack_monitor");
  }
  /// With a bearer token of this user, who is asked for one once.
  http::Response upload(const std::string& endpoint, std::string body, std::string_view user = "vsoch") {
    return post("/ms1/" + endpoint, std::move(body), {{"Authorization", "Bearer " + bearer(user)}});
  }
  std::string bearer(std::string_view user = "vsoch") {
    std::string& token = user == "vsoch" ? token_ : other_token_;
    if (token.empty()) token = new_bearer(user);
    return token;
  }
  std::string new_bearer(std::string_view user = "vsoch") {
    const http::Response response =
        get("/auth/token/", {{"Authorization", basic(user, user == "vsoch" ? kToken : kOtherToken)}});
    BOOST_TEST_REQUIRE(response.status == 200);
    return OrderedJson::parse(response.body.str()).at("token").get<std::string>();
  }

  static OrderedJson json(const http::Response& response) { return OrderedJson::parse(response.body.str()); }
  OrderedJson json_at(const std::string& target) { return json(get(target)); }

  /// Stores a spec without dependencies and makes a build of it; the build's id.
  std::uint64_t build_of(const std::string& name, std::string_view user = "vsoch", const std::string& more = "") {
    upload("specs/new/", R"({"spack_version":"1.0.0","spec":{"nodes":[{"name":")" + name +
                             R"(","version":"1.2","hash":"d)" + name + R"(","full_hash":"f)" + name +
                             R"(","compiler":{"name":"gcc","version":"9.3.0"}}]}})");
    const http::Response response = upload("builds/new/", build_body("f" + name, more), user);
    BOOST_TEST_REQUIRE((response.status == 200 || response.status == 201));
    return json(response)["data"]["build"]["build_id"].get<std::uint64_t>();
  }
  static std::string build_body(const std::string& full_hash, const std::string& more = "",
                                const std::string& hostname = "frontal") {
    return R"({"host_os":"ubuntu20.04","platform":"linux","host_target":"skylake","hostname":")" + hostname +
           R"(","kernel_version":"#1 SMP","spack_version":"1.0.0","full_hash":")" + full_hash + "\"" + more + "}";
  }

  Bench bench;

 private:
  std::string token_, other_token_;
};

}  // namespace hpc::tests::spack_monitor
