#include "http/router.h"

#include <boost/test/unit_test.hpp>

namespace hpc::http {
namespace {

Route route(std::string method, std::string pattern) {
  return {method + " " + pattern, std::move(method), std::move(pattern), nullptr};
}

// "operation name=value ...", or "none" and the methods that would have been taken.
std::string found(const Router& router, std::string_view method, std::string_view path) {
  const Router::Match match = router.match(method, path);
  std::string text = match.route ? match.route->operation : "none";
  for (const auto& [name, value] : match.parameters) text += " " + name + "=" + value;
  if (match.why.path_known) text += " but";
  for (const std::string& allowed : match.why.allowed) text += " " + allowed;
  return text;
}

BOOST_AUTO_TEST_SUITE(router)

BOOST_AUTO_TEST_CASE(a_path_finds_its_route_and_its_parameters) {
  const Router router({route("GET", "/jobs"), route("POST", "/jobs"), route("GET", "/jobs/{id}"),
                       route("GET", "/jobs/{id}/log/{line}")});
  BOOST_TEST(found(router, "GET", "/jobs") == "GET /jobs");
  BOOST_TEST(found(router, "POST", "/jobs") == "POST /jobs");
  BOOST_TEST(found(router, "GET", "/jobs/17") == "GET /jobs/{id} id=17");
  BOOST_TEST(found(router, "GET", "/jobs/17/log/3") == "GET /jobs/{id}/log/{line} id=17 line=3");
  BOOST_TEST(found(router, "GET", "/nothing") == "none");
}

BOOST_AUTO_TEST_CASE(trailing_and_double_slashes_are_other_paths) {
  const Router router({route("GET", "/a/b"), route("GET", "/c/"), route("GET", "/d/{id}")});
  BOOST_TEST(found(router, "GET", "/a/b/") == "none");
  BOOST_TEST(found(router, "GET", "/a//b") == "none");
  BOOST_TEST(found(router, "GET", "//a/b") == "none");
  BOOST_TEST(found(router, "GET", "/c/") == "GET /c/");
  BOOST_TEST(found(router, "GET", "/c") == "none");
  BOOST_TEST(found(router, "GET", "/d/") == "none");
}

BOOST_AUTO_TEST_CASE(the_root_and_the_empty_path_differ) {
  const Router router({route("GET", "/"), route("GET", "")});
  BOOST_TEST(found(router, "GET", "/") == "GET /");
  BOOST_TEST(found(router, "GET", "") == "GET ");
  BOOST_TEST(found(router, "GET", "*") == "none");
}

BOOST_AUTO_TEST_CASE(segments_are_compared_decoded_and_an_encoded_slash_does_not_split) {
  const Router router({route("GET", "/a b/{x}"), route("GET", "/a/b")});
  BOOST_TEST(found(router, "GET", "/a%20b/c%2Fd") == "GET /a b/{x} x=c/d");
  BOOST_TEST(found(router, "GET", "/%61/b") == "GET /a/b");
  BOOST_TEST(found(router, "GET", "/a%2Fb") == "none");
}

BOOST_AUTO_TEST_CASE(literals_win_over_parameters_and_parameters_over_the_rest) {
  const Router router({route("GET", "/{id}"), route("GET", "/all"), route("GET", "/{path...}"),
                       route("GET", "/all/{id}/x"), route("GET", "/{id}/y/x")});
  BOOST_TEST(found(router, "GET", "/all") == "GET /all");
  BOOST_TEST(found(router, "GET", "/one") == "GET /{id} id=one");
  BOOST_TEST(found(router, "GET", "/one/two") == "GET /{path...} path=one/two");
  BOOST_TEST(found(router, "GET", "/all/y/x") == "GET /all/{id}/x id=y");
  BOOST_TEST(found(router, "GET", "/all/y/z") == "GET /{path...} path=all/y/z");
}

BOOST_AUTO_TEST_CASE(the_rest_keeps_its_slashes_and_may_be_empty) {
  const Router router({route("GET", "/files/{path...}")});
  BOOST_TEST(found(router, "GET", "/files/a//b%20c/") == "GET /files/{path...} path=a//b c/");
  BOOST_TEST(found(router, "GET", "/files/") == "GET /files/{path...} path=");
  BOOST_TEST(found(router, "GET", "/files//") == "GET /files/{path...} path=/");
  BOOST_TEST(found(router, "GET", "/files") == "none");
}

BOOST_AUTO_TEST_CASE(a_wrong_method_names_the_right_ones_in_table_order) {
  const Router router({route("POST", "/jobs/{id}"), route("GET", "/jobs/all"), route("DELETE", "/jobs/{id}")});
  BOOST_TEST(found(router, "PUT", "/jobs/all") == "none but POST GET DELETE");
  BOOST_TEST(found(router, "HEAD", "/jobs/7") == "none but POST DELETE");
  BOOST_TEST(found(router, "get", "/jobs/all") == "none but POST GET DELETE");
}

BOOST_AUTO_TEST_CASE(a_literal_of_another_method_does_not_hide_a_parameter) {
  const Router router({route("GET", "/jobs/all"), route("DELETE", "/jobs/{id}")});
  BOOST_TEST(found(router, "DELETE", "/jobs/all") == "DELETE /jobs/{id} id=all");
}

BOOST_AUTO_TEST_CASE(a_star_takes_any_method_that_has_no_route_of_its_own) {
  const Router router({route("*", "/x"), route("GET", "/x")});
  BOOST_TEST(found(router, "GET", "/x") == "GET /x");
  BOOST_TEST(found(router, "BREW", "/x") == "* /x");
}

BOOST_AUTO_TEST_CASE(routes_are_listed_in_the_order_given) {
  const Router router({route("GET", "/z"), route("GET", "/a")});
  BOOST_REQUIRE(router.routes().size() == 2U);
  BOOST_TEST(router.routes()[0]->pattern == "/z");
  BOOST_TEST(router.routes()[1]->pattern == "/a");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::http
