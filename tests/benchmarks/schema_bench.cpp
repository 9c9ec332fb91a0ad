// A page of 56 jobs (20 kB) against its schema. tests/node/ajv_bench.mjs does the same with ajv.
#include <benchmark/benchmark.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "conformance/schema/schema.h"

namespace hpc::conformance {
namespace {

constexpr int kJobs = 56;

Json read_json(const std::string& name) {
  std::ifstream stream(std::string(HPCMOCK_SOURCE_DIR) + "/tests/benchmarks/" + name);
  return Json::parse(stream);
}

Json page() {
  Json made = {{"jobs", Json::array()}, {"next", nullptr}};
  Json job = read_json("job.json");
  for (int i = 1; i <= kJobs; ++i) {
    job["jobid"] = i;
    made["jobs"].push_back(job);
  }
  return made;
}

void compile(benchmark::State& state) {
  const Json document = read_json("jobs.schema.json");
  for (auto _ : state) benchmark::DoNotOptimize(Schema::compile(document, {}));
}
BENCHMARK(compile)->Unit(benchmark::kMicrosecond);

void validate_page(benchmark::State& state) {
  const Schema schema = HPC_MUST(Schema::compile(read_json("jobs.schema.json"), {}));
  const Json document = page();
  if (!schema.is_valid(document)) state.SkipWithError("the page is not valid");
  for (auto _ : state) benchmark::DoNotOptimize(schema.validate(document));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(document.dump().size()));
}
BENCHMARK(validate_page)->Unit(benchmark::kMicrosecond);

void report_faults_of_page(benchmark::State& state) {
  const Schema schema = HPC_MUST(Schema::compile(read_json("jobs.schema.json"), {}));
  Json document = page();
  for (Json& job : document["jobs"]) job["state"] = "GONE";
  for (auto _ : state) benchmark::DoNotOptimize(schema.validate(document));
}
BENCHMARK(report_faults_of_page)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace hpc::conformance

BENCHMARK_MAIN();
