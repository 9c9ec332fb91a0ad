// Flux RESTful's hot operations as its clients make them: the state of one job, plain and detailed lists, a page of the
// search, a submission; when so many jobs have ended, and when so many wait.
#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "centre/bench.h"

namespace hpc::tests {
namespace {

/// A centre with `jobs` jobs, the last of which is `id`: all ended, or all but the first 16 pending.
struct Desk {
  Desk(std::int64_t jobs, bool over) {
    const std::string command = over ? "true" : "sleep+86400";
    for (std::int64_t i = 0; i < jobs; ++i) {
      const http::Response answer = bench.call("POST", "/flux/v1/jobs/submit?command=" + command);
      id = Json::parse(answer.body.str()).at("id").dump();
      if (over && i % 1000 == 999) bench.advance(std::chrono::hours(1));
    }
    bench.advance(std::chrono::hours(1));
  }
  http::Response get(const std::string& path) { return bench.call("GET", "/flux" + path); }

  Bench bench;
  std::string id;
};

Desk& desk_with(std::int64_t jobs, bool over) {
  static std::map<std::pair<std::int64_t, bool>, std::unique_ptr<Desk>> desks;
  std::unique_ptr<Desk>& desk = desks[{jobs, over}];
  if (!desk) desk = std::make_unique<Desk>(jobs, over);
  return *desk;
}

void get(benchmark::State& state, const std::string& path, bool with_id, bool over = true) {
  Desk& desk = desk_with(state.range(0), over);
  const std::string target = with_id ? path + desk.id : path;
  for (auto _ : state) benchmark::DoNotOptimize(desk.get(target));
}

void status(benchmark::State& state) {
  get(state, "/v1/jobs/", true);
}
void status_of_the_early_api(benchmark::State& state) {
  get(state, "/jobs/", true);
}
void status_of_a_pending_job(benchmark::State& state) {
  get(state, "/v1/jobs/", true, false);
}
void ids(benchmark::State& state) {
  get(state, "/jobs", false);
}
void list(benchmark::State& state) {
  get(state, "/v1/jobs", false);
}
void list_with_details(benchmark::State& state) {
  get(state, "/v1/jobs?details=true", false);
}
void page_of_the_search(benchmark::State& state) {
  get(state, "/v1/jobs/search?start=0&length=10", false);
}
void search_by_a_word(benchmark::State& state) {
  get(state, "/v1/jobs/search?search=INACTIVE&length=10", false);
}
void submit(benchmark::State& state) {
  Desk& desk = desk_with(state.range(0), true);
  for (auto _ : state) benchmark::DoNotOptimize(desk.bench.call("POST", "/flux/v1/jobs/submit?command=true"));
}

BENCHMARK(status)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(status_of_the_early_api)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(status_of_a_pending_job)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(ids)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(list)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(list_with_details)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(page_of_the_search)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(search_by_a_word)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(submit)->Arg(1)->Arg(1'000)->Arg(100'000)->Iterations(1000);

}  // namespace
}  // namespace hpc::tests

BENCHMARK_MAIN();
