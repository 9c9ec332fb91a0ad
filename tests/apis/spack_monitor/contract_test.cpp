// The description, the route table, the options' schema and the README tell the same story; answers keep to it.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "apis/spack_monitor/spack_monitor.h"
#include "centre/load_site.h"
#include "conformance/openapi/openapi.h"
#include "conformance/schema/schema.h"

namespace hpc::tests::spack_monitor {
namespace {

const conformance::Description& description() {
  static const conformance::Description one =
      HPC_MUST(conformance::Description::read(HPCMOCK_SOURCE_DIR "/schemas/spack_monitor/openapi.yaml"));
  return one;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(contract)

BOOST_AUTO_TEST_CASE(every_route_is_described_and_every_description_has_a_route) {
  std::set<std::string> routed, described;
  const http::ApiType type = apis::spack_monitor::api_type();
  for (const auto& route : type.router.routes()) {
    std::string pattern = route->pattern;
    if (pattern.ends_with("{rest...}")) pattern.erase(pattern.size() - 9);
    routed.insert(route->operation + " " + route->method + " " + pattern);
  }
  for (const conformance::Operation& operation : description().operations())
    described.insert(operation.id + " " + operation.method + " " + operation.path);
  BOOST_TEST(routed == described, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_schema_compiles) {
  const Result<void> compiled = description().compile_all();
  BOOST_TEST(bool(compiled), (compiled ? "" : compiled.error().sentence));
}

BOOST_AUTO_TEST_CASE(the_readme_names_every_option_of_the_schema) {
  std::ifstream schema_file(HPCMOCK_SOURCE_DIR "/schemas/spack_monitor/options.schema.json");
  const Json schema = Json::parse(schema_file);
  std::set<std::string> described, named;
  const Json& properties = schema.at("properties");
  for (const auto& [name, property] : properties.items()) described.insert(name);
  std::ifstream readme(HPCMOCK_SOURCE_DIR "/server/apis/spack_monitor/README.md");
  bool in_options = false;
  std::smatch found;
  for (std::string line; std::getline(readme, line);) {
    if (line.starts_with("## ")) in_options = line == "## Options";
    if (in_options && std::regex_search(line, found, std::regex("^\\| `([a-z_]+)` \\|"))) named.insert(found[1]);
  }
  BOOST_TEST(named == described, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(options_that_the_schema_does_not_allow_are_refused_at_start) {
  const auto is_fine = [](const char* option, const char* value) {
    return bool(centre::embedded_site("demo", {{std::string("apis.spack_monitor.") + option, value}}));
  };
  BOOST_TEST(is_fine("throttle", "100/day"));
  BOOST_TEST(is_fine("users", "{a: {token: '0123456789012345678901234567890123456789'}}"));
  BOOST_TEST(!is_fine("users", "{a: {token: short}}"));
  BOOST_TEST(!is_fine("profile", "strict"));
  BOOST_TEST(!is_fine("throtle", "100/day"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::spack_monitor
