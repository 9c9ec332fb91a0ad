#include "apis/spack_monitor/results.h"

#include <algorithm>

#include "apis/spack_monitor/wire.h"

namespace hpc::apis::spack_monitor {

const std::vector<Id>& Results::under(const ByNumber& index, Id key) {
  static const std::vector<Id> none;
  const auto found = index.find(key);
  return found == index.end() ? none : found->second;
}

void Results::drop(Id id) {
  EnvironmentVariable& variable = variables_.at(id);
  for (const Id build : variable.builds) std::erase(log_.change_quietly(build).variables, id);
  variable.builds.clear();
  variable_index_.erase(Key().with(variable.name).with(variable.value).text());
  live_variables_.erase(std::lower_bound(live_variables_.begin(), live_variables_.end(), id));
}

void Results::drop_variables(Id build) {
  const std::vector<Id> linked = log_.builds().at(build).variables;  // a copy: dropping changes the row
  for (const Id variable : linked) drop(variable);
}

void Results::add_variable(Id build, const std::string& name, const std::string& value) {
  const auto [found, is_new] = variable_index_.try_emplace(Key().with(name).with(value).text(), 0);
  if (is_new) {
    EnvironmentVariable row;
    row.name = name;
    row.value = value;
    found->second = variables_.add(std::move(row), clock_.now()).id;
    live_variables_.push_back(found->second);
  }
  variables_.at(found->second).builds.push_back(build);
  log_.change_quietly(build).variables.push_back(found->second);
}

Id Results::install_file(Id build, const std::string& name) {
  const auto [found, is_new] = install_file_index_.try_emplace(Key().with(build).with(name).text(), 0);
  if (is_new) {
    InstallFile row;
    row.build = build;
    row.name = name;
    found->second = install_files_.add(std::move(row), clock_.now()).id;
  }
  return found->second;
}

const Attribute* Results::find(const std::string& name, const std::string& analyzer, Id install_file) const {
  const auto found = attribute_index_.find(Key().with(name).with(analyzer).with(install_file).text());
  return found == attribute_index_.end() ? nullptr : &attributes_.at(found->second);
}

void Results::add(Attribute attribute) {
  const std::string key = Key().with(attribute.name).with(attribute.analyzer).with(attribute.install_file).text();
  const Attribute& row = attributes_.add(std::move(attribute), clock_.now());
  attribute_index_.emplace(key, row.id);
  const Id build = install_files_.at(row.install_file).build;
  const Id spec = log_.builds().at(build).spec;
  by_spec_[spec].push_back(row.id);
  by_analyzer_[Key().with(spec).with(row.analyzer).text()].push_back(row.id);
  if (row.name != wire::kSymbolatorResult) return;
  symbols_by_spec_[spec].push_back(row.id);
  symbols_by_build_[build].push_back(row.id);
}

const std::vector<Id>& Results::attributes_of(Id spec) const {
  return under(by_spec_, spec);
}
const std::vector<Id>& Results::attributes_of(Id spec, const std::string& analyzer) const {
  return ids_under(by_analyzer_, Key().with(spec).with(analyzer).text());
}
const std::vector<Id>& Results::symbols_of_spec(Id spec) const {
  return under(symbols_by_spec_, spec);
}
const std::vector<Id>& Results::symbols_of_build(Id build) const {
  return under(symbols_by_build_, build);
}

Id Results::spec_of(const Attribute& attribute) const {
  return log_.builds().at(install_files_.at(attribute.install_file).build).spec;
}

const EnvironmentVariable* Results::variable(Id id) const {
  if (!std::binary_search(live_variables_.begin(), live_variables_.end(), id)) return nullptr;
  return variables_.find(id);
}

}  // namespace hpc::apis::spack_monitor
