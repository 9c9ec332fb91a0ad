// The scenarios of the tree against the mock of the tree.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/check/commands.h"
#include "tests/conformance/saboteur/mock_in_process.h"

using namespace hpc;
using namespace hpc::conformance;
using test::MockInProcess;

namespace {

struct Said {
  int code = 0;
  std::string text;
};

Said run(const World& world, CheckSettings settings) {
  settings.root = HPCMOCK_SOURCE_DIR;
  settings.ledger = "none";
  Said said;
  const Screen screen{[&said](std::string_view part) { said.text += part; }, [&said](std::string_view part) { said.text += part; }, false};
  said.code = check_command(settings, screen, &world);
  return said;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mock)

BOOST_AUTO_TEST_CASE(every_scenario_passes_at_once_and_again) {
  MockInProcess mock;
  CheckSettings settings;
  settings.jobs = 4;
  settings.quiet = true;
  settings.strict = true;
  std::string first;
  for (int round = 0; round < 3; ++round) {
    settings.run_id = "r";
    const auto said = run(mock.world(), settings);
    BOOST_TEST(said.code == 0, said.text);
    if (round == 0) first = said.text;
    // The clock of this world stands still: the whole report is the same, order and times included.
    BOOST_TEST(said.text == first);
  }
}

BOOST_AUTO_TEST_CASE(the_profile_of_the_mock_finds_it) {
  MockInProcess mock;
  CheckSettings settings;
  settings.what = {"refissh"};
  settings.target.profile = "mock";
  const auto said = run(mock.world(), settings);
  BOOST_TEST(said.code == 0, said.text);
  BOOST_TEST(said.text.find("against http://127.0.0.1:8080 (hpcmock ") != std::string::npos, said.text);
}

BOOST_AUTO_TEST_CASE(a_read_only_run_changes_nothing) {
  MockInProcess mock;
  std::set<std::string> changing;
  const auto world = mock.world([&changing](const http::Request& request, Result<http::Response> response) {
    const bool token = request.target.find("/token") != std::string::npos;
    if (request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS" && !token) changing.insert(request.method + " " + request.target);
    return response;
  });
  CheckSettings settings;
  settings.read_only = true;
  settings.quiet = true;
  run(world, settings);
  BOOST_TEST(changing.empty(), *changing.begin());
}

BOOST_AUTO_TEST_SUITE_END()
