// What authors of scenarios and descriptions write: expressions, conditions, JSONPath, regular expressions, documents.
#include <nlohmann/json.hpp>

#include "conformance/arazzo/document.h"
#include "conformance/expression/condition.h"
#include "conformance/expression/expression.h"
#include "conformance/expression/json_path.h"
#include "conformance/expression/text_template.h"
#include "conformance/schema/regex.h"
#include "tests/fuzz/targets.h"

namespace hpc::fuzz {
namespace {

using namespace conformance;

template <class T>
std::string reason_of(const Result<T>& result) {
  return result || !result.error().sentence.empty() ? "" : "no reason is given";
}

std::string expression_claim(std::string_view input) {
  const auto expression = Expression::parse(input);
  if (expression && expression->text() != input) return "it is another text then";
  return reason_of(expression) + reason_of(TextTemplate::parse(input));
}

std::string condition_claim(std::string_view input) { return reason_of(Condition::parse(input)); }

std::string json_path_claim(std::string_view input) {
  static const Json kValue = Json::parse(R"({"a":[{"b":1,"c":"x"},{"b":2.5},[[],null]],"d":{"e":"abc"},"":true})");
  const auto path = JsonPath::compile(input);
  if (path) static_cast<void>(path->select(kValue));
  return reason_of(path);
}

std::string regex_claim(std::string_view input) {
  const auto regex = Regex::compile(input);
  Regex::Scratch scratch;
  if (regex)
    for (const std::string_view text : {"", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "2026-11-22T00:00:00Z", "\xc3\xa4\n"})
      static_cast<void>(regex->search(text, scratch));
  return reason_of(regex);
}

std::string arazzo_claim(std::string_view input) { return reason_of(arazzo::parse_document(input, "fuzz.arazzo.yaml")); }

}  // namespace

std::vector<Target> conformance_targets() {
  return {
      {"expression", 10000,
       {"$response.body#/task_id", "$steps.submit.outputs.task", "$request.header.Accept", "a {$inputs.b} c",
        "$sourceDescriptions.x.url"},
       {"$", "{", "}", ".", "#", "/", "~0", "~1", "$response.", "body", "header.", "$inputs.", "[0]", " "},
       expression_claim},
      {"condition", 10000,
       {"$statusCode == 200 && ($response.body#/a != 'x' || !$inputs.b)", "$response.header.A >= 1.5e3"},
       {"&&", "||", "!", "(", ")", "==", "!=", "<", ">=", "'", "''", "$a", "true", "null", "1", "-", " "},
       condition_claim},
      {"json-path", 10000,
       {"$.a[?@.b > 1 && match(@.c, 'x.*')].b", "$..['b','c'][0:5:-1]", "$[?count($.a[*]) == length(@.d)]", "$[-1]['\\u0041']"},
       {"$", "@", ".", "..", "[", "]", "*", "?", "'", "\"", ":", ",", "(", ")", "length(", "search(", "value(", "==", "<=",
        "!", "&&", "||", "\\u", "9007199254740993", "-0", "1e5"},
       json_path_claim},
      {"regex", 6000,
       {"^(a|b)*c{2,3}[^\\d\\s]+?(?=x)(?<name>y)\\k<name>$", "^\\d{4}-\\d\\d-\\d\\d$", "(a+)+$", "[\\u00e4-\\uffff]\\p{L}"},
       {"(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$", "\\", "\\d", "\\p{L}", "(?:", "(?<a>", "(?!", "{1,99999}",
        "\\u{1F600}", "\\c", "-", "."},
       regex_claim},
      {"arazzo", 600,
       {"arazzo: 1.0.1\ninfo: {title: a, version: '1'}\nsourceDescriptions: [{name: x, url: x.yaml, type: openapi}]\n"
        "x-source: clause\nworkflows:\n- workflowId: w\n  steps:\n  - stepId: s\n    operationId: x.list\n"
        "    successCriteria: [{condition: $statusCode == 200}]\n    onFailure: [{name: r, type: retry, retryLimit: 2}]\n"
        "    outputs: {a: $response.body#/a}\n"},
       {"\n", "  ", "- ", ": ", "{", "}", "stepId: s", "$steps.", "workflowId: w", "type: goto", "x-", "null"},
       arazzo_claim},
  };
}

}  // namespace hpc::fuzz
