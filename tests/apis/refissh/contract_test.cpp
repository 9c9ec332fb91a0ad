// The description, the route table and the options' schema tell the same story.
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "apis/refissh/ask_bench.h"
#include "apis/refissh/refissh.h"
#include "conformance/schema/schema.h"

namespace hpc::tests::refissh {

BOOST_AUTO_TEST_SUITE(contract)

BOOST_AUTO_TEST_CASE(every_route_is_described_and_every_description_has_a_route) {
  std::set<std::string> routed, described;
  const http::ApiType type = apis::refissh::api_type();
  for (const auto& route : type.router.routes()) {
    std::string pattern = route->pattern.substr(std::string("/refissh").size());
    if (const std::size_t rest = pattern.find("...}"); rest != std::string::npos) pattern.erase(rest, 3);
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
  std::ifstream schema_file(HPCMOCK_SOURCE_DIR "/schemas/refissh/options.schema.json");
  const Json schema = Json::parse(schema_file);
  BOOST_TEST(bool(conformance::Schema::compile(schema, {})));
  std::set<std::string> described, named;
  for (const auto& [name, property] : schema.at("properties").items()) described.insert(name);
  std::ifstream readme(HPCMOCK_SOURCE_DIR "/server/apis/refissh/README.md");
  bool in_options = false;
  for (std::string line; std::getline(readme, line);) {
    if (line.rfind("## ", 0) == 0) in_options = line == "## Options";
    if (in_options && line.rfind("| `", 0) == 0) named.insert(line.substr(3, line.find('`', 3) - 3));
  }
  BOOST_TEST(named == described, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(options_that_the_schema_does_not_allow_are_refused_at_start) {
  const auto refusal = [](const char* option, const char* value) {
    const auto site = centre::embedded_site("demo", {{std::string("apis.refissh.") + option, value}});
    const std::string sentence = site ? "" : site.error().sentence;
    return sentence.substr(std::min(sentence.find("/apis"), sentence.size()));
  };
  BOOST_TEST(refusal("tokens", "5") == "/apis/refissh/tokens: expected an object, got 5");
  BOOST_TEST(refusal("base_paths", "[/a/b]").rfind("/apis/refissh/base_paths/0: ", 0) == 0U);
  BOOST_TEST(refusal("tokenz", "{}") != "");
  BOOST_TEST(refusal("tokens", "{t: {project: A}}") == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::refissh
