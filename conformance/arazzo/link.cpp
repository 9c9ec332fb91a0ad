#include <algorithm>
#include <functional>
#include <set>

#include "conformance/arazzo/cursor.h"
#include "conformance/arazzo/library.h"
#include "conformance/expression/pointer.h"

namespace hpc::conformance::arazzo {
namespace {

constexpr std::string_view kSourcePrefix = "$sourceDescriptions.";

std::string names_of(const Document& document) {
  std::vector<std::string> names;
  for (const auto& workflow : document.workflows) names.push_back(workflow.id);
  return listed(names);
}

/// Names of the declared inputs; absent when the schema is of a form that does not list them.
std::optional<std::vector<std::string>> declared_inputs(const Workflow& workflow) {
  const auto& schema = workflow.inputs_schema;
  if (workflow.inputs_pointer.empty()) return std::vector<std::string>();
  if (!schema.contains("properties") || schema.contains("$ref") || schema.contains("allOf") || schema.contains("patternProperties")) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& [name, property] : schema.at("properties").items()) names.push_back(name);
  return names;
}

/// Whether a dotted name starts with one of the names, as a whole word.
bool starts_with_one(std::string_view name, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [name](const std::string& one) {
    return name.starts_with(one) && (name.size() == one.size() || name[one.size()] == '.' || name[one.size()] == '[');
  });
}

class Linker {
 public:
  explicit Linker(Scenario& scenario) : scenario_(scenario) {}

  std::vector<std::string> all() {
    for (auto& workflow : scenario_.document.workflows) link_workflow(workflow);
    if (faults_.empty()) refuse_cycles();
    return std::move(faults_);
  }

 private:
  Scenario& scenario_;
  std::vector<std::string> faults_;
  const Workflow* workflow_ = nullptr;

  void fault(const std::string& where, const std::string& sentence) {
    auto line = where + ": " + sentence;
    if (std::find(faults_.begin(), faults_.end(), line) == faults_.end()) faults_.push_back(std::move(line));
  }

  void link_workflow(Workflow& workflow) {
    workflow_ = &workflow;
    compile_inputs(workflow);
    for (auto& reference : workflow.depends_on) resolve(reference);
    for (auto& reference : workflow.cleanup) resolve(reference);
    for (auto& action : workflow.success_actions) link_action(action);
    for (auto& action : workflow.failure_actions) link_action(action);
    for (auto& step : workflow.steps) link_step(step);
    for (const auto& parameter : workflow.parameters) check_values(parameter.value, parameter.where);
    for (const auto& [name, expression] : workflow.outputs) check(expression, workflow.where);
  }

  void compile_inputs(Workflow& workflow) {
    if (workflow.inputs_pointer.empty()) return;
    Schema::Options options;
    options.base_uri = scenario_.document.file;
    options.pointer = workflow.inputs_pointer;
    auto schema = Schema::compile(Json(scenario_.document.text->root()), std::move(options));
    if (schema) {
      workflow.inputs_check = std::make_shared<const Schema>(std::move(*schema));
    } else {
      fault(scenario_.document.text->where(workflow.inputs_pointer), "found a wrong schema of inputs: " + schema.error().sentence);
    }
  }

  void link_step(Step& step) {
    if (step.workflow) {
      resolve(*step.workflow);
    } else if (!step.raw) {
      link_operation(step);
    } else {
      if (!step.operation_id.empty()) link_operation_id(step);
      for (const auto& part : step.raw->url.parts()) {
        if (const auto* expression = std::get_if<Expression>(&part)) check(*expression, step.where);
      }
    }
    for (const auto& parameter : step.parameters) check_values(parameter.value, parameter.where);
    if (step.body && step.body->payload) check_values(*step.body->payload, step.body->where);
    if (step.body) {
      for (const auto& replacement : step.body->replacements) check_values(replacement.value, replacement.where);
    }
    check_criteria(step.success_criteria);
    for (auto& action : step.on_success) link_action(action);
    for (auto& action : step.on_failure) link_action(action);
    for (const auto& [name, expression] : step.outputs) check(expression, step.where);
    for (const auto& [name, selected] : step.selected_outputs) check(selected.context, step.where);
  }

