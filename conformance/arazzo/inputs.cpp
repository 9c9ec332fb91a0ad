#include "conformance/arazzo/inputs.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "conformance/expression/pointer.h"
#include "conformance/schema/schema.h"

namespace hpc::conformance::arazzo {
namespace {

using Visit = std::function<void(const std::string& name, const OrderedJson& property)>;

/// The schema behind a local `$ref`, else the schema itself.
const OrderedJson& behind_reference(const Scenario& scenario, const OrderedJson& schema) {
  if (!schema.is_object() || !schema.contains("$ref") || !schema.at("$ref").is_string()) return schema;
  const auto& reference = schema.at("$ref").get_ref<const std::string&>();
  if (!reference.starts_with("#/")) return schema;
  const auto* target = at_pointer(scenario.document.text->root(), std::string_view(reference).substr(1));
  return target == nullptr ? schema : *target;
}

/// Every property that the schema lists, by itself, through `$ref` and `allOf`.
void each_property(const Scenario& scenario, const OrderedJson& given, const Visit& visit, int depth = 0) {
  const auto& schema = behind_reference(scenario, given);
  if (!schema.is_object() || depth > 10) return;
  if (schema.contains("properties") && schema.at("properties").is_object()) {
    for (const auto& [name, property] : schema.at("properties").items()) visit(name, behind_reference(scenario, property));
  }
  if (schema.contains("allOf") && schema.at("allOf").is_array()) {
    for (const auto& one : schema.at("allOf")) each_property(scenario, one, visit, depth + 1);
  }
}

bool wants_text(const OrderedJson& property) {
  if (!property.contains("type")) return true;
  const auto& type = property.at("type");
  if (type.is_array()) return std::find(type.begin(), type.end(), "string") != type.end();
  return type == "string";
}

Json converted(const Json& value, const OrderedJson& property) {
  if (!value.is_string() || !property.is_object() || wants_text(property)) return value;
  auto parsed = Json::parse(value.get_ref<const std::string&>(), nullptr, false);
  return parsed.is_discarded() ? value : parsed;
}

Error fault_error(const Workflow& workflow, const std::vector<Fault>& faults) {
  bool only_missing = true;
  std::string text;
  for (const auto& fault : faults) {
    only_missing = only_missing && fault.schema_pointer.ends_with("/required");
    text += (text.empty() ? "" : "; ") + (fault.instance_pointer.empty() ? "inputs" : "input " + fault.instance_pointer.substr(1)) + ": expected " + fault.expected + ", got " + fault.got;
  }
  return {only_missing ? Errc::missing : Errc::invalid, About::document, "the workflow " + workflow.id + ": " + text};
}

}  // namespace

Result<Json> prepare_inputs(const Scenario& scenario, const Workflow& workflow, const Json& given) {
  Json inputs = Json::object();
  bool listed = false;
  each_property(scenario, workflow.inputs_schema, [&](const std::string& name, const OrderedJson& property) {
    listed = true;
    if (given.contains(name)) {
      inputs[name] = converted(given.at(name), property);
    } else if (property.is_object() && property.contains("default")) {
      inputs[name] = Json(property.at("default"));
    }
  });
  if (!listed && !workflow.inputs_pointer.empty()) inputs = given;
  if (workflow.inputs_check == nullptr) return inputs;
  const auto faults = workflow.inputs_check->validate(inputs);
  if (!faults.empty()) return failure(fault_error(workflow, faults));
  return inputs;
}

std::vector<std::string> input_names(const Scenario& scenario, const Workflow& workflow) {
  std::vector<std::string> names;
  each_property(scenario, workflow.inputs_schema, [&names](const std::string& name, const OrderedJson&) { names.push_back(name); });
  return names;
}

std::vector<std::string> secret_input_names(const Scenario& scenario, const Workflow& workflow) {
  std::vector<std::string> names;
  each_property(scenario, workflow.inputs_schema, [&names](const std::string& name, const OrderedJson& property) {
    if (property.is_object() && property.contains("format") && property.at("format") == "password") names.push_back(name);
  });
  return names;
}

}  // namespace hpc::conformance::arazzo
