// What happens to single jobs: limits, cancellation, holds, dependencies, arrays, nodes that fail.
#include "site/job.h"

#include <boost/test/unit_test.hpp>

#include "tests/site/test_cluster.h"

namespace hpc::site {
namespace {

const JobState kAllStates[] = {
    JobState::pending,       JobState::configuring, JobState::running,   JobState::suspended, JobState::completing,
    JobState::completed,     JobState::failed,      JobState::cancelled, JobState::timeout,   JobState::node_fail,
    JobState::out_of_memory, JobState::preempted,   JobState::boot_fail, JobState::deadline};

BOOST_AUTO_TEST_SUITE(jobs)

BOOST_AUTO_TEST_CASE(what_has_ended_stays_so_and_nothing_becomes_itself) {
  for (const JobState from : kAllStates) {
    BOOST_TEST(!may_become(from, from));
    for (const JobState to : kAllStates)
      if (is_final(from)) BOOST_TEST(!may_become(from, to));
    // From everything that lives an end can be reached at once, cancelled.
    if (!is_final(from)) BOOST_TEST(may_become(from, JobState::cancelled));
  }
  BOOST_TEST(!may_become(JobState::pending, JobState::completed));
  BOOST_TEST(may_become(JobState::running, JobState::pending));
}

BOOST_AUTO_TEST_CASE(a_job_ends_as_its_program_does) {
  TestCluster cluster(1, 8);
  cluster.submit_all({{.exit = {.code = 0}},
                      {.exit = {.code = 3}},
                      {.exit = {.signal = 9}},
                      {.exit = {.code = 1, .out_of_memory = true}}});
  BOOST_TEST(cluster.story() == "0:PPPP 0:RRRR 10:CFFO ");
  BOOST_TEST(cluster.scheduler.find(2)->exit.code == 3);
  BOOST_TEST(cluster.scheduler.record(3)->exit.signal == 9);
}

BOOST_AUTO_TEST_CASE(a_time_limit_ends_a_job_with_signal_15) {
  TestCluster cluster(1, 1);
  cluster.submit_all({{.name = "a", .runs = 100s, .limit = 60s}, {.name = "b"}});
  BOOST_TEST(cluster.story() == "0:PP 0:RP 60:TR 70:TC ");
  BOOST_TEST((cluster.scheduler.find(1)->exit == ExitStatus{.code = 0, .signal = 15}));
  BOOST_TEST(cluster.launcher.told == (std::vector<std::string>{"a on n0", "a killed", "b on n0"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_ends_at_the_instant_of_its_limit_has_ended_in_time) {
  TestCluster cluster(1, 1);
  cluster.submit({.runs = 60s, .limit = 60s});
  BOOST_TEST(cluster.story() == "0:P 0:R 60:C ");
}

BOOST_AUTO_TEST_CASE(a_changed_limit_holds_from_the_start) {
  TestCluster cluster(1, 1);
  cluster.submit({.runs = 100s, .limit = 60s});
  cluster.advance_to(50s);
  BOOST_TEST(cluster.scheduler.set_time_limit(1, 70s).has_value());
  BOOST_TEST(cluster.story() == "50:R 70:T ");
  cluster.submit({.runs = 100s, .limit = 60s});
  cluster.advance_to(100s);
  BOOST_TEST(cluster.scheduler.set_time_limit(2, 10s).has_value());
  BOOST_TEST(cluster.story() == "100:TR 100:TT ");
}

BOOST_AUTO_TEST_CASE(a_fixed_duration_needs_no_launcher) {
  TestCluster cluster(1, 1);
  const auto fixed = [](Duration duration, int code) {
    return [=](JobSpec& spec) { spec.fixed_duration = duration, spec.fixed_exit.code = code; };
  };
  cluster.submit({.limit = 60s}, fixed(5s, 0));
  cluster.submit({.limit = 60s}, fixed(60s, 2));
  cluster.submit({.limit = 60s}, fixed(61s, 0));
  BOOST_TEST(cluster.story() == "0:PPP 0:RPP 5:CRP 65:CFR 125:CFT ");
  BOOST_TEST(cluster.launcher.told.empty());
}

BOOST_AUTO_TEST_CASE(a_cancelled_job_frees_its_nodes) {
  TestCluster cluster(1, 1);
  cluster.submit_all({{.name = "a"}, {.name = "b"}, {.name = "c"}});
  cluster.advance_to(1s);
  BOOST_TEST(cluster.scheduler.cancel(1, 1000).has_value());
  BOOST_TEST(cluster.scheduler.cancel(2, 0).has_value());
  BOOST_TEST(cluster.story() == "1:XXP 1:XXR 11:XXC ");
  BOOST_TEST(cluster.scheduler.record(1)->cancelled_by == 1000U);
  BOOST_TEST(cluster.scheduler.record(1)->node_list == "n0");
  BOOST_TEST(!cluster.scheduler.record(2)->started.has_value());
  BOOST_TEST(cluster.scheduler.record(2)->node_list == "");
  BOOST_TEST((cluster.scheduler.cancel(1, 0).error() ==
              Error{Errc::conflict, About::job, "Job/step already completing or completed"}));
  BOOST_TEST((cluster.scheduler.cancel(9, 0).error() == Error{Errc::missing, About::job, "Invalid job id specified"}));
}

BOOST_AUTO_TEST_CASE(a_job_cancelled_at_the_instant_of_its_end_stays_cancelled) {
  TestCluster cluster(1, 1);
  cluster.timeline.after(10s, [&cluster] { BOOST_TEST(cluster.scheduler.cancel(1, 0).has_value()); });
  cluster.submit({.runs = 10s});
  BOOST_TEST(cluster.story() == "0:P 0:R 10:X ");
}

BOOST_AUTO_TEST_CASE(a_held_job_waits_until_it_is_released) {
  TestCluster cluster(1, 4);
  cluster.submit({}, [](JobSpec& spec) { spec.hold = true; });
  cluster.submit({});
  BOOST_TEST(cluster.scheduler.hold(2, true).has_value());
  cluster.advance_to(5s);
  BOOST_TEST(cluster.timeline.pending() == 0U);
  BOOST_TEST(cluster.reason(1) == "JobHeldUser");
  BOOST_TEST(cluster.reason(2) == "JobHeldAdmin");
  BOOST_TEST(cluster.scheduler.release(1).has_value());
  BOOST_TEST(cluster.states_at({5, 15}) == "5:RP 15:CP ");
  BOOST_TEST((cluster.scheduler.find(1)->eligible == kDawn + 5s));
  BOOST_TEST((cluster.scheduler.hold(1).error().what == Errc::conflict));
  BOOST_TEST(cluster.scheduler.release(2).has_value());
  BOOST_TEST(cluster.story() == "15:CP 15:CR 25:CC ");
}

BOOST_AUTO_TEST_CASE(holding_the_head_lets_the_next_one_go) {
  TestCluster cluster(1, 4);
  cluster.submit_all({{.tasks = 3}, {.tasks = 4}, {.tasks = 1}});
  cluster.advance_to(1s);
  BOOST_TEST(cluster.states() == "RPR");  // one hour is not beyond the head's start in one hour
  cluster.submit({.tasks = 1, .limit = 2h});
  cluster.advance_to(11s);
  BOOST_TEST(cluster.states() == "CRCP");
  BOOST_TEST(cluster.scheduler.hold(2).error().sentence == "Job is no longer pending execution");
}

BOOST_AUTO_TEST_CASE(a_requeued_job_starts_again_under_its_id) {
  TestCluster cluster(1, 1);
  cluster.submit_all({{.name = "a"}, {.name = "b"}, {.name = "c", .requeue = false}});
  cluster.advance_to(4s);
  BOOST_TEST(cluster.scheduler.requeue(2).error().sentence == "Job is pending execution");
  BOOST_TEST(cluster.scheduler.requeue(1).has_value());
  BOOST_TEST(cluster.scheduler.find(1)->restarts == 1U);
  BOOST_TEST(cluster.story() == "4:PPP 4:PRP 14:RCP 24:CCR 34:CCC ");
  BOOST_TEST((cluster.scheduler.record(1)->started == kDawn + 14s));
  cluster.submit({.name = "d", .requeue = false});
  cluster.advance_to(35s);
  BOOST_TEST((cluster.scheduler.requeue(4).error().what == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(a_suspended_jobs_limit_stands_still) {
  TestCluster cluster(1, 2);
  cluster.submit({.runs = 1000s, .limit = 60s});
  cluster.submit({.limit = 60s}, [](JobSpec& spec) { spec.fixed_duration = 30s; });
  cluster.advance_to(10s);
  for (const JobId id : {1, 2}) BOOST_TEST(cluster.scheduler.suspend(id).has_value());
  BOOST_TEST(cluster.scheduler.suspend(1).error().sentence == "Job is not running");
  cluster.advance_to(110s);
  BOOST_TEST(cluster.states() == "SS");
  for (const JobId id : {1, 2}) BOOST_TEST(cluster.scheduler.resume(id).has_value());
  BOOST_TEST(cluster.story() == "110:RR 130:RC 160:TC ");
}

BOOST_AUTO_TEST_CASE(a_begin_time_is_one_event) {
  TestCluster cluster(1, 1);
  cluster.submit({}, [](JobSpec& spec) { spec.begin = kDawn + 100s; });
  cluster.submit({}, [](JobSpec& spec) { spec.relative_begin = RelativeTime{50s}; });
  BOOST_TEST(cluster.reason(1) == "BeginTime");
  BOOST_TEST((cluster.scheduler.find(1)->eligible == kDawn + 100s));
  BOOST_TEST(cluster.timeline.pending() == 2U);
  BOOST_TEST(cluster.story() == "0:PP 50:PR 60:PC 100:RC 110:CC ");
}

BOOST_AUTO_TEST_CASE(a_relative_time_of_day_is_the_next_one) {
  const Instant noon = from_unix_seconds(86400 * 100 + 43200);
  BOOST_TEST((RelativeTime{16h, true}.from(noon) == noon + 4h));
  BOOST_TEST((RelativeTime{12h, true}.from(noon) == noon + 24h));
  BOOST_TEST((RelativeTime{0h, true}.from(noon) == noon + 12h));
}

BOOST_AUTO_TEST_CASE(a_job_that_cannot_meet_its_deadline_ends) {
  TestCluster cluster(1, 1);
  cluster.submit({.runs = 50s, .limit = 100s});
  const auto deadline = [](Duration when) { return [=](JobSpec& spec) { spec.deadline = kDawn + when; }; };
  cluster.submit({.limit = 20s}, deadline(60s));
  cluster.submit({.limit = 20s}, deadline(70s));
  BOOST_TEST(cluster.story() == "0:PPP 0:RPP 40:RDP 50:CDR 60:CDC ");
  JobSpec late = a_spec({.limit = 20s});
  late.deadline = kDawn + 61s;
  BOOST_TEST(cluster.scheduler.submit(late).error().sentence ==
             "Requested time limit is invalid (missing or exceeds some limit)");
}

BOOST_AUTO_TEST_CASE(limits_come_from_the_partition_and_may_not_exceed_it) {
  auto nodes = some_nodes(1, 8);
  PartitionSpec partition = whole_partition(nodes);
  partition.max_time = 1h;
  partition.default_time = 5min;
  TestCluster cluster(nodes, {partition});
  cluster.submit({}, [](JobSpec& spec) { spec.time_limit.reset(); });
  BOOST_TEST((cluster.scheduler.find(1)->time_limit == 5min));
  for (const Duration limit : {Duration(61min), kUnlimited, Duration(0)}) {
    const auto refused = cluster.scheduler.submit(a_spec({.limit = limit}));
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().about == About::job));
  }
}

Dependency on(Dependency::Kind kind, JobId job, std::optional<std::uint32_t> index = {}) {
  return {kind, job, index};
}

BOOST_AUTO_TEST_CASE(dependencies_wait_for_what_they_name) {
  TestCluster cluster(1, 16);
  cluster.submit({.runs = 10s});                       // 1: completes
  cluster.submit({.runs = 20s, .exit = {.code = 1}});  // 2: fails
  cluster.submit({.runs = 30s}, [](JobSpec& spec) { spec.begin = kDawn + 5s; });
  using Kind = Dependency::Kind;
  const auto after = [](std::vector<Dependency> all, bool any = false) {
    return [=](JobSpec& spec) { spec.dependencies = all, spec.any_dependency = any; };
  };
  cluster.submit({}, after({on(Kind::after, 3)}));
  cluster.submit({}, after({on(Kind::after_any, 2)}));
  cluster.submit({}, after({on(Kind::after_ok, 1)}));
  cluster.submit({}, after({on(Kind::after_ok, 2)}));
  cluster.submit({}, after({on(Kind::after_not_ok, 2)}));
  cluster.submit({}, after({on(Kind::after_not_ok, 1)}));
  cluster.submit({}, after({on(Kind::after_ok, 1), on(Kind::after_any, 2)}));
  cluster.submit({}, after({on(Kind::after_ok, 2), on(Kind::after_ok, 1)}, true));
  cluster.submit({}, after({on(Kind::after_ok, 2), on(Kind::after_ok, 9)}, true));
  BOOST_TEST(cluster.reason(4) == "Dependency");
  BOOST_TEST(cluster.states_at({0, 5, 10, 20, 100}) ==
             "0:RRPPPPPPPPPP 5:RRRRPPPPPPPP 10:CRRRPRPPPPRP 20:CFRCRCPRPRCP 100:CFCCCCPCPCCP ");
  BOOST_TEST(cluster.reason(7) == "DependencyNeverSatisfied");
  BOOST_TEST(cluster.reason(9) == "DependencyNeverSatisfied");
  BOOST_TEST(cluster.reason(12) == "Dependency");  // one of the two may still come true
  BOOST_TEST(cluster.timeline.pending() == 0U);
  BOOST_TEST(cluster.scheduler.cancel(9, 0).has_value());
  BOOST_TEST(cluster.reason(12) == "DependencyNeverSatisfied");
}

BOOST_AUTO_TEST_CASE(dependencies_on_jobs_long_ended_are_settled_at_once) {
  TestCluster cluster(1, 4);
  cluster.submit_all({{}, {.exit = {.code = 1}}});
  cluster.story();
  cluster.advance_to(100h);
  const auto after_ok = [](JobId job) {
    return [=](JobSpec& spec) { spec.dependencies = {on(Dependency::Kind::after_ok, job)}; };
  };
  cluster.submit({}, after_ok(1));
  cluster.submit({}, after_ok(2));
  cluster.advance_to(100h + 1s);
  BOOST_TEST(cluster.states() == "CFRP");
  BOOST_TEST(cluster.reason(4) == "DependencyNeverSatisfied");
  JobSpec unknown = a_spec({});
  unknown.dependencies = {on(Dependency::Kind::after_any, 99)};
  BOOST_TEST((cluster.scheduler.submit(unknown).error() == Error{Errc::invalid, About::job, "Job dependency problem"}));
}

BOOST_AUTO_TEST_CASE(a_job_that_starts_beside_one_it_could_have_waited_for_starts_once) {
  TestCluster cluster(1, 4);
  cluster.submit_all({{.tasks = 1}, {.tasks = 3}, {.tasks = 1}});
  cluster.submit({}, [](JobSpec& spec) {
    spec.dependencies = {on(Dependency::Kind::after, 3), on(Dependency::Kind::after, 1)};
    spec.any_dependency = true;
  });
  BOOST_TEST(cluster.story() == "0:PPPP 0:RRPP 10:CCRR 20:CCCC ");
}

BOOST_AUTO_TEST_CASE(singletons_run_one_after_the_other) {
  TestCluster cluster(1, 8);
  const auto singleton = [](JobSpec& spec) { spec.dependencies = {on(Dependency::Kind::singleton, 0)}; };
  cluster.submit({.name = "x"});
  cluster.submit({.name = "x"}, singleton);
  cluster.submit({.name = "x"}, singleton);
  cluster.submit({.name = "x", .user = "bob"}, singleton);
  cluster.submit({.name = "y"}, singleton);
  BOOST_TEST(cluster.story() == "0:PPPPP 0:RPPRR 10:CRPCC 20:CCRCC 30:CCCCC ");
}

BOOST_AUTO_TEST_CASE(an_array_runs_so_many_elements_at_once) {
  TestCluster cluster(1, 8);
  const JobId array = cluster.submit({.name = "a"}, [](JobSpec& spec) {
    spec.array = {1, 3, 5, 7, 9};
    spec.array_limit = 2;
    spec.stdout_pattern = "%A_%a.out";
    spec.working_directory = Path::of("/scratch");
  });
  cluster.submit({});
  cluster.advance_to(1s);
  BOOST_TEST(cluster.states() == "RRPPPR");
  BOOST_TEST(cluster.reason(3) == "JobArrayTaskLimit");
  BOOST_TEST(cluster.scheduler.hold(3).has_value());
  BOOST_TEST(cluster.story() == "1:RRPPPR 10:CCPRRC 20:CCPCCC ");
  BOOST_TEST(cluster.scheduler.release(3).has_value());
  BOOST_TEST(cluster.story() == "20:CCPCCC 20:CCRCCC 30:CCCCCC ");
  std::string told;
  for (const Job* job : cluster.scheduler.elements(array))
    told += std::to_string(job->id) + '=' + std::to_string(job->array_id) + '_' + std::to_string(job->array_index) +
            ' ' + job->stdout_path + ' ';
  BOOST_TEST(told ==
             "1=1_1 /scratch/1_1.out 2=1_3 /scratch/1_3.out 3=1_5 /scratch/1_5.out 4=1_7 /scratch/1_7.out 5=1_9 "
             "/scratch/1_9.out ");
  BOOST_TEST(cluster.scheduler.record(3)->array_index == 5U);
  BOOST_TEST(cluster.scheduler.elements(6).size() == 1U);
  BOOST_TEST(cluster.scheduler.elements(77).empty());
}

BOOST_AUTO_TEST_CASE(a_dependency_on_an_array_means_all_of_it_and_on_an_element_one) {
  TestCluster cluster(1, 1);
  const JobId array = cluster.submit({}, [](JobSpec& spec) { spec.array = {0, 1, 2}; });
  const auto after_ok = [array](std::optional<std::uint32_t> index) {
    return
        [=](JobSpec& spec) { spec.dependencies = {on(Dependency::Kind::after_ok, array, index)}, spec.priority = 1; };
  };
  cluster.submit({}, after_ok(std::nullopt));
  cluster.submit({}, after_ok(0));
  cluster.submit({}, after_ok(1));
  BOOST_TEST(cluster.story() == "0:PPPPPP 0:RPPPPP 10:CRPPPP 20:CCPPRP 30:CCPPCR 40:CCRPCC 50:CCCRCC 60:CCCCCC ");
}

BOOST_AUTO_TEST_CASE(a_node_that_goes_down_takes_its_jobs_with_it) {
  TestCluster cluster(2, 1);
  cluster.submit_all({{.name = "a"}, {.name = "b", .requeue = false}});
  cluster.advance_to(1s);
  BOOST_TEST(cluster.node_states() == "allocated allocated ");
  for (const char* node : {"n0", "n1"})
    BOOST_TEST(cluster.scheduler.set_node(node, NodeAvailability::down, "power").has_value());
  BOOST_TEST(cluster.node_states() == "down down ");
  cluster.advance_to(2s);
  BOOST_TEST(cluster.states() == "PN");
  BOOST_TEST(cluster.reason(1) == "ReqNodeNotAvail");
  BOOST_TEST(cluster.scheduler.node("n1")->reason == "power");
  BOOST_TEST(cluster.scheduler.set_node("n1", NodeAvailability::up, "").has_value());
  BOOST_TEST(cluster.story() == "2:PN 2:RN 12:CN ");
  BOOST_TEST(cluster.nodes_of(1) == "n1");
  BOOST_TEST((cluster.scheduler.set_node("n7", NodeAvailability::up, "").error().about == About::node));
}

BOOST_AUTO_TEST_CASE(a_draining_node_finishes_its_jobs_and_takes_no_more) {
  TestCluster cluster(1, 2);
  cluster.submit({});
  cluster.advance_to(1s);
  BOOST_TEST(cluster.node_states() == "mixed ");
  BOOST_TEST(cluster.scheduler.set_node("n0", NodeAvailability::drain, "disk").has_value());
  cluster.submit({});
  BOOST_TEST(cluster.states_at({2, 10}) == "2:RP 10:CP ");
  BOOST_TEST(cluster.node_states() == "drained ");
  BOOST_TEST(cluster.scheduler.set_node("n0", NodeAvailability::up, "").has_value());
  BOOST_TEST(cluster.node_states() == "idle ");
  BOOST_TEST(cluster.story() == "10:CP 10:CR 20:CC ");
}

BOOST_AUTO_TEST_CASE(a_job_for_a_down_node_holds_up_nobody) {
  TestCluster cluster(2, 1);
  BOOST_TEST(cluster.scheduler.set_node("n0", NodeAvailability::down, "").has_value());
  cluster.submit({.nodes = 2});
  cluster.submit({});
  BOOST_TEST(cluster.story() == "0:PP 0:PR 10:PC ");
  BOOST_TEST(cluster.reason(1) == "ReqNodeNotAvail");
}

BOOST_AUTO_TEST_CASE(accounting_remembers_when_the_scheduler_has_forgotten) {
  SchedulerPolicy policy = at_once();
  policy.remember = 300s;
  TestCluster cluster(1, 4, policy);
  cluster.submit({.name = "a", .user = "ada", .tasks = 3});
  cluster.submit({.name = "b", .user = "bob", .exit = {.code = 2}});
  cluster.submit({.name = "c", .user = "ada"});
  cluster.advance_to(310s);
  BOOST_TEST(cluster.scheduler.find(1) != nullptr);
  cluster.advance_to(311s);
  BOOST_TEST(cluster.scheduler.find(1) == nullptr);
  BOOST_TEST((cluster.scheduler.cancel(1, 0).error().what == Errc::missing));
  const auto names = [](const std::vector<JobRecord>& records) {
    std::string told;
    for (const JobRecord& record : records) told += std::string(record.name) + ' ';
    return told;
  };
  BOOST_TEST(names(cluster.scheduler.records(1, 10)) == "a b c ");
  BOOST_TEST(names(cluster.scheduler.records(2, 1)) == "b ");
  BOOST_TEST(names(cluster.scheduler.records(1, 10, [](const JobRecord& r) { return r.exit.code == 2; })) == "b ");
  BOOST_TEST(names(cluster.scheduler.records_of("ada", 10)) == "c a ");
  BOOST_TEST(names(cluster.scheduler.records_of("ada", 1)) == "c ");
  BOOST_TEST(names(cluster.scheduler.records_of("eve", 1)) == "");
  const JobRecord record = *cluster.scheduler.record(1);
  BOOST_TEST(record.cpus == 3U);
  BOOST_TEST(record.node_list == "n0");
  BOOST_TEST(record.partition == "main");
  BOOST_TEST(record.uid == 1000U);
  BOOST_TEST((record.ended - *record.started == 10s));
  BOOST_TEST(cluster.scheduler.record_count() == 3U);
  BOOST_TEST(!cluster.scheduler.record(4).has_value());
}

BOOST_AUTO_TEST_CASE(watchers_see_each_state_as_an_event_of_the_same_instant) {
  TestCluster cluster(1, 1);
  cluster.submit({.runs = 0s});
  std::string told;
  cluster.scheduler.watch(1, [&](const Job& job) {
    told += std::to_string(cluster.seconds_now()) + ':' + std::string(name_of(job.state)) + ' ';
    if (job.state == JobState::completed) cluster.submit({.name = "next"});
  });
  cluster.advance_to(3s);
  BOOST_TEST(told == "0:RUNNING 0:COMPLETED ");
  BOOST_TEST(cluster.states() == "CR");
  cluster.scheduler.watch(1, [](const Job&) { BOOST_FAIL("it has ended"); });
  cluster.story();
}

BOOST_AUTO_TEST_CASE(a_scheduler_leaves_no_events_behind) {
  VirtualTimeline timeline(kDawn);
  FakeLauncher launcher(timeline);
  {
    Scheduler scheduler(timeline, launcher, some_nodes(1, 1), {whole_partition(some_nodes(1, 1))}, at_once());
    for (int i = 0; i < 3; ++i) BOOST_TEST(scheduler.submit(a_spec({})).has_value());
    timeline.advance_to(kDawn + 1s);
    scheduler.watch(1, [](const Job&) { BOOST_FAIL("nobody is there to be told"); });
    BOOST_TEST(scheduler.cancel(1, 0).has_value());
  }
  timeline.advance_to(kDawn + 1h);
  BOOST_TEST(timeline.pending() == 0U);
}

BOOST_AUTO_TEST_CASE(output_paths_are_known_at_submission_and_the_node_at_the_start) {
  TestCluster cluster(1, 1);
  const auto into = [](const char* out, const char* err) {
    return [=](JobSpec& spec) {
      spec.working_directory = Path::of("/home/ada");
      spec.stdout_pattern = out;
      spec.stderr_pattern = err;
    };
  };
  cluster.submit({.name = "walk"}, into("%x-%j-%N.out", "/logs/%u.err"));
  cluster.submit({}, into("slurm-%j.out", ""));
  BOOST_TEST(cluster.scheduler.find(1)->stdout_path == "/home/ada/walk-1-.out");
  BOOST_TEST(cluster.scheduler.find(1)->stderr_path == "/logs/ada.err");
  BOOST_TEST(cluster.scheduler.find(2)->stderr_path == "/home/ada/slurm-2.out");
  cluster.advance_to(1s);
  BOOST_TEST(cluster.scheduler.find(1)->stdout_path == "/home/ada/walk-1-n0.out");
}

BOOST_AUTO_TEST_CASE(a_submission_that_cannot_be_is_refused) {
  auto nodes = some_nodes(2, 4);
  nodes[0].features = {"gpu"};
  SchedulerPolicy policy = at_once();
  policy.max_jobs = 3;
  policy.max_array = 2;
  TestCluster cluster(nodes, {whole_partition(nodes), a_partition("small", {"n1"})}, policy);
  const auto refusal = [&cluster](auto change) {
    JobSpec spec = a_spec({});
    change(spec);
    const auto refused = cluster.scheduler.submit(std::move(spec));
    return refused ? "accepted" : refused.error().sentence;
  };
  const char* const kNoFit = "Requested node configuration is not available";
  BOOST_TEST(refusal([](JobSpec& s) { s.partition = "nowhere"; }) == "Invalid partition name specified");
  BOOST_TEST(refusal([](JobSpec& s) { s.min_nodes = 3; }) == kNoFit);
  BOOST_TEST(refusal([](JobSpec& s) { s.tasks = 9; }) == kNoFit);
  BOOST_TEST(refusal([](JobSpec& s) { s.tasks = 5, s.max_nodes = 1; }) == kNoFit);
  BOOST_TEST(refusal([](JobSpec& s) { s.cpus_per_task = 5; }) == kNoFit);
  BOOST_TEST(refusal([](JobSpec& s) { s.memory_per_node = 4001; }) == kNoFit);
  BOOST_TEST(refusal([](JobSpec& s) { s.memory_per_cpu = UINT64_MAX, s.cpus_per_task = 3; }) == kNoFit);
  BOOST_TEST(refusal([](JobSpec& s) { s.gpus_per_node = 1; }) == kNoFit);
  BOOST_TEST(refusal([](JobSpec& s) { s.min_nodes = UINT32_MAX, s.tasks_per_node = UINT32_MAX; }) == kNoFit);
  BOOST_TEST(refusal([](JobSpec& s) { s.features = {"fast"}; }) == "Invalid feature specification");
  BOOST_TEST(refusal([](JobSpec& s) { s.features = {"gpu"}, s.partition = "small"; }) == kNoFit);
  BOOST_TEST(refusal([](JobSpec& s) { s.node_names = {"n9"}; }) == "Invalid node name specified");
  BOOST_TEST(refusal([](JobSpec& s) { s.node_names = {"n0"}, s.partition = "small"; }) == kNoFit);
  BOOST_TEST(refusal([](JobSpec& s) { s.excluded_nodes = {"n0", "n1"}; }) == kNoFit);
  BOOST_TEST(refusal([](JobSpec& s) { s.array = {1, 2, 3}; }) == "Invalid job array specification");
  BOOST_TEST(refusal([](JobSpec& s) { s.array = {1, 2}; }) == "accepted");
  BOOST_TEST(refusal([](JobSpec& s) {
               s.array = {1, 2};
             }) == "Slurm temporarily unable to accept job, sleeping and retrying");
  BOOST_TEST(refusal([](JobSpec&) {}) == "accepted");
  BOOST_TEST(cluster.scheduler.last_id() == 3U);
}

BOOST_AUTO_TEST_CASE(accounts_are_checked_where_they_are_enforced) {
  VirtualTimeline timeline(kDawn);
  FakeLauncher launcher(timeline);
  SchedulerPolicy policy = at_once();
  policy.enforce_accounts = true;
  Scheduler scheduler(timeline, launcher, some_nodes(1, 1), {whole_partition(some_nodes(1, 1))}, policy,
                      [](std::string_view user, std::string_view account) { return user == "ada" && account == "p1"; });
  JobSpec spec = a_spec({});
  spec.account = "p1";
  BOOST_TEST(scheduler.submit(spec).has_value());
  spec.account = "p2";
  BOOST_TEST((scheduler.submit(spec).error() ==
              Error{Errc::denied, About::account, "Invalid account or account/partition combination specified"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
