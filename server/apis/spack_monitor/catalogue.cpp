#include "apis/spack_monitor/catalogue.h"

#include <algorithm>

namespace hpc::apis::spack_monitor {
namespace {

// The id under the key, or that of the row that `make` gives.
template <class R, class Make>
std::pair<Id, bool> get_or_create(Index& index, Table<R>& table, const std::string& key, Instant now, Make make) {
  const auto [found, is_new] = index.try_emplace(key, 0);
  if (is_new) found->second = table.add(make(), now).id;
  return {found->second, is_new};
}

}  // namespace

Id Catalogue::feature(const std::string& name) {
  return get_or_create(feature_index_, features_, name, clock_.now(),
                       [&name] {
                         Feature row;
                         row.name = name;
                         return row;
                       })
      .first;
}

Id Catalogue::target(const std::string& name) {
  return get_or_create(target_index_, targets_, name, clock_.now(),
                       [&name] {
                         Target row;
                         row.name = name;
                         return row;
                       })
      .first;
}

Id Catalogue::architecture(const std::string& platform, const std::string& platform_os, Id target) {
  const std::string key = Key().with(platform).with(platform_os).with(target).text();
  return get_or_create(architecture_index_, architectures_, key, clock_.now(),
                       [&] {
                         Architecture row;
                         row.platform = platform;
                         row.platform_os = platform_os;
                         row.target = target;
                         return row;
                       })
      .first;
}

Id Catalogue::compiler(const std::string& name, const std::string& version) {
  const std::string key = Key().with(name).with(version).text();
  return get_or_create(compiler_index_, compilers_, key, clock_.now(),
                       [&] {
                         Compiler row;
                         row.name = name;
                         row.version = version;
                         return row;
                       })
      .first;
}

std::pair<Id, bool> Catalogue::spec(const SpecKey& key) {
  const std::string text = Key().with(key.name).with_nullable(key.full_hash).with(key.spack_version).text();
  const auto result = get_or_create(spec_index_, specs_, text, clock_.now(), [&key] {
    Spec row;
    row.name = key.name;
    row.full_hash = key.full_hash;
    row.spack_version = key.spack_version;
    return row;
  });
  if (result.second) {
    changed_specs_.insert(result.first);
    by_name_[key.name].push_back(result.first);
    if (key.full_hash) by_hash_[Key().with(*key.full_hash).with(key.spack_version).text()].push_back(result.first);
  }
  return result;
}

Id Catalogue::dependency(Id spec, const Value& type) {
  const std::string key = Key().with(spec).with(print(type)).text();
  return get_or_create(dependency_index_, dependencies_, key, clock_.now(),
                       [&] {
                         Dependency row;
                         row.spec = spec;
                         row.type = type;
                         return row;
                       })
      .first;
}

void Catalogue::link(Id spec, Id dependency) {
  std::vector<Id>& linked = specs_.at(spec).dependencies;
  if (std::find(linked.begin(), linked.end(), dependency) == linked.end()) linked.push_back(dependency);
}

Spec& Catalogue::change_spec(Id id) {
  changed_specs_.insert(id);
  Spec& row = specs_.at(id);
  row.modified = clock_.now();
  return row;
}

Target& Catalogue::change_target(Id id) {
  Target& row = targets_.at(id);
  row.modified = clock_.now();
  return row;
}

const std::vector<Id>& Catalogue::specs_with(const std::string& full_hash, const std::string& spack_version) const {
  return ids_under(by_hash_, Key().with(full_hash).with(spack_version).text());
}

}  // namespace hpc::apis::spack_monitor
