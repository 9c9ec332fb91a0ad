// Data, key-value store, usage, resources: rows 54 and 61 to 69 of the catalogue among them.
#include <boost/test/unit_test.hpp>

#include "apis/prominence/prominence_bench.h"

namespace hpc::tests {
namespace {

using namespace std::chrono_literals;

// The part of a URL that a request line has.
std::string target_of(const std::string& url) {
  return url.substr(url.find('/', 8));
}

std::string error_of(const http::Response& response) {
  return Json::parse(response.body.str()).value("error", "");
}

BOOST_AUTO_TEST_SUITE(prominence_services)

BOOST_AUTO_TEST_CASE(an_upload_goes_by_its_url_and_is_listed_used_and_deleted) {
  ProminenceBench prominence;
  const std::string url = prominence.json("POST", "/data/upload", R"({"filename":"in.dat","checksum":null})").at("url");
  BOOST_TEST(prominence.bench.call("PUT", target_of(url), {}, "content").status == 201);
  BOOST_TEST(prominence.bench.call("PUT", target_of(url) + "0", {}, "content").status == 403);
  Json list = prominence.json("GET", "/data");
  BOOST_TEST(list.at(0).at("name") == "in.dat");
  BOOST_TEST(list.at(0).at("size") == 7);
  const std::string id =
      prominence.submit("cat in.dat > out.dat", {{"artifacts", {{{"url", "in.dat"}}}}, {"outputFiles", {"out.dat"}}});
  BOOST_TEST(prominence.job(id).at("outputFiles").at(0).at("url") == "");
  prominence.advance(1min);
  const Json output = prominence.job(id).at("outputFiles").at(0);
  BOOST_TEST(output.at("size") == 7);
  BOOST_TEST(prominence.bench.call("GET", target_of(output.at("url"))).body.str() == "content");
  BOOST_TEST(prominence.call("DELETE", "/data/in.dat").status == 204);
  BOOST_TEST(prominence.call("DELETE", "/data/nosuch").status == 204);
  BOOST_TEST(prominence.json("GET", "/data").empty());
}

BOOST_AUTO_TEST_CASE(data_belongs_to_users_and_groups) {
  ProminenceBench prominence;
  BOOST_TEST(error_of(prominence.call("POST", "/data/upload", "{}")) == "An object name must be specified");
  BOOST_TEST(prominence.call("POST", "/data/upload").status == 500);
  BOOST_TEST(error_of(prominence.call("POST", "/data/upload", R"({"filename":"other/x"})")) ==
             "Not authorized to access upload with this path");
  BOOST_TEST(error_of(prominence.call("GET", "/data/other")) == "Not authorized to access this path");
  BOOST_TEST(error_of(prominence.call("DELETE", "/data/other/x")) == "Not authorized to access this object");
  BOOST_TEST(error_of(prominence.call("POST", "/data/output", R"({"name":"x"})")) == "A JWT token is required");
  const http::Response unnamed = prominence.call("POST", "/data/output", "{}");
  BOOST_TEST(unnamed.status == 200);
  BOOST_TEST(error_of(unnamed) == "Name not specified");
  const std::string of_job = "Bearer " + prominence_token("alice", "groupA", {{"job", "uuid"}});
  BOOST_TEST(prominence.call("POST", "/data/output", R"({"name":"x"})", of_job).status == 201);
}

BOOST_AUTO_TEST_CASE(a_missing_output_fails_the_job) {
  ProminenceBench prominence;
  const std::string id = prominence.submit("true", {{"outputFiles", {"nothing"}}});
  prominence.advance(1min);
  BOOST_TEST(prominence.status(id) == "failed");
  BOOST_TEST(prominence.job(id).at("statusReason") == "Stageout failed due to no such file or directory");
}

BOOST_AUTO_TEST_CASE(keys_are_set_listed_replaced_and_deleted) {
  ProminenceBench prominence;
  BOOST_TEST(error_of(prominence.call("GET", "/kv")) == "Key not specified");
  const http::Response none = prominence.call("GET", "/kv/none");
  BOOST_TEST(none.status == 404);
  BOOST_TEST(error_of(none) == "No such key");
  BOOST_TEST(prominence.call("POST", "/kv/in/a", "1").body.str() == "{}\n");
  BOOST_TEST(prominence.call("POST", "/kv/in/b", "2").status == 201);
  BOOST_TEST(prominence.call("GET", "/kv/in/a").body.str() == "1");
  BOOST_TEST(prominence.call("GET", "/kv?list=true").body.str() == "[\"/in/a\",\"/in/b\"]\n");
  BOOST_TEST(prominence.call("GET", "/kv/in/?list&values").body.str() == "[{\"/in/a\":\"1\"},{\"/in/b\":\"2\"}]\n");
  BOOST_TEST(prominence.call("GET", "/kv?list", "", kMallory).body.str() == "[]\n");
  BOOST_TEST(error_of(prominence.call("POST", "/kv/k")) == "No value provided");
  BOOST_TEST(error_of(prominence.call("POST", "/kv/k", std::string(15968, 'x'))) == "Content of value too large");
  BOOST_TEST(error_of(prominence.call("POST", "/kv/in/a?prev=wrong", "3")) == "Atomic replacement not successful");
  BOOST_TEST(prominence.call("POST", "/kv/in/a?prev=1", "3").status == 201);
  prominence.call("POST", "/kv/binary", "\xFF");
  BOOST_TEST(prominence.call("GET", "/kv/binary").status == 500);
  BOOST_TEST(prominence.call("DELETE", "/kv/in?prefix=True").body.str() == "{}\n");
  BOOST_TEST(prominence.call("GET", "/kv?list").body.str() == "[\"/binary\"]\n");
}

BOOST_AUTO_TEST_CASE(usage_counts_what_ran) {
  ProminenceBench prominence;
  BOOST_TEST(error_of(prominence.call("GET", "/accounting")) == "Start date must be provided");
  BOOST_TEST(error_of(prominence.call("GET", "/accounting?start=2026-01-01")) == "End date must be provided");
  prominence.submit("sleep 3600", {{"resources", {{"cpus", 2}}}});
  prominence.advance(2h);
  const Json usage = prominence.json("GET", "/accounting?start=2000-01-01&end=2100-01-01").at("usage");
  BOOST_TEST(usage.at("users").at("alice").at("numberOfJobs") == 1);
  BOOST_TEST(usage.at("users").at("alice").at("wallTime") == 2.0);
  BOOST_TEST(usage.at("groups").empty());
}

BOOST_AUTO_TEST_CASE(resources_and_health_tell_of_the_cluster) {
  ProminenceBench prominence;
  const Json existing = prominence.json("GET", "/resources").at("existing");
  BOOST_TEST(existing.size() == 8U);
  BOOST_TEST(existing.at(0).dump() ==
             R"({"capacity":{"cpus":8,"memory":32},"free":{"cpus":8,"memory":32},"site":"OpenStack-UNIV-LILLE"})");
  BOOST_TEST(prominence.call("GET", "/health", "", "").status == 204);
  BOOST_TEST(prominence.call("POST", "/token").status == 201);
  BOOST_TEST(error_of(prominence.call("POST", "/ts", "{}")) == "Functionality disabled");
}

BOOST_AUTO_TEST_CASE(the_device_flow_gives_a_token_that_works) {
  ProminenceBench prominence;
  const http::Headers form{{"Content-Type", "application/x-www-form-urlencoded"}};
  BOOST_TEST(prominence.bench.call("POST", "/prominence/oidc/register", {}, R"({"client_name":"x"})").status == 201);
  const Json login =
      Json::parse(prominence.bench.call("POST", "/prominence/oidc/devicecode", form, "client_id=x").body.str());
  const std::string body = "device_code=" + login.at("device_code").get<std::string>();
  const Json token = Json::parse(prominence.bench.call("POST", "/prominence/oidc/token", form, body).body.str());
  BOOST_TEST(prominence.bench.call("POST", "/prominence/oidc/token", form, body).status == 400);
  BOOST_TEST(prominence.call("GET", "/jobs", "", "Bearer " + token.at("access_token").get<std::string>()).status ==
             200);
}

BOOST_AUTO_TEST_CASE(snapshots_are_of_running_jobs) {
  ProminenceBench prominence;
  const std::string id = prominence.submit("echo x > file; sleep 100");
  prominence.advance(5s);
  BOOST_TEST(error_of(prominence.call("PUT", "/jobs/" + id + "/snapshot")) == "A path to snapshot must be specified");
  BOOST_TEST(error_of(prominence.call("PUT", "/jobs/" + id + "/snapshot?path=/etc")) == "Invalid path");
  const std::string url = prominence.json("GET", "/jobs/" + id + "/snapshot").at("url");
  BOOST_TEST(prominence.bench.call("GET", target_of(url)).status == 404);
  BOOST_TEST(prominence.call("PUT", "/jobs/" + id + "/snapshot?path=file").body.str() == "{}\n");
  BOOST_TEST(prominence.bench.call("GET", target_of(url)).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
