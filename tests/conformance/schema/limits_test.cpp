// Nothing that a schema or a document says makes the validator crash or run for ever.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "conformance/schema/schema.h"

namespace hpc::conformance {
namespace {

Schema compiled(const std::string& text) {
  return HPC_MUST(Schema::compile(Json::parse(text), {}));
}

Json nested(std::size_t depth) {
  return Json::parse(std::string(depth, '[') + std::string(depth, ']'));
}

std::string only_fault(const Schema& schema, const Json& instance) {
  const std::vector<Fault> faults = schema.validate(instance);
  BOOST_TEST(faults.size() == 1u);
  BOOST_TEST(!schema.is_valid(instance));
  return faults.empty() ? "" : faults[0].expected;
}

BOOST_AUTO_TEST_SUITE(limits)

BOOST_AUTO_TEST_CASE(a_value_may_be_256_deep) {
  const Schema schema = compiled(R"({"items": {"$ref": "#"}})");
  BOOST_TEST(schema.is_valid(nested(256)));
  BOOST_TEST(only_fault(schema, nested(257)) == "a value that can be checked within limits: nested at most 256 deep");
  BOOST_TEST(!schema.is_valid(nested(100'000)));
}

BOOST_AUTO_TEST_CASE(depth_counts_even_where_a_not_would_turn_it_round) {
  BOOST_TEST(!compiled(R"({"not": {"items": {"$ref": "#"}}})").is_valid(nested(1000)));
}

BOOST_AUTO_TEST_CASE(a_schema_may_be_400_deep) {
  std::string deep = "true";
  for (int i = 0; i < 500; ++i) deep = "{\"items\":" + deep + "}";
  const auto schema = Schema::compile(Json::parse(deep), {});
  BOOST_TEST(schema.error().sentence == "schema.json: nested deeper than 400");
}

BOOST_AUTO_TEST_CASE(long_chains_of_schemas_for_one_value_end_in_a_fault) {
  Json document = {{"$ref", "#/$defs/0"}};
  for (int i = 0; i < 5000; ++i) document["$defs"][std::to_string(i)] = {{"$ref", "#/$defs/" + std::to_string(i + 1)}};
  document["$defs"]["5000"] = true;
  const Schema schema = HPC_MUST(Schema::compile(document, {}));
  BOOST_TEST(only_fault(schema, 1) == "a value that can be checked within limits: fewer than 1024 schemas deep");
}

BOOST_AUTO_TEST_CASE(exponential_alternatives_end_in_a_fault) {
  const Schema schema =
      compiled(R"({"anyOf": [{"type": "array", "items": {"$ref": "#"}}, {"items": {"$ref": "#"}, "type": "array"}]})");
  Json deep = 1;
  for (int i = 0; i < 60; ++i) deep = Json::array({deep});
  BOOST_TEST(only_fault(schema, deep) == "a value that can be checked within limits: in fewer steps");
}

BOOST_AUTO_TEST_CASE(the_closest_alternative_is_not_looked_for_in_all_depths) {
  const Schema schema = compiled(
      R"({"type": "array", "anyOf": [{"items": {"$ref": "#"}, "minItems": 2}, {"items": {"$ref": "#"}, "minItems": 3},
                                    {"items": {"$ref": "#"}, "minItems": 4}, {"items": {"$ref": "#"}, "minItems": 5}]})");
  const std::vector<Fault> faults = schema.validate(nested(60));
  BOOST_REQUIRE(!faults.empty());
  BOOST_TEST(faults[0].expected == "at least 2 items");
}

BOOST_AUTO_TEST_CASE(dynamic_references_that_never_end_end_in_a_fault) {
  const Schema schema = compiled(R"({"$dynamicAnchor": "x", "$dynamicRef": "#x"})");
  BOOST_TEST(!schema.is_valid(1));
}

BOOST_AUTO_TEST_CASE(catastrophic_expressions_end_in_a_fault) {
  const Schema schema = compiled(R"({"pattern": "^(a|a?)+$"})");
  BOOST_TEST(!schema.is_valid(std::string(100, 'a') + "b"));
  const Schema backtracking = compiled(R"({"pattern": "^(([a-z])+.)+[A-Z]([a-z])+$"})");
  BOOST_TEST(!backtracking.is_valid(std::string(500, 'a')));
}

BOOST_AUTO_TEST_CASE(long_strings_are_no_problem_for_expressions) {
  const Schema schema = compiled(R"({"pattern": "^(?:ab|[cd])*$"})");
  std::string text;
  for (int i = 0; i < 500'000; ++i) text += "abcd";
  BOOST_TEST(schema.is_valid(text));
}

BOOST_AUTO_TEST_CASE(large_arrays_are_compared_in_reasonable_time) {
  Json array = Json::array();
  for (int i = 0; i < 50'000; ++i) array.push_back({{"id", i}});
  const Schema schema = compiled(R"({"uniqueItems": true})");
  BOOST_TEST(schema.is_valid(array));
  array.push_back({{"id", 17.0}});
  BOOST_TEST(schema.validate(array)[0].got == "items 17 and 50000 are both {\"id\":17}");
}

BOOST_AUTO_TEST_CASE(faults_stop_at_the_number_asked_for) {
  const Schema schema = compiled(R"({"items": {"type": "string"}})");
  Json array = Json::array();
  for (int i = 0; i < 1000; ++i) array.push_back(i);
  BOOST_TEST(schema.validate(array).size() == 100u);
  BOOST_TEST(schema.validate(array, 7).size() == 7u);
}

BOOST_AUTO_TEST_CASE(strings_that_are_not_utf8_are_refused_by_patterns) {
  const Json broken = std::string("a\xff");
  BOOST_TEST(!compiled(R"({"pattern": "a"})").is_valid(broken));
  BOOST_TEST(compiled(R"({"type": "integer"})").validate(broken)[0].got.starts_with("\"a"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::conformance
