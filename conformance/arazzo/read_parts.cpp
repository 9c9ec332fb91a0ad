#include "conformance/arazzo/read_parts.h"

#include <algorithm>
#include <cmath>

#include "conformance/expression/pointer.h"

namespace hpc::conformance::arazzo {
namespace {

bool is_output_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.") == std::string_view::npos;
}

/// The object that a Reusable Object names, or nullptr with a fault.
const OrderedJson* referenced(const Cursor& cursor, std::string_view kind, const Components& components) {
  const auto reference = cursor.text("reference");
  const auto prefix = "$components." + std::string(kind) + ".";
  if (!reference.starts_with(prefix)) {
    cursor.at("reference").found_instead_of(prefix + "NAME");
    return nullptr;
  }
  const auto name = reference.substr(prefix.size());
  std::vector<std::string> names;
  if (components.root != nullptr && components.root->contains(kind) && components.root->at(std::string(kind)).is_object()) {
    const auto& all = components.root->at(std::string(kind));
    if (all.contains(name)) return &all.at(name);
    for (const auto& [known, value] : all.items()) names.push_back(known);
  }
  cursor.at("reference").fault("found " + reference + ", which components/" + std::string(kind) + " does not have" +
                               (names.empty() ? "" : "; it has " + listed(names)));
  return nullptr;
}

/// A number that would not be sent digit for digit.
bool is_beyond_64_bits(const OrderedJson& value) {
  return value.is_number_float() && std::abs(value.get<double>()) >= 0x1p63 && std::isfinite(value.get<double>());
}

/// Arazzo has a third type of criterion that is not judged here.
bool refuse_xpath(const Cursor& type) {
  if (!type.value().is_string() || type.value().get<std::string>() != "xpath") return false;
  type.fault("found xpath, which this runner does not support: no response here is XML; allowed are simple, regex and jsonpath");
  return true;
}

std::optional<Check> simple_criterion(const Cursor& cursor, const std::string& condition) {
  auto criterion = cursor.at("condition").take(Criterion::simple(condition));
  if (!criterion) return std::nullopt;
  return Check{std::move(*criterion), cursor.where()};
}

/// `type`: a word, or the Criterion Expression Type Object.
std::string criterion_type(const Cursor& cursor) {
  if (!cursor.has("type")) return "simple";
  if (refuse_xpath(cursor.at("type"))) return "";
  if (!cursor.at("type").value().is_object()) {
    cursor.word("type", {"simple", "regex", "jsonpath"});
    return cursor.at("type").value().is_string() ? cursor.at("type").value().get<std::string>() : "";
  }
  const auto type = cursor.at("type");
  type.allow_only({"type", "version"});
  if (type.has("type") && refuse_xpath(type.at("type"))) return "";
  type.word("version", {"draft-goessner-dispatch-jsonpath-00"});
  if (!type.has("version")) type.required_text("version");
  return type.word("type", {"jsonpath"}) == 0 ? "jsonpath" : "";
}

std::optional<Check> read_criterion(const Cursor& cursor) {
  if (!cursor.is_object()) return std::nullopt;
  cursor.allow_only({"context", "condition", "type"});
  const auto condition = cursor.required_text("condition");
  const auto type = criterion_type(cursor);
  if (!cursor.has("condition") || !cursor.at("condition").value().is_string()) return std::nullopt;
  if (type == "simple") return simple_criterion(cursor, condition);
  if (type != "regex" && type != "jsonpath") return std::nullopt;
  const auto context = cursor.required_text("context");
  if (context.empty()) return std::nullopt;
  auto criterion = cursor.take(type == "regex" ? Criterion::regex(context, condition) : Criterion::json_path(context, condition));
  if (!criterion) return std::nullopt;
  return Check{std::move(*criterion), cursor.where()};
}

std::optional<Parameter> read_parameter(const Cursor& cursor, const OrderedJson* override_value, bool in_required) {
  if (!cursor.is_object()) return std::nullopt;
  cursor.allow_only({"name", "in", "value"});
  Parameter parameter;
  parameter.where = cursor.where();
  parameter.name = cursor.required_text("name");
  const auto in = cursor.word("in", {"path", "query", "header", "cookie"});
  if (in >= 0) parameter.in = static_cast<Parameter::In>(in + 1);
  if (in_required && !cursor.has("in")) cursor.fault("found no in; allowed are path, query, header and cookie");
  if (!cursor.has("value") && override_value == nullptr) {
    cursor.fault("found no value, which must be there");
    return std::nullopt;
  }
  if (cursor.has("value") && is_beyond_64_bits(cursor.at("value").value())) {
    cursor.at("value").fault("found a number beyond 64 bits, which would not be sent digit for digit; write it in quotes");
  }
  auto value = cursor.at("value").take(ValueTemplate::parse(override_value != nullptr ? *override_value : cursor.at("value").value()));
  if (!value) return std::nullopt;
  parameter.value = std::move(*value);
  return parameter;
}

std::optional<std::uint32_t> read_count(const Cursor& owner, std::string_view key) {
  if (!owner.has(key)) return std::nullopt;
  const auto& value = owner.at(key).value();
  if (value.is_number_integer() && value.get<std::int64_t>() >= 0 && value.get<std::int64_t>() <= 1'000'000) return value.get<std::uint32_t>();
  owner.at(key).found_instead_of("an integer from 0 to 1000000");
  return std::nullopt;
}

void check_target(const Cursor& cursor, const Action& action) {
  const bool step = !action.step_id.empty();
  const bool workflow = action.workflow.has_value();
  if (step && workflow) cursor.fault("found both stepId and workflowId; allowed is one of them");
  if (action.type == Action::Type::go_to && !step && !workflow) cursor.fault("found a goto without stepId or workflowId");
  if (action.type == Action::Type::end && (step || workflow)) cursor.fault("found an end with a stepId or workflowId; they belong to goto and retry");
}

std::optional<Action> read_action(const Cursor& cursor, ActionKind kind) {
  if (!cursor.is_object()) return std::nullopt;
  Action action;
  action.where = cursor.where();
  if (kind == ActionKind::success) {
    cursor.allow_only({"name", "type", "workflowId", "stepId", "criteria"});
  } else {
    cursor.allow_only({"name", "type", "workflowId", "stepId", "retryAfter", "retryLimit", "criteria"});
  }
  action.name = cursor.required_text("name");
  if (!cursor.has("type")) cursor.required_text("type");
  const auto type = kind == ActionKind::success ? cursor.word("type", {"end", "goto"}) : cursor.word("type", {"end", "goto", "retry"});
  if (type < 0) return std::nullopt;
  action.type = static_cast<Action::Type>(type);
  action.step_id = cursor.text("stepId");
  if (cursor.has("workflowId")) action.workflow = WorkflowReference{cursor.text("workflowId"), cursor.at("workflowId").where()};
  action.retry_after = read_seconds(cursor, "retryAfter").value_or(Duration(0));
  action.retry_limit = read_count(cursor, "retryLimit").value_or(1);
  action.criteria = read_criteria(cursor, "criteria");
  check_target(cursor, action);
  return action;
}

void read_selected_outputs(const Cursor& cursor, Step& step) {
  cursor.each_member("x-outputs", [&step](const std::string& name, const Cursor& one) {
    if (!is_output_name(name)) one.fault("found the name " + name + "; allowed are letters, digits, . _ and -", true);
    if (!one.is_object()) return;
    one.allow_only({"context", "jsonpath"});
    auto context = one.take(Expression::parse(one.required_text("context")));
    auto path = one.take(JsonPath::compile(one.required_text("jsonpath")));
    if (context && path) step.selected_outputs.emplace_back(name, SelectedOutput{std::move(*context), std::move(*path)});
  });
}

void read_raw_operation(const Cursor& step_cursor, Step& step) {
  if (!step_cursor.has("x-operation")) return;
  const auto cursor = step_cursor.at("x-operation");
  if (!cursor.is_object()) return;
  cursor.allow_only({"method", "url", "safe", "operationId"});
  RawOperation raw;
  raw.method = cursor.required_text("method");
  auto url = cursor.take(TextTemplate::parse(cursor.required_text("url")));
  if (url) raw.url = std::move(*url);
  raw.safe = cursor.has("safe") ? cursor.flag("safe") : (raw.method == "GET" || raw.method == "HEAD" || raw.method == "OPTIONS");
  step.operation_id = cursor.text("operationId");
  step.raw = std::move(raw);
}

void check_call(const Cursor& cursor) {
  static constexpr std::string_view kWays[] = {"operationId", "operationPath", "workflowId", "x-operation"};
  std::vector<std::string> found;
  for (const auto way : kWays) {
    if (cursor.has(way)) found.emplace_back(way);
  }
  if (found.size() == 1) return;
  cursor.fault(found.empty() ? "found neither operationId, operationPath, workflowId nor x-operation; one must be there"
                             : "found " + listed(found) + "; allowed is one of them");
}

}  // namespace

