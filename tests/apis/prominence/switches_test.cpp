// Each switch of apis.prominence, where no other test has it.
#include <boost/test/unit_test.hpp>

#include "apis/prominence/prominence_bench.h"

namespace hpc::tests {
namespace {

using namespace std::chrono_literals;

ProminenceBench with(const char* name, const char* value) {
  return ProminenceBench({.site = "", .set = {{std::string("apis.prominence.") + name, value}}});
}

Json job(const Json& more = Json::object()) {
  Json one = {{"resources", {{"cpus", 1}, {"memory", 1}, {"disk", 10}}},
              {"tasks", {{{"image", "busybox"}, {"runtime", "singularity"}, {"cmd", "true"}}}}};
  one.merge_patch(more);
  return one;
}

Json workflow(const std::string& name) {
  return {{"name", name}, {"jobs", {job({{"name", "a"}})}}};
}

BOOST_AUTO_TEST_SUITE(prominence_switches)

BOOST_AUTO_TEST_CASE(opaque_tokens_work_when_they_are_listed) {
  auto strict = with("tokens", "{}");
  auto listed = with("tokens", "{secret: {username: bob, groups: g}}");
  BOOST_TEST(strict.call("GET", "/jobs", "", "Bearer secret").status == 401);
  BOOST_TEST(listed.call("GET", "/jobs", "", "Bearer secret").status == 200);
  BOOST_TEST(listed.call("GET", "/jobs", "", "Bearer other").status == 401);
}

BOOST_AUTO_TEST_CASE(any_jwt_stands_for_its_owner_when_it_is_trusted) {
  const std::string foreign =
      "Bearer " +
      site::sign_hs256({{"preferred_username", "eve"}, {"groups", {"g", "h"}}, {"exp", 4000000000LL}}, "other");
  auto strict = with("trusts_any_jwt", "false");
  auto trusting = with("trusts_any_jwt", "true");
  BOOST_TEST(strict.call("GET", "/jobs", "", foreign).status == 401);
  BOOST_TEST(trusting.call("GET", "/jobs", "", foreign).status == 200);
  const http::Response who = trusting.bench.call("GET", "/prominence/oidc/userinfo", {{"Authorization", foreign}});
  BOOST_TEST(who.body.str() ==
             "{\"email\":\"\",\"groups\":[\"g\",\"h\"],\"preferred_username\":\"eve\",\"sub\":\"eve\"}\n");
}

BOOST_AUTO_TEST_CASE(urls_begin_with_the_external_one_else_with_the_requests) {
  auto external = with("external_url", "https://cloud.example.org/p");
  auto plain = with("exec", "true");
  BOOST_TEST(external.json("POST", "/data/upload", R"({"filename":"a"})")
                 .at("url")
                 .get<std::string>()
                 .starts_with("https://cloud.example.org/p/store/"));
  BOOST_TEST(plain.json("POST", "/data/upload", R"({"filename":"a"})")
                 .at("url")
                 .get<std::string>()
                 .starts_with("http://127.0.0.1:8080/prominence/store/"));
  const std::string id = plain.submit("echo $PROMINENCE_URL");
  plain.advance(1min);
  BOOST_TEST(plain.output(id) == "http://127.0.0.1:8080/prominence/api/v1\n");
}

BOOST_AUTO_TEST_CASE(jobs_stand_below_the_root_that_is_given) {
  auto prominence = with("root", "/scratch/jobs");
  const std::string id = prominence.submit("pwd");
  prominence.advance(1min);
  BOOST_TEST(prominence.output(id).starts_with("/scratch/jobs/"));
}

BOOST_AUTO_TEST_CASE(regions_and_sites_are_compared_with_ours) {
  auto prominence = with("region", "uk");
  const auto placed = [&](const char* what, const char* name) {
    return prominence.submit("true", {{"policies", {{"placement", {{"requirements", {{what, {name}}}}}}}}});
  };
  const std::string here = placed("regions", "uk"), elsewhere = placed("regions", "eosc"),
                    nowhere = placed("sites", "x");
  prominence.advance(1min);
  BOOST_TEST(prominence.status(here) == "completed");
  for (const std::string& id : {elsewhere, nowhere})
    BOOST_TEST(prominence.job(id).at("statusReason") == "No matching resources currently available");
}

BOOST_AUTO_TEST_CASE(pulling_an_image_takes_its_time_once) {
  auto prominence = with("image_pull_time", "90s");
  const Json task = {{"image", "a"}, {"runtime", "udocker"}, {"cmd", "true"}};
  const std::string id = prominence.submit("", {{"tasks", {task, task}}});
  prominence.advance(60s);
  BOOST_TEST(prominence.status(id) == "running");
  prominence.advance(60s);
  const Json tasks = prominence.job(id).at("execution").at("tasks");
  BOOST_TEST(tasks.at(0).at("imagePullTime") == 90.0);
  BOOST_TEST(!tasks.at(1).contains("imagePullTime"));
}

BOOST_AUTO_TEST_CASE(what_is_unavailable_is_said_by_globs) {
  auto images = with("unavailable_images", "['lab/*:2']");
  const std::string id = images.submit("true", {{"tasks", {{{"image", "lab/fit:2"}, {"runtime", "udocker"}}}}});
  auto artifacts = with("unavailable_artifacts", "['http*/gone/*']");
  const std::string other = artifacts.submit("true", {{"artifacts", {{{"url", "http://a/gone/b"}}}}});
  auto storage = with("unavailable_storage", "[p.org]");
  const Json onedata = {
      {"type", "onedata"}, {"mountpoint", "/d"}, {"onedata", {{"provider", "p.org"}, {"token", "t"}}}};
  const std::string third = storage.submit("true", {{"storage", onedata}});
  for (ProminenceBench* one : {&images, &artifacts, &storage}) one->advance(1min);
  BOOST_TEST(images.job(id).at("statusReason") == "Container image pull failed");
  BOOST_TEST(artifacts.job(other).at("statusReason") == "Artifact download failed");
  BOOST_TEST(storage.job(third).at("statusReason") == "Unable to mount storage volume");
}

BOOST_AUTO_TEST_CASE(a_login_is_approved_after_its_delay) {
  auto prominence = with("login_delay", "20s");
  const http::Headers form{{"Content-Type", "application/x-www-form-urlencoded"}};
  const Json begun =
      Json::parse(prominence.bench.call("POST", "/prominence/oidc/devicecode", form, "client_id=x").body.str());
  const std::string body = "device_code=" + begun.at("device_code").get<std::string>();
  const auto ask = [&] { return prominence.bench.call("POST", "/prominence/oidc/token", form, body); };
  BOOST_TEST(ask().body.str() == "{\"error\":\"authorization_pending\"}\n");
  prominence.bench.host().move(20s);
  BOOST_TEST(ask().status == 200);
  BOOST_TEST(ask().body.str() == "{\"error\":\"invalid_grant\"}\n");
}

BOOST_AUTO_TEST_CASE(the_default_wall_time_kills_jobs_that_say_none) {
  auto prominence = with("default_walltime_minutes", "2");
  const std::string id = prominence.submit("sleep 1000");
  prominence.advance(3min);
  BOOST_TEST(prominence.job(id).at("statusReason") == "Walltime limit exceeded");
}

BOOST_AUTO_TEST_CASE(what_newer_servers_take_can_be_taken) {
  auto lenient = with("disk_required", "false");
  const std::string id = std::to_string(
      lenient.json("POST", "/jobs", job({{"resources", {{"disk", nullptr}}}}).dump()).at("id").get<int>());
  BOOST_TEST(lenient.job(id).at("resources").at("disk") == 10);
  auto floats = with("float_memory", "true");
  BOOST_TEST(floats.call("POST", "/jobs", job({{"resources", {{"memory", 2.0}}}}).dump()).status == 201);
  BOOST_TEST(floats.call("GET", "/jobs/1").body.str().find("\"memory\":2.0,") != std::string::npos);
  auto unlimited = with("unlimited_time_in_queue", "true");
  BOOST_TEST(unlimited.call("POST", "/jobs", job({{"policies", {{"maximumTimeInQueue", -1}}}}).dump()).status == 201);
}

BOOST_AUTO_TEST_CASE(workflows_can_be_refused_as_the_server_does) {
  auto lenient = with("strict_workflow_names", "false");
  auto strict = with("strict_workflow_names", "true");
  for (const char* name : {"", "a b"}) {
    BOOST_TEST(lenient.call("POST", "/workflows", workflow(name).dump()).status == 201);
    BOOST_TEST(strict.call("POST", "/workflows", workflow(name).dump()).body.str() ==
               "{\"error\":\"Workflow submission failed\"}\n");
  }
  const std::string without_mail = "Bearer " + prominence_token("alice", "groupA", {{"email", ""}});
  auto mailing = with("email_required", "true");
  BOOST_TEST(lenient.call("POST", "/workflows", workflow("w").dump(), without_mail).status == 201);
  BOOST_TEST(mailing.call("POST", "/workflows", workflow("w").dump(), without_mail).status == 500);
  BOOST_TEST(mailing.call("POST", "/workflows", workflow("w").dump()).status == 201);
}

BOOST_AUTO_TEST_CASE(output_of_workflows_jobs_can_crash_as_on_the_server) {
  for (const auto& [value, status] : {std::pair("true", 200), {"false", 500}}) {
    auto prominence = with("workflow_output", value);
    prominence.call("POST", "/workflows", workflow("w").dump());
    prominence.advance(1min);
    BOOST_TEST(prominence.call("GET", "/workflows/1/a/stdout").status == status);
  }
}

BOOST_AUTO_TEST_CASE(bodies_beyond_the_limit_get_the_proxys_page) {
  auto prominence = with("body_limit", "100");
  const http::Response answer = prominence.call("POST", "/jobs", std::string(101, ' '));
  BOOST_TEST(answer.status == 413);
  BOOST_TEST(answer.reason == "Request Entity Too Large");
  BOOST_TEST(answer.body.str().find("<center>nginx/1.10.3 (Ubuntu)</center>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_out_of_order_is_told_where_it_is_needed) {
  auto prominence = with("outages", "[collector, schedd, elasticsearch, etcd, influxdb, storage]");
  BOOST_TEST(prominence.call("GET", "/health", "", "").body.str() ==
             "{\"errors\":\"HTCONDOR_COLLECTOR,HTCONDOR_SCHEDD,ELASTICSEARCH_EXCP,ETCD_EXCP,INFLUXDB_EXCP\"}\n");
  BOOST_TEST(prominence.call("GET", "/resources").body.str() == "{\"error\":\"Unable to get resources\"}\n");
  BOOST_TEST(prominence.call("GET", "/kv/a").body.str() == "{\"error\":\"Unable to access key-value store\"}\n");
  BOOST_TEST(prominence.call("GET", "/data").body.str() ==
             "{\"error\":\"Unable to list objects due to storage system problems\"}\n");
  BOOST_TEST(prominence.call("POST", "/jobs", job().dump()).status == 400);
  BOOST_TEST(prominence.bench.call("PATCH", "/prominence/deployment", {}, R"({"outages":[]})").status == 200);
  BOOST_TEST(prominence.call("GET", "/health", "", "").status == 204);
  const std::string id = prominence.submit("echo x > out", {{"outputFiles", {"out"}}});
  prominence.bench.call("PATCH", "/prominence/deployment", {}, R"({"outages":["storage"]})");
  prominence.advance(1min);
  BOOST_TEST(prominence.job(id).at("statusReason") == "Unable to stageout output to object storage");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
