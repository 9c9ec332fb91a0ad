// Rows of the tables as the data API shows them: all keys always, in this order.
#include "apis/spack_monitor/wire.h"

namespace hpc::apis::spack_monitor::wire {
namespace {

Value text_or_null(const Text& text) {
  return text ? Value(*text) : Value();
}
Value id_or_null(const std::optional<Id>& id) {
  return id ? Value(*id) : Value();
}
Value ids(const std::vector<Id>& all) {
  Value::List list;
  for (const Id id : all) list.emplace_back(id);
  return Value(std::move(list));
}

// The end of every record but one.
Value& with_dates(Value& record, const Row& row, const char* label) {
  record.add("add_date", date(row.added));
  record.add("modify_date", date(row.modified));
  if (label) record.add("label", label);
  return record;
}

}  // namespace

Value record(const Attribute& row) {
  Value record = Value::object({{"id", row.id},
                                {"install_file", row.install_file},
                                {"analyzer", row.analyzer},
                                {"value", text_or_null(row.value)},
                                {"binary_value", Value()}});
  return with_dates(record, row, "attribute");
}

Value record(const Architecture& row) {
  Value record = Value::object(
      {{"id", row.id}, {"platform", row.platform}, {"platform_os", row.platform_os}, {"target", row.target}});
  return with_dates(record, row, "architecture");
}

Value record(const Build& row) {
  Value record = Value::object({{"id", row.id},
                                {"spec", row.spec},
                                {"tags", ids(row.tags)},
                                {"status", name_of(row.status)},
                                {"build_environment", row.environment},
                                {"envars", ids(row.variables)},
                                {"config_args", text_or_null(row.config_args)}});
  return with_dates(record, row, "build");
}

Value record(const BuildEnvironment& row) {
  Value record = Value::object({{"id", row.id},
                                {"hostname", row.hostname},
                                {"platform", row.platform},
                                {"kernel_version", row.kernel_version},
                                {"host_os", row.host_os},
                                {"host_target", row.host_target}});
  return with_dates(record, row, "build-environment");
}

Value record(const Phase& row) {
  Value record = Value::object({{"id", row.id},
                                {"label", "build-phase"},
                                {"build", row.build},
                                {"output", text_or_null(row.output)},
                                {"error", Value()},
                                {"status", text_or_null(row.status)},
                                {"name", row.name}});
  return with_dates(record, row, nullptr);
}

// Warnings have the label of errors, as on the real server; so has a line that names no file a tuple of Python's.
Value record(const BuildEvent& row) {
  const LogEvent& seen = row.seen;
  Value record = Value::object({{"id", row.id},
                                {"phase", row.phase},
                                {"source_file", seen.source_file.empty() ? "(None,)" : seen.source_file},
                                {"source_line_no", seen.source_line},
                                {"line_no", seen.line},
                                {"repeat_count", 0},
                                {"start", seen.start},
                                {"end", seen.end},
                                {"text", seen.text},
                                {"pre_context", seen.pre_context},
                                {"post_context", seen.post_context}});
  return with_dates(record, row, "build-error");
}

Value record(const Compiler& row) {
  Value record = Value::object({{"id", row.id}, {"version", row.version}, {"name", row.name}});
  return with_dates(record, row, "compiler");
}

Value record(const Dependency& row) {
  Value record = Value::object({{"id", row.id}, {"spec", row.spec}, {"dependency_type", row.type}});
  return with_dates(record, row, "dependency");
}

Value record(const EnvironmentVariable& row) {
  Value record = Value::object({{"id", row.id}, {"name", row.name}, {"value", row.value}});
  return with_dates(record, row, "environment-variable");
}

// What analyzers send of files besides their names is not kept.
Value record(const InstallFile& row) {
  Value record = Value::object({{"id", row.id},
                                {"build", row.build},
                                {"name", row.name},
                                {"ftype", ""},
                                {"mode", Value()},
                                {"owner", Value()},
                                {"group", Value()},
                                {"category", Value()},
                                {"hash", ""}});
  return with_dates(record, row, "install-file");
}

Value record(const Feature& row) {
  Value record = Value::object({{"id", row.id}, {"name", row.name}});
  return with_dates(record, row, "feature");
}

Value record(const Target& row) {
  Value record = Value::object({{"id", row.id},
                                {"name", row.name},
                                {"vendor", text_or_null(row.vendor)},
                                {"features", ids(row.features)},
                                {"generation", row.generation},
                                {"parents", ids(row.parents)}});
  return with_dates(record, row, "target");
}

Value record(const Spec& row) {
  Value record = Value::object({{"id", row.id},
                                {"name", row.name},
                                {"spack_version", row.spack_version},
                                {"full_hash", text_or_null(row.full_hash)},
                                {"build_hash", text_or_null(row.build_hash)},
                                {"hash", row.hash},
                                {"package_hash", text_or_null(row.package_hash)},
                                {"namespace", text_or_null(row.name_space)},
                                {"version", text_or_null(row.version)},
                                {"arch", id_or_null(row.architecture)},
                                {"compiler", id_or_null(row.compiler)},
                                {"parameters", row.parameters},
                                {"dependencies", ids(row.dependencies)}});
  return with_dates(record, row, "spec");
}

Value attribute_line(const Attribute& row, const std::string& filename) {
  return Value::object({{"filename", filename}, {"id", row.id}, {"analyzer", row.analyzer}, {"name", row.name}});
}

Value contender_line(const Attribute& row, const std::string& filename) {
  return Value::object({{"id", row.id}, {"analyzer", row.analyzer}, {"name", row.name}, {"filename", filename}});
}

Value prediction(const Splice& splice, const Spec& a, const Spec& b) {
  Value missing = Value::list(), selected = Value::list();
  for (const std::string& text : splice.missing) missing.append(text);
  for (const auto& [comes, goes] : splice.selected) selected.append(Value(Value::List{comes, goes}));
  return Value::object({{"missing", std::move(missing)},
                        {"selected", std::move(selected)},
                        {"A", label(a)},
                        {"B", label(b)},
                        {"A_id", a.id},
                        {"B_id", b.id}});
}

Value impossible_splice(const Spec& a, const Spec& b) {
  Value record = prediction({}, a, b);
  record.add("message", "One of the results does not have corpora, so the splice cannot be performed.");
  return record;
}

}  // namespace hpc::apis::spack_monitor::wire