std::optional<Level> read_level(const Cursor& owner) {
  const auto level = owner.word("x-level", {"MUST", "SHOULD", "MAY"});
  if (level < 0) return std::nullopt;
  return static_cast<Level>(level);
}

std::vector<std::string> read_authority(const Cursor& owner) { return owner.texts("x-source"); }

std::optional<Duration> read_seconds(const Cursor& owner, std::string_view key) {
  if (!owner.has(key)) return std::nullopt;
  const auto& value = owner.at(key).value();
  if (value.is_number() && value.get<double>() >= 0 && value.get<double>() <= 86400) {
    return Duration(static_cast<std::int64_t>(std::llround(value.get<double>() * 1e6)));
  }
  owner.at(key).found_instead_of("a number of seconds from 0 to 86400");
  return std::nullopt;
}

std::vector<Check> read_criteria(const Cursor& owner, std::string_view key) {
  std::vector<Check> criteria;
  owner.each(key, [&criteria](const Cursor& one) {
    if (auto criterion = read_criterion(one)) criteria.push_back(std::move(*criterion));
  });
  return criteria;
}

std::vector<Parameter> read_parameters(const Cursor& owner, const Components& components, bool in_required) {
  std::vector<Parameter> parameters;
  owner.each("parameters", [&](const Cursor& one) {
    std::optional<Parameter> parameter;
    if (one.has("reference")) {
      const auto* target = referenced(one, "parameters", components);
      if (target == nullptr) return;
      const auto name = one.text("reference").substr(std::string_view("$components.parameters.").size());
      const auto definition = one.elsewhere(*target, "/components/parameters/" + pointer_token(name));
      parameter = read_parameter(definition, one.has("value") ? &one.at("value").value() : nullptr, in_required);
    } else {
      parameter = read_parameter(one, nullptr, in_required);
    }
    if (!parameter) return;
    const auto same = [&parameter](const Parameter& other) { return other.name == parameter->name && other.in == parameter->in; };
    if (std::any_of(parameters.begin(), parameters.end(), same)) one.fault("found the parameter " + parameter->name + " a second time");
    parameters.push_back(std::move(*parameter));
  });
  return parameters;
}

