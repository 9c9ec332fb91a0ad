// PROMINENCE's hot operations as its client makes them: a status every five seconds for each job, and lists.
#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <string>

#include "apis/prominence/prominence_bench.h"

namespace hpc::tests {
namespace {

using namespace std::chrono_literals;

// A site in which `jobs` jobs have ended and one runs, made once.
ProminenceBench& with_jobs(std::int64_t jobs) {
  static std::map<std::int64_t, std::unique_ptr<ProminenceBench>> sites;
  std::unique_ptr<ProminenceBench>& site = sites[jobs];
  if (site) return *site;
  site = std::make_unique<ProminenceBench>();
  for (std::int64_t i = 1; i < jobs; ++i) {
    site->submit("true", {{"name", "ended"}, {"labels", {{"n", std::to_string(i % 100)}}}});
    if (i % 64 == 0) site->advance(10s);
  }
  site->advance(1h);
  site->submit("sleep 40000", {{"name", "running"}});
  site->advance(5s);
  return *site;
}

void ask(benchmark::State& state, const std::string& path) {
  ProminenceBench& site = with_jobs(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(site.call("GET", path));
}

void status_of_the_running_job(benchmark::State& state) {
  ask(state, "/jobs/" + std::to_string(state.range(0)));
}
void status_of_an_ended_job(benchmark::State& state) {
  ask(state, "/jobs/1");
}
void list_of_active_jobs(benchmark::State& state) {
  ask(state, "/jobs?num=1");
}
void list_of_the_last_100(benchmark::State& state) {
  ask(state, "/jobs?completed=true&num=100");
}
void list_of_the_last_with_a_label(benchmark::State& state) {
  ask(state, "/jobs?completed=true&constraint=n%3D7");
}
void list_of_the_last_with_an_unknown_name(benchmark::State& state) {
  ask(state, "/jobs?completed=true&num=-1&name=none");
}
void usage_of_a_century(benchmark::State& state) {
  ask(state, "/accounting?start=2000-01-01&end=2100-01-01");
}
void submission(benchmark::State& state) {
  ProminenceBench& site = with_jobs(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(site.submit("true"));
}

BENCHMARK(status_of_the_running_job)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(status_of_an_ended_job)->Arg(1'000)->Arg(100'000);
BENCHMARK(list_of_active_jobs)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK(list_of_the_last_100)->Arg(1'000)->Arg(100'000);
BENCHMARK(list_of_the_last_with_a_label)->Arg(1'000)->Arg(100'000);
BENCHMARK(list_of_the_last_with_an_unknown_name)->Arg(1'000)->Arg(100'000);
BENCHMARK(usage_of_a_century)->Arg(1'000)->Arg(100'000);
BENCHMARK(submission)->Arg(1)->Arg(100'000)->Iterations(1'000);

// A workflow of so many instances of one job, all ended.
ProminenceBench& with_instances(std::int64_t instances) {
  static std::map<std::int64_t, std::unique_ptr<ProminenceBench>> sites;
  std::unique_ptr<ProminenceBench>& site = sites[instances];
  if (site) return *site;
  site = std::make_unique<ProminenceBench>();
  const Json workflow = {{"name", "w"},
                         {"jobs",
                          {{{"name", "a"},
                            {"resources", {{"cpus", 1}, {"memory", 1}, {"disk", 1}}},
                            {"tasks", {{{"image", "busybox"}, {"runtime", "singularity"}, {"cmd", "true"}}}}}}},
                         {"factories", {{{"name", "f"}, {"type", "repeat"}, {"jobs", {"a"}}, {"number", instances}}}}};
  site->call("POST", "/workflows", workflow.dump());
  site->advance(24h);
  return *site;
}

void status_of_a_workflow(benchmark::State& state) {
  ProminenceBench& site = with_instances(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(site.call("GET", "/workflows/1"));
}

void list_of_its_jobs(benchmark::State& state) {
  ProminenceBench& site = with_instances(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(site.call("GET", "/jobs?completed=true&num=-1&workflow=true&id=1"));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void run_of_a_workflow(benchmark::State& state) {
  for (auto _ : state) {
    const Json workflow = {
        {"name", "w"},
        {"jobs",
         {{{"name", "a"},
           {"resources", {{"cpus", 1}, {"memory", 1}, {"disk", 1}}},
           {"tasks", {{{"image", "busybox"}, {"runtime", "singularity"}, {"cmd", "true"}}}}}}},
        {"factories", {{{"name", "f"}, {"type", "repeat"}, {"jobs", {"a"}}, {"number", state.range(0)}}}}};
    ProminenceBench site;
    site.call("POST", "/workflows", workflow.dump());
    site.advance(24h);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(status_of_a_workflow)->Arg(10)->Arg(10'000);
BENCHMARK(list_of_its_jobs)->Arg(10)->Arg(10'000);
BENCHMARK(run_of_a_workflow)->Arg(10'000)->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace
}  // namespace hpc::tests

BENCHMARK_MAIN();
