// Builds: one per spec and environment, their states and phases, their tags.
#include <thread>

#include "apis/spack_monitor/monitor.h"

namespace hpc::tests::spack_monitor {
namespace {

std::string status_of(Monitor& monitor, std::uint64_t build) {
  return monitor.json_at("/api/builds/" + std::to_string(build) + "/")["status"];
}

void set_status(Monitor& monitor, std::uint64_t build, const std::string& status, std::string_view user = "vsoch") {
  const http::Response response = monitor.upload(
      "builds/update/", R"({"build_id":)" + std::to_string(build) + R"(,"status":")" + status + "\"}", user);
  BOOST_TEST_REQUIRE(response.status == 200);
}

// root depends on lib, lib on base; a build of each.
struct Chain {
  explicit Chain(Monitor& monitor) {
    monitor.upload("specs/new/", R"({"spack_version":"1.0.0","spec":{"nodes":[
      {"name":"root","full_hash":"froot","hash":"x","dependencies":[{"name":"lib","full_hash":"flib","type":["link"]}]},
      {"name":"lib","full_hash":"flib","hash":"x","dependencies":[{"name":"base","full_hash":"fbase","type":["link"]}]},
      {"name":"base","full_hash":"fbase","hash":"x"}]}})");
    for (auto [name, id] : {std::pair{"root", &root}, {"lib", &lib}, {"base", &base}})
      *id = Monitor::json(
          monitor.upload("builds/new/", Monitor::build_body(std::string("f") + name)))["data"]["build"]["build_id"];
  }
  std::uint64_t root = 0, lib = 0, base = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(builds)

BOOST_AUTO_TEST_CASE(any_status_follows_any) {
  Monitor monitor;
  const std::uint64_t build = monitor.build_of("a");
  BOOST_TEST(status_of(monitor, build) == "NOTRUN");
  for (const char* from : {"SUCCESS", "FAILED", "CANCELLED", "NOTRUN"})
    for (const char* to : {"NOTRUN", "SUCCESS", "FAILED", "CANCELLED"}) {
      set_status(monitor, build, from);
      set_status(monitor, build, to);
      BOOST_TEST(status_of(monitor, build) == to);
    }
  monitor.upload("builds/new/", Monitor::build_body("fa"));
  BOOST_TEST(status_of(monitor, build) == "CANCELLED");
}

BOOST_AUTO_TEST_CASE(a_report_cancels_the_builds_of_direct_dependencies_that_have_not_succeeded) {
  Monitor monitor;
  const Chain chain(monitor);
  set_status(monitor, chain.lib, "FAILED");
  BOOST_TEST(status_of(monitor, chain.base) == "CANCELLED");
  set_status(monitor, chain.root, "SUCCESS");  // whatever the new status is
  BOOST_TEST(status_of(monitor, chain.lib) == "CANCELLED");
  BOOST_TEST(status_of(monitor, chain.base) == "CANCELLED");
  set_status(monitor, chain.base, "NOTRUN");
  set_status(monitor, chain.root, "NOTRUN");  // direct ones only
  BOOST_TEST(status_of(monitor, chain.base) == "NOTRUN");
  set_status(monitor, chain.lib, "SUCCESS");
  set_status(monitor, chain.root, "FAILED");
  BOOST_TEST(status_of(monitor, chain.lib) == "SUCCESS");
}

