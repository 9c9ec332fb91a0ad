// The profiles that are shipped: each can be read, and speaks of APIs, paths and inputs that there are.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "conformance/arazzo/inputs.h"
#include "conformance/check/addresses.h"
#include "conformance/check/plan.h"
#include "conformance/check/settings.h"

using namespace hpc;
using namespace hpc::conformance;

namespace {

const DataFolders kData{HPCMOCK_SOURCE_DIR};

/// Gives every ${NAME} of the file a value.
void fill_environment(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  const auto all = text.str();
  static const std::regex variable(R"(\$\{([A-Z_]+)\})");
  for (std::sregex_iterator at(all.begin(), all.end(), variable), end; at != end; ++at) ::setenv((*at)[1].str().c_str(), "from-the-environment", 1);
}

/// Inputs that any workflow of the tree takes, by the API's folder.
std::map<std::string, std::set<std::string>> inputs_of_scenarios(arazzo::Library& library) {
  std::map<std::string, std::set<std::string>> all;
  for (const auto& check : HPC_MUST(plan_checks(library, kData, HPC_MUST(scenario_files(kData, {}))))) {
    for (const auto& workflow : check.scenario->document.workflows) {
      for (const auto& name : arazzo::input_names(*check.scenario, workflow)) all[check.info.api].insert(name);
    }
  }
  return all;
}

/// "firecrest" or "firecrest/auth/realms" of an API that there is, and a path that it has.
void check_address(const std::string& key, const arazzo::Library& library) {
  bool found = false;
  for (const auto& [file, api] : library.apis()) {
    const auto name = api_name(*api);
    if (key == name) found = true;
    if (!key.starts_with(name + "/")) continue;
    for (const auto& operation : api->operations()) found = found || operation.path.starts_with(key.substr(name.size()));
  }
  BOOST_TEST(found, key << " is no API and no path of one");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(profiles)

BOOST_AUTO_TEST_CASE(every_profile_of_the_tree_can_be_used) {
  arazzo::Library library;
  const auto inputs = inputs_of_scenarios(library);
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kData.profiles())) {
    if (entry.path().extension() != ".yaml") continue;
    ++count;
    fill_environment(entry.path());
    const auto profile = HPC_MUST(read_profile(entry.path().stem().string(), kData.profiles()));
    BOOST_TEST(!profile.name.empty(), entry.path());
    std::set<std::string> known;
    for (const auto& [key, url] : profile.base_urls) {
      check_address(key, library);
      const auto found = inputs.find(key.substr(0, key.find('/')));
      if (found != inputs.end()) known.insert(found->second.begin(), found->second.end());
    }
    for (const auto& [name, value] : profile.inputs.items()) BOOST_TEST(known.contains(name), entry.path() << ": no scenario of its APIs has the input " << name);
    if (profile.token) BOOST_TEST(known.contains(profile.token->input), entry.path() << ": nobody takes the token");
  }
  BOOST_TEST(count >= 7U);
}

BOOST_AUTO_TEST_SUITE_END()
