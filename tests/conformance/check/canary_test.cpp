// Secrets given in every way there is, shown by a server in every place there is: none is seen anywhere.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tests/conformance/check/a_tree.h"

using namespace hpc;
using namespace hpc::conformance;

BOOST_AUTO_TEST_SUITE(canary)

BOOST_AUTO_TEST_CASE(no_secret_reaches_any_output) {
  const test::Tree tree;
  tree.scenario("a", R"(workflows:
  - workflowId: w
    x-cleanup: [undo]
    inputs:
      type: object
      properties: {a: {type: string}, b: {type: string}, c: {type: string}, access_token: {type: string}, d: {type: string, format: password, default: canary-default}}
    steps:
      - stepId: s
        operationId: things.make
        parameters:
          - {name: X-A, in: header, value: "{$inputs.a} {$inputs.d}"}
          - {name: Authorization, in: header, value: "Bearer {$inputs.access_token}"}
          - {name: b, in: query, value: $inputs.b}
        requestBody: {contentType: application/x-www-form-urlencoded, payload: {client_secret: $inputs.c}}
        successCriteria: [{condition: $response.body#/echo == 'x'}]
        outputs: {id: $response.body#/echo}
  - workflowId: undo
    inputs: {type: object, properties: {id: {type: string}}, required: [id]}
    steps: [{stepId: s, operationId: things.remove, parameters: [{name: id, in: path, value: $inputs.id}]}]
)");
  const auto profile = tree.write("p.yaml", R"(inputs: {b: "${HPCMOCK_TEST_CANARY}"}
token: {url: "http://real/token", client_id: me, client_secret: canary-client}
)");
  ::setenv("HPCMOCK_TEST_CANARY", "canary-environment", 1);
  test::FakeServer server(test::yaml(R"(answers:
  - {on: POST /token, json: {access_token: canary-token}}
  - {on: "POST /things?b=canary-environment", status: 500, headers: {Set-Cookie: "id=canary-cookie; Path=/", X-Echo: "canary-flag canary-default"},
     json: {echo: "canary-token canary-environment canary-flag canary-secret canary-default", refresh_token: canary-refresh}}
)"));
  CheckSettings settings;
  settings.target.base_urls = {"http://real"};
  settings.target.profile = profile;
  settings.target.secrets = {"a=canary-flag", "c=canary-secret"};
  settings.ledger = tree.path("ledger");
  settings.verbose = true;
  for (const char* kind : {"junit", "json", "html", "tap", "har"}) settings.reports.push_back(std::string(kind) + "=" + tree.path(kind));
  const auto said = tree.check(server, settings);
  BOOST_TEST(said.code == 1);
  const auto without = [](const std::string& where, const std::string& text) {
    BOOST_TEST(text.find("canary-") == std::string::npos, where << " has one: ..." << text.substr(text.find("canary-") == std::string::npos ? 0 : text.find("canary-") - std::min<std::size_t>(60, text.find("canary-")), 120));
    BOOST_TEST(text.size() > 50, where << " is empty");
  };
  without("the console", said.out + said.err);
  settings.plan = true;
  settings.budget = "jobs=1";
  const auto plan = tree.check(server, settings);
  BOOST_TEST(plan.code == 0);
  without("the plan", plan.out + plan.err);
  // A profile that is wrong is told without what it holds.
  settings.target.profile = tree.write("wrong.yaml", "inputs: {b: \"${HPCMOCK_TEST_CANARY}\"}\nsecrets: [b]\nbase_url: {client_secret: canary-client}\nnothing-of-a-profile: 1\n");
  const auto wrong = tree.check(server, settings);
  BOOST_TEST(wrong.code == 2);
  without("the complaint", wrong.out + wrong.err);
  for (const char* file : {"junit", "json", "html", "tap", "har", "ledger"}) without(file, tree.read(file));
}

BOOST_AUTO_TEST_SUITE_END()
