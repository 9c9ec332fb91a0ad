// Onto which nodes a job goes, and how many cpus it gets on each.
#include <boost/test/unit_test.hpp>

#include "tests/site/test_cluster.h"

namespace hpc::site {
namespace {

/// Four nodes of 4 cpus: n0 and n1 with 4 GB, n2 with 16 GB and the feature "big", n3 with 2 gpus and "gpu".
std::vector<NodeSpec> mixed_nodes() {
  auto nodes = some_nodes(4, 4);
  nodes[2].memory = 16000;
  nodes[2].features = {"big", "any"};
  nodes[3].gpus = 2;
  nodes[3].features = {"gpu", "any"};
  return nodes;
}

class MixedCluster : public TestCluster {
 public:
  explicit MixedCluster(SchedulerPolicy policy = at_once())
      : TestCluster(mixed_nodes(), {whole_partition(mixed_nodes())}, policy) {}

  /// "n0:2 n1:2" for a job that is started now, "waits" for one that is not.
  template <class Change>
  std::string placed(Change change) {
    std::vector<std::uint32_t> before;
    for (const Node& node : scheduler.nodes()) before.push_back(node.used_cpus);
    const JobId id = submit({}, change);
    timeline.advance_to(timeline.now());
    if (scheduler.find(id)->state != JobState::running) return "waits";
    std::string told;
    for (const NodeIndex node : scheduler.find(id)->nodes) {
      const Node& at = scheduler.nodes()[node];
      told += (told.empty() ? "" : " ") + at.spec.name + ':' + std::to_string(at.used_cpus - before[node]);
    }
    return told;
  }
};

BOOST_AUTO_TEST_SUITE(placement)

BOOST_AUTO_TEST_CASE(the_fewest_nodes_that_hold_the_tasks_are_taken) {
  MixedCluster cluster;
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.tasks = 3; }) == "n0:3");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.tasks = 2; }) == "n1:2");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.tasks = 1; }) == "n0:1");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.tasks = 6; }) == "n2:3 n3:3");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.tasks = 4; }) == "n1:2 n2:1 n3:1");
  BOOST_TEST(cluster.placed([](JobSpec&) {}) == "waits");
}

BOOST_AUTO_TEST_CASE(nodes_asked_for_are_given_with_a_task_on_each) {
  MixedCluster cluster;
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.min_nodes = 3; }) == "n0:1 n1:1 n2:1");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.min_nodes = 2, s.max_nodes = 2, s.tasks_per_node = 3; }) == "n0:3 n1:3");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.min_nodes = 1, s.max_nodes = 1, s.tasks = 4; }) == "n3:4");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.min_nodes = 1, s.max_nodes = 1, s.tasks = 4; }) == "waits");
}

BOOST_AUTO_TEST_CASE(cpus_of_a_task_stay_on_one_node) {
  MixedCluster cluster;
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.tasks = 4, s.cpus_per_task = 3; }) == "n0:3 n1:3 n2:3 n3:3");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.cpus_per_task = 2; }) == "waits");
}

BOOST_AUTO_TEST_CASE(memory_gpus_and_features_choose_the_node) {
  MixedCluster cluster;
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.memory_per_node = 8000; }) == "n2:1");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.memory_per_node = 9000; }) == "waits");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.tasks = 2, s.memory_per_cpu = 4000; }) == "n2:2");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.gpus_per_node = 1; }) == "n3:1");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.gpus_per_node = 2; }) == "waits");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.features = {"any", "gpu"}; }) == "n3:1");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.features = {"big|gpu"}; }) == "n2:1");
  BOOST_TEST(cluster.scheduler.nodes()[2].used_memory == 16000U);
}

BOOST_AUTO_TEST_CASE(named_nodes_are_all_taken_and_excluded_ones_are_not) {
  MixedCluster cluster;
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.node_names = {"n3", "n1", "n3"}; }) == "n1:1 n3:1");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.excluded_nodes = {"n0", "n1"}; }) == "n2:1");
}

BOOST_AUTO_TEST_CASE(an_exclusive_job_gets_whole_idle_nodes) {
  MixedCluster cluster;
  BOOST_TEST(cluster.placed([](JobSpec&) {}) == "n0:1");
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.exclusive = true; }) == "n1:4");
  BOOST_TEST(cluster.scheduler.find(2)->cpus == 4U);
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.tasks = 4; }) == "n2:4");
  BOOST_TEST(cluster.node_states() == "mixed allocated allocated idle ");
}

BOOST_AUTO_TEST_CASE(spreading_takes_the_nodes_with_the_most_free_cpus) {
  SchedulerPolicy policy = at_once();
  policy.spread = true;
  MixedCluster cluster(policy);
  for (const char* node : {"n0:1", "n1:1", "n2:1", "n3:1", "n0:1"}) BOOST_TEST(cluster.placed([](JobSpec&) {}) == node);
  BOOST_TEST(cluster.placed([](JobSpec& s) { s.min_nodes = 2, s.tasks = 4; }) == "n1:2 n2:2");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
