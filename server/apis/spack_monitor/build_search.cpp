#include "apis/spack_monitor/build_search.h"

#include <algorithm>
#include <set>

#include "apis/spack_monitor/wire.h"
#include "base/encoding.h"

namespace hpc::apis::spack_monitor {
namespace {

constexpr std::size_t kGroup = 3;

bool holds(std::string_view text, const std::string& wanted) {
  return to_lower(text).find(wanted) != std::string::npos;
}

bool has_text(const Spec& spec, const std::string& wanted, const Catalogue& catalogue) {
  if (holds(spec.name, wanted) || (spec.version && holds(*spec.version, wanted)) ||
      (spec.full_hash && holds(*spec.full_hash, wanted)))
    return true;
  if (!spec.compiler) return false;
  const Compiler& compiler = catalogue.compilers().at(*spec.compiler);
  return holds(compiler.name, wanted) || holds(compiler.version, wanted);
}

bool has_text(const BuildEnvironment& machine, const std::string& wanted) {
  return holds(machine.platform, wanted) || holds(machine.host_os, wanted) || holds(machine.host_target, wanted);
}

void add_groups(std::string_view text, std::set<std::uint32_t>& groups) {
  const std::string lower = to_lower(text);
  for (std::size_t i = 0; i + kGroup <= lower.size(); ++i) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < kGroup; ++k) group = group << 8 | static_cast<unsigned char>(lower[i + k]);
    groups.insert(group);
  }
}

bool may_stand_in_a_date(const std::string& text) {
  return text.find_first_not_of("0123456789-:. ") == std::string::npos;
}

}  // namespace

bool BuildSearch::has_text(const Build& build, const std::string& text, const BuildLog& log,
                           const Catalogue& catalogue) {
  return spack_monitor::has_text(catalogue.specs().at(build.spec), text, catalogue) ||
         spack_monitor::has_text(log.environments().at(build.environment), text) ||
         holds(wire::name_of(build.status), text) || holds(wire::database_date(build.modified), text);
}

bool BuildSearch::has_name(const Tag& tag, const std::string& text) { return holds(tag.name, text); }

void BuildSearch::add(Id id) {
  const Spec& spec = catalogue_.specs().at(id);
  std::set<std::uint32_t> groups;
  add_groups(spec.name, groups);
  if (spec.version) add_groups(*spec.version, groups);
  if (spec.full_hash) add_groups(*spec.full_hash, groups);
  if (spec.compiler) {
    add_groups(catalogue_.compilers().at(*spec.compiler).name, groups);
    add_groups(catalogue_.compilers().at(*spec.compiler).version, groups);
  }
  for (const std::uint32_t group : groups) {
    std::vector<Id>& specs = specs_by_group_[group];
    if (specs.empty() || specs.back() != id) specs.push_back(id);
  }
}

// Those that have the rarest of the text's groups, and the text.
void BuildSearch::specs_with(const std::string& text, const std::function<void(Id)>& found) const {
  std::set<std::uint32_t> groups;
  add_groups(text, groups);
  const std::vector<Id>* fewest = nullptr;
  for (const std::uint32_t group : groups) {
    const auto specs = specs_by_group_.find(group);
    if (specs == specs_by_group_.end()) return;
    if (!fewest || specs->second.size() < fewest->size()) fewest = &specs->second;
  }
  for (const Id spec : *fewest)
    if (spack_monitor::has_text(catalogue_.specs().at(spec), text, catalogue_)) found(spec);
}

void BuildSearch::for_each_candidate(const std::string& text, const std::function<void(Id)>& found) const {
  const auto all_of = [&found](const auto& builds) { std::for_each(builds.begin(), builds.end(), found); };
  if (text.size() < kGroup || may_stand_in_a_date(text)) {
    for (Id id = 1; id <= log_.builds().size(); ++id) found(id);
    return;
  }
  specs_with(text, [&](Id spec) { all_of(log_.builds_of(spec)); });
  for (std::size_t i = 0; i < log_.environments().size(); ++i)
    if (const BuildEnvironment& machine = log_.environments().nth(i); spack_monitor::has_text(machine, text))
      all_of(log_.builds_on(machine.id));
  for (const BuildStatus status :
       {BuildStatus::notrun, BuildStatus::success, BuildStatus::failed, BuildStatus::cancelled})
    if (holds(wire::name_of(status), text)) all_of(log_.builds_in(status));
  for (std::size_t i = 0; i < log_.tags().size(); ++i)
    if (const Tag& tag = log_.tags().nth(i); has_name(tag, text)) all_of(tag.builds);
}

}  // namespace hpc::apis::spack_monitor
