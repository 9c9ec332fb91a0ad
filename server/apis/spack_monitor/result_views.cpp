#include <algorithm>
#include <set>

#include "apis/spack_monitor/fields.h"
#include "apis/spack_monitor/splice.h"
#include "apis/spack_monitor/views.h"

namespace hpc::apis::spack_monitor::views {
namespace {

const std::string& file_of(const Service& service, const Attribute& attribute) {
  return service.results.install_files().at(attribute.install_file).name;
}

Value attribute_lines(const Service& service, const std::vector<Id>& ids) {
  Value list = Value::list();
  for (const Id id : ids) {
    const Attribute& attribute = service.results.attributes().at(id);
    list.append(wire::attribute_line(attribute, file_of(service, attribute)));
  }
  return list;
}

Result<Id> spec_id(const Call& call) {
  const Id id = HPC_TRY(path_id(call, "id"));
  if (id == 0) return failure(wire::spec_id_required());
  return id;
}

// The columns that a build's environment must share to be comparable.
bool is_same_machine(const BuildEnvironment& a, const BuildEnvironment& b) {
  return a.host_os == b.host_os && a.host_target == b.host_target && a.platform == b.platform;
}

// Specs of the same name and compiler that were built for the same machine as the oldest build of this one.
Result<std::vector<Id>> comparable_specs(const Service& service, const Spec& spec) {
  const std::vector<Id>& builds = service.log.builds_of(spec.id);
  if (builds.empty()) return failure(wire::no_builds_of_spec());
  if (!spec.compiler) return failure(wire::crash("the spec has no compiler"));
  const Table<Compiler>& compilers = service.catalogue.compilers();
  const auto machine = [&service](Id build) -> const BuildEnvironment& {
    return service.log.environments().at(service.log.builds().at(build).environment);
  };
  const BuildEnvironment& wanted = machine(builds.front());
  std::vector<Id> result;
  for (const Id id : service.catalogue.specs_named(spec.name)) {
    const Spec& other = service.catalogue.specs().at(id);
    if (!other.compiler || compilers.at(*other.compiler).name != compilers.at(*spec.compiler).name) continue;
    const std::vector<Id>& others = service.log.builds_of(id);
    if (std::any_of(others.begin(), others.end(), [&](Id build) { return is_same_machine(machine(build), wanted); }))
      result.push_back(id);
  }
  return result;
}

Result<const Attribute*> attribute_of(const Service& service, Id id) {
  if (const Attribute* attribute = service.results.attributes().find(id)) return attribute;
  return failure(wire::not_found());
}

}  // namespace

Result<Answer> spec_attributes(Service& service, const Call& call) {
  return wire::ok(attribute_lines(service, service.results.attributes_of(HPC_TRY(spec_id(call)))));
}

Result<Answer> spec_attributes_of_analyzer(Service& service, const Call& call) {
  const Id spec = HPC_TRY(spec_id(call));
  return wire::ok(attribute_lines(service, service.results.attributes_of(spec, call.parameter("analyzer"))));
}

Result<Answer> spec_contenders(Service& service, const Call& call) {
  const Id id = HPC_TRY(path_id(call, "id"));
  if (id == 0) return failure(wire::spec_id_required_for_contenders());
  const Spec* spec = service.catalogue.specs().find(id);
  if (!spec) return failure(wire::not_found());
  std::vector<Id> found;
  // Ids of specs are taken for ids of builds, as the real server does.
  for (const Id one : HPC_TRY(comparable_specs(service, *spec))) {
    const std::vector<Id>& symbols = service.results.symbols_of_build(one);
    found.insert(found.end(), symbols.begin(), symbols.end());
  }
  std::sort(found.begin(), found.end());
  Value list = Value::list();
  for (const Id attribute : found) {
    const Attribute& row = service.results.attributes().at(attribute);
    list.append(wire::contender_line(row, file_of(service, row)));
  }
  return wire::ok(std::move(list));
}

Result<Answer> download_attribute(Service& service, const Call& call) {
  const Id id = HPC_TRY(path_id(call, "id"));
  if (id == 0) return failure(wire::attribute_id_required());
  const Attribute* attribute = HPC_TRY(attribute_of(service, id));
  if (attribute->json && attribute->json->is_true()) return wire::ok(*attribute->json);
  if (attribute->value && !attribute->value->empty()) return wire::ok(Value(*attribute->value));
  return wire::attribute_without_value();
}

Result<Answer> attribute_contenders(Service& service, const Call& call) {
  const Id id = HPC_TRY(path_id(call, "id"));
  if (id == 0) return failure(wire::attribute_id_required());
  const Attribute* attribute = HPC_TRY(attribute_of(service, id));
  const Spec& spec = service.catalogue.specs().at(service.results.spec_of(*attribute));
  std::set<Id> dependencies;
  for (const Id one : HPC_TRY(comparable_specs(service, spec)))
    for (const Id dependency : service.catalogue.specs().at(one).dependencies)
      dependencies.insert(service.catalogue.dependencies().at(dependency).spec);
  Value list = Value::list();
  for (const Id one : dependencies) list.append(wire::record(service.catalogue.specs().at(one)));
  return wire::ok(std::move(list));
}

Result<Answer> splice_predictions(Service& service, const Call& call) {
  const Id attribute_id = HPC_TRY(path_id(call, "attribute_id")), spec_id = HPC_TRY(path_id(call, "spec_id"));
  if (attribute_id == 0 || spec_id == 0) return failure(wire::splice_ids_required());
  const Attribute* into = HPC_TRY(attribute_of(service, attribute_id));
  const Spec* coming = service.catalogue.specs().find(spec_id);
  if (!coming) return failure(wire::not_found());
  const Spec& a = service.catalogue.specs().at(service.results.spec_of(*into));
  Value list = Value::list();
  for (const Id one : service.catalogue.specs_named(coming->name)) {
    const Spec& b = service.catalogue.specs().at(one);
    for (const Id candidate : service.results.symbols_of_spec(one)) {
      const Attribute& from = service.results.attributes().at(candidate);
      if (from.install_file == attribute_id) continue;  // the real server compares these two
      if (!into->json || !from.json) {
        list.append(wire::impossible_splice(a, b));
        continue;
      }
      list.append(wire::prediction(HPC_TRY(splice(*into->json, *from.json)), a, b));
    }
  }
  return wire::ok(std::move(list));
}

}  // namespace hpc::apis::spack_monitor::views