BOOST_AUTO_TEST_CASE(of_a_dependencys_builds_only_the_oldest_is_cancelled_whoevers_it_is) {
  Monitor monitor;
  monitor.upload(
      "specs/new/",
      R"({"spack_version":"1.0.0","spec":{"nodes":[{"name":"r","full_hash":"fr","hash":"x","dependencies":[{"name":"d","full_hash":"fd","type":[]}]}]}})");
  const auto build = [&](const char* hash, const char* host, const char* user) {
    return Monitor::json(
               monitor.upload("builds/new/", Monitor::build_body(hash, "", host), user))["data"]["build"]["build_id"]
        .get<std::uint64_t>();
  };
  const std::uint64_t oldest = build("fd", "elsewhere", "other"), newer = build("fd", "frontal", "vsoch"),
                      root = build("fr", "frontal", "vsoch");
  set_status(monitor, root, "SUCCESS");
  BOOST_TEST(status_of(monitor, oldest) == "CANCELLED");
  BOOST_TEST(status_of(monitor, newer) == "NOTRUN");
}

BOOST_AUTO_TEST_CASE(phases_are_replaced_and_keep_their_ids) {
  Monitor monitor;
  const std::uint64_t build = monitor.build_of("a");
  const auto report = [&](const std::string& rest) {
    return monitor.upload("builds/phases/update/", R"({"build_id":)" + std::to_string(build) + "," + rest + "}")
        .body.str();
  };
  BOOST_TEST(
      report(R"("phase_name":"autoconf","status":"SUCCESS","output":"a\r\n\tb\u0000\"ü")") ==
      R"({"message":"Phase autoconf was successfully updated.","code":200,"data":{"build_phase":{"id":1,"status":"SUCCESS","name":"autoconf"}}})");
  report(R"("phase_name":"build","status":"ERROR")");
  monitor.bench.advance(std::chrono::seconds(1));
  report(R"("phase_name":"autoconf","status":"ERROR")");
  BOOST_TEST(
      monitor.get("/api/buildphases/1/").body.str() ==
      R"({"id":1,"label":"build-phase","build":1,"output":null,"error":null,"status":"ERROR","name":"autoconf","add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:01Z"})");
  report(R"("phase_name":"autoconf","status":"SUCCESS","output":"a\r\n\tb\u0000\"ü")");
  BOOST_TEST(monitor.json_at("/api/buildphases/1/")["output"] == std::string("a\r\n\tb\0\"ü", 9));
  BOOST_TEST(monitor.json_at("/api/buildphases/")["count"] == 2);
}

BOOST_AUTO_TEST_CASE(a_phase_that_could_not_be_stored_leaves_a_row_without_status) {
  Monitor monitor;
  monitor.build_of("a");
  BOOST_TEST(
      monitor.upload("builds/phases/update/", R"({"build_id":1,"phase_name":"p","status":"SUCCESS","output":"\udc00"})")
          .status == 400);
  BOOST_TEST(monitor.json_at("/api/buildphases/1/")["status"].is_null());
}

BOOST_AUTO_TEST_CASE(tags_are_added_with_their_blanks_and_found_without_regard_to_case) {
  Monitor monitor;
  const std::uint64_t one = monitor.build_of("a", "vsoch", R"(,"tags":"Pizza, large,")");
  const std::uint64_t two = monitor.build_of("b", "vsoch", R"(,"tags":"pizza,more")");
  const auto tags = [&](std::uint64_t build) {
    return monitor.json_at("/api/builds/" + std::to_string(build) + "/")["tags"].dump();
  };
  BOOST_TEST(tags(one) == "[1,2,3]");
  BOOST_TEST(tags(two) == "[1,4]");
  monitor.bench.advance(std::chrono::seconds(1));
  monitor.build_of("a", "vsoch", R"(,"tags":"more")");
  BOOST_TEST(tags(one) == "[1,2,3,4]");
  BOOST_TEST(monitor.json_at("/api/builds/1/")["modify_date"] == "2026-01-05T08:00:01Z");
}