std::vector<Action> read_actions(const Cursor& owner, std::string_view key, ActionKind kind, const Components& components) {
  std::vector<Action> actions;
  const std::string_view group = kind == ActionKind::success ? "successActions" : "failureActions";
  owner.each(key, [&](const Cursor& one) {
    std::optional<Action> action;
    if (one.has("reference")) {
      const auto* target = referenced(one, group, components);
      if (target == nullptr) return;
      const auto name = one.text("reference").substr(std::string_view("$components..").size() + group.size());
      action = read_action(one.elsewhere(*target, "/components/" + std::string(group) + "/" + pointer_token(name)), kind);
    } else {
      action = read_action(one, kind);
    }
    if (!action) return;
    const auto same = [&action](const Action& other) { return other.name == action->name; };
    if (std::any_of(actions.begin(), actions.end(), same)) one.fault("found the action " + action->name + " a second time");
    actions.push_back(std::move(*action));
  });
  return actions;
}

std::optional<RequestBody> read_request_body(const Cursor& step) {
  if (!step.has("requestBody")) return std::nullopt;
  const auto cursor = step.at("requestBody");
  if (!cursor.is_object()) return std::nullopt;
  cursor.allow_only({"contentType", "payload", "replacements"});
  RequestBody body;
  body.where = cursor.where();
  body.content_type = cursor.text("contentType");
  if (cursor.has("payload")) body.payload = cursor.at("payload").take(ValueTemplate::parse(cursor.at("payload").value()));
  cursor.each("replacements", [&body](const Cursor& one) {
    if (!one.is_object()) return;
    one.allow_only({"target", "value"});
    auto target = one.required_text("target");
    if (!pointer_tokens(target)) one.at("target").found_instead_of("a JSON Pointer");
    if (!one.has("value")) one.fault("found no value, which must be there");
    auto value = one.at("value").take(ValueTemplate::parse(one.at("value").value()));
    if (value) body.replacements.push_back({std::move(target), std::move(*value), one.where()});
  });
  return body;
}

std::vector<std::pair<std::string, Expression>> read_outputs(const Cursor& owner) {
  std::vector<std::pair<std::string, Expression>> outputs;
  owner.each_member("outputs", [&outputs](const std::string& name, const Cursor& one) {
    if (!is_output_name(name)) one.fault("found the name " + name + "; allowed are letters, digits, . _ and -", true);
    if (!one.value().is_string()) {
      one.found_instead_of("a runtime expression");
      return;
    }
    if (auto expression = one.take(Expression::parse(one.value().get<std::string>()))) outputs.emplace_back(name, std::move(*expression));
  });
  return outputs;
}

std::optional<Step> read_step(const Cursor& cursor, const Components& components) {
  if (!cursor.is_object()) return std::nullopt;
  cursor.allow_only({"stepId", "description", "operationId", "operationPath", "workflowId", "parameters", "requestBody", "successCriteria", "onSuccess", "onFailure", "outputs"},
                    {"x-operation", "x-level", "x-source", "x-outputs", "x-within", "x-creates"});
  check_call(cursor);
  Step step;
  step.where = cursor.where();
  step.description = cursor.text("description");
  step.operation_id = cursor.text("operationId");
  step.operation_path = cursor.text("operationPath");
  if (cursor.has("workflowId")) step.workflow = WorkflowReference{cursor.text("workflowId"), cursor.at("workflowId").where()};
  read_raw_operation(cursor, step);
  step.parameters = read_parameters(cursor, components, !step.workflow.has_value());
  step.body = read_request_body(cursor);
  step.success_criteria = read_criteria(cursor, "successCriteria");
  step.on_success = read_actions(cursor, "onSuccess", ActionKind::success, components);
  step.on_failure = read_actions(cursor, "onFailure", ActionKind::failure, components);
  step.outputs = read_outputs(cursor);
  read_selected_outputs(cursor, step);
  step.level = read_level(cursor);
  step.authority = read_authority(cursor);
  step.within = read_seconds(cursor, "x-within");
  step.creates = cursor.flag("x-creates");
  return step;
}

}  // namespace hpc::conformance::arazzo
