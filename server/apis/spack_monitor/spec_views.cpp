#include "apis/spack_monitor/fields.h"
#include "apis/spack_monitor/spec_import.h"
#include "apis/spack_monitor/views.h"

namespace hpc::apis::spack_monitor::views {

Result<Answer> new_spec(Service& service, const Call& call) {
  const Value body = HPC_TRY(body_object(call.request));
  if (!is_given(body, "spack_version")) return failure(wire::spec_version_required());
  const Value& spack_version = *body.find("spack_version");
  const Value* sent = body.find("spec");
  const Imported imported = HPC_TRY(import_graph(service.catalogue, sent ? *sent : Value(), spack_version,
                                                 {service.options.list_form, service.options.missing_nodes_crash}));
  if (!imported.spec) return wire::spec_uploaded(Value(), false);
  const Spec& spec = service.catalogue.specs().at(*imported.spec);
  // What made the row is echoed as it was sent, what found it as the database has it.
  Value ids = wire::spec_ids(spec, service.catalogue, imported.is_created ? spack_version : Value(spec.spack_version));
  return imported.is_list_form ? wire::spec_uploaded_in_list_form(std::move(ids), imported.is_created)
                               : wire::spec_uploaded(std::move(ids), imported.is_created);
}

Result<Answer> specs_by_name(Service& service, const Call& call) {
  Value list = Value::list();
  for (const Id id : service.catalogue.specs_named(call.parameter("name")))
    list.append(wire::record(service.catalogue.specs().at(id)));
  return wire::ok(std::move(list));
}

}  // namespace hpc::apis::spack_monitor::views