  void link_action(Action& action) {
    check_criteria(action.criteria);
    if (action.workflow) resolve(*action.workflow);
    if (action.step_id.empty() || workflow_->step(action.step_id) != nullptr) return;
    fault(action.where, "found the stepId " + action.step_id + "; the workflow has " + listed(step_names()));
  }

  std::vector<std::string> step_names() const {
    std::vector<std::string> names;
    for (const auto& step : workflow_->steps) names.push_back(step.id);
    return names;
  }

  void resolve(WorkflowReference& reference) {
    const Scenario* home = &scenario_;
    auto id = std::string_view(reference.text);
    if (id.starts_with(kSourcePrefix)) {
      id.remove_prefix(kSourcePrefix.size());
      const auto dot = id.find('.');
      const auto name = std::string(id.substr(0, dot));
      const auto found = scenario_.scenarios.find(name);
      if (found == scenario_.scenarios.end() || dot == std::string_view::npos) {
        fault(reference.where, "found " + reference.text + "; allowed is $sourceDescriptions.NAME.WORKFLOW with a source of type arazzo");
        return;
      }
      home = found->second;
      id.remove_prefix(dot + 1);
    }
    reference.scenario = home;
    reference.workflow = home->document.workflow(id);
    if (reference.workflow == nullptr) fault(reference.where, "found the workflowId " + std::string(id) + "; there are " + names_of(home->document));
  }

  void link_operation(Step& step) {
    if (!step.operation_path.empty()) {
      step.source = source_of_operation_path(step.operation_path);
      step.api = api_named(step.source);
      if (step.api == nullptr) {
        fault(step.where, "found the operationPath " + step.operation_path + "; allowed is {$sourceDescriptions.NAME.url}#/paths/... with a source of type openapi");
        return;
      }
      step.operation = step.api->by_operation_path(step.operation_path);
      if (step.operation == nullptr) fault(step.where, "found the operationPath " + step.operation_path + ", which " + step.api->file_name() + " does not have");
    } else {
      link_operation_id(step);
    }
    if (step.operation != nullptr) check_path_parameters(step);
  }

  const Description* api_named(const std::string& name) const {
    const auto found = scenario_.apis.find(name);
    return found == scenario_.apis.end() ? nullptr : found->second;
  }

  void link_operation_id(Step& step) {
    auto id = std::string_view(step.operation_id);
    if (id.starts_with(kSourcePrefix)) {
      id.remove_prefix(kSourcePrefix.size());
      const auto dot = std::min(id.find('.'), id.size());
      step.source = id.substr(0, dot);
      id.remove_prefix(std::min(dot + 1, id.size()));
      step.api = api_named(step.source);
    } else if (scenario_.apis.size() == 1) {
      step.source = scenario_.apis.begin()->first;
      step.api = scenario_.apis.begin()->second;
    } else if (scenario_.apis.size() > 1) {
      fault(step.where, "found the operationId " + step.operation_id + "; with several openapi sources allowed is $sourceDescriptions.NAME.OPERATION");
      return;
    }
    if (step.api == nullptr) {
      fault(step.where, "found the operationId " + step.operation_id + "; it names no source of type openapi");
      return;
    }
    step.operation = step.api->by_id(id);
    if (step.operation == nullptr) fault(step.where, "found the operationId " + std::string(id) + "; " + step.api->file_name() + " has " + operations_of(*step.api));
  }

  static std::string operations_of(const Description& api) {
    std::vector<std::string> names;
    for (const auto& operation : api.operations()) {
      if (!operation.id.empty() && names.size() < 30) names.push_back(operation.id);
    }
    return names.empty() ? "no operationId" : listed(names);
  }

