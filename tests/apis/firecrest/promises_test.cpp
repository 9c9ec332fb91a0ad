// What holds for all of it: replay, races, sandboxes.
#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "apis/firecrest/firecrest_bench.h"

using hpc::Json;
using hpc::tests::FirecrestBench;
using hpc::tests::kSampleUser;

namespace {

// All bytes that a walk through the services gets, in any clock mode.
std::string walk(const std::string& clock) {
  FirecrestBench bench({}, clock);
  std::string seen;
  const auto note = [&seen](const hpc::http::Response& answer) {
    seen += std::to_string(answer.status) + ' ' + answer.reason + '\n';
    for (const hpc::http::Header& header : answer.headers) seen += header.name + ": " + header.value + '\n';
    seen += answer.body.str();
    return answer;
  };
  note(bench.token_answer({{"grant_type", "client_credentials"},
                           {"client_id", "firecrest-sample"},
                           {"client_secret", std::string(hpc::tests::kSampleSecret)}}));
  note(bench.get("/status/systems"));
  const auto made = note(bench.upload("/compute/jobs/upload", {},
                                      {{"file", "job.sh", "#!/bin/bash\necho $RANDOM $SLURM_JOB_ID\nsleep 30\n"}}));
  const auto upload = note(bench.form("POST", "/storage/xfer-external/upload",
                                      {{"sourcePath", "x"}, {"targetPath", "/home/" + kSampleUser}}));
  for (int poll = 0; poll < 12; ++poll) {
    bench.bench.host().move(std::chrono::milliseconds(700));
    if (clock == "manual") bench.bench.advance(std::chrono::milliseconds(700));
    note(bench.get("/tasks/" + FirecrestBench::task_of(made)));
    note(bench.get("/tasks?tasks=" + FirecrestBench::task_of(upload)));
    note(bench.get("/compute/acct?jobs=1"));
  }
  note(bench.get("/tasks"));
  note(bench.get("/utilities/ls?recursive=1&targetPath=/home/" + kSampleUser));
  return seen;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(firecrest_promises)

BOOST_AUTO_TEST_CASE(the_same_requests_get_the_same_bytes_in_every_clock_mode) {
  for (const char* clock : {"manual", "stepping", "real", "scaled:60", "idle-skip"}) {
    const std::string first = walk(clock);
    BOOST_TEST(first.size() > 5000u);
    BOOST_TEST((walk(clock) == first), clock);
  }
}

BOOST_AUTO_TEST_CASE(clients_that_create_at_once_never_share_a_task_or_a_job) {
  constexpr int kClients = 8, kEach = 25;
  FirecrestBench bench;
  bench.headers();
  std::vector<std::set<std::string>> tasks(kClients);
  std::vector<std::thread> clients;
  for (int client = 0; client < kClients; ++client)
    clients.emplace_back([&bench, &own = tasks[static_cast<std::size_t>(client)]] {
      for (int i = 0; i < kEach; ++i)
        own.insert(FirecrestBench::task_of(
            bench.upload("/compute/jobs/upload", {}, {{"file", "job.sh", "#!/bin/sh\nsleep 500\n"}})));
    });
  for (std::thread& client : clients) client.join();
  bench.bench.advance(std::chrono::seconds(2));
  std::set<std::string> all, jobs;
  for (const auto& own : tasks) all.insert(own.begin(), own.end());
  for (const std::string& task : all) jobs.insert(bench.task(task)["data"]["jobid"].get<std::string>());
  BOOST_TEST(all.size() == static_cast<std::size_t>(kClients * kEach));
  BOOST_TEST(jobs.size() == static_cast<std::size_t>(kClients * kEach));
}

BOOST_AUTO_TEST_CASE(sandboxes_never_see_each_others_tasks_jobs_and_files) {
  FirecrestBench bench;
  bench.headers();
  const std::string id =
      FirecrestBench::task_of(bench.upload("/compute/jobs/upload", {}, {{"file", "job.sh", "#!/bin/sh\nsleep 500\n"}}));
  bench.bench.advance(std::chrono::seconds(5));
  for (const char* name : {"a", "b"}) {
    // The seed of the default sandbox, so that its token is good here too.
    HPC_MUST(bench.bench.sandboxes().create({name, 1, {}, {}}));
    const std::string base = "/s/" + std::string(name) + "/firecrest";
    BOOST_TEST(bench.bench.call("GET", base + "/tasks", bench.headers()).body.str() == "{\"tasks\":{}}\n");
    BOOST_TEST(bench.bench.call("GET", base + "/tasks/" + id, bench.headers()).status == 404);
    BOOST_TEST(
        bench.bench.call("GET", base + "/utilities/ls?targetPath=/home/" + kSampleUser + "/firecrest", bench.headers())
            .status == 400);
  }
}

BOOST_AUTO_TEST_SUITE_END()
