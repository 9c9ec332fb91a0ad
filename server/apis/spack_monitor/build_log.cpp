#include "apis/spack_monitor/build_log.h"

#include <algorithm>

#include "apis/spack_monitor/wire.h"
#include "base/encoding.h"

namespace hpc::apis::spack_monitor {

std::pair<Id, bool> BuildLog::environment(const Host& host) {
  const std::string key = Key()
                              .with(host.hostname)
                              .with(host.kernel_version)
                              .with(host.host_os)
                              .with(host.host_target)
                              .with(host.platform)
                              .text();
  const auto [found, is_new] = environment_index_.try_emplace(key, 0);
  if (is_new) {
    BuildEnvironment row;
    row.hostname = host.hostname;
    row.platform = host.platform;
    row.kernel_version = host.kernel_version;
    row.host_os = host.host_os;
    row.host_target = host.host_target;
    found->second = environments_.add(std::move(row), clock_.now()).id;
  }
  return {found->second, is_new};
}

const Build* BuildLog::find(Id spec, Id environment) const {
  const auto found = build_index_.find(Key().with(spec).with(environment).text());
  return found == build_index_.end() ? nullptr : &builds_.at(found->second);
}

Build& BuildLog::create(Id spec, Id environment, const std::string& owner) {
  Build row;
  row.spec = spec;
  row.environment = environment;
  row.owner = owner;
  Build& build = builds_.add(std::move(row), clock_.now());
  build_index_.emplace(Key().with(spec).with(environment).text(), build.id);
  by_spec_[spec].push_back(build.id);
  by_environment_[environment].push_back(build.id);
  by_owner_[owner].push_back(build.id);
  by_status_[static_cast<std::size_t>(build.status)].insert(build.id);
  changed_.insert(build.id);
  return build;
}

Build& BuildLog::change(Id id) {
  Build& build = builds_.at(id);
  build.modified = clock_.now();
  changed_.insert(id);
  return build;
}

void BuildLog::become(Build& build, BuildStatus status) {
  by_status_[static_cast<std::size_t>(build.status)].erase(build.id);
  build.status = status;
  by_status_[static_cast<std::size_t>(status)].insert(build.id);
}

void BuildLog::tag(Id id, const std::vector<std::string>& names) {
  Build& build = change(id);
  for (const std::string& name : names) {
    const auto [found, is_new] = tag_index_.try_emplace(to_lower(name), 0);
    if (is_new) {
      Tag row;
      row.name = name;
      found->second = tags_.add(std::move(row), clock_.now()).id;
    }
    if (std::find(build.tags.begin(), build.tags.end(), found->second) != build.tags.end()) continue;
    build.tags.push_back(found->second);
    tags_.at(found->second).builds.push_back(id);
  }
}

void BuildLog::set_status(Id id, BuildStatus status) {
  Build& build = change(id);
  become(build, status);
  for (const Id dependency : catalogue_.specs().at(build.spec).dependencies) {
    const std::vector<Id>& others = builds_of(catalogue_.dependencies().at(dependency).spec);
    if (others.empty() || builds_.at(others.front()).status == BuildStatus::success) continue;
    become(change(others.front()), BuildStatus::cancelled);
  }
}

Phase& BuildLog::phase(Id build, const std::string& name) {
  const auto [found, is_new] = phase_index_.try_emplace(Key().with(build).with(name).text(), 0);
  if (is_new) {
    Phase row;
    row.build = build;
    row.name = name;
    found->second = phases_.add(std::move(row), clock_.now()).id;
    builds_.at(build).phases.push_back(found->second);
  }
  return phases_.at(found->second);
}

void BuildLog::set_phase(Phase& phase, Text status, Text output) {
  Build& build = builds_.at(phase.build);
  const auto count = [&build](const Text& of, std::size_t by) {
    if (of == wire::kPhaseSucceeded) build.phases_succeeded += by;
    if (of == wire::kPhaseFailed) build.phases_failed += by;
  };
  count(phase.status, std::size_t(-1));
  phase.status = std::move(status);
  phase.output = std::move(output);
  phase.modified = clock_.now();
  count(phase.status, 1);
  changed_.insert(build.id);
}

void BuildLog::find_events(Id id) {
  Build& build = builds_.at(id);
  if (!build.errors.empty() || !build.warnings.empty()) return;
  for (const Id phase : build.phases) {
    const Text& output = phases_.at(phase).output;
    if (!output) continue;
    for (LogEvent& seen : spack_monitor::find_events(*output)) {
      BuildEvent row;
      row.phase = phase;
      row.seen = std::move(seen);
      std::vector<Id>& found = row.seen.is_error ? build.errors : build.warnings;
      found.push_back((row.seen.is_error ? errors_ : warnings_).add(std::move(row), clock_.now()).id);
    }
  }
}

namespace {

const std::vector<Id>& ids_in(const std::unordered_map<Id, std::vector<Id>>& index, Id key) {
  static const std::vector<Id> none;
  const auto found = index.find(key);
  return found == index.end() ? none : found->second;
}

}  // namespace

const std::vector<Id>& BuildLog::builds_of(Id spec) const { return ids_in(by_spec_, spec); }

const std::vector<Id>& BuildLog::builds_on(Id environment) const { return ids_in(by_environment_, environment); }

const Tag* BuildLog::tag(const std::string& name) const {
  const auto found = tag_index_.find(to_lower(name));
  if (found == tag_index_.end() || tags_.at(found->second).name != name) return nullptr;
  return &tags_.at(found->second);
}

}  // namespace hpc::apis::spack_monitor
