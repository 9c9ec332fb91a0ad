// The order in which jobs run, on small machines.
#include "tests/site/test_cluster.h"

namespace hpc::site {
namespace {

SchedulerPolicy fifo() {
  SchedulerPolicy policy = at_once();
  policy.backfill = false;
  return policy;
}

BOOST_AUTO_TEST_SUITE(scheduler)

BOOST_AUTO_TEST_CASE(jobs_start_in_the_order_of_submission) {
  TestCluster cluster(1, 1);
  cluster.submit_all({{.name = "a"}, {.name = "b", .runs = 5s}, {.name = "c"}});
  BOOST_TEST(cluster.story() == "0:PPP 0:RPP 10:CRP 15:CCR 25:CCC ");
}

BOOST_AUTO_TEST_CASE(a_higher_priority_goes_first) {
  TestCluster cluster(1, 1);
  cluster.submit_all({{}, {}, {.priority = 5}, {.priority = 7}});
  BOOST_TEST(cluster.story() == "0:PPPP 0:PPPR 10:PPRC 20:RPCC 30:CRCC 40:CCCC ");
}

BOOST_AUTO_TEST_CASE(clients_see_a_job_pending_for_the_start_delay) {
  SchedulerPolicy policy;
  policy.start_delay = 2s;
  TestCluster cluster(1, 4, policy);
  cluster.submit({});
  BOOST_TEST(cluster.timeline.pending() == 1U);
  BOOST_TEST(cluster.reason(1) == "None");
  BOOST_TEST(cluster.story() == "0:P 2:R 12:C ");
}

BOOST_AUTO_TEST_CASE(an_idle_cluster_has_no_events) {
  TestCluster cluster(1, 4);
  BOOST_TEST(cluster.timeline.pending() == 0U);
  cluster.submit({});
  cluster.story();
  BOOST_TEST(cluster.timeline.pending() == 0U);
}

BOOST_AUTO_TEST_CASE(without_backfill_nothing_overtakes) {
  TestCluster cluster(1, 4, fifo());
  cluster.submit_all({{.tasks = 3}, {.tasks = 2}, {.tasks = 1, .runs = 2s, .limit = 2s}});
  BOOST_TEST(cluster.story() == "0:PPP 0:RPP 10:CRR 12:CRC 20:CCC ");
}

BOOST_AUTO_TEST_CASE(backfill_starts_what_ends_before_the_head_can_start) {
  TestCluster cluster(1, 4);
  cluster.submit({.tasks = 3, .limit = 10s});
  cluster.submit({.tasks = 2, .limit = 10s});
  cluster.submit({.name = "long", .tasks = 1, .runs = 11s, .limit = 11s});  // fits beside the head
  cluster.submit({.name = "wide", .tasks = 2, .runs = 11s, .limit = 11s});
  cluster.submit({.name = "short", .tasks = 1, .runs = 2s, .limit = 10s});
  BOOST_TEST(cluster.story() == "0:PPPPP 0:RPRPP 10:CRRPP 11:CRCRP 20:CCCRR 22:CCCCC ");
}

BOOST_AUTO_TEST_CASE(backfill_does_not_delay_the_head_by_a_job_that_outlasts_its_start) {
  TestCluster cluster(1, 4);
  cluster.submit({.tasks = 3, .limit = 10s});
  cluster.submit({.tasks = 4, .limit = 10s});
  cluster.submit({.name = "long", .tasks = 1, .runs = 11s, .limit = 11s});
  cluster.submit({.name = "short", .tasks = 1, .runs = 10s, .limit = 10s});
  BOOST_TEST(cluster.story() == "0:PPPP 0:RPPR 10:CRPC 20:CCRC 31:CCCC ");
}

BOOST_AUTO_TEST_CASE(the_head_says_when_it_will_start_and_why_it_waits) {
  TestCluster cluster(1, 4);
  cluster.submit_all({{.tasks = 3, .limit = 30s}, {.tasks = 4}, {.tasks = 4}});
  cluster.advance_to(1s);
  BOOST_TEST((cluster.scheduler.find(2)->expected_start == kDawn + 30s));
  BOOST_TEST(!cluster.scheduler.find(3)->expected_start.has_value());
  BOOST_TEST(cluster.reason(2) == "Resources");
  BOOST_TEST(cluster.reason(3) == "Priority");
  cluster.advance_to(10s);
  BOOST_TEST(!cluster.scheduler.find(2)->expected_start.has_value());
  BOOST_TEST(cluster.reason(2) == "None");
  BOOST_TEST(cluster.reason(3) == "Resources");
}

BOOST_AUTO_TEST_CASE(a_later_job_of_higher_priority_takes_the_heads_place) {
  TestCluster cluster(1, 4);
  cluster.submit_all({{.tasks = 3, .limit = 30s}, {.tasks = 4}});
  cluster.advance_to(1s);
  cluster.submit({.tasks = 4, .priority = 1});
  cluster.advance_to(2s);
  BOOST_TEST(cluster.reason(2) == "Priority");
  BOOST_TEST(!cluster.scheduler.find(2)->expected_start.has_value());
  BOOST_TEST(cluster.reason(3) == "Resources");
  BOOST_TEST((cluster.scheduler.find(3)->expected_start == kDawn + 30s));
}

BOOST_AUTO_TEST_CASE(jobs_without_limits_are_not_overtaken_for_ever) {
  TestCluster cluster(1, 4);
  cluster.submit_all({{.tasks = 3, .limit = 0s}, {.tasks = 4, .limit = 0s}, {.tasks = 1, .limit = 0s}});
  BOOST_TEST(cluster.states_at({1, 10, 20, 30}) == "1:RPP 10:CRP 20:CCR 30:CCC ");
}

BOOST_AUTO_TEST_CASE(a_pass_looks_only_so_far_beyond_the_head) {
  SchedulerPolicy policy = at_once();
  const auto story_with = [&policy](std::size_t depth) {
    policy.backfill_depth = depth;
    TestCluster cluster(1, 4, policy);
    cluster.submit_all({{.tasks = 2}, {.runs = 5s}, {.tasks = 4}, {.tasks = 4}, {.tasks = 4}});
    cluster.submit({.tasks = 2, .runs = 2s, .limit = 2s});
    return cluster.states_at({0, 5, 9});
  };
  BOOST_TEST(story_with(4) == "0:RRPPPP 5:RCPPPR 9:RCPPPC ");
  BOOST_TEST(story_with(2) == "0:RRPPPP 5:RCPPPP 9:RCPPPP ");
}

BOOST_AUTO_TEST_CASE(partitions_that_share_nodes_are_one_queue_and_others_are_not) {
  auto nodes = some_nodes(3, 1);
  PartitionSpec urgent = a_partition("urgent", {"n1"});
  urgent.priority = 10;
  TestCluster cluster(nodes, {a_partition("all", {"n0", "n1"}), urgent, a_partition("apart", {"n2"})});
  cluster.submit({.tasks = 2, .nodes = 2, .partition = "all"});
  cluster.submit({.limit = 2h, .partition = "all"});
  cluster.submit({.partition = "urgent"});
  cluster.submit({.partition = "apart"});
  BOOST_TEST(cluster.story() == "0:PPPP 0:PPRR 10:RPCC 20:CRCC 30:CCCC ");
  BOOST_TEST(cluster.nodes_of(3) == "n1");
  BOOST_TEST(cluster.nodes_of(1) == "n[0-1]");
}

BOOST_AUTO_TEST_CASE(a_down_partition_starts_nothing_until_it_is_up) {
  TestCluster cluster(1, 4);
  BOOST_TEST(cluster.scheduler.set_partition("main", false).has_value());
  cluster.submit({});
  cluster.advance_to(5s);
  BOOST_TEST(cluster.reason(1) == "PartitionDown");
  BOOST_TEST(cluster.scheduler.set_partition("main", true).has_value());
  BOOST_TEST(cluster.story() == "5:P 5:R 15:C ");
  BOOST_TEST((cluster.scheduler.set_partition("none", true).error().about == About::partition));
}

BOOST_AUTO_TEST_CASE(the_same_requests_give_the_same_story) {
  const auto run = [] {
    TestCluster cluster(4, 4);
    std::uint32_t x = 7;
    for (int i = 0; i < 200; ++i) {
      x = x * 1664525 + 1013904223;
      cluster.submit({.tasks = 1 + x / 65536 % 16, .runs = std::chrono::seconds(1 + x / 4096 % 50), .limit = 60s});
      if (i % 3 == 0) cluster.timeline.advance_to_next();
    }
    std::string told = cluster.story();
    for (const std::string& line : cluster.launcher.told) told += line;
    return told;
  };
  BOOST_TEST(run() == run());
}

BOOST_AUTO_TEST_CASE(live_jobs_are_listed_running_first_and_then_as_they_are_considered) {
  TestCluster cluster(1, 2);
  cluster.submit_all(
      {{.user = "ada"}, {.user = "bob"}, {.user = "ada"}, {.user = "bob", .priority = 3}, {.user = "ada"}});
  cluster.advance_to(1s);
  const auto ids = [](const std::vector<const Job*>& jobs) {
    std::string told;
    for (const Job* job : jobs) told += std::to_string(job->id) + ' ';
    return told;
  };
  BOOST_TEST(ids(cluster.scheduler.live()) == "1 4 2 3 5 ");
  BOOST_TEST(ids(cluster.scheduler.live_of("ada")) == "1 3 5 ");
  BOOST_TEST(ids(cluster.scheduler.live_of("eve")) == "");
  BOOST_TEST(cluster.scheduler.live_count() == 5U);
  cluster.advance_to(10s);
  BOOST_TEST(ids(cluster.scheduler.live_of("ada")) == "3 5 ");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
