#include "conformance/arazzo/request.h"

#include <boost/test/unit_test.hpp>

#include "tests/conformance/arazzo/bench.h"

using namespace hpc;
using namespace hpc::conformance;
using arazzo::test::answer;
using arazzo::test::Bench;

namespace {

http::Request request_of(const std::string& step) {
  Bench bench([](const http::Request&) -> Result<http::Response> { return answer(200); });
  bench.run("workflows:\n  - workflowId: w\n    steps:\n      - stepId: s\n" + step);
  BOOST_REQUIRE(bench.requests().size() == 1);
  return bench.requests().front();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(request)

BOOST_AUTO_TEST_CASE(parameters_go_to_their_places_encoded) {
  const auto request = request_of(R"(        operationId: get
        parameters:
          - {name: id, in: path, value: "a/b c?ü"}
          - {name: q, in: query, value: "x&y=z +"}
          - {name: many, in: query, value: [1, two]}
          - {name: object, in: query, value: {k: v}}
          - {name: none, in: query, value: null}
          - {name: X-Machine, in: header, value: daint}
          - {name: X-List, in: header, value: [1, 2]}
          - {name: session, in: cookie, value: s1}
          - {name: other, in: cookie, value: 2}
)");
  BOOST_TEST(request.target == "http://h/jobs/a%2Fb%20c%3F%C3%BC?q=x%26y%3Dz%20%2B&many=1&many=two&k=v");
  BOOST_TEST(request.headers.get("X-Machine") == "daint");
  BOOST_TEST(request.headers.get("X-List") == "1,2");
  BOOST_TEST(request.headers.get("Cookie") == "session=s1; other=2");
}

BOOST_AUTO_TEST_CASE(numbers_keep_their_digits) {
  const auto request = request_of(R"(        operationId: get
        parameters:
          - {name: id, in: path, value: "99999999999999999999999"}
          - {name: a, in: query, value: 18446744073709551615}
          - {name: b, in: query, value: -9223372036854775808}
          - {name: c, in: query, value: 1.5}
          - {name: d, in: query, value: 1e15}
)");
  BOOST_TEST(request.target == "http://h/jobs/99999999999999999999999?a=18446744073709551615&b=-9223372036854775808&c=1.5&d=1000000000000000");
  // Out of a response, where no quotes help: never an exponent.
  BOOST_TEST(as_text(Json::parse("99999999999999999999999")) == "99999999999999991611392");
}

BOOST_AUTO_TEST_CASE(an_undocumented_request_is_sent_as_it_stands) {
  BOOST_TEST(request_of("        x-operation: {method: PURGE, url: \"//a/../%41?x=1\"}\n        parameters: [{name: y, in: query, value: 2}]\n").target == "http://h//a/../%41?x=1&y=2");
  BOOST_TEST(request_of("        x-operation: {method: GET, url: \"http://other/{$sourceDescriptions.api.url}\"}\n").target == "http://other/api.yaml");
}

BOOST_AUTO_TEST_CASE(replacements_change_the_payload_before_it_goes_out) {
  const auto request = request_of(R"(        operationId: submit
        requestBody:
          contentType: application/json
          payload: '{"job": {"n": 1, "list": [1]}}'
          replacements: [{target: /job/n, value: 5}, {target: /job/list/-, value: $sourceDescriptions.api.url}, {target: /new/deep, value: x}]
)");
  BOOST_TEST(request.body.str() == R"({"job":{"n":5,"list":[1,"api.yaml"]},"new":{"deep":"x"}})");
  BOOST_TEST(request.headers.get("Content-Type") == "application/json");
}

BOOST_AUTO_TEST_SUITE_END()
