#include <boost/test/unit_test.hpp>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/conformance/check/a_tree.h"

using namespace hpc;
using namespace hpc::conformance;

namespace {

/// An hpcmock with sandboxes that count their things.
class Mock {
 public:
  Result<http::Response> answer(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    const auto path = request.target.substr(std::string_view("http://127.0.0.1:8080").size());
    http::Response response;
    response.headers.add("Content-Type", "application/json");
    if (path == "/_hpcmock/version") {
      response.body = Bytes(R"({"name":"hpcmock","version":"0","capabilities":["sandbox"]})");
    } else if (path == "/_hpcmock/clock") {
      response.body = Bytes(R"({"mode":"real"})");
    } else if (request.method == "POST" && path == "/_hpcmock/sandboxes") {
      const auto name = Json::parse(request.body.str()).at("name").get<std::string>();
      response.status = things_.emplace(name, 0).second ? 201 : 409;
      response.body = Bytes(Json({{"name", name}}).dump());
      ++made_;
    } else if (request.method == "DELETE") {
      things_.erase(path.substr(path.rfind('/') + 1));
      response.status = 204;
      response.headers.remove("Content-Type");
    } else {
      const auto name = path.substr(3, path.find('/', 3) - 3);
      auto& count = things_.at(name);
      if (request.method == "POST") ++count;
      response.status = request.method == "POST" ? 201 : 200;
      response.body = Bytes(Json({{"count", count}}).dump());
    }
    return response;
  }
  std::size_t left() const { return things_.size(); }
  int made() const { return made_; }

 private:
  std::mutex mutex_;
  std::map<std::string, int> things_;
  int made_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(parallel)

BOOST_AUTO_TEST_CASE(checks_in_sandboxes_run_at_once_without_seeing_each_other) {
  const test::Tree tree;
  std::string workflows = "workflows:\n";
  for (int i = 0; i < 60; ++i) {
    workflows += "  - workflowId: w" + std::to_string(i) +
                 "\n    steps: [{stepId: a, operationId: things.make}, {stepId: b, operationId: things.list, successCriteria: [{condition: $response.body#/count == 1}]}]\n";
  }
  tree.scenario("a", workflows);
  Mock mock;
  FakeHostClock clock(from_unix_seconds(1893456000));
  const std::atomic<bool> interrupted = false;
  const World world{[&mock] { return std::make_unique<FunctionTarget>([&mock](const http::Request& request) { return mock.answer(request); }); }, [] { return std::make_unique<NoWaiter>(); }, clock, interrupted};
  CheckSettings settings;
  settings.root = tree.path();
  settings.ledger = tree.path("ledger");
  settings.run_id = "r";
  settings.jobs = 8;
  std::string out;
  const Screen screen{[&out](std::string_view part) { out += part; }, [&out](std::string_view part) { out += part; }, false};
  BOOST_TEST(check_command(settings, screen, &world) == 0, out);
  BOOST_TEST(mock.made() == 60);
  BOOST_TEST(mock.left() == 0);
  // Told in the order of the plan, whoever was first.
  std::size_t at = 0;
  for (int i = 0; i < 60; ++i) {
    const auto found = out.find("things/w" + std::to_string(i) + "\n", at);
    BOOST_REQUIRE(found != std::string::npos);
    at = found;
  }
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_cleans_up_and_skips_the_rest) {
  const test::Tree tree;
  tree.scenario("a", R"(workflows:
  - workflowId: first
    x-cleanup: [undo]
    steps: [{stepId: a, operationId: things.make, outputs: {id: $response.body#/id}}, {stepId: b, operationId: things.list}]
  - {workflowId: second, steps: [{stepId: a, operationId: things.list}]}
  - workflowId: undo
    inputs: {type: object, properties: {id: {type: string}}, required: [id]}
    steps: [{stepId: s, operationId: things.remove, parameters: [{name: id, in: path, value: $inputs.id}]}]
)");
  test::FakeServer server(test::yaml("answers: [{on: POST /things, status: 201, json: {id: t1}}, {on: DELETE /things/t1, status: 204}]"));
  std::atomic<bool> interrupted = false;
  const World world{[&] {
                      return std::make_unique<FunctionTarget>([&](const http::Request& request) {
                        if (request.method == "POST") interrupted = true;
                        return server.answer(request);
                      });
                    },
                    [] { return std::make_unique<NoWaiter>(); }, server.clock(), interrupted};
  CheckSettings settings;
  settings.root = tree.path();
  settings.ledger = "none";
  settings.target.base_urls = {"http://real"};
  std::string out;
  const Screen screen{[&out](std::string_view part) { out += part; }, [&out](std::string_view part) { out += part; }, false};
  BOOST_TEST(check_command(settings, screen, &world) == 1);
  BOOST_TEST(out.find("SKIP        things/first: interrupted\nSKIP        things/second: interrupted\n") != std::string::npos, out);
  BOOST_TEST(server.seen().back().method == "DELETE");
}

BOOST_AUTO_TEST_SUITE_END()
