#include "conformance/arazzo/document.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace hpc;
using namespace hpc::conformance;

namespace {

constexpr const char* kHead = "arazzo: 1.0.0\ninfo: {title: t, version: \"1\"}\nsourceDescriptions: [{name: a, url: a.yaml}]\n";

std::string faults(const std::string& rest) {
  const auto document = arazzo::parse_document(kHead + rest, "s.yaml");
  return document ? "" : document.error().sentence;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(document)

BOOST_AUTO_TEST_CASE(all_that_the_specification_has_is_read) {
  const auto document = HPC_MUST(arazzo::parse_document(std::string(kHead) + R"(x-level: SHOULD
x-source: clause 1
x-ours-not: 1
workflows:
  - workflowId: w
    summary: s
    description: d
    inputs: {type: object}
    dependsOn: [v]
    x-cleanup: [v]
    x-needs: [clock]
    x-tags: slow
    x-level: MAY
    parameters: [{reference: $components.parameters.page, value: 7}]
    successActions: [{reference: $components.successActions.done}]
    failureActions: [{reference: $components.failureActions.again}]
    outputs: {x.y-z_1: $steps.s.outputs.o}
    steps:
      - stepId: s
        description: d
        operationId: op
        parameters: [{name: h, in: header, value: $inputs.h}, {name: c, in: cookie, value: [1]}]
        requestBody: {contentType: application/json, payload: {a: 1}, replacements: [{target: /a, value: 2}]}
        successCriteria:
          - condition: $statusCode == 200
          - {context: $response.body, condition: "^a", type: regex}
          - {context: $response.body, condition: "$.a", type: {type: jsonpath, version: draft-goessner-dispatch-jsonpath-00}}
        onSuccess: [{name: e, type: end}]
        onFailure: [{name: r, type: retry, retryAfter: 0.25, retryLimit: 3, criteria: [{condition: "true"}]}]
        outputs: {o: $response.header.X}
  - workflowId: v
    steps: [{stepId: s, workflowId: w}]
components:
  inputs: {i: {type: object}}
  parameters: {page: {name: page, in: query, value: 1}}
  successActions: {done: {name: done, type: goto, stepId: s}}
  failureActions: {again: {name: again, type: end}}
)", "s.yaml"));
  const auto& workflow = document.workflows.at(0);
  BOOST_TEST(workflow.parameters.at(0).name == "page");
  BOOST_TEST(workflow.parameters.at(0).value.fill({})->dump() == "7");
  BOOST_TEST(workflow.success_actions.at(0).step_id == "s");
  BOOST_TEST(workflow.failure_actions.at(0).name == "again");
  BOOST_TEST((workflow.level == arazzo::Level::may));
  BOOST_TEST((document.level == arazzo::Level::should));
  BOOST_TEST(workflow.where == "s.yaml:8:5");
  const auto& step = workflow.steps.at(0);
  BOOST_TEST(step.success_criteria.size() == 3);
  BOOST_TEST(step.on_failure.at(0).retry_after.count() == 250'000);
  BOOST_TEST(step.on_failure.at(0).retry_limit == 3);
  BOOST_TEST(step.body->replacements.at(0).target == "/a");
}

BOOST_AUTO_TEST_CASE(every_fault_has_its_place) {
  BOOST_TEST(faults("workflows: []\n") == "s.yaml:1:1: found no workflows; allowed is a list of one or more");
  BOOST_TEST(faults("workflows: 3\n").starts_with("s.yaml:1:1: found no workflows"));
  BOOST_TEST(faults("workflows:\n  - workflowId: w\n    steps: [{stepId: s, operationId: 5}]\n") == "s.yaml:6:38: found 5 (a number); allowed is a text");
  BOOST_TEST(faults("workflows:\n  - workflowId: w\n    steps: [{stepId: s, operationId: o, successCriteria: [{condition: a, type: xpath}]}]\n") ==
             "s.yaml:6:80: found xpath, which this runner does not support: no response here is XML; allowed are simple, regex and jsonpath");
  BOOST_TEST(faults("workflows:\n  - workflowId: w\n    steps: [{stepId: s, operationId: o, successCriteria: [{context: $response.body, condition: a, type: {type: xpath, version: xpath-30}}]}]\n").find(
                 "found xpath, which this runner does not support") != std::string::npos);
  BOOST_TEST(faults("workflows:\n  - workflowId: w\n    steps: [{stepId: s, operationId: o, parameters: [{name: a, in: path, value: 99999999999999999999999}]}]\n") ==
             "s.yaml:6:81: found a number beyond 64 bits, which would not be sent digit for digit; write it in quotes");
  BOOST_TEST(faults("workflows:\n  - workflowId: w\n    steps: [{stepId: s, operationId: o, parameters: [{name: a, in: path, value: '99999999999999999999999'}]}]\n") == "");
  BOOST_TEST(faults("workflows:\n  - workflowId: w\n    steps: [{stepId: s, operationId: o, successCriteria: [{condition: a, type: regex}]}]\n") ==
             "s.yaml:6:59: found no context, which must be there");
  BOOST_TEST(faults("workflows:\n  - workflowId: w\n    steps: [{stepId: s, operationId: o, outputs: {\"a b\": $url}}]\n") ==
             "s.yaml:6:51: found the name a b; allowed are letters, digits, . _ and -");
  BOOST_TEST(faults("workflows:\n  - workflowId: w\n    steps: [{stepId: s, operationId: o, parameters: [{name: a, in: query, value: 1}, {name: a, in: query, value: 2}]}]\n") ==
             "s.yaml:6:86: found the parameter a a second time");
  BOOST_TEST(faults("workflows:\n  - workflowId: w\n    steps: [{stepId: s, operationId: o, onSuccess: [{name: a, type: retry}]}]\n") ==
             "s.yaml:6:69: found \"retry\"; allowed is end and goto");
  BOOST_TEST(faults("workflows:\n  - workflowId: w\n    steps: [{stepId: s, operationId: o, onSuccess: [{name: a, type: goto}]}]\n") ==
             "s.yaml:6:53: found a goto without stepId or workflowId");
  BOOST_TEST(faults("workflows:\n  - workflowId: w\n    x-outputs: {}\n    steps: [{stepId: s, operationId: o}]\n").find("found the member x-outputs") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
