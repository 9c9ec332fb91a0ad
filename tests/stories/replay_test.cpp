// The same requests at the same virtual instants give byte-identical responses on every run.
#include <boost/test/unit_test.hpp>
#include <string>

#include "centre/bench.h"
#include "stories/tutorial.h"

namespace hpc::tests {
namespace {

// Everything that a walk through the tutorial is sent, heads and bodies.
std::string transcript(const std::string& seed) {
  Bench bench({.site = "", .set = {{"seed", seed}}, .clock = "manual"});
  std::string text;
  Tutorial client([&](std::string method, std::string target, http::Headers headers, std::string body) {
    const http::Response response = bench.call(method, target, std::move(headers), std::move(body));
    text += method + ' ' + target + " -> " + std::to_string(response.status) + ' ' + response.reason + '\n';
    for (const http::Header& header : response.headers) text += header.name + ": " + header.value + '\n';
    text += response.body.str() + '\n';
    return Answer{response.status, response.body.str()};
  });
  client.log_in();
  std::vector<std::string> tasks;
  for (int i = 0; i < 5; ++i) {
    tasks.push_back(client.upload("#!/bin/bash\necho $SLURM_JOB_ID\nsleep " + std::to_string(i) + "\n"));
    bench.advance(std::chrono::milliseconds(700));
  }
  for (int i = 0; i < 10; ++i) {
    for (const std::string& task : tasks) client.task(task);
    client.get("/tasks");
    client.get("/compute/jobs");
    client.get("/status/systems");
    bench.advance(std::chrono::seconds(1));
  }
  return text;
}

BOOST_AUTO_TEST_SUITE(replay)

BOOST_AUTO_TEST_CASE(the_same_seed_and_requests_give_the_same_bytes) {
  const std::string first = transcript("7");
  BOOST_TEST(first.size() > 10'000U);
  BOOST_TEST((first == transcript("7")));
}

BOOST_AUTO_TEST_CASE(another_seed_gives_other_tokens) { BOOST_TEST((transcript("7") != transcript("8"))); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
