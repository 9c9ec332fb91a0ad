#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "conformance/openapi/openapi.h"
#include "tests/conformance/openapi/shop.h"

namespace hpc::conformance {
namespace {

Description shop() {
  return HPC_MUST(Description::parse(kShop, "shop.yaml"));
}

std::string error_of(std::string_view text) {
  auto description = Description::parse(text, "bad.yaml");
  return description ? "" : description.error().sentence;
}

/// A folder of files that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "hpcmock-openapi-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string add(const std::string& name, const std::string& text) {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
    return file.string();
  }

 private:
  std::filesystem::path path_;
};

BOOST_AUTO_TEST_SUITE(description)

BOOST_AUTO_TEST_CASE(operations_come_in_the_descriptions_order) {
  const Description description = shop();
  std::string list;
  for (const Operation& each : description.operations()) {
    list += each.id + " " + each.method + " " + each.path + (each.safe ? " safe" : "") + "\n";
  }
  BOOST_TEST(list ==
             "list GET /items safe\nadd POST /items\nread GET /items/{id} safe\n HEAD /items/{id} safe\n"
             "form GET /items/new safe\nsearch POST /search safe\nfile GET /files/{path} safe\n");
  BOOST_TEST(description.title() == "Shop");
  BOOST_TEST(description.compile_all().has_value());
}

BOOST_AUTO_TEST_CASE(an_operation_has_what_its_path_item_says_too) {
  const Description description = shop();
  const Operation& list = *description.by_id("list");
  BOOST_TEST(list.parameters.size() == 2u);
  BOOST_TEST(list.parameters[0].name == "limit");
  BOOST_TEST((list.parameters[0].in == Parameter::In::query && list.parameters[0].explode &&
              list.parameters[0].style == "form"));
  BOOST_TEST(list.parameters[1].name == "trace");
  BOOST_TEST(list.where == "shop.yaml:8:5");
  BOOST_TEST(list.servers[0] == "https://shop.example/v1");
  BOOST_TEST(description.by_id("add")->servers[0] == "https://write.example/");
  BOOST_TEST(description.by_id("add")->request_body->required);
  BOOST_TEST(list.responses[0].headers == (std::vector<std::string>{"X-Total", "X-Kinds"}));
  BOOST_TEST(list.responses[1].media_types == std::vector<std::string>{"application/problem+json"});
}

BOOST_AUTO_TEST_CASE(an_operation_is_found_by_id_pointer_and_arazzo_path) {
  const Description description = shop();
  const Operation* read = description.by_id("read");
  BOOST_REQUIRE(read);
  BOOST_TEST(description.by_pointer("/paths/~1items~1{id}/get") == read);
  BOOST_TEST(description.by_pointer("#/paths/~1items~1%7Bid%7D/get") == read);
  const std::string_view path = "{$sourceDescriptions.shop.url}#/paths/~1items~1{id}/get";
  BOOST_TEST(description.by_operation_path(path) == read);
  BOOST_TEST(source_of_operation_path(path) == "shop");
  BOOST_TEST(source_of_operation_path("https://x#/paths/a") == "");
  BOOST_TEST(description.by_id("none") == nullptr);
  BOOST_TEST(description.by_pointer("/paths/~1items/put") == nullptr);
  BOOST_TEST(description.by_operation_path("nothing") == nullptr);
}

BOOST_AUTO_TEST_CASE(statuses_are_found_exact_then_by_class_then_default) {
  const Description description = shop();
  const Operation& list = *description.by_id("list");
  BOOST_TEST(description.documented(list, 200)->status == "200");
  BOOST_TEST(description.documented(list, 404)->status == "4XX");
  BOOST_TEST(description.documented(list, 500)->status == "default");
  BOOST_TEST(description.documented(*description.by_id("add"), 200) == nullptr);
}

BOOST_AUTO_TEST_CASE(extensions_are_there_to_read) {
  const Description description = shop();
  BOOST_TEST(description.object(*description.by_id("search")).at("x-level") == "MUST");
}

BOOST_AUTO_TEST_CASE(addresses_survive_a_move_of_the_description) {
  Description first = shop();
  const Operation* read = first.by_id("read");
  const Description second = std::move(first);
  BOOST_TEST(second.by_id("read") == read);
}

BOOST_AUTO_TEST_CASE(references_lead_to_other_files_relative_to_their_own) {
  Folder folder;
  folder.add("common/errors.yaml",
             "Problem:\n  description: Bad\n  content:\n    application/json:\n"
             "      schema: {$ref: 'types.json#/Error'}\n");
  folder.add("common/types.json", R"({"Error": {"type": "object", "required": ["title"]}})");
  const std::string main = folder.add("api/openapi.yaml",
                                      "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n"
                                      "      responses:\n        default: {$ref: '../common/errors.yaml#/Problem'}\n");
  const Description description = HPC_MUST(Description::read(main));
  HPC_MUST(description.compile_all());
  http::Response response;
  response.headers.add("Content-Type", "application/json");
  response.body = "{}";
  const auto faults = description.validate_response(description.operations()[0], response);
  BOOST_REQUIRE(faults.size() == 1u);
  BOOST_TEST(faults[0].fault.schema_pointer == "../common/types.json#/Error/required");
  BOOST_TEST(faults[0].where.ends_with("common/types.json:1:30"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_says_where) {
  const std::string head = "openapi: 3.1.0\npaths:\n  /a:\n    get:\n";
  BOOST_TEST(error_of("swagger: '2.0'") == "bad.yaml:1:1: not an OpenAPI 3.1 document");
  BOOST_TEST(error_of("openapi: 3.1.0\npaths:\n  a: {}") == "bad.yaml:3:6: a path starts with '/'");
  BOOST_TEST(error_of(head + "      responses: {200: {}}") ==
             "bad.yaml:5:19: the key 200 is of type number: write it in quotes");
  BOOST_TEST(error_of(head + "      responses: {'20': {}}") == "bad.yaml:5:25: a status is like 200, 2XX or default");
  BOOST_TEST(error_of(head + "      parameters: [{name: a, in: body}]") ==
             "bad.yaml:5:20: a parameter is in path, query, header or cookie");
  BOOST_TEST(error_of(head + "      responses: {'200': {$ref: '#/none'}}") == "bad.yaml:5:33: there is no #/none");
  BOOST_TEST(error_of(head + "      responses: {'200': {$ref: 'nofile.yaml#/a'}}")
                 .starts_with("bad.yaml:5:26: there is no file "));
  BOOST_TEST(error_of(head + "      operationId: x\n    put: {operationId: x}") ==
             "bad.yaml:6:10: there are two operations x");
  BOOST_TEST(error_of(head + "      responses: {'200': {$ref: '#/paths/~1a/get/responses/200'}}") ==
             "bad.yaml:5:26: references lead in a circle");
}

BOOST_AUTO_TEST_CASE(compile_all_finds_faults_that_no_response_has_met) {
  const auto sentence = [](const std::string& text) {
    return HPC_MUST(Description::parse("openapi: 3.1.0\npaths:\n" + text, "bad.yaml")).compile_all().error().sentence;
  };
  BOOST_TEST(sentence("  /{a}: {get: {}}") == "bad.yaml:3:10: {a} of the path has no parameter");
  BOOST_TEST(sentence("  /a: {get: {responses: {'200': {content: {a/b: {schema: {type: strin}}}}}}}") ==
             "bad.yaml:3:58: /paths/~1a/get/responses/200/content/a~1b/schema/type: \"strin\" is no type");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::conformance
