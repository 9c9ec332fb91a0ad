// Random machines, jobs and disturbances: what must hold whatever happens.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>

#include "base/random.h"
#include "tests/site/test_cluster.h"

namespace hpc::site {
namespace {

/// A cluster under random load, and an account of it kept apart from the scheduler's.
class Storm {
 public:
  Storm(std::uint64_t seed, SchedulerPolicy policy)
      : random_(seed), nodes_(random_nodes()), cluster_(nodes_, random_partitions(), policy) {}

  void disturb() {
    const std::uint64_t choice = random_.below(100);
    const JobId job = 1 + random_.below(cluster_.scheduler.last_id() + 1);
    const std::string node = nodes_[random_.below(nodes_.size())].name;
    if (choice < 50) return submit();
    if (choice < 80) {
      cluster_.timeline.advance_to_next();
    } else if (choice < 83) {
      (void)cluster_.scheduler.cancel(job, 1);
    } else if (choice < 86) {
      (void)cluster_.scheduler.requeue(job);
    } else if (choice < 88) {
      (void)cluster_.scheduler.hold(job);
    } else if (choice < 91) {
      (void)cluster_.scheduler.release(job);
    } else if (choice < 93) {
      (void)cluster_.scheduler.suspend(job);
    } else if (choice < 96) {
      (void)cluster_.scheduler.resume(job);
    } else if (choice < 97) {
      (void)cluster_.scheduler.set_priority(job, static_cast<std::int64_t>(random_.below(4)));
    } else if (choice < 98) {
      (void)cluster_.scheduler.set_time_limit(job, std::chrono::seconds(1 + random_.below(100)));
    } else {
      const NodeAvailability kinds[] = {NodeAvailability::down, NodeAvailability::drain, NodeAvailability::up};
      BOOST_REQUIRE(cluster_.scheduler.set_node(node, kinds[random_.below(3)], "storm").has_value());
    }
  }

  void calm() {
    for (const NodeSpec& node : nodes_)
      BOOST_REQUIRE(cluster_.scheduler.set_node(node.name, NodeAvailability::up, "").has_value());
    for (JobId job = 1; job <= cluster_.scheduler.last_id(); ++job) {
      (void)cluster_.scheduler.resume(job);
      (void)cluster_.scheduler.release(job);
    }
    while (cluster_.timeline.advance_to_next()) check();
  }

  /// Every node has just what its running jobs take, and no more than it has.
  void check() const {
    std::map<std::string, std::uint32_t> jobs_on, cpus_on;
    std::uint64_t cpus_of_jobs = 0, cpus_of_nodes = 0;
    for (const Job* job : cluster_.scheduler.live()) {
      if (job->state == JobState::pending) {
        BOOST_REQUIRE(job->nodes.empty());
        continue;
      }
      BOOST_REQUIRE(!job->nodes.empty() && std::is_sorted(job->nodes.begin(), job->nodes.end()));
      BOOST_REQUIRE(job->nodes.size() >= job->spec->min_nodes);
      cpus_of_jobs += job->cpus;
      for (const std::string& name : cluster_.scheduler.node_names(*job)) ++jobs_on[name];
    }
    for (const Node& node : cluster_.scheduler.nodes()) {
      BOOST_REQUIRE(node.used_cpus <= node.spec.cpus);
      BOOST_REQUIRE(node.used_memory <= node.spec.memory);
      BOOST_REQUIRE(node.used_gpus <= node.spec.gpus);
      BOOST_REQUIRE(node.jobs == jobs_on[node.spec.name]);
      if (node.availability == NodeAvailability::down) BOOST_REQUIRE(node.jobs == 0U);
      cpus_of_nodes += node.used_cpus;
    }
    BOOST_REQUIRE(cpus_of_jobs == cpus_of_nodes);
  }

  void check_all_have_ended() const {
    BOOST_TEST(cluster_.scheduler.live_count() == 0U);
    BOOST_TEST(cluster_.scheduler.record_count() == cluster_.scheduler.last_id());
    for (const Node& node : cluster_.scheduler.nodes()) BOOST_TEST((node.state() == NodeState::idle));
  }

 private:
  std::vector<NodeSpec> random_nodes() {
    auto nodes = some_nodes(2 + static_cast<std::uint32_t>(random_.below(7)), 4);
    for (NodeSpec& node : nodes) {
      node.cpus = 1 + static_cast<std::uint32_t>(random_.below(8));
      node.memory = 1000 * node.cpus;
      node.gpus = static_cast<std::uint32_t>(random_.below(3));
      if (random_.below(2) == 0) node.features = {"fast"};
    }
    return nodes;
  }

  std::vector<PartitionSpec> random_partitions() {
    PartitionSpec some = a_partition("some", {}), others = a_partition("others", {});
    for (const NodeSpec& node : nodes_) (random_.below(2) == 0 ? some : others).nodes.push_back(node.name);
    others.priority = 1;
    // Without "main" the two are islands.
    if (random_.below(3) == 0 && !some.nodes.empty() && !others.nodes.empty()) return {some, others};
    return {whole_partition(nodes_), some, others};
  }

