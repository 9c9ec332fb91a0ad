// An Arazzo 1.0.1 document as read: validated, its expressions parsed, reusable objects put in place.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/yaml.h"
#include "conformance/expression/criterion.h"
#include "conformance/expression/expression.h"
#include "conformance/expression/json_path.h"
#include "conformance/expression/text_template.h"

namespace hpc::conformance {
class Description;
class Schema;
struct Operation;
}  // namespace hpc::conformance

namespace hpc::conformance::arazzo {

/// How much a check weighs (RFC 2119's words).
enum class Level { must, should, may };
std::string_view level_name(Level level);  ///< "MUST"

struct Parameter {
  enum class In { none, path, query, header, cookie };  ///< none: an input of the workflow that the step calls
  std::string name;
  In in = In::none;
  ValueTemplate value;
  std::string where;  ///< "file:12:9"
};

struct Replacement {
  std::string target;  ///< JSON pointer into the payload
  ValueTemplate value;
  std::string where;
};

struct RequestBody {
  std::string content_type;  ///< "" without one: the operation's
  std::optional<ValueTemplate> payload;
  std::vector<Replacement> replacements;
  std::string where;
};

struct Check {
  Criterion criterion;
  std::string where;
};

struct Workflow;
struct Scenario;

/// A workflow of this or another document.
struct WorkflowReference {
  std::string text;  ///< "login" or "$sourceDescriptions.common.login"
  std::string where;
  // Set by linking.
  const Scenario* scenario = nullptr;
  const Workflow* workflow = nullptr;
};

struct Action {
  enum class Type { end, go_to, retry };
  std::string name;
  Type type = Type::end;
  std::string step_id;
  std::optional<WorkflowReference> workflow;
  Duration retry_after{0};
  std::uint32_t retry_limit = 1;
  std::vector<Check> criteria;
  std::string where;
};

/// `x-operation`: a request that no OpenAPI description has, or one whose whole URL is only known when a response has told
/// it (a signed link): its `operationId` then says whose responses are to be expected.
struct RawOperation {
  std::string method;
  TextTemplate url;  ///< absolute, or starting with '/' and then below the first API's base URL; sent as it stands
  bool safe = false;
};

/// `x-outputs`: the first node that a JSONPath selects in a context.
struct SelectedOutput {
  Expression context;
  JsonPath path;
};

struct Step {
  std::string id;
  std::string description;
  // Exactly one of these four is there.
  std::string operation_id;
  std::string operation_path;
  std::optional<WorkflowReference> workflow;
  std::optional<RawOperation> raw;

  std::vector<Parameter> parameters;
  std::optional<RequestBody> body;
  std::vector<Check> success_criteria;
  std::vector<Action> on_success;
  std::vector<Action> on_failure;
  std::vector<std::pair<std::string, Expression>> outputs;
  std::vector<std::pair<std::string, SelectedOutput>> selected_outputs;

  std::optional<Level> level;           ///< `x-level`: of what fails here; else the workflow's
  std::vector<std::string> authority;   ///< `x-source`
  std::optional<Duration> within;       ///< `x-within`: how soon the response must have come
  bool creates = false;                 ///< `x-creates`: makes something that must be removed again
  std::string where;

  // Set by linking, for a step that calls an operation.
  std::string source;  ///< name of the source description
  const Description* api = nullptr;
  const Operation* operation = nullptr;
};

struct Workflow {
  std::string id;
  std::string summary;
  std::string description;
  std::string inputs_pointer;  ///< JSON pointer of the inputs' schema; "" without one
  OrderedJson inputs_schema;
  std::vector<WorkflowReference> depends_on;
  std::vector<Step> steps;
  std::vector<Action> success_actions;
  std::vector<Action> failure_actions;
  std::vector<std::pair<std::string, Expression>> outputs;
  std::vector<Parameter> parameters;

  std::optional<Level> level;
  std::vector<std::string> authority;  ///< `x-source`: the clauses that this check stands on
  std::vector<WorkflowReference> cleanup;
  std::vector<std::string> needs;
  std::vector<std::string> tags;
  std::string clock;  ///< `x-clock`: of the sandbox; "" is the runner's choice
  OrderedJson apis;   ///< `x-apis`: options of the APIs in the sandbox, by the API's name; null without any
  std::string where;
  std::shared_ptr<const Schema> inputs_check;  ///< set by linking; shared by copies of the workflow

  const Step* step(std::string_view step_id) const;
};

struct Source {
  enum class Type { openapi, arazzo };
  std::string name;
  std::string url;
  Type type = Type::openapi;
  std::string where;
};

struct Document {
  std::shared_ptr<const YamlDocument> text;  // shared by the document and those who show its lines
  std::string file;
  std::string title;
  std::string summary;
  std::string description;
  std::vector<Source> sources;
  std::vector<Workflow> workflows;
  std::map<std::string, OrderedJson> component_parameters;  ///< name to value, for $components.parameters.NAME

  // Defaults for every workflow of the file.
  std::optional<Level> level;
  std::vector<std::string> authority;
  std::vector<std::string> needs;
  std::vector<std::string> tags;
  std::string clock;
  OrderedJson apis;

  const Workflow* workflow(std::string_view workflow_id) const;
};

/// Validates and reads. The error's sentence (About::document) has one line for each fault: file, line, column, what was
/// found and what is allowed.
Result<Document> read_document(const std::string& file_name);
Result<Document> parse_document(std::string_view text, const std::string& file_name);

}  // namespace hpc::conformance::arazzo
