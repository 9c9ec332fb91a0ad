#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "conformance/schema/schema.h"
#include "conformance/schema/uri.h"

namespace hpc::conformance {
namespace {

std::string error_of(const char* schema, Dialect dialect = Dialect::draft2020_12) {
  Schema::Options options;
  options.dialect = dialect;
  auto compiled = Schema::compile(Json::parse(schema), std::move(options));
  BOOST_TEST(!compiled.has_value(), "compiled: " << schema);
  if (compiled) return "";
  BOOST_TEST((compiled.error().about == About::document && compiled.error().what == Errc::invalid));
  return compiled.error().sentence;
}

BOOST_AUTO_TEST_SUITE(compile)

BOOST_AUTO_TEST_CASE(a_bad_schema_is_named_by_its_pointer) {
  BOOST_TEST(error_of("1") == "the schema: a schema is an object or a boolean");
  BOOST_TEST(error_of(R"({"type": "int"})") == "/type: \"int\" is no type");
  BOOST_TEST(error_of(R"({"properties": {"a/b": {"minLength": -1}}})") ==
             "/properties/a~1b/minLength: must be an integer of at least 0");
  BOOST_TEST(error_of(R"({"properties": {"a": 1}})") == "/properties/a: must be a schema");
  BOOST_TEST(error_of(R"({"items": [{}]})") == "/items: must be a schema");
  BOOST_TEST(error_of(R"({"required": ["a", 1]})") == "/required: must be an array of strings");
  BOOST_TEST(error_of(R"({"multipleOf": 0})") == "/multipleOf: must be above zero");
  BOOST_TEST(error_of(R"({"anyOf": []})") == "/anyOf: must not be empty");
  BOOST_TEST(error_of(R"({"allOf": {}})") == "/allOf: must be an array of schemas");
  BOOST_TEST(error_of(R"({"uniqueItems": 1})") == "/uniqueItems: must be true or false");
  BOOST_TEST(error_of(R"({"enum": 1})") == "/enum: must be an array");
  BOOST_TEST(error_of(R"({"dependentRequired": {"a": {}}})") == "/dependentRequired/a: must be an array of strings");
  BOOST_TEST(
      error_of(R"({"patternProperties": {"(": {}}})").starts_with("/patternProperties/(: no regular expression: "));
  BOOST_TEST(error_of(R"({"pattern": "a{2}{3}"})") == "/pattern: no regular expression: nothing to repeat before {3}");
  BOOST_TEST(error_of(R"({"$defs": {"unused": {"type": 5}}})") == "/$defs/unused/type: 5 is no type");
}

BOOST_AUTO_TEST_CASE(a_reference_to_nothing_is_an_error) {
  BOOST_TEST(error_of(R"({"$ref": "#/$defs/none"})") == "/$ref: there is no #/$defs/none");
  BOOST_TEST(error_of(R"({"items": {"$ref": "#none"}})") == "/items/$ref: there is no #none");
  BOOST_TEST(error_of(R"({"$ref": "other.json"})") == "/$ref: nothing is known at other.json");
  BOOST_TEST(error_of(R"({"$ref": 1})") == "/$ref: must be a string");
  BOOST_TEST(error_of(R"({"$ref": "http://example.org/x#/a"})") == "/$ref: nothing is known at http://example.org/x");
}

BOOST_AUTO_TEST_CASE(references_that_never_end_are_an_error) {
  BOOST_TEST(error_of(R"({"$ref": "#"})") == "the schema: refers to itself for the same value");
  BOOST_TEST(error_of(R"({"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}})")
                 .ends_with("refers to itself for the same value"));
  BOOST_TEST(error_of(R"({"anyOf": [{"type": "string"}, {"not": {"$ref": "#"}}]})")
                 .ends_with(": refers to itself for the same value"));
  BOOST_TEST(
      error_of(R"({"dependentSchemas": {"a": {"$ref": "#"}}})").ends_with(": refers to itself for the same value"));
}

BOOST_AUTO_TEST_CASE(dialects_that_are_not_offered_are_refused) {
  BOOST_TEST(error_of(R"({"$schema": "http://json-schema.org/draft-04/schema#"})").find("draft-04") !=
             std::string::npos);
  BOOST_TEST(error_of(R"({"$schema": "https://json-schema.org/draft/2019-09/schema"})").find("2019-09") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(long_chains_of_references_compile) {
  Json document = {{"$ref", "#/$defs/0"}};
  constexpr int kLength = 20000;
  for (int i = 0; i < kLength; ++i)
    document["$defs"][std::to_string(i)] = {{"items", {{"$ref", "#/$defs/" + std::to_string(i + 1)}}}};
  document["$defs"][std::to_string(kLength)] = {{"type", "integer"}};
  BOOST_TEST(HPC_MUST(Schema::compile(document, {})).is_valid(Json::parse("[[[]]]")));
}

BOOST_AUTO_TEST_CASE(other_documents_come_from_the_resolver_once_each) {
  const Json common = Json::parse(R"({"definitions": {"ts": {"type": "string", "pattern": "^[0-9]+$"}}})");
  int asked = 0;
  Schema::Options options;
  options.base_uri = "http://example.org/schemas/job.json";
  options.resolver = [&](const std::string& uri) {
    ++asked;
    return uri == "http://example.org/schemas/common.json" ? &common : nullptr;
  };
  const Json document = Json::parse(
      R"({"properties": {"a": {"$ref": "common.json#/definitions/ts"}, "b": {"$ref": "common.json#/definitions/ts"}}})");
  const Schema schema = HPC_MUST(Schema::compile(document, std::move(options)));
  BOOST_TEST(asked == 1);
  const std::vector<Fault> faults = schema.validate(Json::parse(R"({"a": "x"})"));
  BOOST_REQUIRE(faults.size() == 1u);
  BOOST_TEST(faults[0].schema_pointer == "http://example.org/schemas/common.json#/definitions/ts/pattern");
}

BOOST_AUTO_TEST_CASE(uris_resolve_as_rfc_3986_says) {
  const Uri base = Uri::parse("http://a/b/c/d;p?q");
  const std::pair<const char*, const char*> examples[] = {{"g:h", "g:h"},
                                                          {"g", "http://a/b/c/g"},
                                                          {"./g", "http://a/b/c/g"},
                                                          {"g/", "http://a/b/c/g/"},
                                                          {"/g", "http://a/g"},
                                                          {"//g", "http://g"},
                                                          {"?y", "http://a/b/c/d;p?y"},
                                                          {"g?y", "http://a/b/c/g?y"},
                                                          {"#s", "http://a/b/c/d;p?q#s"},
                                                          {"", "http://a/b/c/d;p?q"},
                                                          {".", "http://a/b/c/"},
                                                          {"..", "http://a/b/"},
                                                          {"../g", "http://a/b/g"},
                                                          {"../../../g", "http://a/g"},
                                                          {"/./g", "http://a/g"},
                                                          {"g;x=1/../y", "http://a/b/c/y"},
                                                          {"g?y/../x", "http://a/b/c/g?y/../x"}};
  for (const auto& [reference, expected] : examples)
    BOOST_TEST(resolve(base, Uri::parse(reference)).text() == expected, reference);
  BOOST_TEST(resolve(Uri::parse("dir/a.json"), Uri::parse("b.json#/x")).text() == "dir/b.json#/x");
  BOOST_TEST(resolve(Uri::parse("/abs/dir/a.yaml"), Uri::parse("../c.yaml")).text() == "/abs/c.yaml");
  BOOST_TEST(resolve(Uri::parse("urn:example:root"), Uri::parse("#x")).text() == "urn:example:root#x");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::conformance
