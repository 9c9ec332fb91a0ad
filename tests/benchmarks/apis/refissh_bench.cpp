// refissh's hot operations as the platform makes them: a status every six seconds for each job, and the admin's list.
#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <string>

#include "centre/bench.h"

namespace hpc::tests {
namespace {

http::Response ask(Bench& bench, const char* method, std::string target, const char* token, std::string body = "") {
  return bench.call(method, std::move(target), {{"X-Auth-Token", token}}, std::move(body));
}

// A centre in which `jobs` jobs have ended and one runs, made once.
Bench& with_jobs(std::int64_t jobs) {
  static std::map<std::int64_t, std::unique_ptr<Bench>> benches;
  std::unique_ptr<Bench>& bench = benches[jobs];
  if (bench) return *bench;
  bench = std::make_unique<Bench>();
  const std::string payload = R"({"image_name": "demo", "commandline": "sleep", "parameters": "100000",)"
                              R"("cluster": "anselm", "N_nodes": 1, "N_cores": 1, "max_runtime": 2000})";
  for (std::int64_t i = 1; i < jobs; ++i) {
    ask(*bench, "POST", "/refissh/jobs/j" + std::to_string(i), "token-a", payload);
    if (i % 64 == 0) bench->advance(std::chrono::seconds(10));
  }
  bench->advance(std::chrono::hours(1));
  bench->call("POST", "/refissh/files/home/x", {{"X-Auth-Token", "token-a"}, {"Content-Type", "x/y"}}, "image");
  ask(*bench, "POST", "/refissh/images/demo", "token-a", R"({"image": {"source_location": "home/x"}})");
  ask(*bench, "POST", "/refissh/jobs/running", "token-a", payload);
  bench->advance(std::chrono::seconds(1));
  return *bench;
}

void status_of_a_running_job(benchmark::State& state) {
  Bench& bench = with_jobs(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(ask(bench, "GET", "/refissh/jobs/running", "token-a"));
}

void status_of_an_ended_job(benchmark::State& state) {
  Bench& bench = with_jobs(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(ask(bench, "GET", "/refissh/jobs/j1", "token-a"));
}

void list_of_all_jobs(benchmark::State& state) {
  Bench& bench = with_jobs(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(ask(bench, "GET", "/refissh/jobs/", "token-admin"));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void start_of_a_job(benchmark::State& state) {
  Bench& bench = with_jobs(state.range(0));
  static std::uint64_t number = 0;
  const std::string payload = R"({"image_name": "none", "commandline": "a", "parameters": "", "cluster": "anselm",)"
                              R"("N_nodes": 1, "N_cores": 1, "max_runtime": 5})";
  for (auto _ : state)
    benchmark::DoNotOptimize(ask(bench, "POST", "/refissh/jobs/new" + std::to_string(++number), "token-a", payload));
}

BENCHMARK(status_of_a_running_job)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(status_of_an_ended_job)->Arg(1'000)->Arg(100'000);
BENCHMARK(list_of_all_jobs)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(start_of_a_job)->Arg(1)->Arg(100'000)->Iterations(1'000);

}  // namespace
}  // namespace hpc::tests

BENCHMARK_MAIN();
