// What holds for all of it: replay, races, sandboxes, every clock, and that finished jobs cost nothing.
#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>
#include <vector>

#include "apis/prominence/prominence_bench.h"

namespace hpc::tests {
namespace {

using namespace std::chrono_literals;

constexpr const char* kWorkflow =
    R"({"name":"w","jobs":[{"name":"a","resources":{"cpus":1,"memory":1,"disk":1},"outputFiles":["o"],)"
    R"("tasks":[{"image":"busybox","runtime":"singularity","cmd":"echo $x $RANDOM > o"}]},)"
    R"({"name":"b","resources":{"cpus":1,"memory":1,"disk":1},"tasks":[{"image":"busybox","runtime":"udocker","cmd":"hostname"}]}],)"
    R"("dependencies":{"a":["b"]},"factories":[{"name":"f","type":"repeat","jobs":["a"],"number":5}]})";

// All bytes that a walk through the service gets.
std::string walk(const std::string& clock, const std::string& seed) {
  ProminenceBench prominence(
      {.site = "", .set = {{"seed", seed}, {"apis.prominence.execution_details", "true"}}, .clock = clock});
  std::string seen;
  const auto note = [&](const char* method, const std::string& path, const std::string& body = "") {
    const http::Response answer = prominence.call(method, path, body);
    seen += std::to_string(answer.status) + ' ' + answer.reason + '\n';
    for (const http::Header& header : answer.headers) seen += header.name + ": " + header.value + '\n';
    seen += answer.body.str();
  };
  const std::string id = prominence.submit("echo $RANDOM; sleep 30", {{"policies", {{"maximumRetries", 1}}}});
  note("POST", "/workflows", kWorkflow);
  note("POST", "/data/upload", R"({"filename":"x","checksum":"00"})");
  note("POST", "/token");
  for (int poll = 0; poll < 25; ++poll) {
    prominence.bench.host().move(700ms);
    if (clock == "manual") prominence.advance(3s);
    note("GET", "/jobs/" + id);
    note("GET", "/workflows/2");
    note("GET", "/jobs?num=-1&all&detail");
    note("GET", "/jobs/" + id + "/stdout");
  }
  return seen;
}

BOOST_AUTO_TEST_SUITE(prominence_promises)

BOOST_AUTO_TEST_CASE(the_same_requests_get_the_same_bytes_in_every_clock_mode) {
  for (const char* clock : {"manual", "stepping", "real", "scaled:60", "idle-skip"}) {
    const std::string first = walk(clock, "7");
    BOOST_TEST(first.size() > 10'000U);
    BOOST_TEST((walk(clock, "7") == first), clock);
  }
}

BOOST_AUTO_TEST_CASE(a_client_that_polls_without_pause_sees_every_state_of_a_day_long_job) {
  ProminenceBench prominence({.site = "", .set = {}, .clock = "stepping"});
  const std::string id =
      prominence.submit("echo started; sleep 40000; echo ended",
                        {{"resources", {{"walltime", 2880}}}, {"policies", {{"leaveInQueue", true}}}});
  std::vector<std::string> seen;
  int polls = 0;
  for (; polls < 30 && (seen.empty() || seen.back() != "completed"); ++polls)
    if (const std::string status = prominence.status(id); seen.empty() || seen.back() != status) seen.push_back(status);
  const std::vector<std::string> expected{"pending", "running", "completed"};
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
  BOOST_TEST(polls < 15);
  BOOST_TEST(prominence.output(id) == "started\nended\n");
}

BOOST_AUTO_TEST_CASE(an_exec_is_answered_when_its_command_has_ended_whatever_the_clock) {
  ProminenceBench prominence({.site = "", .set = {}, .clock = "stepping"});
  const std::string id = prominence.submit("sleep 40000");
  while (prominence.status(id) != "running") continue;
  BOOST_TEST(prominence.call("POST", "/jobs/" + id + "/exec?command=sleep,5").status == 200);
  BOOST_TEST(prominence.call("POST", "/jobs/" + id + "/exec?command=sleep,50").status == 400);  // too long
  BOOST_TEST(prominence.call("POST", "/jobs/" + id + "/exec?command=true").status == 200);
}

BOOST_AUTO_TEST_CASE(clients_that_create_at_once_never_share_an_id) {
  constexpr int kClients = 8, kEach = 25;
  ProminenceBench prominence;
  prominence.call("GET", "/jobs");
  std::vector<std::set<std::string>> ids(kClients);
  std::vector<std::thread> clients;
  for (int client = 0; client < kClients; ++client)
    clients.emplace_back([&prominence, client, &own = ids[static_cast<std::size_t>(client)]] {
      for (int i = 0; i < kEach; ++i) {
        own.insert(prominence.submit("sleep 500", Json::object(), client % 2 == 0 ? kAlice : kMallory));
        if (i % 5 == 0)
          own.insert(std::to_string(prominence.json("POST", "/workflows", kWorkflow).at("id").get<int>()));
      }
    });
  for (std::thread& client : clients) client.join();
  std::set<std::string> all;
  for (const auto& own : ids) all.insert(own.begin(), own.end());
  BOOST_TEST(all.size() == static_cast<std::size_t>(kClients * kEach * 6 / 5));
  BOOST_TEST(prominence.json("GET", "/jobs", "", kMallory).size() == static_cast<std::size_t>(kClients * kEach / 2));
}

BOOST_AUTO_TEST_CASE(sandboxes_never_see_each_others_jobs_data_and_keys) {
  ProminenceBench prominence;
  const std::string id = prominence.submit("sleep 500");
  prominence.call("POST", "/kv/k", "v");
  prominence.bench.call("PATCH", "/prominence/deployment", {}, R"({"ts":true})");
  for (const char* name : {"a", "b"}) {
    HPC_MUST(prominence.bench.sandboxes().create({name, 1, {}, {}}));
    const auto get = [&](const std::string& path) {
      return prominence.bench.call("GET", "/s/" + std::string(name) + "/prominence" + path, {{"Authorization", kAlice}})
          .body.str();
    };
    BOOST_TEST(get("/v1/jobs/" + id) == "[]\n");
    BOOST_TEST(get("/v1/kv?list") == "[]\n");
    BOOST_TEST(get("/deployment").find("\"ts\":false") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(ten_thousand_instances_are_listed_and_counted) {
  ProminenceBench prominence;
  Json workflow = Json::parse(kWorkflow);
  workflow["jobs"][0].erase("outputFiles");
  workflow["jobs"][0]["tasks"][0]["cmd"] = "true";
  workflow["factories"][0]["number"] = 10'000;
  const std::string id = std::to_string(prominence.json("POST", "/workflows", workflow.dump()).at("id").get<int>());
  prominence.advance(5s);
  Json progress = prominence.json("GET", "/workflows/" + id).at(0).at("progress");
  BOOST_TEST(progress.at("total") == 10'001);
  BOOST_TEST(progress.at("waiting") == 1);
  BOOST_TEST(progress.at("queued").get<int>() <= 84);  // 64 run, 20 are idle
  prominence.advance(1h);
  progress = prominence.json("GET", "/workflows/" + id).at(0).at("progress");
  BOOST_TEST(progress.dump() == R"({"done":10001,"failed":0,"queued":0,"total":10001,"waiting":0})");
  const Json jobs = prominence.json("GET", "/jobs?completed=true&num=-1&workflow=true&id=" + id);
  BOOST_TEST(jobs.size() == 10'001U);
  BOOST_TEST(jobs.at(0).at("name") == "w/b");
  BOOST_TEST(prominence.json("GET", "/jobs?completed=true&num=2&name=a").at(1).at("name") == "w/a/9998");
  BOOST_TEST(prominence.json("GET", "/accounting?start=2000-01-01&end=2100-01-01")
                 .at("usage")
                 .at("users")
                 .at("alice")
                 .at("numberOfJobs") == 10'001);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
