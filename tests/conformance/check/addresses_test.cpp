#include "conformance/check/addresses.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "conformance/target/guards.h"
#include "tests/conformance/check/a_tree.h"

using namespace hpc;
using namespace hpc::conformance;

namespace {

http::Response json_response(int status, const char* body) {
  http::Response response;
  response.status = status;
  response.body = Bytes(body);
  return response;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(addresses)

BOOST_AUTO_TEST_CASE(a_mock_is_found_at_its_root_and_behind_an_api) {
  const test::Tree tree;
  const auto api = HPC_MUST(Description::read(tree.path("schemas/things/openapi.yaml")));
  BOOST_TEST(api_name(api) == "things");
  BOOST_TEST(mount_of(api) == "/things-api");
  FunctionTarget target([](const http::Request& request) -> Result<http::Response> {
    if (request.target == "http://h:1/_hpcmock/version") return json_response(200, R"({"name":"hpcmock","version":"0.1.0","capabilities":["clock"]})");
    return json_response(404, "{}");
  });
  for (const char* url : {"http://h:1", "http://h:1/", "http://h:1/things-api", "http://h:1/things-api/"}) {
    Addresses addresses;
    addresses.url = url;
    addresses.mock = HPC_MUST(find_mock(target, url, {&api}));
    BOOST_REQUIRE(addresses.mock.has_value());
    BOOST_TEST(*addresses.base_url(api, nullptr) == "http://h:1/things-api");
    BOOST_TEST(addresses.mock->capabilities.at(0) == "clock");
  }
  BOOST_TEST(!HPC_MUST(find_mock(target, "http://h:2", {&api})).has_value());
}

BOOST_AUTO_TEST_CASE(another_target_is_where_it_is_said_to_be) {
  const test::Tree tree;
  const auto api = HPC_MUST(Description::read(tree.path("schemas/things/openapi.yaml")));
  Addresses addresses;
  BOOST_TEST(!addresses.base_url(api, nullptr).has_value());
  addresses.url = "https://real/v1/";
  addresses.url_given = true;
  BOOST_TEST(*addresses.base_url(api, nullptr) == "https://real/v1");
  addresses.by_api["things"] = "https://other/";
  BOOST_TEST(*addresses.base_url(api, nullptr) == "https://other");
}

BOOST_AUTO_TEST_CASE(a_sandbox_tells_where_its_apis_are) {
  const test::Tree tree;
  const auto api = HPC_MUST(Description::read(tree.path("schemas/things/openapi.yaml")));
  std::string asked;
  FunctionTarget target([&asked](const http::Request& request) -> Result<http::Response> {
    asked += request.method + " " + request.target + " " + request.body.str() + "\n";
    if (request.method == "POST") return json_response(201, R"({"name":"x","apis":{"things":"http://h:5/s/x/"},"control":"http://h/s/x/_hpcmock"})");
    return json_response(204, "");
  });
  const auto sandbox = HPC_MUST(create_sandbox(target, "http://h", "x", "stepping"));
  Addresses addresses;
  BOOST_TEST(*addresses.base_url(api, &sandbox) == "http://h:5/s/x");
  BOOST_TEST(addresses.control_url(&sandbox) == "http://h/s/x/_hpcmock");
  BOOST_TEST(delete_sandbox(target, "http://h", "x").has_value());
  BOOST_TEST(asked == "POST http://h/_hpcmock/sandboxes {\"clock\":\"stepping\",\"name\":\"x\"}\nDELETE http://h/_hpcmock/sandboxes/x \n");
}

BOOST_AUTO_TEST_CASE(a_path_of_an_api_may_be_elsewhere) {
  const UrlsByApi urls{{"things", "http://a/"}, {"things/auth", "http://b/x/"}, {"things/auth/deep", "http://c"}, {"things_too", "http://d"}};
  BOOST_TEST(*url_by_api(urls, "things", "/things") == "http://a");
  BOOST_TEST(*url_by_api(urls, "things", "/auth/token") == "http://b/x");
  BOOST_TEST(*url_by_api(urls, "things", "/auth/deep/x") == "http://c");
  BOOST_TEST(*url_by_api(urls, "things_too", "/auth") == "http://d");
  BOOST_TEST(!url_by_api(urls, "others", "/auth").has_value());
  BOOST_TEST(!url_by_api({{"things/auth", "http://b"}}, "things", "/list").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
