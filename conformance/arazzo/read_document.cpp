#include <set>

#include "conformance/arazzo/cursor.h"
#include "conformance/arazzo/document.h"
#include "conformance/arazzo/read_parts.h"


namespace hpc::conformance::arazzo {
namespace {

bool is_id(const std::string& text) {
  return !text.empty() && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
}

/// An identifier that must be there, of the recommended form (references have no quoting for another), and once only.
std::string unique_id(const Cursor& owner, std::string_view key, std::set<std::string>& seen) {
  auto id = owner.required_text(key);
  if (!owner.has(key)) return id;
  if (!is_id(id)) owner.at(key).found_instead_of("letters, digits, _ and -");
  if (!seen.insert(id).second) owner.at(key).fault("found " + id + " a second time; it must be unique");
  return id;
}

std::vector<WorkflowReference> read_references(const Cursor& owner, std::string_view key) {
  std::vector<WorkflowReference> references;
  owner.each(key, [&references](const Cursor& one) {
    if (one.value().is_string()) {
      references.push_back({one.value().get<std::string>(), one.where()});
    } else {
      one.found_instead_of("a workflowId");
    }
  });
  return references;
}

Source read_source(const Cursor& cursor, std::set<std::string>& names) {
  Source source;
  source.where = cursor.where();
  if (!cursor.is_object()) return source;
  cursor.allow_only({"name", "url", "type"});
  source.name = unique_id(cursor, "name", names);
  source.url = cursor.required_text("url");
  if (cursor.word("type", {"openapi", "arazzo"}) == 1) source.type = Source::Type::arazzo;
  return source;
}

std::string read_clock(const Cursor& owner) {
  owner.word("x-clock", {"stepping", "manual", "real", "idle-skip"});
  return owner.has("x-clock") && owner.at("x-clock").value().is_string() ? owner.at("x-clock").value().get<std::string>() : "";
}

OrderedJson read_apis(const Cursor& owner) {
  if (!owner.has("x-apis") || !owner.at("x-apis").is_object()) return nullptr;
  owner.each_member("x-apis", [](const std::string&, const Cursor& one) { one.is_object(); });
  return owner.at("x-apis").value();
}

void read_steps(const Cursor& cursor, const Components& components, Workflow& workflow) {
  std::set<std::string> ids;
  cursor.each("steps", [&](const Cursor& one) {
    auto step = read_step(one, components);
    if (!step) return;
    step->id = unique_id(one, "stepId", ids);
    workflow.steps.push_back(std::move(*step));
  });
  if (!cursor.has("steps")) {
    cursor.fault("found no steps, which must be there");
  } else if (workflow.steps.empty() && cursor.at("steps").value().empty()) {
    cursor.at("steps").fault("found no step; allowed is a list of one or more");
  }
}

Workflow read_workflow(const Cursor& cursor, const Components& components, std::set<std::string>& ids) {
  Workflow workflow;
  workflow.where = cursor.where();
  if (!cursor.is_object()) return workflow;
  cursor.allow_only({"workflowId", "summary", "description", "inputs", "dependsOn", "steps", "successActions", "failureActions", "outputs", "parameters"},
                    {"x-level", "x-source", "x-cleanup", "x-needs", "x-tags", "x-clock", "x-apis"});
  workflow.id = unique_id(cursor, "workflowId", ids);
  workflow.summary = cursor.text("summary");
  workflow.description = cursor.text("description");
  if (cursor.has("inputs") && cursor.at("inputs").is_object()) {
    workflow.inputs_schema = cursor.at("inputs").value();
    workflow.inputs_pointer = cursor.at("inputs").pointer();
  }
  workflow.depends_on = read_references(cursor, "dependsOn");
  workflow.parameters = read_parameters(cursor, components, true);
  workflow.success_actions = read_actions(cursor, "successActions", ActionKind::success, components);
  workflow.failure_actions = read_actions(cursor, "failureActions", ActionKind::failure, components);
  workflow.outputs = read_outputs(cursor);
  read_steps(cursor, components, workflow);
  workflow.level = read_level(cursor);
  workflow.authority = read_authority(cursor);
  workflow.cleanup = read_references(cursor, "x-cleanup");
  workflow.needs = cursor.texts("x-needs");
  workflow.tags = cursor.texts("x-tags");
  workflow.clock = read_clock(cursor);
  workflow.apis = read_apis(cursor);
  return workflow;
}

void read_components(const Cursor& root, Document& document) {
  if (!root.has("components")) return;
  const auto components = root.at("components");
  if (!components.is_object()) return;
  components.allow_only({"inputs", "parameters", "successActions", "failureActions"});
  components.each_member("parameters", [&document](const std::string& name, const Cursor& one) {
    if (one.is_object() && one.has("value")) document.component_parameters[name] = one.at("value").value();
  });
  for (const char* kind : {"inputs", "successActions", "failureActions"}) {
    components.each_member(kind, [](const std::string&, const Cursor& one) { one.is_object(); });
  }
}

void read_head(const Cursor& root, Document& document) {
  const auto version = root.required_text("arazzo");
  if (root.has("arazzo") && !version.starts_with("1.0.")) root.at("arazzo").found_instead_of("1.0.0 or 1.0.1");
  if (!root.has("info")) {
    root.fault("found no info, which must be there");
    return;
  }
  const auto info = root.at("info");
  if (!info.is_object()) return;
  info.allow_only({"title", "summary", "description", "version"});
  document.title = info.required_text("title");
  document.summary = info.text("summary");
  document.description = info.text("description");
  info.required_text("version");
}

void read_body(const Cursor& root, Document& document) {
  std::set<std::string> source_names;
  root.each("sourceDescriptions", [&](const Cursor& one) { document.sources.push_back(read_source(one, source_names)); });
  if (document.sources.empty()) root.fault("found no sourceDescriptions; allowed is a list of one or more");
  read_components(root, document);
  const Components components{root.has("components") ? &root.at("components").value() : nullptr};
  std::set<std::string> ids;
  root.each("workflows", [&](const Cursor& one) { document.workflows.push_back(read_workflow(one, components, ids)); });
  if (document.workflows.empty()) root.fault("found no workflows; allowed is a list of one or more");
}

Result<Document> read(Result<YamlDocument> yaml) {
  Document document;
  document.text = std::make_shared<const YamlDocument>(HPC_TRY(std::move(yaml)));
  document.file = document.text->file_name();
  Faults faults(*document.text);
  const Cursor root(faults, document.text->root(), "");
  if (root.is_object()) {
    root.allow_only({"arazzo", "info", "sourceDescriptions", "workflows", "components"}, {"x-level", "x-source", "x-needs", "x-tags", "x-clock", "x-apis"});
    read_head(root, document);
    read_body(root, document);
    document.level = read_level(root);
    document.authority = read_authority(root);
    document.needs = root.texts("x-needs");
    document.tags = root.texts("x-tags");
    document.clock = read_clock(root);
    document.apis = read_apis(root);
  }
  if (!faults.empty()) return failure(faults.error());
  return document;
}

}  // namespace

std::string_view level_name(Level level) {
  switch (level) {
    case Level::must: return "MUST";
    case Level::should: return "SHOULD";
    case Level::may: return "MAY";
  }
  return "";
}

const Step* Workflow::step(std::string_view step_id) const {
  for (const auto& one : steps) {
    if (one.id == step_id) return &one;
  }
  return nullptr;
}

const Workflow* Document::workflow(std::string_view workflow_id) const {
  for (const auto& one : workflows) {
    if (one.id == workflow_id) return &one;
  }
  return nullptr;
}

Result<Document> read_document(const std::string& file_name) { return read(YamlDocument::read(file_name)); }
Result<Document> parse_document(std::string_view text, const std::string& file_name) { return read(YamlDocument::parse(text, file_name)); }

}  // namespace hpc::conformance::arazzo
