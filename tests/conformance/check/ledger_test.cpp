#include "conformance/check/ledger.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/conformance/check/a_tree.h"

using namespace hpc;
using namespace hpc::conformance;
using test::FakeServer;
using test::Tree;

namespace {

constexpr const char* kMaking = R"(workflows:
  - workflowId: make
    x-cleanup: [remove]
    inputs: {type: object, properties: {run_id: {type: string}, key: {type: string, format: password, default: canary-key-1}}}
    steps:
      - stepId: one
        operationId: things.make
        requestBody: {contentType: application/json, payload: {name: $inputs.run_id}}
        successCriteria: [{condition: $statusCode == 201}]
        outputs: {id: $response.body#/id, secret_token: $inputs.key}
      - stepId: two
        operationId: things.make
        requestBody: {contentType: application/json, payload: {name: $inputs.run_id}}
        outputs: {id: $response.body#/id}
  - workflowId: remove
    inputs: {type: object, properties: {id: {type: string}}, required: [id]}
    steps:
      - stepId: remove
        operationId: things.remove
        parameters: [{name: id, in: path, value: $inputs.id}]
        successCriteria: [{condition: $statusCode == 204}]
)";

std::string calls(const FakeServer& server) {
  std::string text;
  for (const auto& request : server.seen()) {
    if (request.method != "GET") text += (text.empty() ? "" : "; ") + request.method + " " + request.target.substr(request.target.rfind("/things"));
  }
  return text;
}

CheckSettings with_ledger(const Tree& tree) {
  CheckSettings settings;
  settings.target.base_urls = {"http://real"};
  settings.ledger = tree.path("ledger");
  settings.jobs = 1;
  return settings;
}

int sweep(const Tree& tree, FakeServer& server, std::string& out) {
  const Screen screen{[&out](std::string_view part) { out += part; }, [&out](std::string_view part) { out += part; }, false};
  const auto world = server.world();
  return sweep_command({tree.path("ledger"), {}}, screen, &world);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ledger)

BOOST_AUTO_TEST_CASE(each_thing_made_is_removed_the_run_being_over) {
  const Tree tree;
  tree.scenario("a", kMaking);
  FakeServer server(test::yaml(R"(answers:
  - {on: POST /things, status: 201, json: {id: t1}, times: 1}
  - {on: POST /things, status: 201, json: {id: t2}}
  - {on: DELETE /things/t1, status: 204}
  - {on: DELETE /things/t2, status: 204}
)"));
  BOOST_TEST(tree.check(server, with_ledger(tree)).code == 0);
  BOOST_TEST(calls(server) == "POST /things; POST /things; DELETE /things/t1; DELETE /things/t2");
  const auto content = HPC_MUST(read_ledger(tree.path("ledger")));
  BOOST_TEST(content.duties.empty());
  BOOST_TEST(tree.read("ledger").find("canary") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_request_is_in_the_ledger_before_it_is_sent) {
  const Tree tree;
  tree.scenario("a", kMaking);
  FakeServer server(test::yaml("answers: [{on: POST /things, status: 201, json: {id: t1}}]"));
  std::vector<std::string> seen;
  std::atomic<bool> interrupted = false;
  const World world{[&] {
                      return std::make_unique<FunctionTarget>([&](const http::Request& request) {
                        if (request.method == "POST") seen.push_back(tree.read("ledger"));
                        return server.answer(request);
                      });
                    },
                    [] { return std::make_unique<NoWaiter>(); }, server.clock(), interrupted};
  auto settings = with_ledger(tree);
  settings.root = tree.path();
  settings.run_id = "r";
  const Screen screen{[](std::string_view) {}, [](std::string_view) {}, false};
  check_command(settings, screen, &world);
  BOOST_REQUIRE(seen.size() == 2);
  BOOST_TEST(seen[0].find("\"event\":\"duty\"") != std::string::npos);
  BOOST_TEST(seen[0].find("\"event\":\"sending\"") != std::string::npos);
  BOOST_TEST(seen[1].find("\"outputs\":{\"id\":\"t1\"}") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(sweep_removes_what_a_killed_run_left) {
  const Tree tree;
  tree.scenario("a", kMaking);
  FakeServer server(test::yaml(R"(answers:
  - {on: POST /things, status: 201, json: {id: t1}, times: 1}
  - {on: POST /things, fault: cut}
  - {on: DELETE /things/t1, fault: refused, times: 1}
  - {on: DELETE /things/t1, status: 204}
)"));
  const auto said = tree.check(server, with_ledger(tree));
  BOOST_TEST(said.out.find("hpcmock sweep") != std::string::npos);
  BOOST_TEST(HPC_MUST(read_ledger(tree.path("ledger"))).duties.size() == 1);
  std::string out;
  BOOST_TEST(sweep(tree, server, out) == 0);
  BOOST_TEST(out == "removed  things/make#0\n1 removed, 0 left\n");
  out.clear();
  BOOST_TEST(sweep(tree, server, out) == 0);
  BOOST_TEST(out == "0 removed, 0 left\n");
}

BOOST_AUTO_TEST_CASE(what_was_never_answered_is_told_when_nothing_can_name_it) {
  const Tree tree;
  tree.scenario("a", kMaking);
  FakeServer server(test::yaml("answers: [{on: POST /things, fault: cut}]"));
  BOOST_TEST(tree.check(server, with_ledger(tree)).code == 1);
  std::string out;
  BOOST_TEST(sweep(tree, server, out) == 1);
  BOOST_TEST(out.starts_with("left     things/make#0 (last request: POST http://real/things): "));
}

BOOST_AUTO_TEST_CASE(a_line_that_a_kill_cut_off_is_passed_over) {
  const Tree tree;
  const std::string sandbox = R"({"event":"sandbox","root":"http://m","name":"s1"})";
  BOOST_TEST(HPC_MUST(read_ledger(tree.write("l", sandbox + "\n{\"event\":\"du"))).sandboxes.size() == 1);
  BOOST_TEST(!read_ledger(tree.write("l", "no\n" + sandbox + "\n")).has_value());
  BOOST_TEST(!read_ledger(tree.path("none")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
