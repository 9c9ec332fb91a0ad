// FirecREST's hot operations as its clients make them: polls of a task, alone and in the list, and what queue and
// accounting cost when many jobs are live or have ended.
#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "centre/bench.h"

namespace hpc::tests {
namespace {

constexpr const char* kUser = "service-account-firecrest-sample";

/// A centre with one client and `jobs` live jobs of its own.
struct Desk {
  explicit Desk(std::int64_t jobs) {
    const http::Response answer = bench.call("POST", "/auth/realms/kcrealm/protocol/openid-connect/token",
                                             {{"Content-Type", "application/x-www-form-urlencoded"}},
                                             "grant_type=client_credentials&client_id=firecrest-sample&client_secret="
                                             "b391e177-fa50-4987-beaf-e6d33ca93571");
    headers.add("Authorization", "Bearer " + Json::parse(answer.body.str()).at("access_token").get<std::string>());
    headers.add("X-Machine-Name", "daint");
    site::Scheduler& scheduler = HPC_MUST(bench.site().cluster("daint"))->scheduler();
    site::JobSpec spec;
    spec.user = kUser;
    spec.credentials = HPC_MUST(bench.site().accounts().credentials(kUser));
    spec.fixed_duration = std::chrono::hours(20);
    for (std::int64_t i = 0; i < jobs; ++i) HPC_MUST(scheduler.submit(spec));
    bench.advance(std::chrono::seconds(1));
    task = ask("/compute/jobs?jobs=1").at("task_id");
    bench.advance(std::chrono::seconds(1));
  }
  http::Response get(const std::string& path) { return bench.call("GET", "/firecrest" + path, headers); }
  Json ask(const std::string& path) { return Json::parse(get(path).body.str()); }

  Bench bench;
  http::Headers headers;
  std::string task;
};

Desk& desk_with(std::int64_t jobs) {
  static std::map<std::int64_t, std::unique_ptr<Desk>> desks;
  std::unique_ptr<Desk>& desk = desks[jobs];
  if (!desk) desk = std::make_unique<Desk>(jobs);
  return *desk;
}

void status_of_a_task(benchmark::State& state) {
  Desk& desk = desk_with(state.range(0));
  const std::string path = "/tasks/" + desk.task;
  for (auto _ : state) benchmark::DoNotOptimize(desk.get(path));
}

void status_of_a_task_by_the_list(benchmark::State& state) {
  Desk& desk = desk_with(state.range(0));
  const std::string path = "/tasks?tasks=" + desk.task;
  for (auto _ : state) benchmark::DoNotOptimize(desk.get(path));
}

// A query and its answer: the task is made, the scheduler asked, the task read.
void query(benchmark::State& state, const std::string& path) {
  Desk& desk = desk_with(state.range(0));
  for (auto _ : state) {
    const std::string task = desk.ask(path).at("task_id");
    desk.bench.advance(std::chrono::milliseconds(200));
    benchmark::DoNotOptimize(desk.get("/tasks/" + task));
  }
}

void one_job_of_the_queue(benchmark::State& state) {
  query(state, "/compute/jobs?jobs=1");
}
void one_job_of_accounting(benchmark::State& state) {
  query(state, "/compute/acct?jobs=1");
}
void a_page_of_the_queue(benchmark::State& state) {
  query(state, "/compute/jobs?pageSize=25&pageNumber=0");
}
void the_whole_queue(benchmark::State& state) {
  query(state, "/compute/jobs");
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(status_of_a_task)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(status_of_a_task_by_the_list)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(one_job_of_the_queue)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(one_job_of_accounting)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(a_page_of_the_queue)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(the_whole_queue)->Arg(1)->Arg(1'000)->Arg(100'000)->Iterations(20);

}  // namespace
}  // namespace hpc::tests

BENCHMARK_MAIN();
