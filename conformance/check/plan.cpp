#include "conformance/check/plan.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <set>

namespace hpc::conformance {
namespace {

namespace fs = std::filesystem;
using arazzo::Scenario;
using arazzo::Workflow;

bool is_scenario(const fs::path& path) {
  const auto name = path.filename().string();
  return name.ends_with(".arazzo.yaml") || name.ends_with(".arazzo.yml") || name.ends_with(".arazzo.json");
}

std::vector<std::string> scenarios_below(const fs::path& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->is_regular_file() && is_scenario(at->path())) files.push_back(at->path().lexically_normal().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string apis_there_are(const DataFolders& data) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(data.scenarios(), error), end; !error && at != end; at.increment(error)) {
    if (at->is_directory()) names.push_back(at->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

/// The folders of the file below scenarios/: "firecrest/tasks"; of another file, the name of its folder.
std::string id_prefix(const DataFolders& data, const std::string& file) {
  const auto folder = fs::path(file).parent_path().lexically_normal();
  const auto relative = folder.lexically_relative(fs::path(data.scenarios()).lexically_normal());
  if (!relative.empty() && *relative.begin() != ".." && relative != ".") return relative.string();
  if (!folder.filename().empty() && folder.filename() != ".") return folder.filename().string();
  const auto name = fs::path(file).filename().string();
  return name.substr(0, name.find(".arazzo."));
}

template <class T>
std::vector<T> joined(std::vector<T> first, const std::vector<T>& second) {
  for (const auto& one : second) {
    if (std::find(first.begin(), first.end(), one) == first.end()) first.push_back(one);
  }
  return first;
}

void each_action_workflow(const std::vector<arazzo::Action>& actions, const std::function<void(const Workflow&)>& visit) {
  for (const auto& action : actions) {
    if (action.workflow && action.workflow->workflow != nullptr) visit(*action.workflow->workflow);
  }
}

/// Workflows that a workflow runs: by steps, actions and dependencies.
void each_called(const Workflow& workflow, const std::function<void(const Workflow&)>& visit) {
  for (const auto& reference : workflow.depends_on) {
    if (reference.workflow != nullptr) visit(*reference.workflow);
  }
  each_action_workflow(workflow.success_actions, visit);
  each_action_workflow(workflow.failure_actions, visit);
  for (const auto& step : workflow.steps) {
    if (step.workflow && step.workflow->workflow != nullptr) visit(*step.workflow->workflow);
    each_action_workflow(step.on_success, visit);
    each_action_workflow(step.on_failure, visit);
  }
}

/// Those that serve others; what depends on a check does not make it a servant.
std::set<const Workflow*> servants(const Scenario& scenario) {
  std::set<const Workflow*> all;
  for (const auto& workflow : scenario.document.workflows) {
    each_called(workflow, [&all](const Workflow& called) { all.insert(&called); });
    for (const auto& reference : workflow.depends_on) all.erase(reference.workflow);
  }
  for (const auto& workflow : scenario.document.workflows) {
    each_called(workflow, [&](const Workflow& called) {
      const auto depends = [&called](const arazzo::WorkflowReference& reference) { return reference.workflow == &called; };
      if (std::none_of(workflow.depends_on.begin(), workflow.depends_on.end(), depends)) all.insert(&called);
    });
    for (const auto& reference : workflow.cleanup) all.insert(reference.workflow);
  }
  return all;
}

CheckInfo info_of(const DataFolders& data, const Scenario& scenario, const Workflow& workflow) {
  const auto& document = scenario.document;
  CheckInfo info;
  const auto prefix = id_prefix(data, document.file);
  info.id = prefix + "/" + workflow.id;
  info.title = workflow.summary.empty() ? document.title : workflow.summary;
  info.api = prefix.substr(0, prefix.find('/'));
  info.file = document.file;
  info.where = workflow.where;
  info.level = workflow.level.value_or(document.level.value_or(arazzo::Level::must));
  info.authority = workflow.authority.empty() ? document.authority : workflow.authority;
  info.tags = joined(document.tags, workflow.tags);
  info.needs = joined(document.needs, workflow.needs);
  return info;
}

bool is_below(const std::string& id, const std::string& wanted) {
  return id == wanted || (id.starts_with(wanted) && (wanted.ends_with('/') || id[wanted.size()] == '/'));
}

template <class T>
bool any_in(const std::vector<T>& wanted, const std::vector<T>& there) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&there](const T& one) { return std::find(there.begin(), there.end(), one) != there.end(); });
}

}  // namespace

