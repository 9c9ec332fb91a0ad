// What was concretized: specs, what they depend on, and the machines and compilers that they are for.
#pragma once

#include <set>
#include <utility>

#include "apis/spack_monitor/table.h"

namespace hpc::apis::spack_monitor {

class Catalogue final {
 public:
  /// `clock` outlives it.
  explicit Catalogue(const site::Clock& clock) : clock_(clock) {}

  /// What identifies a spec.
  struct SpecKey {
    std::string name;
    Text full_hash;
    std::string spack_version;
  };

  // Got or created.
  Id feature(const std::string& name);
  Id target(const std::string& name);
  Id architecture(const std::string& platform, const std::string& platform_os, Id target);
  Id compiler(const std::string& name, const std::string& version);
  std::pair<Id, bool> spec(const SpecKey& key);  ///< true: it is new
  Id dependency(Id spec, const Value& type);
  /// Once more is no change.
  void link(Id spec, Id dependency);

  /// The row for changes, with its date of change set to now.
  Spec& change_spec(Id id);
  Target& change_target(Id id);

  const std::vector<Id>& specs_named(const std::string& name) const { return ids_under(by_name_, name); }
  const std::vector<Id>& specs_with(const std::string& full_hash, const std::string& spack_version) const;

  /// The specs that are new or have changed since the last call.
  std::set<Id> take_changed_specs() { return std::exchange(changed_specs_, {}); }

  const Table<Feature>& features() const { return features_; }
  const Table<Target>& targets() const { return targets_; }
  const Table<Architecture>& architectures() const { return architectures_; }
  const Table<Compiler>& compilers() const { return compilers_; }
  const Table<Spec>& specs() const { return specs_; }
  const Table<Dependency>& dependencies() const { return dependencies_; }

 private:
  const site::Clock& clock_;
  Table<Feature> features_;
  Table<Target> targets_;
  Table<Architecture> architectures_;
  Table<Compiler> compilers_;
  Table<Spec> specs_;
  Table<Dependency> dependencies_;
  Index feature_index_, target_index_, architecture_index_, compiler_index_, spec_index_, dependency_index_;
  ManyIndex by_name_, by_hash_;
  std::set<Id> changed_specs_;
};

}  // namespace hpc::apis::spack_monitor
