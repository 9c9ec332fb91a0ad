// The description, the route table, the switches' schema and the README tell the same story.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "apis/registry.h"
#include "base/json.h"
#include "centre/load_site.h"
#include "conformance/openapi/openapi.h"

namespace hpc::tests {
namespace {

const conformance::Description& description() {
  static const conformance::Description one =
      HPC_MUST(conformance::Description::read(HPCMOCK_SOURCE_DIR "/schemas/prominence/openapi.yaml"));
  return one;
}

std::string without_dots(std::string pattern) {
  for (std::size_t at = pattern.find("...}"); at != std::string::npos; at = pattern.find("...}")) pattern.erase(at, 3);
  return pattern;
}

// What stands between backquotes in the first column of a table's row.
std::set<std::string> names_in(const std::string& row) {
  std::set<std::string> names;
  const std::string column = row.substr(0, row.find('|', 1));
  for (std::size_t at = column.find('`'); at != std::string::npos; at = column.find('`', at + 1)) {
    const std::size_t end = column.find('`', at + 1);
    names.insert(column.substr(at + 1, end - at - 1));
    at = end;
  }
  return names;
}

BOOST_AUTO_TEST_SUITE(prominence_contract)

BOOST_AUTO_TEST_CASE(every_route_is_described_and_every_description_has_a_route) {
  std::set<std::string> routed, described;
  const std::vector<http::ApiType> types = apis::all();
  const http::ApiType& type = types.front();
  for (const auto& route : type.router.routes()) {
    const std::string pattern = without_dots(route->pattern);
    if (pattern.starts_with("/v1/") || pattern.starts_with("/prominence/v1/")) continue;  // the same once more
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

BOOST_AUTO_TEST_CASE(the_readme_names_every_switch_of_the_schema) {
  std::ifstream schema_file(HPCMOCK_SOURCE_DIR "/schemas/prominence/options.schema.json");
  const Json schema = Json::parse(schema_file);
  std::set<std::string> described, named;
  const Json& properties = schema.at("properties");
  for (const auto& [name, property] : properties.items()) described.insert(name);
  std::ifstream readme(HPCMOCK_SOURCE_DIR "/server/apis/prominence/README.md");
  bool in_switches = false;
  for (std::string line; std::getline(readme, line);) {
    if (line.starts_with("## ")) in_switches = line.starts_with("## Switches");
    if (in_switches && line.starts_with("| `")) named.merge(names_in(line));
  }
  BOOST_TEST(named == described, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(switches_that_the_schema_does_not_allow_are_refused_at_start) {
  const auto is_fine = [](const char* name, const char* value) {
    return bool(centre::embedded_site("demo", {{std::string("apis.prominence.") + name, value}}));
  };
  BOOST_TEST(is_fine("ts", "true"));
  BOOST_TEST(is_fine("outages", "[etcd]"));
  BOOST_TEST(!is_fine("outages", "[weather]"));
  BOOST_TEST(!is_fine("framework", "C"));
  BOOST_TEST(!is_fine("time_series", "true"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
