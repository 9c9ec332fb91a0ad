// The description, the route table, the options' schema and the README tell the same story.
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "apis/firecrest/firecrest.h"
#include "apis/firecrest/firecrest_bench.h"
#include "conformance/openapi/openapi.h"
#include "conformance/schema/schema.h"

namespace hpc::tests {
namespace {

const conformance::Description& description() {
  static const conformance::Description kRead =
      HPC_MUST(conformance::Description::read(HPCMOCK_SOURCE_DIR "/schemas/firecrest/openapi.yaml"));
  return kRead;
}

// Routes that only the services of a deployment use between themselves.
bool is_internal(const std::string& operation) {
  static const std::set<std::string> kInternal = {"firecrest.tasks.of_service", "firecrest.tasks.create",
                                                  "firecrest.tasks.update", "firecrest.tasks.remove",
                                                  "firecrest.tasks.expire"};
  return kInternal.contains(operation);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(firecrest_contract)

BOOST_AUTO_TEST_CASE(every_route_is_described_and_every_description_has_a_route) {
  std::set<std::string> routed, described;
  const http::ApiType type = apis::firecrest::api_type();
  for (const auto& route : type.router.routes()) {
    std::string pattern = route->pattern;
    if (is_internal(route->operation) || pattern.ends_with('/')) continue;
    if (const std::size_t rest = pattern.find("...}"); rest != std::string::npos) pattern.erase(rest, 3);
    routed.insert(route->operation + ' ' + route->method + ' ' + pattern);
  }
  for (const conformance::Operation& operation : description().operations())
    described.insert(operation.id + ' ' + operation.method + ' ' + operation.path);
  BOOST_TEST(routed == described, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_readme_names_every_option_of_the_schema) {
  std::ifstream schema_file(HPCMOCK_SOURCE_DIR "/schemas/firecrest/options.schema.json");
  const Json schema = Json::parse(schema_file);
  BOOST_TEST(conformance::Schema::compile(schema, {}).has_value());
  std::set<std::string> described, named;
  for (const auto& [name, property] : schema.at("properties").items()) described.insert(name);
  std::ifstream readme(HPCMOCK_SOURCE_DIR "/server/apis/firecrest/README.md");
  bool in_options = false;
  std::smatch found;
  for (std::string line; std::getline(readme, line);) {
    if (line.starts_with("## ")) in_options = line == "## Options";
    if (in_options && std::regex_search(line, found, std::regex("^\\| `([a-z_]+)` \\|"))) named.insert(found[1]);
  }
  BOOST_TEST(named == described, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(options_that_the_schema_does_not_allow_are_refused_at_start) {
  const auto is_taken = [](const char* option, const char* value) {
    return centre::embedded_site("demo", {{std::string("apis.firecrest.") + option, value}}).has_value();
  };
  BOOST_TEST(!is_taken("profile", "kong"));
  BOOST_TEST(!is_taken("sistems", "[daint]"));
  BOOST_TEST(!is_taken("status_cache_seconds", "-1"));
  BOOST_TEST(!is_taken("link_life_seconds", "604801"));
  BOOST_TEST(is_taken("profile", "direct"));
}

BOOST_AUTO_TEST_CASE(options_change_what_they_name) {
  FirecrestBench bench(std::vector<centre::Override>{{"apis.firecrest.version", "1.15.0"},
                                                     {"apis.firecrest.systems", "[eiger]"},
                                                     {"apis.firecrest.max_file_size_mb", "1"},
                                                     {"apis.firecrest.query_latency", "5s"},
                                                     {"apis.firecrest.required_scope", "\"\""}});
  bench.machine = "eiger";
  const Json parameters = FirecrestBench::json(bench.get("/status/parameters"))["out"];
  BOOST_TEST(parameters["general"][0]["value"] == "1.15.0");
  BOOST_TEST(parameters["utilities"][0]["value"] == "1");
  BOOST_TEST(FirecrestBench::json(bench.get("/status/systems"))["out"].size() == 1u);
  BOOST_TEST(bench.outcome(bench.get("/compute/nodes"))["status"] == "100");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests
