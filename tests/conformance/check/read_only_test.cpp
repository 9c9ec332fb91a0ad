#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/conformance/check/a_tree.h"

using namespace hpc;
using namespace hpc::conformance;

BOOST_AUTO_TEST_SUITE(read_only)

BOOST_AUTO_TEST_CASE(only_safe_requests_leave_the_runner) {
  const test::Tree tree;
  tree.scenario("a", R"(workflows:
  - {workflowId: list, steps: [{stepId: t, operationId: token}, {stepId: s, operationId: things.list}]}
  - {workflowId: make, steps: [{stepId: s, operationId: things.make}]}
  - {workflowId: calls, steps: [{stepId: a, operationId: things.list}, {stepId: s, workflowId: inner}]}
  - {workflowId: inner, steps: [{stepId: s, operationId: things.make}]}
  # Says of itself that it is safe; no description does.
  - {workflowId: liar, steps: [{stepId: s, x-operation: {method: POST, url: /things, safe: true}}]}
)");
  test::FakeServer server(test::yaml(R"(answers:
  - {on: GET /_hpcmock/version, json: {name: hpcmock, version: "0.1.0", capabilities: [sandbox]}}
  - {on: POST /things-api/token, json: {}}
  - {on: GET /things-api/things, json: []}
)"));
  CheckSettings settings;
  settings.read_only = true;
  const auto said = tree.check(server, settings);
  BOOST_TEST(said.code == 0);
  BOOST_TEST(said.out.find("PASS        things/list\nSKIP        things/make: read-only: it would send things.make POST /things\nSKIP        things/calls: read-only: it would send things.make POST "
                           "/things\nSKIP        things/liar: POST http://127.0.0.1:8080/things-api/things could change the target; this run is read-only\n") != std::string::npos,
             said.out);
  for (const auto& request : server.seen()) BOOST_TEST((request.method == "GET" || request.target.ends_with("/token")), request.method << " " << request.target);
}

BOOST_AUTO_TEST_SUITE_END()
