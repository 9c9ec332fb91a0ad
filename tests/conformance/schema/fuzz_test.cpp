// Seeded random schemas and documents: whatever they are, compiling and validating end, and both ways of validating
// agree.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "conformance/schema/schema.h"

namespace hpc::conformance {
namespace {

class Garden {
 public:
  explicit Garden(std::uint64_t seed) : random_(seed) {}

  Json value(int depth) {
    switch (random_.below(depth > 0 ? 8 : 6)) {
      case 0:
        return nullptr;
      case 1:
        return random_.below(2) == 0;
      case 2:
        return static_cast<std::int64_t>(random_.below(7)) - 3;
      case 3:
        return (static_cast<double>(random_.below(9)) - 4) / 2;
      case 4:
        return pick({"", "a", "ab", "xyz", "\xf0\x9f\x92\xa9", "2026-11-21", "\xff"});
      case 5:
        return pick({"#", "string", "/a/0"});
      case 6:
        return array(depth);
      default:
        return object(depth);
    }
  }

  Json schema(int depth) {
    if (depth <= 0 || random_.below(12) == 0) return random_.below(5) != 0;
    Json made = Json::object();
    const std::uint64_t count = 1 + random_.below(4);
    for (std::uint64_t i = 0; i < count; ++i) add_keyword(made, depth - 1);
    return made;
  }

 private:
  std::string pick(std::initializer_list<const char*> texts) { return texts.begin()[random_.below(texts.size())]; }

  Json array(int depth) {
    Json made = Json::array();
    for (std::uint64_t i = random_.below(4); i > 0; --i) made.push_back(value(depth - 1));
    return made;
  }

  Json object(int depth) {
    Json made = Json::object();
    for (std::uint64_t i = random_.below(4); i > 0; --i) made[pick({"a", "b", "c", "x-d"})] = value(depth - 1);
    return made;
  }

  Json schemas(int depth) {
    Json made = Json::array();
    for (std::uint64_t i = 1 + random_.below(3); i > 0; --i) made.push_back(schema(depth));
    return made;
  }

  Json named_schemas(int depth, std::initializer_list<const char*> names) {
    Json made = Json::object();
    for (std::uint64_t i = 1 + random_.below(3); i > 0; --i) made[pick(names)] = schema(depth);
    return made;
  }

  void add_keyword(Json& made, int depth) {
    // A wrong value now and then: compiling must say so, not fall over.
    const std::string keyword = pick({"type",
                                      "enum",
                                      "const",
                                      "minimum",
                                      "multipleOf",
                                      "maxLength",
                                      "minLength",
                                      "pattern",
                                      "format",
                                      "items",
                                      "prefixItems",
                                      "contains",
                                      "minContains",
                                      "maxContains",
                                      "uniqueItems",
                                      "properties",
                                      "patternProperties",
                                      "additionalProperties",
                                      "required",
                                      "propertyNames",
                                      "dependentRequired",
                                      "dependentSchemas",
                                      "dependencies",
                                      "allOf",
                                      "anyOf",
                                      "oneOf",
                                      "not",
                                      "if",
                                      "then",
                                      "else",
                                      "$ref",
                                      "$dynamicRef",
                                      "$anchor",
                                      "$dynamicAnchor",
                                      "$id",
                                      "$defs",
                                      "unevaluatedItems",
                                      "unevaluatedProperties"});
    made[keyword] = random_.below(30) == 0 ? value(1) : keyword_value(keyword, depth);
  }

  Json keyword_value(const std::string& keyword, int depth) {
    if (keyword == "type") return pick({"null", "boolean", "object", "array", "number", "string", "integer"});
    if (keyword == "enum") return array(2);
    if (keyword == "const") return value(2);
    if (keyword == "multipleOf") return 0.5 * static_cast<double>(1 + random_.below(4));
    if (keyword == "uniqueItems") return true;
    if (keyword == "pattern") return pick({"a", "^[a-z]*$", "(a|b)+", "\\s", "(a*)*b", "^x-"});
    if (keyword == "format") return pick({"date", "email", "uri", "regex", "ipv6", "int32", "none"});
    if (keyword == "required") return Json::array({pick({"a", "b"})});
    if (keyword == "dependentRequired") return {{"a", Json::array({"b"})}};
    if (keyword == "$ref" || keyword == "$dynamicRef")
      return pick({"#", "#/$defs/a", "#x", "#/properties/a", "other#x", "#/items"});
    if (keyword == "$anchor" || keyword == "$dynamicAnchor") return "x";
    if (keyword == "$id") return pick({"other", "http://example.org/x", "#y"});
    if (keyword == "patternProperties") return named_schemas(depth, {"^a", "b$", "x-"});
    if (keyword == "properties" || keyword == "$defs" || keyword == "dependentSchemas" || keyword == "dependencies") {
      return named_schemas(depth, {"a", "b", "c"});
    }
    if (keyword == "allOf" || keyword == "anyOf" || keyword == "oneOf" || keyword == "prefixItems")
      return schemas(depth);
    if (keyword.starts_with("m")) return random_.below(4);
    return schema(depth);
  }

  Random random_;
};

BOOST_AUTO_TEST_SUITE(fuzz)

BOOST_AUTO_TEST_CASE(random_schemas_and_documents_never_crash_and_both_ways_agree) {
  constexpr std::uint64_t kSchemas = 4000;
  std::uint64_t compiled = 0;
  std::uint64_t refused = 0;
  for (std::uint64_t seed = 0; seed < kSchemas; ++seed) {
    Garden garden(seed);
    const Json document = garden.schema(4);
    Schema::Options options;
    options.dialect = seed % 2 == 0 ? Dialect::draft7 : Dialect::draft2020_12;
    const auto schema = Schema::compile(document, std::move(options));
    if (!schema) continue;
    ++compiled;
    for (int i = 0; i < 8; ++i) {
      const Json instance = garden.value(3);
      const std::vector<Fault> faults = schema->validate(instance, 10);
      if (!faults.empty()) ++refused;
      BOOST_REQUIRE_MESSAGE(faults.empty() == schema->is_valid(instance),
                            "seed " << seed << ": " << document.dump(-1, ' ', false, Json::error_handler_t::replace));
      for (const Fault& fault : faults)
        BOOST_REQUIRE(fault.expected.size() <= 200 && fault.got.size() <= 200 && !fault.expected.empty());
    }
  }
  BOOST_TEST(compiled > kSchemas / 3);
  BOOST_TEST(refused > compiled);
}

BOOST_AUTO_TEST_CASE(random_values_as_schemas_never_crash) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Garden garden(seed);
    const auto schema = Schema::compile(garden.value(4), {});
    if (schema) schema->validate(garden.value(2));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::conformance
