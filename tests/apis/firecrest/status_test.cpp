#include <boost/test/unit_test.hpp>

#include "apis/firecrest/firecrest_bench.h"

using hpc::Json;
using hpc::tests::FirecrestBench;
using hpc::tests::text_of;
using hpc::tests::with;

BOOST_AUTO_TEST_SUITE(firecrest_status)

BOOST_AUTO_TEST_CASE(the_systems_are_those_of_the_tutorial) {
  FirecrestBench bench;
  BOOST_TEST(text_of(bench.get("/status/systems")) ==
             "200 application/json {\"description\":\"List of systems with status and description.\",\"out\":["
             "{\"description\":\"Filesystem /scratch/e1000 is not available\",\"status\":\"not available\","
             "\"system\":\"eiger\"},"
             "{\"description\":\"System ready\",\"status\":\"available\",\"system\":\"daint\"}]}\n");
}

BOOST_AUTO_TEST_CASE(a_system_asked_for_by_name_stays_available_when_a_filesystem_fails) {
  FirecrestBench bench;
  BOOST_TEST(FirecrestBench::json(bench.get("/status/systems/eiger"))["out"] ==
             Json::parse(R"({"description":"Filesystem /scratch/e1000 is not available","status":"available",
                             "system":"eiger"})"));
  BOOST_TEST(text_of(bench.get("/status/systems/nope")) ==
             "404 application/json {\"description\":\"System does not exists.\"}\n");
}

BOOST_AUTO_TEST_CASE(the_list_does_not_probe_filesystems_when_told_so) {
  FirecrestBench bench(with("apis.firecrest.systems_list_probes_filesystems", "false"));
  const Json list = FirecrestBench::json(bench.get("/status/systems"));
  for (const Json& system : list.at("out")) BOOST_TEST(system["status"] == "available");
}

BOOST_AUTO_TEST_CASE(a_machine_that_does_not_answer_is_told_by_how_it_does_not) {
  using hpc::site::Reachability;
  const std::pair<Reachability, const char*> cases[] = {{Reachability::refused, "System does not accept connections"},
                                                        {Reachability::no_route, "System does not accept connections"},
                                                        {Reachability::unresolvable, "System down"},
                                                        {Reachability::up, "System ready"}};
  for (const auto& [reachability, description] : cases) {
    FirecrestBench bench;
    HPC_MUST(bench.bench.site().cluster("daint"))->set_reachability(reachability);
    BOOST_TEST(FirecrestBench::json(bench.get("/status/systems/daint"))["out"]["description"] == description);
  }
}

BOOST_AUTO_TEST_CASE(answers_are_remembered_for_960_seconds_or_until_no_cache) {
  FirecrestBench bench;
  auto* daint = HPC_MUST(bench.bench.site().cluster("daint"));
  const auto described = [&] { return FirecrestBench::json(bench.get("/status/systems/daint"))["out"]["description"]; };
  BOOST_TEST(described() == "System ready");
  daint->set_reachability(hpc::site::Reachability::refused);
  bench.bench.advance(std::chrono::seconds(959));
  BOOST_TEST(described() == "System ready");
  bench.bench.advance(std::chrono::seconds(1));
  BOOST_TEST(described() == "System does not accept connections");
  daint->set_reachability(hpc::site::Reachability::up);
  hpc::http::Headers anew = bench.headers();
  anew.add("Cache-Control", "no-cache");
  BOOST_TEST(FirecrestBench::json(bench.bench.call("GET", "/firecrest/status/systems/daint", anew))["out"]["status"] ==
             "available");
  BOOST_TEST(described() == "System ready");
}

BOOST_AUTO_TEST_CASE(the_services_are_up_except_those_that_the_site_file_stops) {
  FirecrestBench bench(with("apis.firecrest.services_down", "[storage]"));
  const Json services = FirecrestBench::json(bench.get("/status/services"))["out"];
  BOOST_TEST(services.size() == 6u);
  BOOST_TEST(text_of(bench.get("/status/services/compute")) ==
             "200 application/json {\"description\":\"server up & flask running\",\"service\":\"compute\","
             "\"status\":\"available\",\"status_code\":200}\n");
  BOOST_TEST(text_of(bench.get("/status/services/storage")) ==
             "200 application/json {\"description\":\"server down\",\"service\":\"storage\","
             "\"status\":\"not available\",\"status_code\":400}\n");
  BOOST_TEST(text_of(bench.get("/status/services/Compute")) ==
             "404 application/json {\"description\":\"Service does not exists\",\"status_code\":404}\n");
}

BOOST_AUTO_TEST_CASE(the_parameters_are_those_of_the_deployment) {
  FirecrestBench bench;
  const Json out = FirecrestBench::json(bench.get("/status/parameters"))["out"];
  BOOST_TEST(out["general"][0]["value"] == "1.16.6");
  BOOST_TEST(out["storage"][3]["value"] == Json::parse(R"([{"mounted":["/home","/scratch"],"system":"daint"},
                             {"mounted":["/scratch/e1000"],"system":"eiger"}])"));
  BOOST_TEST(out["utilities"][1]["value"] == "5");
}

BOOST_AUTO_TEST_CASE(filesystems_are_told_with_a_code) {
  FirecrestBench bench;
  BOOST_TEST(text_of(bench.get("/status/filesystems/eiger")) ==
             "200 application/json {\"description\":\"Filesystem information for system eiger\",\"out\":["
             "{\"description\":\"Scratch filesystem\",\"name\":\"SCRATCH\",\"path\":\"/scratch/e1000\","
             "\"status\":\"not available\",\"status_code\":400}]}\n");
  BOOST_TEST(FirecrestBench::json(bench.get("/status/filesystems"))["out"]["daint"][0]["status_code"] == 200);
  BOOST_TEST(text_of(bench.get("/status/filesystems/nope")) ==
             "404 application/json {\"description\":\"Filesystem information for system nope\","
             "\"out\":\"System 'nope' doesn't exist\"}\n");
}

BOOST_AUTO_TEST_SUITE_END()
