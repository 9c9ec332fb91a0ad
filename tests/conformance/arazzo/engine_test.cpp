#include "conformance/arazzo/engine.h"

#include <boost/test/unit_test.hpp>

#include "tests/conformance/arazzo/bench.h"

using namespace hpc;
using namespace hpc::conformance;
using arazzo::test::answer;
using arazzo::test::Bench;

namespace {

/// Answers of these statuses, one after the other; the last one again and again.
FunctionTarget::Answer statuses(std::vector<int> all) {
  return [all, next = std::size_t(0)](const http::Request&) mutable -> Result<http::Response> {
    const auto status = all[std::min(next++, all.size() - 1)];
    return answer(status, Json({{"n", next}}));
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(engine)

BOOST_AUTO_TEST_CASE(steps_run_in_order_and_hand_on_their_outputs) {
  Bench bench(statuses({201, 200}));
  bench.run(R"(workflows:
  - workflowId: w
    inputs: {type: object, properties: {who: {type: string, default: ada}}}
    steps:
      - stepId: make
        operationId: submit
        requestBody: {contentType: application/json, payload: {user: $inputs.who}}
        outputs: {id: $response.body#/n}
      - stepId: ask
        operationId: get
        parameters: [{name: id, in: path, value: $steps.make.outputs.id}, {name: by, in: query, value: "u-{$inputs.who}"}]
        outputs: {url: $url}
    outputs: {last: $steps.ask.outputs.url}
)");
  BOOST_TEST(bench.sent() == "POST /jobs; GET /jobs/1?by=u-ada");
  BOOST_TEST(bench.requests()[0].body.str() == R"({"user":"ada"})");
  BOOST_TEST(bench.passed());
  BOOST_TEST(bench.outputs() == R"({"last":"http://h/jobs/1?by=u-ada"})");
}

BOOST_AUTO_TEST_CASE(a_failed_step_ends_the_workflow) {
  Bench bench(statuses({404}));
  bench.run(R"(workflows:
  - workflowId: w
    steps:
      - {stepId: a, operationId: get, parameters: [{name: id, in: path, value: "1"}], successCriteria: [{condition: $statusCode == 200}]}
      - {stepId: b, operationId: list}
)");
  BOOST_TEST(bench.sent() == "GET /jobs/1");
  BOOST_TEST(bench.failures() == "a: $statusCode == 200 / 404");
  BOOST_TEST(!bench.passed());
}

BOOST_AUTO_TEST_CASE(success_actions_end_or_go_where_their_criteria_say) {
  const char* scenario = R"(workflows:
  - workflowId: w
    successActions: [{name: shared, type: end, criteria: [{condition: $response.body#/n == 3}]}]
    steps:
      - stepId: a
        operationId: list
        onSuccess:
          - {name: no, type: end, criteria: [{condition: $statusCode == 500}]}
          - {name: jump, type: goto, stepId: c, criteria: [{condition: $response.body#/n == 1}]}
      - {stepId: b, operationId: submit}
      - {stepId: c, operationId: get, parameters: [{name: id, in: path, value: "1"}]}
      - stepId: d
        operationId: list
        onSuccess: [{name: shared, type: goto, stepId: f}]
      - {stepId: e, operationId: submit}
      - {stepId: f, operationId: get, parameters: [{name: id, in: path, value: "2"}]}
)";
  Bench bench(statuses({200}));
  bench.run(scenario);
  // The step's own action "shared" stands in place of the workflow's.
  BOOST_TEST(bench.sent() == "GET /jobs; GET /jobs/1; GET /jobs; GET /jobs/2");
  BOOST_TEST(bench.passed());
}

BOOST_AUTO_TEST_CASE(a_retry_waits_and_stops_at_its_limit) {
  const char* scenario = R"(workflows:
  - workflowId: w
    steps:
      - stepId: poll
        operationId: get
        parameters: [{name: id, in: path, value: "1"}]
        successCriteria: [{condition: $response.body#/n >= 4}]
        onFailure: [{name: again, type: retry, retryAfter: 1.5, retryLimit: 5}]
)";
  Bench enough(statuses({200}));
  BOOST_TEST(enough.run(scenario).passed());
  BOOST_TEST(enough.waits() == "1.5 1.5 1.5");
  BOOST_TEST(enough.failures() == "");

  Bench never([](const http::Request&) -> Result<http::Response> { return answer(200, Json({{"n", 0}})); });
  BOOST_TEST(!never.run(scenario).passed());
  BOOST_TEST(never.requests().size() == 6);
  BOOST_TEST(never.failures() == "poll: $response.body#/n >= 4 / 0 (in attempt 6)");
}

BOOST_AUTO_TEST_CASE(one_retry_is_the_default_and_later_actions_follow_it) {
  Bench bench(statuses({404, 404, 200}));
  bench.run(R"(workflows:
  - workflowId: w
    steps:
      - stepId: a
        operationId: get
        parameters: [{name: id, in: path, value: "1"}]
        successCriteria: [{condition: $statusCode == 200}]
        onFailure: [{name: again, type: retry}, {name: other, type: goto, stepId: c}]
      - {stepId: b, operationId: submit}
      - {stepId: c, operationId: list}
)");
  BOOST_TEST(bench.sent() == "GET /jobs/1; GET /jobs/1; GET /jobs");
  BOOST_TEST(bench.passed());
  BOOST_TEST(bench.failures() == "");
}

BOOST_AUTO_TEST_CASE(retry_after_of_the_response_overrules_the_scenario) {
  int asked = 0;
  Bench bench([&asked](const http::Request&) -> Result<http::Response> {
    ++asked;
    if (asked == 1) return answer(429, Json::object(), {{"Retry-After", "7"}});
    if (asked == 2) return answer(429, Json::object(), {{"Retry-After", "Tue, 01 Jan 2030 00:01:00 GMT"}});
    if (asked == 3) return answer(429, Json::object(), {{"Retry-After", "soon"}});
    return answer(200);
  });
  bench.run(R"(workflows:
  - workflowId: w
    steps:
      - stepId: a
        operationId: get
        parameters: [{name: id, in: path, value: "1"}]
        successCriteria: [{condition: $statusCode == 200}]
        onFailure: [{name: again, type: retry, retryAfter: 2, retryLimit: 9, criteria: [{condition: $statusCode == 429}]}]
)");
  BOOST_TEST(bench.waits() == "7.0 60.0 2.0");
  BOOST_TEST(bench.passed());
}

BOOST_AUTO_TEST_CASE(a_retry_may_run_a_step_or_a_workflow_first) {
  const char* scenario = R"(workflows:
  - workflowId: w
    steps:
      - {stepId: login, operationId: list, outputs: {n: $response.body#/n}}
      - stepId: a
        operationId: get
        parameters: [{name: id, in: path, value: $steps.login.outputs.n}]
        successCriteria: [{condition: $statusCode == 200}]
        onFailure:
          - {name: step, type: retry, stepId: login, criteria: [{condition: $statusCode == 404}]}
          - {name: workflow, type: retry, workflowId: refresh, criteria: [{condition: $statusCode == 429}]}
  - workflowId: refresh
    steps: [{stepId: r, operationId: submit}]
)";
  Bench bench(statuses({200, 404, 200, 429, 201, 200}));
  bench.run(scenario);
  BOOST_TEST(bench.sent() == "GET /jobs; GET /jobs/1; GET /jobs; GET /jobs/3; POST /jobs; GET /jobs/3");
  BOOST_TEST(bench.passed());
}

BOOST_AUTO_TEST_CASE(workflows_call_each_other_with_inputs_and_outputs) {
  Bench bench(statuses({201, 200}));
  bench.run(R"(workflows:
  - workflowId: outer
    steps:
      - stepId: inner
        workflowId: make
        parameters: [{name: name, value: x-1}]
        successCriteria: [{condition: $outputs.id == 1}]
        outputs: {made: $outputs.id}
      - stepId: ask
        operationId: get
        parameters: [{name: id, in: path, value: $steps.inner.outputs.made}, {name: w, in: query, value: $workflows.make.inputs.name}]
  - workflowId: make
    inputs: {type: object, required: [name], properties: {name: {type: string}}}
    steps:
      - stepId: submit
        operationId: submit
        requestBody: {contentType: text/plain, payload: $inputs.name}
        outputs: {id: $response.body#/n}
    outputs: {id: $steps.submit.outputs.id}
)");
  BOOST_TEST(bench.sent() == "POST /jobs; GET /jobs/1?w=x-1");
  BOOST_TEST(bench.requests()[0].body.str() == "x-1");
  BOOST_TEST(bench.passed());
  BOOST_TEST(bench.failures() == "");
}

BOOST_AUTO_TEST_CASE(a_goto_workflow_takes_over) {
  Bench bench(statuses({404, 200}));
  bench.run(R"(workflows:
  - workflowId: w
    steps:
      - stepId: a
        operationId: get
        parameters: [{name: id, in: path, value: "1"}]
        successCriteria: [{condition: $statusCode == 200}]
        onFailure: [{name: other, type: goto, workflowId: plan-b}]
      - {stepId: b, operationId: submit}
  - workflowId: plan-b
    steps: [{stepId: list, operationId: list, outputs: {n: $response.body#/n}}]
    outputs: {n: $steps.list.outputs.n}
)");
  BOOST_TEST(bench.sent() == "GET /jobs/1; GET /jobs");
  BOOST_TEST(bench.passed());
  BOOST_TEST(bench.outputs() == R"({"n":2})");
}

BOOST_AUTO_TEST_CASE(dependencies_run_first_and_once) {
  Bench bench(statuses({200}));
  bench.run(R"(workflows:
  - workflowId: w
    dependsOn: [a, b]
    steps: [{stepId: s, operationId: get, parameters: [{name: id, in: path, value: $workflows.b.outputs.n}]}]
  - workflowId: a
    steps: [{stepId: s, operationId: list}]
  - workflowId: b
    dependsOn: [a]
    steps: [{stepId: s, operationId: submit, outputs: {n: $response.body#/n}}]
    outputs: {n: $steps.s.outputs.n}
)");
  BOOST_TEST(bench.sent() == "GET /jobs; POST /jobs; GET /jobs/2");
}

BOOST_AUTO_TEST_CASE(a_failed_dependency_fails_the_workflow_before_it_starts) {
  Bench bench(statuses({200}));
  bench.run(R"(workflows:
  - workflowId: w
    dependsOn: [a]
    steps: [{stepId: s, operationId: list}]
  - workflowId: a
    steps: [{stepId: s, operationId: list, successCriteria: [{condition: $statusCode == 201}]}]
)");
  BOOST_TEST(bench.requests().size() == 1);
  BOOST_TEST(bench.failures() == "a/s: $statusCode == 201 / 200");
  BOOST_TEST(!bench.passed());
}

BOOST_AUTO_TEST_CASE(other_documents_lend_their_workflows) {
  Bench bench(statuses({200}));
  bench.folder().write("common.arazzo.yaml", R"(arazzo: 1.0.1
info: {title: common, version: "1"}
sourceDescriptions: [{name: jobs, url: api.yaml, type: openapi}, {name: back, url: scenario.arazzo.yaml, type: arazzo}]
workflows:
  - workflowId: login
    steps: [{stepId: s, operationId: list, outputs: {t: $response.body#/n}}]
    outputs: {token: $steps.s.outputs.t}
)");
  const auto file = bench.folder().write("scenario.arazzo.yaml", R"(arazzo: 1.0.1
info: {title: t, version: "1"}
sourceDescriptions: [{name: api, url: api.yaml, type: openapi}, {name: common, url: common.arazzo.yaml, type: arazzo}]
workflows:
  - workflowId: w
    steps:
      - {stepId: login, workflowId: $sourceDescriptions.common.login}
      - stepId: ask
        operationPath: "{$sourceDescriptions.api.url}#/paths/~1jobs~1{id}/get"
        parameters: [{name: id, in: path, value: $steps.login.outputs.token}]
)");
  arazzo::Library library;
  const auto* scenario = HPC_MUST(library.load(file));
  BOOST_TEST(scenario->document.workflows[0].steps[0].workflow->workflow->id == "login");
  BOOST_TEST(scenario->document.workflows[0].steps[1].operation->id == "get");
}

BOOST_AUTO_TEST_CASE(every_response_is_validated_whatever_the_criteria_say) {
  Bench bench(statuses({418, 200}));
  bench.run(R"(workflows:
  - workflowId: w
    steps:
      - {stepId: a, operationId: list, successCriteria: [{condition: $statusCode == 418}]}
      - {stepId: b, operationId: list}
)");
  // The flow follows the criteria; the verdict does not.
  BOOST_TEST(bench.requests().size() == 2);
  BOOST_TEST(bench.passed());
  BOOST_TEST(bench.failures() == "a: the status 200 / 418");
}

BOOST_AUTO_TEST_CASE(what_changes_the_target_is_a_duty_of_the_workflow_with_clean_up) {
  Bench bench(statuses({201, 200}));
  bench.run(R"(workflows:
  - workflowId: w
    x-cleanup: [undo]
    steps:
      - {stepId: look, operationId: list}
      - {stepId: make, workflowId: maker}
  - workflowId: maker
    steps: [{stepId: s, operationId: submit, outputs: {id: $response.body#/n}}]
  - workflowId: undo
    inputs: {type: object, properties: {id: {type: string}}}
    steps: [{stepId: s, operationId: cancel, parameters: [{name: id, in: path, value: $inputs.id}]}]
)");
  BOOST_REQUIRE(bench.trace().duties.size() == 1);
  const auto& duty = bench.trace().duties.front();
  BOOST_TEST(duty.sent);
  BOOST_TEST(!duty.unanswered);
  BOOST_TEST(duty.outputs.at(0).dump() == R"({"id":2})");
}

BOOST_AUTO_TEST_CASE(transport_failures_stop_or_fail_by_their_kind) {
  const char* scenario = "workflows:\n  - workflowId: w\n    steps: [{stepId: a, operationId: list}, {stepId: b, operationId: list}]\n";
  const auto ended = [&](Errc what) {
    Bench bench([what](const http::Request&) -> Result<http::Response> { return failure(what, About::request, "so"); });
    bench.run(scenario);
    return bench.trace().stop ? "stop " + std::to_string(static_cast<int>(bench.trace().stop->why)) : bench.failures();
  };
  BOOST_TEST(ended(Errc::unavailable) == "stop 0");
  BOOST_TEST(ended(Errc::denied) == "stop 2");
  BOOST_TEST(ended(Errc::too_large) == "stop 3");
  BOOST_TEST(ended(Errc::timed_out) == "a: a response in time / so");
  BOOST_TEST(ended(Errc::invalid) == "a: an HTTP response / so");
}

BOOST_AUTO_TEST_SUITE_END()
