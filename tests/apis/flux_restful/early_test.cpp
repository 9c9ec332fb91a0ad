#include "apis/flux_restful/flux_bench.h"

using namespace hpc::tests;
using namespace std::chrono_literals;
using hpc::OrderedJson;

BOOST_AUTO_TEST_SUITE(flux_restful_early)

BOOST_AUTO_TEST_CASE(a_job_runs_and_its_numbers_follow) {
  FluxBench flux;
  const std::string id = flux.run("sleep 60");
  BOOST_TEST(flux.text("/jobs") == "{\"jobs\":[{\"id\":" + id + "}]}");
  std::string states;
  for (const auto step : {0ms, 14ms, 2ms, 100ms, 59800ms, 100ms, 100ms}) {
    flux.bench.advance(step);
    states += OrderedJson::parse(flux.text("/jobs/" + id))["job"]["state"].dump() + " ";
  }
  BOOST_TEST(states == "2 4 8 16 16 16 64 ");
  const OrderedJson job = OrderedJson::parse(flux.text("/jobs/" + id))["job"];
  BOOST_TEST(job["result"] == 1);
  BOOST_TEST(job["t_depend"] == job["t_submit"]);
  BOOST_TEST(job["annotations"].dump().starts_with("{\"sched\":{\"resource_summary\":\"rank"));
  BOOST_TEST(flux.text("/jobs/%20" + id + "%20") == flux.text("/jobs/" + id));
  BOOST_TEST(brief(flux.post("/jobs/" + id + "/cancel")) == "500 Internal Server Error");
}

BOOST_AUTO_TEST_CASE(a_raw_job_has_its_fields_in_fluxs_order) {
  FluxBench flux;
  const std::string id = flux.run("/bin/sleep 60", ", \"runtime\": \"2m\"");
  flux.bench.advance(1s);
  const OrderedJson job = OrderedJson::parse(flux.text("/jobs/" + id))["job"];
  std::string keys;
  for (const auto& [key, value] : job.items()) keys += key + " ";
  BOOST_TEST(
      keys ==
      "id userid urgency priority t_submit t_depend t_run state name ntasks ncores duration nnodes ranks nodelist "
      "expiration annotations ");
  BOOST_TEST(job["name"] == "sleep");
  BOOST_TEST(job["duration"].dump() == "120.0");
  BOOST_TEST(job["expiration"].get<double>() - job["t_run"].get<double>() > 119.9);
}

BOOST_AUTO_TEST_CASE(jobs_are_cancelled_in_every_state_but_the_last) {
  FluxBench flux;
  const std::string first = flux.run("sleep 60");
  BOOST_TEST(brief(flux.post("/jobs/" + first + "/cancel")) == "200 {\"Message\":\"Job is requested to cancel.\"}");
  const std::string second = flux.run("sleep 60");
  flux.bench.advance(1s);
  BOOST_TEST(flux.post("/jobs/" + second + "/cancel").status == 200);
  flux.bench.advance(1s);
  const OrderedJson pending = OrderedJson::parse(flux.text("/jobs/" + first))["job"];
  const OrderedJson running = OrderedJson::parse(flux.text("/jobs/" + second))["job"];
  BOOST_TEST(pending["result"] == 4);
  BOOST_TEST(!pending.contains("t_run"));
  BOOST_TEST(!pending.contains("waitstatus"));
  BOOST_TEST(running["waitstatus"] == 36608);
  BOOST_TEST(running["exception_type"] == "cancel");
}

BOOST_AUTO_TEST_CASE(nodes_with_a_free_core_are_listed) {
  FluxBench flux;
  OrderedJson nodes = OrderedJson::parse(flux.text("/nodes"))["nodes"];
  BOOST_TEST(nodes.size() == 4u);
  for (int i = 0; i < 16; ++i) flux.run("sleep 100");
  flux.bench.advance(1s);
  BOOST_TEST(flux.text("/nodes") == "{\"nodes\":[]}");
  BOOST_TEST(OrderedJson::parse(flux.text("/v1/nodes"))["nodes"].size() == 4u);
}

BOOST_AUTO_TEST_CASE(one_core_jobs_are_spread_over_the_nodes) {
  FluxBench flux;
  std::string ranks;
  for (int i = 0; i < 4; ++i) flux.run("sleep 100");
  flux.bench.advance(1s);
  const OrderedJson jobs = OrderedJson::parse(flux.text("/v1/jobs"))["jobs"];
  for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) ranks += (*job)["ranks"].get<std::string>();
  BOOST_TEST(ranks == "0123");
}

BOOST_AUTO_TEST_CASE(a_stopped_service_is_silent_in_its_sandbox_only) {
  FluxBench flux;
  flux.bench.call("POST", "/_hpcmock/sandboxes", {{"Content-Type", "application/json"}}, "{\"name\":\"other\"}");
  BOOST_TEST(brief(flux.post("/service/stop")) == "200 null");
  BOOST_TEST((flux.get("/jobs").afterwards == hpc::http::Response::Afterwards::drop));
  BOOST_TEST(brief(flux.bench.call("GET", "/s/other/flux/jobs")) == "200 {\"jobs\":[]}");
}

BOOST_AUTO_TEST_SUITE_END()
