// How many simulated jobs per CPU second, and how many bytes one leaves behind. The traces are made up in the manner of
// those of the Parallel Workloads Archive: bursts by day, sizes of powers of two, run times over five decades,
// requested times that are round and too long.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/random.h"
#include "site/scheduler.h"

namespace hpc::site {
namespace {

struct TraceJob {
  std::int64_t arrives = 0;  // seconds
  std::int32_t runs = 0, asks = 0;
  std::uint32_t processors = 1;
};

double uniform(Random& random) {
  return static_cast<double>(random.next() >> 11) * 0x1.0p-53;
}

std::int32_t rounded_request(double seconds) {
  static constexpr std::int32_t kUsual[] = {300, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 172800};
  for (const std::int32_t usual : kUsual)
    if (seconds <= usual) return usual;
  return 345600;
}

/// `load`: the share of the machine that the jobs need over the time in which they arrive.
std::vector<TraceJob> make_trace(std::size_t jobs, std::uint32_t processors, std::uint32_t largest, double load) {
  Random random(42);
  std::vector<TraceJob> trace(jobs);
  double work = 0;
  for (TraceJob& job : trace) {
    const double exponent = uniform(random) * std::log2(static_cast<double>(largest));
    job.processors = uniform(random) < 0.75 ? 1U << static_cast<unsigned>(exponent)
                                            : static_cast<std::uint32_t>(std::exp2(exponent));
    job.runs = static_cast<std::int32_t>(std::pow(10.0, 0.5 + 4.2 * uniform(random)));
    job.asks = rounded_request(job.runs * (1.0 + 4.0 * uniform(random)));
    work += static_cast<double>(job.processors) * job.runs;
  }
  const double gap = work / processors / load / static_cast<double>(jobs);
  double now = 0;
  for (TraceJob& job : trace) {
    // Three times as many by day as by night.
    const bool is_day = std::fmod(now, 86400.0) < 43200.0;
    now -= std::log(1.0 - uniform(random)) * gap * (is_day ? 0.667 : 2.0);
    job.arrives = static_cast<std::int64_t>(now);
  }
  return trace;
}

class NoLauncher final : public Launcher {
 public:
  std::unique_ptr<Execution> launch(const Job&, const std::vector<std::string>&,
                                    std::function<void(ExitStatus)>) override {
    std::abort();  // all jobs have a fixed duration
  }
};

/// Replays a trace: each submission is an event that schedules the next.
class Replay {
 public:
  Replay(const std::vector<TraceJob>& trace, std::uint32_t nodes, bool backfill, bool unique_names = false)
      : trace_(trace),
        unique_names_(unique_names),
        scheduler_(timeline_, launcher_, some_nodes(nodes), {all(nodes)}, policy(backfill)) {}

  void run() {
    schedule_next();
    while (timeline_.advance_to_next()) most_pending_ = std::max(most_pending_, scheduler_.live_count());
    if (scheduler_.record_count() != trace_.size()) std::abort();
  }
  /// Forgets what has ended, as any submission does.
  void settle() {
    timeline_.advance_to(timeline_.now() + std::chrono::hours(1));
    submit(trace_.front());
  }
  std::size_t most_pending() const { return most_pending_; }
  double days() const { return static_cast<double>((timeline_.now() - Instant()) / std::chrono::hours(1)) / 24; }

 private:
  static SchedulerPolicy policy(bool backfill) {
    SchedulerPolicy policy;
    policy.backfill = backfill;
    policy.start_delay = Duration(0);
    policy.remember = Duration(0);
    return policy;
  }
  static std::vector<NodeSpec> some_nodes(std::uint32_t count) {
    std::vector<NodeSpec> nodes(count);
    for (std::uint32_t i = 0; i < count; ++i) nodes[i].name = "nid" + std::to_string(100000 + i);
    return nodes;
  }
  static PartitionSpec all(std::uint32_t count) {
    PartitionSpec partition;
    partition.name = "normal";
    for (const NodeSpec& node : some_nodes(count)) partition.nodes.push_back(node.name);
    return partition;
  }
  void schedule_next() {
    if (next_ == trace_.size()) return;
    timeline_.at(Instant(std::chrono::seconds(trace_[next_].arrives)), [this] {
      submit(trace_[next_]);
      ++next_;
      schedule_next();
    });
  }
  void submit(const TraceJob& job) {
    JobSpec spec;
    spec.name = unique_names_ ? "job-number-" + std::to_string(next_) : "solver";
    spec.user = kUsers[next_ % 7];
    spec.account = "project";
    spec.tasks = job.processors;
    spec.time_limit = std::chrono::seconds(job.asks);
    spec.fixed_duration = std::chrono::seconds(job.runs);
    if (!scheduler_.submit(std::move(spec))) std::abort();
  }

  static constexpr const char* kUsers[] = {"ada", "bob", "cid", "dora", "eve", "fritz", "gus"};
  const std::vector<TraceJob>& trace_;
  const bool unique_names_;
  std::size_t next_ = 0;
  std::size_t most_pending_ = 0;
  NoLauncher launcher_;
  VirtualTimeline timeline_{Instant()};
  Scheduler scheduler_;
};

void replay(benchmark::State& state, const std::vector<TraceJob>& trace, std::uint32_t nodes, bool backfill) {
  std::size_t most_pending = 0;
  double days = 0;
  for (auto _ : state) {
    Replay run(trace, nodes, backfill);
    run.run();
    most_pending = run.most_pending();
    days = run.days();
  }
  state.counters["jobs"] =
      benchmark::Counter(static_cast<double>(trace.size() * state.iterations()), benchmark::Counter::kIsRate);
  state.counters["most_live"] = static_cast<double>(most_pending);
  state.counters["virtual_days"] = days;
}

void swf_10k_jobs_256_processors(benchmark::State& state) {
  static const auto kTrace = make_trace(10'000, 256, 128, 0.85);
  replay(state, kTrace, 256, state.range(0) != 0);
}
BENCHMARK(swf_10k_jobs_256_processors)->ArgName("easy")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void million_jobs_10k_nodes(benchmark::State& state) {
  static const auto kTrace = make_trace(1'000'000, 10'000, 1024, 0.85);
  replay(state, kTrace, 10'000, state.range(0) != 0);
}
BENCHMARK(million_jobs_10k_nodes)->ArgName("easy")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->Iterations(1);

// More than the machine can take: the queue grows to tens of thousands.
void overload_100k_jobs_1k_nodes(benchmark::State& state) {
  static const auto kTrace = make_trace(100'000, 1'000, 512, 2.5);
  replay(state, kTrace, 1'000, state.range(0) != 0);
}
BENCHMARK(overload_100k_jobs_1k_nodes)->ArgName("easy")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->Iterations(1);

void bytes_per_finished_job(benchmark::State& state) {
  static const auto kTrace = make_trace(200'000, 10'000, 1024, 0.85);
  double bytes = 0;
  for (auto _ : state) {
    Replay run(kTrace, 10'000, true, state.range(0) != 0);
    const std::size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    run.run();
    run.settle();
    const std::size_t after = mallinfo2().uordblks + mallinfo2().hblkhd;
    bytes = static_cast<double>(after - before) / static_cast<double>(kTrace.size());
  }
  state.counters["bytes_per_job"] = bytes;
}
BENCHMARK(bytes_per_finished_job)
    ->ArgName("unique_names")
    ->Arg(0)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

}  // namespace
}  // namespace hpc::site

BENCHMARK_MAIN();