  void submit() {
    JobSpec spec = a_spec({.name = "j" + std::to_string(random_.below(3))});
    spec.tasks = 1 + static_cast<std::uint32_t>(random_.below(8));
    spec.min_nodes = 1 + static_cast<std::uint32_t>(random_.below(3));
    if (random_.below(4) == 0) spec.max_nodes = spec.min_nodes;
    spec.cpus_per_task = 1 + static_cast<std::uint32_t>(random_.below(2));
    if (random_.below(4) == 0) spec.memory_per_node = random_.below(3000);
    if (random_.below(4) == 0) spec.memory_per_cpu = random_.below(1000);
    if (random_.below(6) == 0) spec.gpus_per_node = 1;
    if (random_.below(6) == 0) spec.features = {"fast"};
    if (random_.below(8) == 0) spec.exclusive = true;
    if (random_.below(8) == 0) spec.array = {1, 2, 3};
    if (random_.below(2) == 0) spec.array_limit = 1;
    spec.requeue = random_.below(2) == 0;
    spec.priority = static_cast<std::int64_t>(random_.below(3));
    spec.time_limit = std::chrono::seconds(1 + random_.below(60));
    const JobId last = cluster_.scheduler.last_id();
    // Any end will do, so that all jobs end.
    if (last > 0 && random_.below(6) == 0)
      spec.dependencies = {{Dependency::Kind::after_any, 1 + random_.below(last), {}}};
    if (random_.below(10) == 0) spec.dependencies.push_back({Dependency::Kind::singleton, 0, {}});
    const auto partitions = cluster_.scheduler.partitions();
    spec.partition = partitions[random_.below(partitions.size())].name;
    spec.comment = std::to_string(cluster_.launcher.scripts.size());
    cluster_.launcher.scripts[spec.comment] = {std::chrono::seconds(random_.below(70)), {}};
    if (random_.below(3) == 0) spec.fixed_duration = std::chrono::seconds(random_.below(70));
    (void)cluster_.scheduler.submit(std::move(spec));
  }

  Random random_;
  std::vector<NodeSpec> nodes_;
  TestCluster cluster_;
};

BOOST_AUTO_TEST_SUITE(scheduler_properties)

BOOST_AUTO_TEST_CASE(nothing_is_allocated_twice_and_every_job_ends) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SchedulerPolicy policy;
    policy.start_delay = seed % 2 == 0 ? 0s : 2s;
    policy.backfill = seed % 3 != 0;
    policy.spread = seed % 5 == 0;
    policy.backfill_depth = seed % 7 == 0 ? 2 : 1000;
    Storm storm(seed, policy);
    for (int i = 0; i < 300; ++i) {
      storm.disturb();
      storm.check();
    }
    storm.calm();
    storm.check_all_have_ended();
  }
}

/// Watches the first job that waits, whenever something happens.
class HeadWatch {
 public:
  explicit HeadWatch(const Scheduler& scheduler) : scheduler_(scheduler) {}

  void look(Instant now) {
    for (const Job* job : scheduler_.live()) {
      if (job->state != JobState::pending || job->reason != PendingReason::resources || !job->expected_start) continue;
      const auto [promised, is_new] = promises_.emplace(job->id, *job->expected_start);
      BOOST_REQUIRE(*job->expected_start <= promised->second);
      BOOST_REQUIRE(*job->expected_start > now);
      promised->second = *job->expected_start;
    }
  }
  void check_starts() const {
    for (const auto& [id, promise] : promises_) BOOST_REQUIRE(*scheduler_.record(id)->started <= promise);
    BOOST_TEST(promises_.size() > 10U);
  }

 private:
  const Scheduler& scheduler_;
  std::map<JobId, Instant> promises_;
};

BOOST_AUTO_TEST_CASE(backfill_never_delays_the_first_job_that_waits) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    auto nodes = some_nodes(4, 4);
    nodes[0].gpus = nodes[3].gpus = 2;
    TestCluster cluster(nodes, {whole_partition(nodes)});
    HeadWatch watch(cluster.scheduler);
    for (int i = 0; i < 200; ++i) {
      JobSpec spec = a_spec({});
      spec.tasks = 1 + static_cast<std::uint32_t>(random.below(8));
      spec.min_nodes = 1 + static_cast<std::uint32_t>(random.below(2));
      if (random.below(5) == 0) spec.exclusive = true;
      if (random.below(5) == 0) spec.gpus_per_node = 1;
      if (random.below(3) == 0) spec.memory_per_node = 1000 + random.below(3000);
      const Duration limit = std::chrono::seconds(1 + random.below(100));
      spec.time_limit = limit;
      spec.fixed_duration = Duration(limit.count() * static_cast<std::int64_t>(1 + random.below(100)) / 100);
      BOOST_REQUIRE(cluster.scheduler.submit(std::move(spec)).has_value());
      cluster.timeline.advance_to(cluster.timeline.now() + std::chrono::seconds(random.below(8)));
      watch.look(cluster.timeline.now());
    }
    while (cluster.timeline.advance_to_next()) watch.look(cluster.timeline.now());
    watch.check_starts();
  }
}

BOOST_AUTO_TEST_CASE(backfill_uses_the_machine_better_than_first_come_first_served) {
  const auto makespan = [](bool backfill) {
    SchedulerPolicy policy = at_once();
    policy.backfill = backfill;
    TestCluster cluster(8, 4, policy);
    Random random(5);
    for (int i = 0; i < 300; ++i) {
      JobSpec spec = a_spec({.tasks = 1 + static_cast<std::uint32_t>(random.below(24))});
      spec.time_limit = spec.fixed_duration = std::chrono::seconds(1 + random.below(100));
      BOOST_REQUIRE(cluster.scheduler.submit(std::move(spec)).has_value());
    }
    while (cluster.timeline.advance_to_next()) continue;
    return cluster.seconds_now();
  };
  BOOST_TEST(makespan(true) < makespan(false));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