DataFolders find_data(const std::string& root_option) {
  if (!root_option.empty()) return {root_option};
  if (const char* set = std::getenv("HPCMOCK_DATA"); set != nullptr && *set != '\0') return {set};
  std::error_code error;
  for (const char* candidate : {HPCMOCK_SOURCE_DATA, HPCMOCK_INSTALLED_DATA}) {
    if (fs::is_directory(std::string(candidate) + "/scenarios", error)) return {candidate};
  }
  return {"."};
}

Result<std::vector<std::string>> scenario_files(const DataFolders& data, const std::vector<std::string>& named) {
  std::vector<std::string> files;
  if (named.empty()) files = scenarios_below(data.scenarios());
  for (const auto& name : named) {
    std::error_code error;
    const auto api_folder = fs::path(data.scenarios()) / name;
    if (name.find('/') == std::string::npos && fs::is_directory(api_folder, error)) {
      files = joined(files, scenarios_below(api_folder));
    } else if (fs::is_regular_file(name, error)) {
      files = joined(files, {fs::path(name).lexically_normal().string()});
    } else if (fs::is_directory(name, error)) {
      files = joined(files, scenarios_below(name));
    } else if (fs::is_directory(api_folder, error)) {
      files = joined(files, scenarios_below(api_folder));
    } else {
      return failure(Errc::missing, About::document, "found " + name + "; allowed is a scenario file, a folder, or an API of " + data.scenarios() + ": " + apis_there_are(data));
    }
  }
  if (files.empty()) return failure(Errc::missing, About::document, "there is no *.arazzo.yaml " + (named.empty() ? "below " + data.scenarios() : "in what was named"));
  return files;
}

Result<std::vector<PlannedCheck>> plan_checks(arazzo::Library& library, const DataFolders& data, const std::vector<std::string>& files) {
  std::vector<PlannedCheck> checks;
  std::string faults;
  std::map<std::string, std::string> seen;
  const auto fault = [&faults](const std::string& line) { faults += (faults.empty() ? "" : "\n") + line; };
  for (const auto& file : files) {
    auto scenario = library.load(file);
    if (!scenario) {
      fault(scenario.error().sentence);
      continue;
    }
    const auto serving = servants(**scenario);
    for (const auto& workflow : (*scenario)->document.workflows) {
      if (serving.contains(&workflow) && !workflow.level) continue;
      auto info = info_of(data, **scenario, workflow);
      const auto [other, is_new] = seen.emplace(info.id, info.where);
      if (!is_new) fault(info.where + ": found the check " + info.id + ", which is at " + other->second + " too");
      checks.push_back({std::move(info), *scenario, &workflow});
    }
  }
  if (!faults.empty()) return failure(Errc::invalid, About::document, faults);
  return checks;
}

Result<std::vector<PlannedCheck>> select_checks(std::vector<PlannedCheck> checks, const Selection& selection) {
  for (const auto& wanted : selection.only) {
    const auto there = [&wanted](const PlannedCheck& check) { return is_below(check.info.id, wanted); };
    if (std::none_of(checks.begin(), checks.end(), there)) return failure(Errc::missing, About::document, "there is no check " + wanted + "; `hpcmock scenarios` lists them");
  }
  std::erase_if(checks, [&selection](const PlannedCheck& check) {
    const auto wanted = [&check](const std::string& one) { return is_below(check.info.id, one); };
    if (!selection.only.empty() && std::none_of(selection.only.begin(), selection.only.end(), wanted)) return true;
    return !any_in(selection.tags, check.info.tags) || !any_in(selection.levels, {std::string(level_name(check.info.level))});
  });
  return checks;
}

std::vector<const arazzo::Step*> reachable_steps(const Workflow& workflow) {
  std::vector<const arazzo::Step*> steps;
  std::set<const Workflow*> seen;
  std::function<void(const Workflow&)> walk = [&](const Workflow& one) {
    if (!seen.insert(&one).second) return;
    for (const auto& step : one.steps) steps.push_back(&step);
    each_called(one, walk);
  };
  walk(workflow);
  return steps;
}

}  // namespace hpc::conformance
