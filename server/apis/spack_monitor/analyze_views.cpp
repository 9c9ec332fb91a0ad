#include "apis/spack_monitor/fields.h"
#include "apis/spack_monitor/read_json.h"
#include "apis/spack_monitor/views.h"
#include "base/encoding.h"

namespace hpc::apis::spack_monitor::views {
namespace {

// The parts of a path before and after Spack's own tree, as Python prints the list: this is what the real server keeps
// as a file's name (spackmon/apps/main/tasks.py of spack-monitor 2.0.1).
std::string stored_file_name(const std::string& path) {
  constexpr std::string_view kTree = "/spack/opt/spack/";
  Value parts = Value::list();
  const std::size_t tree = path.find(kTree);
  parts.append(path.substr(0, tree));
  if (tree != std::string::npos) parts.append(path.substr(tree + kTree.size()));
  return parts.python_text();
}

// Stores what analyzers found about one build. Everything is stored at once: what had been stored when something later
// fails stays, but for the arguments of the configuration.
class Findings {
 public:
  Findings(Service& service, Id build) : service_(service), build_(build) {}

  Result<void> store(const Value::Object& metadata) {
    for (const auto& [key, value] : metadata) {
      if (key == "config_args") {
        config_args_ = HPC_TRY(stored_text_or_null(&value));
        has_config_args_ = true;
      } else if (key == "environment_variables") {
        HPC_TRY(store_variables(value));
      } else if (key == "install_files") {
        HPC_TRY(store_files(value));
      } else {
        HPC_TRY(store_results(key, value));
      }
    }
    Build& build = service_.log.change(build_);
    if (has_config_args_) build.config_args = config_args_;
    return {};
  }

 private:
  Result<void> store_variables(const Value& variables) {
    if (!variables.members()) return failure(wire::crash("the variables are no object"));
    service_.results.drop_variables(build_);
    for (const auto& [sent_name, sent_value] : *variables.members()) {
      const std::string name = HPC_TRY(stored_text(Value(sent_name)));
      service_.results.add_variable(build_, name, HPC_TRY(stored_text(sent_value)));
    }
    return {};
  }

  Result<void> store_files(const Value& files) {
    if (!files.members()) return failure(wire::crash("the files are no object"));
    for (const auto& [path, file] : *files.members()) {
      for (const char* key : {"mode", "owner", "group", "type"}) HPC_TRY(member(file, key));
      service_.results.install_file(build_, stored_file_name(HPC_TRY(stored_text(Value(path)))));
    }
    return {};
  }

  Result<void> store_results(const std::string& analyzer, const Value& results) {
    if (!results.elements()) {
      if (results.members() && results.members()->empty()) return {};
      return failure(wire::crash("the results are no list"));
    }
    for (const Value& result : *results.elements()) {
      if (!result.members()) return failure(wire::crash("a result is no object"));
      if (is_given(result, "install_file") && result.find("name"))
        HPC_TRY(store_result(HPC_TRY(stored_text(Value(analyzer))), result));
    }
    return {};
  }

  Result<void> store_result(const std::string& analyzer, const Value& result) {
    const Value* value = result.find("value");
    const Value* json = result.find("json_value");
    const bool has_binary = result.find("binary_value") != nullptr;
    if (!value && !json && !has_binary) return {};
    Attribute attribute;
    attribute.analyzer = analyzer;
    attribute.name = HPC_TRY(stored_text(*result.find("name")));
    attribute.install_file = service_.results.install_file(build_, HPC_TRY(stored_text(*result.find("install_file"))));
    if (value) return store_text(std::move(attribute), *value);
    if (has_binary) return failure(wire::crash("binary values cannot be stored"));
    return store_json(std::move(attribute), *json);
  }

  Result<void> store_text(Attribute attribute, const Value& value) {
    attribute.value = HPC_TRY(stored_text_or_null(&value));
    const Attribute* old = find(attribute);
    if (old && old->value == attribute.value) return {};
    if (old) return failure(wire::crash("the value would be another"));
    service_.results.add(std::move(attribute));
    return {};
  }

  // JSON comes as a text of JSON. What is none, or another than before, is passed over.
  Result<void> store_json(Attribute attribute, const Value& sent) {
    if (!sent.string() || find(attribute)) return {};
    Result<Value> json = read_json_text(*sent.string());
    if (!json || !is_utf8(print(*json))) return {};
    attribute.json = std::move(*json);
    service_.results.add(std::move(attribute));
    return {};
  }

  const Attribute* find(const Attribute& like) const {
    return service_.results.find(like.name, like.analyzer, like.install_file);
  }

  Service& service_;
  Id build_;
  Text config_args_;
  bool has_config_args_ = false;
};

}  // namespace

// Nobody needs a token here: the real server forgot to ask for one.
Result<Answer> update_metadata(Service& service, const Call& call) {
  if (service.options.analyze_needs_token && !service.bearers.holder(call.request.headers.get("Authorization"))) {
    const std::string& realm = service.options.auth_server;
    return wire::challenge(realm.empty() ? call.base + "/auth/token/" : realm, call.base);
  }
  const Value body = HPC_TRY(body_object(call.request));
  if (!is_given(body, "build_id")) return failure(wire::build_id_required());
  const Build* build = service.log.builds().find(HPC_TRY(body_id(*body.find("build_id"))));
  if (!build) return failure(wire::not_found());
  static const Value kNothing = Value::object({});
  const Value* metadata = body.find("metadata");
  if (!metadata) metadata = &kNothing;
  if (!metadata->members()) return failure(wire::crash("the metadata are no object"));
  HPC_TRY(Findings(service, build->id).store(*metadata->members()));
  return wire::metadata_updated(*build, service.spec_of(*build));
}

}  // namespace hpc::apis::spack_monitor::views
