// Spack Monitor's hot operations with 1, 1,000 and 100,000 builds in the database.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "centre/bench.h"

namespace {

using namespace hpc;

// The demo site with so many specs of 20 dependencies and a build of each, loaded through the API.
class Loaded {
 public:
  explicit Loaded(std::int64_t builds) {
    const http::Headers credentials{
        {"Authorization", "Basic " + base64("vsoch:50445263afd8f67e59bd79bff597836ee6c05438")}};
    const http::Response token = bench_.call("GET", "/auth/token/", credentials, "", "spack_monitor");
    bearer_ = "Bearer " + OrderedJson::parse(token.body.str()).at("token").get<std::string>();
    for (std::int64_t i = 0; i < builds; ++i) {
      post("/ms1/specs/new/", spec(i));
      post("/ms1/builds/new/", build(i));
    }
  }

  http::Response get(const std::string& target) { return bench_.call("GET", target, {}, "", "spack_monitor"); }
  http::Response post(const std::string& target, std::string body) {
    return bench_.call("POST", target, {{"Authorization", bearer_}}, std::move(body), "spack_monitor");
  }

  static std::string spec(std::int64_t i) {
    const std::string number = std::to_string(i);
    std::string text = R"({"spack_version":"1","spec":{"nodes":[{"name":"package)" + number +
                       R"(","version":"1","hash":"h","full_hash":"f)" + number +
                       R"(","compiler":{"name":"gcc","version":"9"},"dependencies":[)";
    for (int d = 1; d <= 20; ++d)
      text += std::string(d > 1 ? "," : "") + R"({"name":"package)" + std::to_string(i / 2 + d) +
              R"(","full_hash":"f)" + std::to_string(i / 2 + d) + R"(","type":["link"]})";
    return text + "]}]}}";
  }
  static std::string build(std::int64_t i) {
    return R"({"host_os":"o","platform":"linux","host_target":"t","hostname":"h","kernel_version":"k","spack_version":"1","full_hash":"f)" +
           std::to_string(i) + R"(","tags":"t)" + std::to_string(i % 100) + "\"}";
  }

  static Loaded& with(std::int64_t builds) {
    static std::map<std::int64_t, std::unique_ptr<Loaded>> all;
    std::unique_ptr<Loaded>& one = all[builds];
    if (!one) one = std::make_unique<Loaded>(builds);
    return *one;
  }

 private:
  tests::Bench bench_;
  std::string bearer_;
};

void ask(benchmark::State& state, const std::string& target) {
  Loaded& loaded = Loaded::with(state.range(0));
  if (loaded.get(target).status != 200) state.SkipWithError("not answered");
  for (auto _ : state) benchmark::DoNotOptimize(loaded.get(target));
}

void status_of_a_build(benchmark::State& state) {
  ask(state, "/api/builds/1/");
}
void first_page_of_builds(benchmark::State& state) {
  ask(state, "/api/builds/");
}
void last_page_of_builds(benchmark::State& state) {
  ask(state, "/api/builds/?limit=10&offset=" + std::to_string(state.range(0) - 1));
}
void specs_by_name(benchmark::State& state) {
  ask(state, "/ms1/specs/name/package0/");
}
void latest_builds_of_the_dashboard(benchmark::State& state) {
  ask(state, "/tables/build/?draw=1&start=0&length=10&order[0][column]=7&order[0][dir]=desc");
}
void builds_of_the_dashboard_by_name(benchmark::State& state) {
  ask(state, "/tables/build/?draw=1&start=0&length=10&order[0][column]=0&order[0][dir]=asc");
}
void last_builds_of_the_dashboard_by_name(benchmark::State& state) {
  ask(state, "/tables/build/?draw=1&start=" + std::to_string(std::max<std::int64_t>(state.range(0) - 10, 0)) +
                 "&length=10&order[0][column]=0&order[0][dir]=asc");
}
void builds_of_the_dashboard_with_a_tag(benchmark::State& state) {
  ask(state, "/tables/build/?draw=1&start=0&length=10&order[0][column]=0&order[0][dir]=asc&tag=t0");
}
void builds_of_the_dashboard_searched_again(benchmark::State& state) {
  ask(state, "/tables/build/?draw=1&start=0&length=10&order[0][column]=0&order[0][dir]=asc&search[value]=package77");
}
// A text that nobody has looked for yet, in ever the same builds.
void builds_of_the_dashboard_searched_for_the_first_time(benchmark::State& state) {
  Loaded& loaded = Loaded::with(state.range(0));
  std::int64_t number = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(
        loaded.get("/tables/build/?draw=1&start=0&length=10&order[0][column]=0&order[0][dir]=asc&search[value]=package" +
                   std::to_string(10'000 + number++ % 90'000)));
}
void builds_of_the_dashboard_by_status_after_a_report(benchmark::State& state) {
  Loaded& loaded = Loaded::with(state.range(0));
  for (auto _ : state) {
    loaded.post("/ms1/builds/update/", R"({"build_id":1,"status":"SUCCESS"})");
    benchmark::DoNotOptimize(
        loaded.get("/tables/build/?draw=1&start=0&length=10&order[0][column]=3&order[0][dir]=asc"));
  }
}
void page_for_people(benchmark::State& state) {
  ask(state, "/");
}

void upload_of_a_known_spec(benchmark::State& state) {
  Loaded& loaded = Loaded::with(state.range(0));
  const std::string body = Loaded::spec(0);
  for (auto _ : state) benchmark::DoNotOptimize(loaded.post("/ms1/specs/new/", body));
}

void get_of_a_known_build(benchmark::State& state) {
  Loaded& loaded = Loaded::with(state.range(0));
  const std::string body = Loaded::build(0);
  for (auto _ : state) benchmark::DoNotOptimize(loaded.post("/ms1/builds/new/", body));
}

void report_of_a_status(benchmark::State& state) {
  Loaded& loaded = Loaded::with(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(loaded.post("/ms1/builds/update/", R"({"build_id":1,"status":"SUCCESS"})"));
}

void phase_of_ten_megabytes(benchmark::State& state) {
  Loaded& loaded = Loaded::with(1);
  std::string log;
  while (log.size() < 10'000'000) log += "gcc -O2 -c file.c -o file.o\\n";
  const std::string body = R"({"build_id":1,"phase_name":"build","status":"SUCCESS","output":")" + log + "\"}";
  for (auto _ : state) benchmark::DoNotOptimize(loaded.post("/ms1/builds/phases/update/", body));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}

}  // namespace

#define OVER_BUILDS(name) BENCHMARK(name)->Arg(1)->Arg(1000)->Arg(100000)->Unit(benchmark::kMicrosecond)
OVER_BUILDS(status_of_a_build);
OVER_BUILDS(first_page_of_builds);
OVER_BUILDS(last_page_of_builds);
OVER_BUILDS(specs_by_name);
OVER_BUILDS(latest_builds_of_the_dashboard);
OVER_BUILDS(builds_of_the_dashboard_by_name);
OVER_BUILDS(last_builds_of_the_dashboard_by_name);
OVER_BUILDS(builds_of_the_dashboard_with_a_tag);
OVER_BUILDS(builds_of_the_dashboard_searched_again);
OVER_BUILDS(builds_of_the_dashboard_searched_for_the_first_time);
OVER_BUILDS(builds_of_the_dashboard_by_status_after_a_report);
OVER_BUILDS(page_for_people);
OVER_BUILDS(upload_of_a_known_spec);
OVER_BUILDS(get_of_a_known_build);
OVER_BUILDS(report_of_a_status);
BENCHMARK(phase_of_ten_megabytes)->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
