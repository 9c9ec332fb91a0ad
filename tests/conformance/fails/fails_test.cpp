// Tests the tester: each folder here has a scenario or a server that is wrong in one way, and what the runner says of
// it, to the letter. HPCMOCK_UPDATE_GOLDENS=1 writes what it says now.
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "conformance/check/commands.h"
#include "tests/conformance/support/fake_server.h"

using namespace hpc;
using namespace hpc::conformance;
namespace fs = std::filesystem;

namespace {

const fs::path kFolder = fs::path(HPCMOCK_SOURCE_DIR) / "tests/conformance/fails";

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string content(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// `settings:` of server.yaml, where a case needs other than the usual ones.
void take_settings(const OrderedJson& given, CheckSettings& settings) {
  settings.strict = given.value("strict", false);
  settings.read_only = given.value("read_only", false);
  settings.verbose = given.value("verbose", false);
  settings.budget = given.value("budget", "");
  settings.baseline = given.value("baseline", "");
  settings.target.profile = given.value("profile", "");
  settings.target.inputs = given.value("inputs", std::vector<std::string>());
  settings.target.secrets = given.value("secrets", std::vector<std::string>());
  settings.only = given.value("only", std::vector<std::string>());
  settings.reports = given.value("reports", std::vector<std::string>());
  if (given.contains("base_urls")) settings.target.base_urls = given.at("base_urls").get<std::vector<std::string>>();
  if (given.contains("min_coverage")) settings.min_coverage = given.at("min_coverage").get<double>();
}

std::string outcome_of(const std::string& name) {
  const auto description = HPC_MUST(YamlDocument::read(name + "/server.yaml"));
  test::FakeServer server(description);
  CheckSettings settings;
  settings.what = {name + "/scenario.arazzo.yaml"};
  settings.root = ".";
  settings.run_id = "golden";
  settings.ledger = "none";
  settings.jobs = 1;
  settings.target.base_urls = {"http://target"};
  take_settings(description.root().value("settings", OrderedJson::object()), settings);
  std::string text;
  const Screen screen{[&text](std::string_view part) { text += part; }, [&text](std::string_view part) { text += part; }, false};
  const auto world = server.world();
  const auto code = check_command(settings, screen, &world);
  return text + "exit " + std::to_string(code) + "\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fails)

BOOST_AUTO_TEST_CASE(each_wrong_thing_is_named_to_the_letter) {
  const auto before = fs::current_path();
  fs::current_path(kFolder);
  const bool update = std::getenv("HPCMOCK_UPDATE_GOLDENS") != nullptr;
  for (const auto& name : cases()) {
    const auto said = outcome_of(name);
    if (update) std::ofstream(name + "/expected.txt") << said;
    BOOST_TEST(said == content(name + "/expected.txt"), name << " says\n" << said << "and should say\n" << content(name + "/expected.txt"));
    BOOST_TEST(!said.ends_with("exit 0\n"), name << " does not fail");
  }
  fs::current_path(before);
}

BOOST_AUTO_TEST_SUITE_END()
