// Our x- fields: the schema that describes them takes what the reader takes, and refuses what it refuses.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/yaml.h"
#include "conformance/arazzo/document.h"
#include "conformance/schema/schema.h"

using namespace hpc;
using namespace hpc::conformance;
namespace fs = std::filesystem;

namespace {

const Schema& extensions() {
  static const Schema schema = [] {
    std::ifstream file(std::string(HPCMOCK_SOURCE_DIR) + "/schemas/scenario-extensions.schema.json");
    return HPC_MUST(Schema::compile(Json::parse(file), {}));
  }();
  return schema;
}

std::string scenario_with(const std::string& root, const std::string& workflow, const std::string& step) {
  return "arazzo: 1.0.1\ninfo: {title: t, version: \"1\"}\nsourceDescriptions: [{name: a, url: a.yaml}]\n" + root + "\nworkflows:\n  - workflowId: w\n" + workflow + "\n    steps:\n      - stepId: s\n" + step + "\n";
}

struct Row {
  const char* root;
  const char* workflow;
  const char* step;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(extensions_)

BOOST_AUTO_TEST_CASE(schema_and_reader_agree_on_what_is_right) {
  for (const auto& row : {
           Row{"x-level: MAY\nx-source: [a, b]\nx-needs: clock\nx-tags: [x]\nx-clock: real\nx-apis: {a: {auth: required}}", "    x-level: MUST\n    x-apis: {a: {}}\n    x-cleanup: [v]\n    x-needs: [sandbox]", "        operationId: o\n        x-level: SHOULD\n        x-source: c"},
           Row{"", "", "        x-operation: {method: GET, url: /x, safe: true, operationId: o}\n        x-within: 0.5\n        x-creates: true"},
           Row{"", "", "        operationId: o\n        x-outputs: {id: {context: $response.body, jsonpath: \"$[?@.a].id\"}}"},
           Row{"", "", "        operationId: o\n        requestBody: {payload: {a: 1, f: {x-file: {path: p, filename: null}}, g: [{x-file: q}]}}"},
           Row{"", "", "        operationId: o\n        requestBody: {payload: {x-file: {size: 3}}}"},
       }) {
    const auto text = scenario_with(row.root, row.workflow, row.step);
    const auto yaml = HPC_MUST(YamlDocument::parse(text, "s.yaml"));
    const auto faults = extensions().validate(Json(yaml.root()));
    BOOST_TEST(faults.empty(), text << (faults.empty() ? "" : faults.front().instance_pointer + " " + faults.front().expected));
    const auto document = arazzo::parse_document(text, "s.yaml");
    BOOST_TEST(document.has_value(), (document ? "" : document.error().sentence));
  }
}

BOOST_AUTO_TEST_CASE(schema_and_reader_agree_on_what_is_wrong) {
  for (const auto& row : {
           Row{"x-level: must", "", "        operationId: o"},
           Row{"x-source: 3", "", "        operationId: o"},
           Row{"x-clock: fast", "", "        operationId: o"},
           Row{"x-apis: {a: required}", "", "        operationId: o"},
           Row{"", "", "        operationId: o\n        x-apis: {a: {}}"},
           Row{"x-within: 3", "", "        operationId: o"},
           Row{"x-cleanup: [a]", "", "        operationId: o"},
           Row{"", "    x-operation: {method: GET, url: /}", "        operationId: o"},
           Row{"", "    x-cleanup: [1]", "        operationId: o"},
           Row{"", "", "        operationId: o\n        x-needs: [a]"},
           Row{"", "", "        operationId: o\n        x-within: -1"},
           Row{"", "", "        operationId: o\n        x-creates: job"},
           Row{"", "", "        x-operation: {url: /x}"},
           Row{"", "", "        x-operation: {method: GET, url: /x, body: 1}"},
           Row{"", "", "        operationId: o\n        x-outputs: {id: {context: $response.body}}"},
           Row{"", "", "        operationId: o\n        x-outputs: {id: {context: body, jsonpath: $.a}}"},
       }) {
    const auto text = scenario_with(row.root, row.workflow, row.step);
    const auto yaml = HPC_MUST(YamlDocument::parse(text, "s.yaml"));
    BOOST_TEST(!extensions().is_valid(Json(yaml.root())), "the schema takes\n" << text);
    BOOST_TEST(!arazzo::parse_document(text, "s.yaml").has_value(), "the reader takes\n" << text);
  }
}

BOOST_AUTO_TEST_CASE(every_scenario_of_the_tree_is_as_the_schema_says) {
  for (const auto& entry : fs::recursive_directory_iterator(std::string(HPCMOCK_SOURCE_DIR) + "/scenarios")) {
    if (!entry.is_regular_file() || !entry.path().string().ends_with(".arazzo.yaml")) continue;
    const auto yaml = YamlDocument::read(entry.path().string());
    BOOST_REQUIRE(yaml.has_value());
    const auto faults = extensions().validate(Json(yaml->root()));
    BOOST_TEST(faults.empty(), entry.path() << " " << (faults.empty() ? "" : faults.front().instance_pointer + ": expected " + faults.front().expected));
  }
}

BOOST_AUTO_TEST_SUITE_END()