  void check_path_parameters(const Step& step) {
    std::set<std::string> given;
    for (const auto* list : {&step.parameters, &workflow_->parameters}) {
      for (const auto& parameter : *list) {
        if (parameter.in != Parameter::In::path) continue;
        given.insert(parameter.name);
        if (list == &step.parameters && step.operation->path.find("{" + parameter.name + "}") == std::string::npos) {
          fault(parameter.where, "found the path parameter " + parameter.name + ", which " + step.operation->path + " does not have");
        }
      }
    }
    for (auto open = step.operation->path.find('{'); open != std::string::npos; open = step.operation->path.find('{', open + 1)) {
      const auto name = step.operation->path.substr(open + 1, step.operation->path.find('}', open) - open - 1);
      if (!given.contains(name)) fault(step.where, "found no parameter for {" + name + "} of " + step.operation->path);
    }
  }

  void check_criteria(const std::vector<Check>& criteria) {
    for (const auto& one : criteria) one.criterion.each([this, &one](const Expression& expression) { check(expression, one.where); });
  }

  void check_values(const ValueTemplate& value, const std::string& where) {
    value.each([this, &where](const std::string&, const Expression& expression) { check(expression, where); });
  }

  void check(const Expression& expression, const std::string& where) {
    using Root = Expression::Root;
    const auto& name = expression.name();
    const auto first = name.substr(0, name.find('.'));
    if (expression.root() == Root::steps) check_step_output(expression, first, where);
    if (expression.root() == Root::inputs) check_input(expression, where);
    if (expression.root() == Root::workflows && scenario_.document.workflow(first) == nullptr) {
      fault(where, "found " + expression.text() + "; there are the workflows " + names_of(scenario_.document));
    }
    if (expression.root() == Root::sources && !scenario_.sources.contains(first)) fault(where, "found " + expression.text() + ", which names no source description");
    if (expression.root() == Root::components && !name.starts_with("parameters.")) fault(where, "found " + expression.text() + "; allowed is $components.parameters.NAME");
  }

  void check_input(const Expression& expression, const std::string& where) {
    const auto declared = declared_inputs(*workflow_);
    if (!declared || starts_with_one(expression.name(), *declared)) return;
    fault(where, "found " + expression.text() + (declared->empty() ? "; the workflow declares no inputs" : "; the workflow's inputs are " + listed(*declared)));
  }

  void check_step_output(const Expression& expression, const std::string& id, const std::string& where) {
    const auto* step = workflow_->step(id);
    if (step == nullptr) {
      fault(where, "found " + expression.text() + "; the workflow has the steps " + listed(step_names()));
      return;
    }
    const auto rest = expression.name().substr(std::min(id.size() + 1, expression.name().size()));
    if (!rest.starts_with("outputs.")) {
      fault(where, "found " + expression.text() + "; allowed is $steps." + id + ".outputs.NAME");
      return;
    }
    if (step->workflow) return;  // Its outputs are those of the other workflow, too.
    std::vector<std::string> names;
    for (const auto& [name, output] : step->outputs) names.push_back(name);
    for (const auto& [name, output] : step->selected_outputs) names.push_back(name);
    if (!starts_with_one(std::string_view(rest).substr(8), names)) {
      fault(where, "found " + expression.text() + "; the step " + id + (names.empty() ? " has no outputs" : " has the outputs " + listed(names)));
    }
  }

  /// A workflow that depends on itself could never start.
  void refuse_cycles() {
    std::set<const Workflow*> done;
    for (const auto& workflow : scenario_.document.workflows) {
      std::vector<const Workflow*> path;
      walk(workflow, path, done);
    }
  }

  void walk(const Workflow& workflow, std::vector<const Workflow*>& path, std::set<const Workflow*>& done) {
    if (done.contains(&workflow)) return;
    if (std::find(path.begin(), path.end(), &workflow) != path.end()) {
      fault(workflow.where, "found the workflow " + workflow.id + " depending on itself (dependsOn)");
      return;
    }
    path.push_back(&workflow);
    for (const auto& reference : workflow.depends_on) {
      if (reference.workflow != nullptr) walk(*reference.workflow, path, done);
    }
    path.pop_back();
    done.insert(&workflow);
  }
};

}  // namespace

std::vector<std::string> link(Scenario& scenario) { return Linker(scenario).all(); }

}  // namespace hpc::conformance::arazzo
