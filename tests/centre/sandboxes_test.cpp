#include "centre/sandboxes.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "centre/bench.h"

namespace hpc::tests {
namespace {

OrderedJson json_of(const http::Response& response) { return OrderedJson::parse(response.body.str()); }

BOOST_AUTO_TEST_SUITE(sandboxes)

BOOST_AUTO_TEST_CASE(a_sandbox_is_made_shown_reset_and_removed) {
  Bench bench;
  const http::Response made =
      bench.call("POST", "/_hpcmock/sandboxes", {}, R"({"name":"ci-7","clock":"stepping","seed":5})");
  BOOST_TEST(made.status == 201);
  BOOST_TEST(made.headers.get("Location") == "/_hpcmock/sandboxes/ci-7");
  BOOST_TEST(json_of(made)["clock"] == "stepping");
  BOOST_TEST(json_of(made)["control"] == "http://127.0.0.1:8080/s/ci-7/_hpcmock");
  BOOST_TEST(bench.call("POST", "/_hpcmock/sandboxes", {}, R"({"name":"ci-7"})").status == 409);
  BOOST_TEST(json_of(bench.call("GET", "/_hpcmock/sandboxes/ci-7"))["seed"] == 5);
  BOOST_TEST(json_of(bench.call("GET", "/_hpcmock/sandboxes"))["sandboxes"].size() == 2U);
  BOOST_TEST(bench.call("POST", "/_hpcmock/sandboxes/ci-7/reset").status == 200);
  BOOST_TEST(bench.call("DELETE", "/_hpcmock/sandboxes/ci-7").status == 204);
  BOOST_TEST(bench.call("GET", "/_hpcmock/sandboxes/ci-7").status == 404);
  BOOST_TEST(bench.call("DELETE", "/_hpcmock/sandboxes/default").status == 409);
}

BOOST_AUTO_TEST_CASE(a_wrong_request_says_what_is_wrong_and_what_is_allowed) {
  Bench bench;
  const auto error = [&](const char* body) {
    const http::Response response = bench.call("POST", "/_hpcmock/sandboxes", {}, body);
    BOOST_TEST(response.status == 400, body);
    return json_of(response)["error"].get<std::string>();
  };
  BOOST_TEST(error("{bad") == "the body is not a JSON object");
  BOOST_TEST(error(R"({"nmae":"x"})") == "unknown member \"nmae\"; allowed are name, seed, clock, start, apis");
  BOOST_TEST(error(R"({"name":"a/b"})").find("1 to 64 of A-Z") != std::string::npos);
  BOOST_TEST(error(R"({"name":"x","clock":"fast"})").find("stepping") != std::string::npos);
  BOOST_TEST(error(R"({"name":"x","seed":-1})") == "\"seed\" is not an integer of 0 or more");
}

BOOST_AUTO_TEST_CASE(a_sandbox_has_options_of_its_own_where_it_is_given_some) {
  Bench bench;
  const auto make = [&](const char* body) { return bench.call("POST", "/_hpcmock/sandboxes", {}, body); };
  BOOST_TEST(make(R"({"name":"closed","apis":{"flux_restful":{"auth":"required"}}})").status == 201);
  BOOST_TEST(bench.call("GET", "/s/closed/flux/nodes").status == 401);
  BOOST_TEST(bench.call("GET", "/flux/nodes").status == 200);
  BOOST_TEST(bench.call("POST", "/_hpcmock/sandboxes/closed/reset").status == 200);
  BOOST_TEST(bench.call("GET", "/s/closed/flux/nodes").status == 401);
  const http::Response wrong = make(R"({"name":"x","apis":{"flux_restful":{"auth":"maybe"},"nosuch":{}}})");
  BOOST_TEST(wrong.status == 400);
  BOOST_TEST(json_of(wrong)["error"].get<std::string>().find("/flux_restful/auth: expected") != std::string::npos);
  BOOST_TEST(json_of(wrong)["error"].get<std::string>().find("/nosuch: there is no such API") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_service_that_a_client_has_stopped_is_started_again) {
  Bench bench;
  const auto start = [&](const char* api) { return bench.call("POST", std::string("/_hpcmock/apis/") + api + "/start"); };
  BOOST_TEST(json_of(start("flux_restful"))["started"] == false);
  bench.call("POST", "/flux/service/stop");
  BOOST_TEST((bench.call("GET", "/flux/nodes").afterwards == http::Response::Afterwards::drop));
  BOOST_TEST(json_of(start("flux_restful"))["started"] == true);
  BOOST_TEST(bench.call("GET", "/flux/nodes").status == 200);
  BOOST_TEST(start("nosuch").status == 404);
}

BOOST_AUTO_TEST_CASE(a_sandbox_without_a_name_gets_one) {
  Bench bench;
  const auto one = json_of(bench.call("POST", "/_hpcmock/sandboxes"))["name"].get<std::string>();
  const auto two = json_of(bench.call("POST", "/_hpcmock/sandboxes"))["name"].get<std::string>();
  BOOST_TEST(one != two);
}

BOOST_AUTO_TEST_CASE(control_reads_sets_and_advances_the_clock_of_the_sandbox_addressed) {
  Bench bench;
  bench.call("POST", "/_hpcmock/sandboxes", {}, R"({"name":"a"})");
  const auto now = [&](const char* prefix) {
    return json_of(bench.call("GET", std::string(prefix) + "/_hpcmock/clock"))["now"].get<std::string>();
  };
  BOOST_TEST(now("") == "2026-01-05T08:00:00.000000Z");
  BOOST_TEST(bench.call("POST", "/s/a/_hpcmock/clock/advance", {}, R"({"by":"24h"})").status == 200);
  BOOST_TEST(now("/s/a") == "2026-01-06T08:00:00.000000Z");
  BOOST_TEST(now("") == "2026-01-05T08:00:00.000000Z");
  BOOST_TEST(bench.call("POST", "/s/a/_hpcmock/clock/advance", {}, R"({"to":"2026-01-05T09:00:00Z"})").status == 409);
  BOOST_TEST(bench.call("POST", "/s/a/_hpcmock/clock/advance", {}, R"({"to":"2026-02-01T00:00:00Z"})").status == 200);
  BOOST_TEST(bench.call("POST", "/s/a/_hpcmock/clock/advance", {}, R"({"by":"1h","events":1})").status == 400);
  BOOST_TEST(bench.call("POST", "/s/a/_hpcmock/clock/advance", {}, R"({"by":"soon"})").status == 400);
  BOOST_TEST(json_of(bench.call("PUT", "/s/a/_hpcmock/clock", {}, R"({"mode":"scaled:60"})"))["mode"] == "scaled:60");
  bench.host().move(std::chrono::seconds(60));
  BOOST_TEST(now("/s/a") == "2026-02-01T01:00:00.000000Z");
}

BOOST_AUTO_TEST_CASE(control_shows_clusters_nodes_and_files_and_drains_a_node) {
  Bench bench;
  const OrderedJson clusters = json_of(bench.call("GET", "/_hpcmock/clusters"))["clusters"];
  BOOST_TEST(clusters[0]["name"] == "daint");
  const OrderedJson drained =
      json_of(bench.call("PUT", "/_hpcmock/clusters/daint/nodes/nid00001", {}, R"({"state":"drain","reason":"disk"})"));
  BOOST_TEST(drained["state"] == "drained");
  BOOST_TEST(drained["reason"] == "disk");
  const OrderedJson file = json_of(bench.call("GET", "/_hpcmock/clusters/daint/files/srv/f7t/test_sbatch.sh"));
  BOOST_TEST(file["mode"] == "0555");
  BOOST_TEST(bench.call("GET", "/_hpcmock/clusters/daint/content/srv/f7t/test_sbatch.sh").body.str().find("#!/bin/bash") == 0U);
  BOOST_TEST(bench.call("GET", "/_hpcmock/clusters/daint/files/nowhere").status == 404);
  BOOST_TEST(bench.call("GET", "/_hpcmock/clusters/nowhere/jobs").status == 404);
  BOOST_TEST(bench.call("GET", "/_hpcmock/clusters/daint/jobs/7").status == 404);
  BOOST_TEST(bench.call("PATCH", "/_hpcmock/clock").status == 405);
}

BOOST_AUTO_TEST_CASE(the_journal_keeps_the_last_requests_only) {
  Bench bench;
  for (int i = 0; i < 1500; ++i) bench.call("GET", "/_hpcmock/health");
  const OrderedJson journal = json_of(bench.call("GET", "/_hpcmock/journal?after=1495"));
  BOOST_TEST(journal["requests"] == 1500);
  BOOST_TEST(journal["entries"].size() == 5U);
  BOOST_TEST(journal["entries"][0]["operation"] == "control.health");
  BOOST_TEST(bench.sandbox().journal().size() == centre::Sandbox::kJournal);
}

BOOST_AUTO_TEST_CASE(ten_thousand_sandboxes_that_nobody_asks_cost_little) {
  Bench bench;
  for (int i = 0; i < 10'000; ++i)
    BOOST_REQUIRE(bench.sandboxes().create({"s" + std::to_string(i), {}, {}, {}}).has_value());
  BOOST_TEST(bench.sandboxes().count() == 10'001U);
  BOOST_TEST(bench.call("GET", "/s/s9999/_hpcmock/health").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
