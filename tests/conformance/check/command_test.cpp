#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/conformance/check/a_tree.h"

using namespace hpc;
using namespace hpc::conformance;
using test::FakeServer;
using test::Tree;

namespace {

constexpr const char* kPolling = R"(workflows:
  - workflowId: poll
    x-level: SHOULD
    steps:
      - stepId: poll
        operationId: things.list
        successCriteria: [{condition: $response.body#/done == true}]
        onFailure: [{name: again, type: retry, retryAfter: 30, retryLimit: 3}]
)";

CheckSettings against_real() {
  CheckSettings settings;
  settings.target.base_urls = {"http://real"};
  return settings;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command)

BOOST_AUTO_TEST_CASE(a_real_target_is_waited_for) {
  const Tree tree;
  tree.scenario("a", kPolling);
  FakeServer server(test::yaml("answers: [{on: GET /things, json: {done: false}, times: 2}, {on: GET /things, json: {done: true}}]"));
  const auto before = server.clock().wall();
  BOOST_TEST(tree.check(server, against_real()).code == 0);
  BOOST_TEST((server.clock().wall() - before == std::chrono::seconds(60)));
}

BOOST_AUTO_TEST_CASE(a_sandbox_on_a_stepping_clock_is_not) {
  const Tree tree;
  tree.scenario("a", kPolling);
  FakeServer server(test::yaml(R"(answers:
  - {on: GET /_hpcmock/version, json: {name: hpcmock, version: "0", capabilities: []}}
  - {on: POST /_hpcmock/sandboxes, status: 201, json: {name: x}}
  - {on: DELETE /_hpcmock/sandboxes/x, status: 204}
  - {on: GET /s/x/things-api/things, json: {done: false}, times: 2}
  - {on: GET /s/x/things-api/things, json: {done: true}}
)"));
  const auto before = server.clock().wall();
  BOOST_TEST(tree.check(server).code == 0);
  BOOST_TEST((server.clock().wall() == before));
}

BOOST_AUTO_TEST_CASE(a_failed_should_counts_when_strict) {
  const Tree tree;
  tree.scenario("a", kPolling);
  FakeServer server(test::yaml("answers: [{on: GET /things, json: {done: false}}]"));
  auto settings = against_real();
  BOOST_TEST(tree.check(server, settings).code == 0);
  settings.strict = true;
  BOOST_TEST(tree.check(server, settings).code == 1);
}

BOOST_AUTO_TEST_CASE(a_waived_failure_does_not_count_until_its_day_is_over) {
  const Tree tree;
  tree.scenario("a", "workflows:\n  - {workflowId: ask, steps: [{stepId: s, operationId: things.list, successCriteria: [{condition: $statusCode == 201}]}]}\n");
  FakeServer server(test::yaml("answers: [{on: GET /things, json: {}}]"));
  auto settings = against_real();
  settings.baseline = tree.write("baseline.yaml", "waivers: [{check: things/ask, until: \"2030-01-02\", why: ticket 7}]\n");
  const auto said = tree.check(server, settings);
  BOOST_TEST(said.code == 0);
  BOOST_TEST(said.out.find("WAIVED      things/ask (until 2030-01-02: ticket 7)\n") != std::string::npos, said.out);
  settings.baseline = tree.write("baseline.yaml", "waivers: [{check: things/ask, until: \"2029-12-31\", why: ticket 7}]\n");
  const auto late = tree.check(server, settings);
  BOOST_TEST(late.code == 1);
  BOOST_TEST(late.out.find("FAIL        things/ask: ") != std::string::npos, late.out);
}

BOOST_AUTO_TEST_CASE(what_is_given_reaches_workflows_that_are_depended_on) {
  const Tree tree;
  tree.scenario("a", R"(workflows:
  - workflowId: login
    inputs: {type: object, properties: {user: {type: string, default: nobody}}}
    steps: [{stepId: s, operationId: things.list, parameters: [{name: user, in: query, value: $inputs.user}]}]
  - {workflowId: ask, dependsOn: [login], steps: [{stepId: s, operationId: things.list}]}
)");
  FakeServer server(test::yaml("answers: [{on: GET /things, json: {}}, {on: \"GET /things?user=ada\", json: {}}]"));
  auto settings = against_real();
  settings.target.inputs = {"user=ada"};
  settings.only = {"things/ask"};
  const auto said = tree.check(server, settings);
  BOOST_TEST(said.code == 0, said.out);
  std::string targets;
  for (const auto& request : server.seen()) targets += request.target + " ";
  BOOST_TEST(targets.find("/things?user=ada ") != std::string::npos, targets);
}

BOOST_AUTO_TEST_CASE(a_plan_is_told_and_nothing_is_sent) {
  const Tree tree;
  tree.scenario("a", kPolling);
  tree.scenario("b", "workflows:\n  - {workflowId: make, steps: [{stepId: a, operationId: token}, {stepId: b, operationId: things.make}]}\n");
  FakeServer server(test::yaml("answers: []"));
  auto settings = against_real();
  settings.plan = true;
  settings.budget = "jobs=1,requests-per-minute=6,bytes=1M";
  const auto said = tree.check(server, settings);
  BOOST_TEST(said.code == 0);
  BOOST_TEST(said.out ==
             "check        requests   at most  changing   jobs\n"
             "things/poll         1         4         0      0\n"
             "things/make         2         2         1      1\n"
             "all                 3         6         1      1\n"
             "budget: 1 jobs; enough\n"
             "budget: 6 requests per minute; takes 0.5 minutes or more\n"
             "budget: 1048576 bytes; what answers weigh is not known beforehand\n");
  BOOST_TEST(server.seen().empty());
}

BOOST_AUTO_TEST_CASE(an_unreachable_target_is_an_exit_code_of_its_own) {
  const Tree tree;
  tree.scenario("a", kPolling);
  FakeServer server(test::yaml("answers: [{on: GET /_hpcmock/version, fault: refused}]"));
  const auto said = tree.check(server, against_real());
  BOOST_TEST(said.code == 3);
  BOOST_TEST(said.out.find("ERROR       things/poll: GET /_hpcmock/version: Connection refused\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_line_to_run_again_has_what_matters_and_no_secret) {
  const Tree tree;
  tree.scenario("a", "workflows:\n  - {workflowId: x, steps: [{stepId: a, operationId: things.list, successCriteria: [{condition: $statusCode == 500}]}]}\n");
  FakeServer server(test::yaml("answers: [{on: GET /things, json: {}}]"));
  auto settings = against_real();
  settings.what = {"things"};
  settings.target.inputs = {"who=ada l"};
  settings.target.secrets = {"key=canary"};
  settings.strict = true;
  const auto said = tree.check(server, settings);
  BOOST_TEST(said.out.find("  again     hpcmock check things --base-url http://real --input 'who=ada l' --root " + tree.path() + " --strict --only things/x\n") != std::string::npos, said.out);
}

BOOST_AUTO_TEST_SUITE_END()
