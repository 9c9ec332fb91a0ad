// How much the scenarios notice: the mock is made wrong in one way at a time, and the check that sees it must fail.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "conformance/check/commands.h"
#include "tests/conformance/saboteur/mock_in_process.h"
#include "tests/conformance/saboteur/sabotage.h"

using namespace hpc;
using namespace hpc::conformance;
using test::MockInProcess;
using test::Sabotage;

namespace {

/// Which check a request to a sandbox belongs to: the sandbox's name.
std::string sandbox_of(const http::Request& request) {
  const auto path = request.target.substr(MockInProcess::kOrigin.size());
  if (!path.starts_with("/s/") || path.find("/_hpcmock") != std::string::npos) return "";
  return path.substr(3, path.find('/', 3) - 3);
}

struct Seen {
  std::string check;
  std::string file;        ///< of the scenario
  std::size_t number = 0;  ///< of the check's requests
};

/// One check, or all of the tree.
int run_check(const World& world, const Seen* one, std::string& said) {
  CheckSettings settings;
  settings.root = HPCMOCK_SOURCE_DIR;
  settings.run_id = "s";
  settings.ledger = "none";
  settings.jobs = 1;
  settings.strict = true;
  if (one != nullptr) {
    settings.only = {one->check};
    settings.what = {one->file};
  }
  const Screen screen{[&said](std::string_view part) { said += part; }, [&said](std::string_view part) { said += part; }, false};
  return check_command(settings, screen, &world);
}

/// Every exchange of a clean run, by the check that made it.
std::vector<Seen> exchanges() {
  arazzo::Library library;
  const DataFolders data{HPCMOCK_SOURCE_DIR};
  const auto checks = HPC_MUST(plan_checks(library, data, HPC_MUST(scenario_files(data, {}))));
  std::map<std::string, std::size_t> counts;
  MockInProcess mock;
  const auto world = mock.world([&counts](const http::Request& request, Result<http::Response> response) {
    if (const auto sandbox = sandbox_of(request); !sandbox.empty()) ++counts[sandbox];
    return response;
  });
  std::string said;
  BOOST_REQUIRE_MESSAGE(run_check(world, nullptr, said) == 0, said);
  std::vector<Seen> all;
  for (const auto& check : checks) {
    auto name = "check-s-" + check.info.id;
    for (auto& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
    for (std::size_t i = 0; i < counts[name]; ++i) all.push_back({check.info.id, check.info.file, i});
  }
  return all;
}

struct Try {
  bool spoilt = false;
  bool noticed = false;
  std::string what;
};

Try try_one(const Seen& seen, Sabotage kind, Random random) {
  MockInProcess mock;
  std::size_t number = 0;
  Try result;
  const auto world = mock.world([&](const http::Request& request, Result<http::Response> response) {
    if (sandbox_of(request).empty() || number++ != seen.number || !response) return response;
    auto wrong = test::spoil(*response, kind, random);
    if (!wrong) return response;
    result.spoilt = true;
    result.what = seen.check + ", request " + std::to_string(seen.number + 1) + " (" + request.method + " " + request.target.substr(request.target.find('/', 35)) + "): " + wrong->how;
    return std::move(wrong->response);
  });
  // A check of level MAY that fails is told, though it does not count.
  std::string said;
  result.noticed = run_check(world, &seen, said) != 0 || said.find("\nFAIL") != std::string::npos;
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(saboteur)

// HPCMOCK_SABOTAGES=1000 tries more ways; HPCMOCK_SEED another hundred. --log_level=message lists those not noticed.
BOOST_AUTO_TEST_CASE(nearly_all_wrong_responses_are_noticed) {
  const char* many = std::getenv("HPCMOCK_SABOTAGES");
  const char* seed = std::getenv("HPCMOCK_SEED");
  const int wanted = many == nullptr ? 100 : std::atoi(many);
  Random random(seed == nullptr ? 20261121 : std::strtoull(seed, nullptr, 10));
  const auto all = exchanges();
  BOOST_REQUIRE(!all.empty());
  int tried = 0;
  std::vector<std::string> unnoticed;
  while (tried < wanted) {
    const auto& seen = all[random.below(all.size())];
    const auto one = try_one(seen, static_cast<Sabotage>(random.below(test::kSabotages)), Random(random.next()));
    if (!one.spoilt) continue;
    ++tried;
    if (!one.noticed) unnoticed.push_back(one.what);
  }
  for (const auto& what : unnoticed) BOOST_TEST_MESSAGE("not noticed: " << what);
  BOOST_TEST_MESSAGE(tried - static_cast<int>(unnoticed.size()) << " of " << tried << " noticed");
  std::string list;
  for (const auto& what : unnoticed) list += "\n  " + what;
  BOOST_TEST((static_cast<std::size_t>(tried) - unnoticed.size()) * 100 >= static_cast<std::size_t>(tried) * 90, unnoticed.size() << " of " << tried << " were not noticed:" << list);
}

BOOST_AUTO_TEST_SUITE_END()
