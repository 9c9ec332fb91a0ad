// A client that polls sees every state of a 24 h job, however fast it polls, and in few polls.
#include <boost/test/unit_test.hpp>
#include <set>
#include <vector>

#include "centre/bench.h"
#include "stories/tutorial.h"

namespace hpc::tests {
namespace {

Send through(Bench& bench) {
  return [&bench](std::string method, std::string target, http::Headers headers, std::string body) {
    const http::Response response = bench.call(std::move(method), std::move(target), std::move(headers), std::move(body));
    return Answer{response.status, response.body.str()};
  };
}

constexpr char kDay[] = "#!/bin/bash\n#SBATCH --time=2-00:00:00 --partition=part02\necho started\nsleep 86400\necho ended\n";

BOOST_AUTO_TEST_SUITE(stepping)

BOOST_AUTO_TEST_CASE(a_client_that_polls_without_pause_sees_pending_running_and_completed) {
  Bench bench({.site = "", .set = {}, .clock = "stepping"});
  Tutorial client(through(bench));
  client.log_in();
  const auto submitted = client.finished(client.upload(kDay));
  BOOST_TEST(submitted.at("status") == "200");
  BOOST_TEST(submitted.at("data").at("jobid") == "1");
  std::vector<std::string> seen;
  for (int i = 0; i < 30 && (seen.empty() || seen.back() != "1:COMPLETED"); ++i) {
    const std::string state = client.states();
    if (seen.empty() || seen.back() != state) seen.push_back(state);
  }
  const std::vector<std::string> expected{"1:PENDING", "1:RUNNING", "1:COMPLETED"};
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(with_idle_skip_a_client_that_sleeps_between_polls_finishes_in_a_few) {
  Bench bench({.site = "", .set = {}, .clock = "idle-skip"});
  Tutorial client(through(bench));
  client.log_in();
  const auto pause = [&bench] { bench.host().move(std::chrono::milliseconds(100)); };
  client.finished(client.upload(kDay), 10, pause);
  std::string state;
  int queries = 0;
  for (; queries < 10 && state != "1:COMPLETED"; ++queries) {
    pause();
    state = client.states(pause);
  }
  BOOST_TEST(state == "1:COMPLETED");
  BOOST_TEST(queries <= 6);
  BOOST_TEST((bench.host().wall() - from_unix_seconds(1795300000) < std::chrono::seconds(5)));
}

BOOST_AUTO_TEST_CASE(with_a_manual_clock_nothing_happens_until_control_says_so) {
  Bench bench;
  Tutorial client(through(bench));
  client.log_in();
  const std::string task = client.upload(kDay);
  for (int i = 0; i < 5; ++i) BOOST_TEST(client.task(task).at("status") == "100");
  bench.advance(std::chrono::seconds(5));
  BOOST_TEST(client.task(task).at("status") == "200");
  bench.advance(std::chrono::hours(25));
  const auto output = bench.call("GET", "/_hpcmock/clusters/daint/content" +
                                            client.task(task).at("data").at("job_file_out").get<std::string>());
  BOOST_TEST(output.body.str() == "started\nended\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
