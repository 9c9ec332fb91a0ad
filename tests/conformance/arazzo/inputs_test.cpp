#include "conformance/arazzo/inputs.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/conformance/arazzo/bench.h"

using namespace hpc;
using namespace hpc::conformance;

BOOST_AUTO_TEST_SUITE(inputs)

BOOST_AUTO_TEST_CASE(given_values_defaults_and_conversions_meet_the_schema) {
  const arazzo::test::Folder folder;
  const auto file = folder.write("s.arazzo.yaml", R"(arazzo: 1.0.1
info: {title: t, version: "1"}
sourceDescriptions: [{name: api, url: api.yaml, type: openapi}]
workflows:
  - workflowId: w
    inputs:
      allOf: [{$ref: "#/components/inputs/page"}]
      type: object
      required: [user, key]
      properties:
        user: {type: string}
        key: {type: string, format: password}
        tags: {type: array, default: [a]}
        deep: {type: boolean, default: false}
    steps: [{stepId: s, operationId: list}]
components:
  inputs: {page: {properties: {size: {type: integer, minimum: 1, default: 25}}}}
)");
  arazzo::Library library;
  const auto* scenario = HPC_MUST(library.load(file));
  const auto& workflow = scenario->document.workflows[0];
  const auto prepared = [&](const char* given) {
    const auto inputs = arazzo::prepare_inputs(*scenario, workflow, Json::parse(given));
    return inputs ? inputs->dump() : inputs.error().sentence;
  };
  BOOST_TEST(prepared(R"({"user":"12","key":"k","size":"7","deep":"true","other":1})") == R"({"deep":true,"key":"k","size":7,"tags":["a"],"user":"12"})");
  BOOST_TEST(prepared(R"({"user":"u","key":"k","size":0})") == "the workflow w: input size: expected a number >= 1, got 0");
  BOOST_TEST((arazzo::prepare_inputs(*scenario, workflow, Json::object()).error().what == Errc::missing));
  BOOST_TEST(arazzo::secret_input_names(*scenario, workflow) == std::vector<std::string>{"key"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
