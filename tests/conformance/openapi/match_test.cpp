#include "conformance/openapi/match.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "conformance/openapi/openapi.h"
#include "tests/conformance/openapi/shop.h"

namespace hpc::conformance {
namespace {

std::string found(const std::string& method, const std::string& path) {
  const Description description = HPC_MUST(Description::parse(kShop, "shop.yaml"));
  const Operation* operation = description.by_request(method, path);
  return operation ? operation->id : "nothing";
}

bool fits(const std::string& path_template, const std::string& path) {
  return PathTemplate(path_template, {"rest"}).matches(path);
}

BOOST_AUTO_TEST_SUITE(match)

BOOST_AUTO_TEST_CASE(requests_find_their_operation) {
  const std::pair<std::string, std::string> requests[] = {
      {"/items", "list"},       {"/items/7", "read"},      {"/items/new", "form"},  {"/items/n%65w", "form"},
      {"/items/", "nothing"},   {"/items/7/x", "nothing"}, {"/", "nothing"},        {"", "nothing"},
      {"/files/a/b/c", "file"}, {"/files/", "nothing"},    {"/items/a%2Fb", "read"}};
  for (const auto& [path, id] : requests) BOOST_TEST(found("GET", path) == id, path);
  BOOST_TEST(found("POST", "/items") == "add");
  BOOST_TEST(found("PUT", "/items") == "nothing");
  BOOST_TEST(found("get", "/items") == "nothing");
}

BOOST_AUTO_TEST_CASE(a_variable_can_be_a_part_of_a_segment) {
  BOOST_TEST(fits("/a/{x}.json", "/a/b.json"));
  BOOST_TEST(fits("/a/{x}.json", "/a/b.json.json"));
  BOOST_TEST(!fits("/a/{x}.json", "/a/.json"));
  BOOST_TEST(fits("/{x}:{y}", "/a:b"));
  BOOST_TEST(!fits("/{x}/b", "/a/c/b"));
  BOOST_TEST(fits("/{rest}/b", "/a/c/b"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::conformance