BOOST_AUTO_TEST_CASE(dates_follow_the_virtual_clock) {
  Monitor monitor;
  const Chain chain(monitor);
  monitor.bench.advance(std::chrono::microseconds(250));
  set_status(monitor, chain.root, "FAILED");
  const auto dates = [&](std::uint64_t build) {
    const OrderedJson record = monitor.json_at("/api/builds/" + std::to_string(build) + "/");
    return record["add_date"].get<std::string>() + " " + record["modify_date"].get<std::string>();
  };
  BOOST_TEST(dates(chain.root) == "2026-01-05T08:00:00Z 2026-01-05T08:00:00.000250Z");
  BOOST_TEST(dates(chain.lib) == "2026-01-05T08:00:00Z 2026-01-05T08:00:00.000250Z");
  BOOST_TEST(dates(chain.base) == "2026-01-05T08:00:00Z 2026-01-05T08:00:00Z");
}

BOOST_AUTO_TEST_CASE(creators_race_and_one_of_them_creates) {
  Monitor monitor;
  monitor.upload("specs/new/",
                 R"({"spack_version":"1.0.0","spec":{"nodes":[{"name":"a","full_hash":"fa","hash":"x"}]}})");
  const std::string bearer = monitor.bearer();
  std::vector<std::vector<int>> statuses(4);
  std::vector<std::thread> creators;
  for (std::vector<int>& seen : statuses)
    creators.emplace_back([&monitor, &bearer, &seen] {
      for (int i = 0; i < 50; ++i)
        seen.push_back(monitor
                           .post("/ms1/builds/new/", Monitor::build_body("fa", "", "host" + std::to_string(i)),
                                 {{"Authorization", "Bearer " + bearer}})
                           .status);
    });
  for (std::thread& creator : creators) creator.join();
  int created = 0, existed = 0;
  for (const auto& seen : statuses)
    for (const int status : seen) (status == 201 ? created : existed) += 1;
  BOOST_TEST(created == 50);
  BOOST_TEST(existed == 150);
  BOOST_TEST(monitor.json_at("/api/builds/")["count"] == 50);
}

BOOST_AUTO_TEST_CASE(the_same_requests_get_the_same_bytes_in_another_run_and_another_sandbox_nothing) {
  const auto story = [] {
    Monitor monitor;
    std::string all;
    const Chain chain(monitor);
    set_status(monitor, chain.root, "FAILED");
    for (const char* path : {"/api/builds/", "/api/specs/", "/api/buildenvironments/", "/", "/builds/1/", "/ms1/"})
      all += monitor.get(path).body.str();
    HPC_MUST(monitor.bench.sandboxes().create({.name = "empty", .seed = {}, .clock = {}, .start = {}}));
    BOOST_TEST(monitor.bench.call("GET", "/s/empty/spack-monitor/api/builds/").body.str() ==
               R"({"count":0,"next":null,"previous":null,"results":[]})");
    return all + monitor.bearer();
  };
  BOOST_TEST(story() == story());
}

BOOST_AUTO_TEST_CASE(every_clock_serves) {
  for (const char* mode : {"real", "scaled:100", "manual", "stepping", "idle-skip"}) {
    Monitor monitor({.site = "", .set = {}, .clock = mode});
    const std::uint64_t build = monitor.build_of("a");
    BOOST_TEST(monitor.upload("builds/update/", R"({"build_id":)" + std::to_string(build) + R"(,"status":"FAILED"})")
                       .status == 200,
               mode);
    const OrderedJson record = monitor.json_at("/api/builds/1/");
    BOOST_TEST(record["status"] == "FAILED", mode);
    BOOST_TEST(record["add_date"].get<std::string>() <= record["modify_date"].get<std::string>(), mode);
  }
}

BOOST_AUTO_TEST_CASE(polling_with_a_stepping_clock_changes_nothing_here) {
  Monitor monitor({.site = "", .set = {}, .clock = "stepping"});
  const std::uint64_t build = monitor.build_of("a");
  for (int i = 0; i < 5; ++i) BOOST_TEST(status_of(monitor, build) == "NOTRUN");
  set_status(monitor, build, "SUCCESS");
  BOOST_TEST(status_of(monitor, build) == "SUCCESS");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::spack_monitor
