// What a job's output file holds, second by second.
#include <boost/test/unit_test.hpp>

#include "bench.h"

namespace hpc::site {
namespace {

std::string story(std::string_view script, int seconds) {
  Bench bench;
  const Job job = bench.job(Bench::spec(script));
  return bench.story(job, job.stdout_path, seconds);
}

BOOST_AUTO_TEST_SUITE(stories)

BOOST_AUTO_TEST_CASE(output_appears_when_it_is_written) {
  BOOST_TEST(story("echo a; sleep 5; echo b; sleep 1m; echo c", 70) ==
             "0:a\n"
             "5:a\nb\n"
             "65:a\nb\nc\n");
}

BOOST_AUTO_TEST_CASE(the_file_is_there_and_empty_before_anything_is_written) {
  BOOST_TEST(story("sleep 3; echo late", 5) == "0:|\n3:late\n");
}

BOOST_AUTO_TEST_CASE(sleep_adds_its_operands_and_knows_units_and_fractions) {
  BOOST_TEST(story("sleep 1 2 1s; echo a; sleep 0.5; sleep .5; echo b; sleep 0.05m; echo c", 10) ==
             "0:|\n4:a\n5:a\nb\n8:a\nb\nc\n");
}

BOOST_AUTO_TEST_CASE(the_clock_of_date_is_the_timelines) {
  BOOST_TEST(story("date; sleep 45; date +%H:%M:%S; date -u +%s; date -Iseconds", 50) ==
             "0:Sat Nov 21 21:34:15 UTC 2026\n"
             "45:Sat Nov 21 21:34:15 UTC 2026\n21:35:00\n1795296900\n2026-11-21T21:35:00+00:00\n");
}

BOOST_AUTO_TEST_CASE(commands_in_the_background_run_beside_each_other) {
  BOOST_TEST(story("(sleep 2; echo two) & (sleep 1; echo one) & echo zero; wait; echo all", 5) ==
             "0:zero\n1:zero\none\n2:zero\none\ntwo\nall\n");
}

BOOST_AUTO_TEST_CASE(the_members_of_a_pipeline_run_beside_each_other) {
  BOOST_TEST(story("{ echo a; sleep 2; echo b; } | cat", 3) == "0:a\n2:a\nb\n");
  BOOST_TEST(story("sleep 3 | sleep 1; echo done", 4) == "0:|\n3:done\n");
  BOOST_TEST(story("{ echo 1; sleep 1; echo 2; } | while read x; do sleep 2; echo got $x; done", 5) ==
             "0:|\n2:got 1\n4:got 1\ngot 2\n");
}

BOOST_AUTO_TEST_CASE(a_substitution_takes_its_time) {
  BOOST_TEST(story("x=$(sleep 2; echo in); echo $x; y=`sleep 1`; echo end", 4) == "0:|\n2:in\n3:in\nend\n");
}

BOOST_AUTO_TEST_CASE(a_loop_waits_for_what_another_process_makes) {
  BOOST_TEST(story("(sleep 7; touch flag) & n=0; while [ ! -e flag ]; do sleep 2; n=$((n+1)); done; echo $n", 9) ==
             "0:|\n8:4\n");
}

BOOST_AUTO_TEST_CASE(timeout_ends_what_takes_too_long) {
  BOOST_TEST(story("timeout 3 sleep 10; echo $?; timeout 5 sh -c 'sleep 1; echo in; sleep 100'; echo $?", 10) ==
             "0:|\n3:124\n4:124\nin\n8:124\nin\n124\n");
}

BOOST_AUTO_TEST_CASE(wait_gives_the_status_of_what_it_waited_for) {
  BOOST_TEST(story("(sleep 2; exit 3) & wait $!; echo $?; sleep 1 & p=$!; kill $p; wait $p; echo $?", 4) ==
             "0:|\n2:3\n143\n");
}

BOOST_AUTO_TEST_CASE(the_job_ends_with_its_script_and_takes_the_rest_along) {
  BOOST_TEST(story("(sleep 2; echo late) & echo now", 5) == "0:now\n");
}

BOOST_AUTO_TEST_CASE(time_tells_virtual_time) {
  Bench bench;
  const Ending ending = bench.run("time sleep 75.25; time -p sleep 2");
  BOOST_TEST(ending.err == "\nreal\t1m15.250s\nuser\t0m0.000s\nsys\t0m0.000s\nreal 2.00\nuser 0.00\nsys 0.00\n");
  BOOST_TEST(ending.took.count() == 77'250'000);
}

BOOST_AUTO_TEST_CASE(a_read_with_nothing_to_read_ends_and_one_from_a_sleeper_waits) {
  BOOST_TEST(story("read x; echo $?; sleep 2 | { read y; echo $?; }", 3) == "0:1\n2:1\n1\n");
}

BOOST_AUTO_TEST_CASE(files_get_the_instant_of_their_last_write) {
  Bench bench;
  bench.run("echo a > f; sleep 10; echo b >> f; sleep 10; touch g");
  const Stat f = HPC_MUST(bench.files.stat(Credentials{}, Path::of("/home/alice/f")));
  const Stat g = HPC_MUST(bench.files.stat(Credentials{}, Path::of("/home/alice/g")));
  BOOST_TEST(iso_seconds(f.modified) == "2026-11-21T21:34:25");
  BOOST_TEST(iso_seconds(g.modified) == "2026-11-21T21:34:35");
}

BOOST_AUTO_TEST_CASE(a_job_that_sleeps_for_a_day_is_a_handful_of_events) {
  Bench bench;
  int ended = 0;
  const Job job = bench.job(Bench::spec("echo a; sleep 86400; echo b"));
  const std::unique_ptr<Execution> execution =
      bench.programs.launch(job, {"nid001"}, [&ended](ExitStatus) { ++ended; });
  int events = 0;
  while (bench.timeline.advance_to_next()) ++events;
  BOOST_TEST(ended == 1);
  BOOST_TEST(events <= 3);
  BOOST_TEST(iso_seconds(bench.timeline.now()) == "2026-11-22T21:34:15");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
