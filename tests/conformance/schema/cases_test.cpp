// Our own cases: 2020-12 as OpenAPI uses it, formats, and schemas like those of the APIs. tests/node runs the same
// files through ajv.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "conformance/schema/schema.h"
#include "conformance/schema/values.h"

namespace hpc::conformance {
namespace {

void check_case(const Json& each, Dialect dialect) {
  const std::string claim = each.at("claim");
  Schema::Options options;
  options.dialect = dialect;
  auto schema = Schema::compile(each.at("schema"), std::move(options));
  BOOST_REQUIRE_MESSAGE(schema.has_value(), claim << ": " << (schema ? "" : schema.error().sentence));
  for (const Json& instance : each.at("valid")) {
    BOOST_TEST(schema->is_valid(instance), claim << ": refused: " << shown(instance));
    for (const Fault& fault : schema->validate(instance))
      BOOST_TEST_MESSAGE(fault.schema_pointer << " " << fault.expected);
  }
  for (const Json& instance : each.at("invalid")) {
    BOOST_TEST(!schema->is_valid(instance), claim << ": taken: " << shown(instance));
    BOOST_TEST(!schema->validate(instance).empty(), claim << ": no fault for: " << shown(instance));
  }
}

void check_file(const std::string& name, Dialect dialect) {
  std::ifstream stream(std::string(HPCMOCK_SOURCE_DIR) + "/tests/conformance/schema/cases/" + name);
  BOOST_REQUIRE(stream);
  const Json cases = Json::parse(stream);
  for (const Json& each : cases) check_case(each, dialect);
}

BOOST_AUTO_TEST_SUITE(cases)

BOOST_AUTO_TEST_CASE(draft2020_12_as_openapi_uses_it) {
  check_file("draft2020.json", Dialect::draft2020_12);
}
BOOST_AUTO_TEST_CASE(formats_are_asserted) {
  check_file("formats.json", Dialect::draft2020_12);
}
BOOST_AUTO_TEST_CASE(what_both_dialects_share_is_the_same_in_both) {
  check_file("shared.json", Dialect::draft7);
  check_file("shared.json", Dialect::draft2020_12);
}

BOOST_AUTO_TEST_CASE(formats_can_be_left_annotations) {
  Schema::Options options;
  options.assert_formats = false;
  const Schema schema = HPC_MUST(Schema::compile(Json::parse(R"({"format": "date"})"), std::move(options)));
  BOOST_TEST(schema.is_valid("never"));
}

BOOST_AUTO_TEST_CASE(the_documents_own_schema_keyword_decides_the_dialect) {
  const Json tuple =
      Json::parse(R"({"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "integer"}]})");
  BOOST_TEST(!HPC_MUST(Schema::compile(tuple, {})).is_valid(Json::parse("[\"a\"]")));
}

BOOST_AUTO_TEST_CASE(a_part_of_a_document_can_be_the_schema) {
  const Json document = Json::parse(R"({"openapi": "3.1.0", "components": {"schemas": {
      "Id": {"$anchor": "id", "type": "integer"}, "Job": {"properties": {"id": {"$ref": "#/components/schemas/Id"}, "n": {"$ref": "#id"}}}}}})");
  Schema::Options options;
  options.pointer = "#/components/schemas/Job";
  const Schema schema = HPC_MUST(Schema::compile(document, std::move(options)));
  const std::vector<Fault> faults = schema.validate(Json::parse(R"({"id": "x", "n": "y"})"));
  BOOST_REQUIRE(faults.size() == 2u);
  BOOST_TEST(faults[0].schema_pointer == "/components/schemas/Id/type");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::conformance
