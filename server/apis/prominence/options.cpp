#include "apis/prominence/options.h"

#include <nlohmann/json.hpp>

namespace hpc::apis::prominence {
namespace {

template <class T>
void read(const Json& json, const char* key, T& value) {
  if (json.contains(key)) value = json.at(key).get<T>();
}

// Seconds as a number, or a text with a unit.
void read(const Json& json, const char* key, Duration& value) {
  if (!json.contains(key)) return;
  const Json& given = json.at(key);
  value = parse_duration(given.is_string() ? given.get<std::string>() : given.dump()).value_or(value);
}

Caller read_caller(const Json& says) {
  Caller caller;
  read(says, "username", caller.username);
  read(says, "groups", caller.groups);
  read(says, "email", caller.email);
  return caller;
}

void read_tokens(const Json& json, Options& options) {
  if (!json.contains("tokens")) return;
  const Json& tokens = json.at("tokens");
  for (const auto& [token, says] : tokens.items()) options.tokens.emplace(token, read_caller(says));
}

void read_place(const Json& json, Options& options) {
  read(json, "cluster", options.cluster);
  read(json, "root", options.root);
  read(json, "secret", options.secret);
  read_tokens(json, options);
  read(json, "trusts_any_jwt", options.trusts_any_jwt);
  read(json, "external_url", options.external_url);
  read(json, "first_id", options.first_id);
  if (json.contains("login")) options.login = read_caller(json.at("login"));
  read(json, "site", options.site);
  read(json, "region", options.region);
  read(json, "deployment_time", options.deployment_time);
  read(json, "image_pull_time", options.image_pull_time);
  read(json, "unavailable_images", options.unavailable_images);
  read(json, "default_walltime_minutes", options.default_walltime_minutes);
}

void read_switches(const Json& json, Options& options) {
  read(json, "exec", options.exec);
  read(json, "snapshots", options.snapshots);
  read(json, "data", options.data);
  read(json, "kv", options.kv);
  read(json, "ts", options.ts);
  if (json.contains("framework"))
    options.framework = json.at("framework") == "B" ? Options::Framework::b : Options::Framework::a;
  read(json, "pending_state", options.pending_state);
  read(json, "execution_details", options.execution_details);
  read(json, "disk_required", options.disk_required);
  read(json, "unlimited_time_in_queue", options.unlimited_time_in_queue);
  read(json, "float_memory", options.float_memory);
  read(json, "strict_workflow_names", options.strict_workflow_names);
  read(json, "email_required", options.email_required);
  read(json, "workflow_output", options.workflow_output);
  read(json, "body_limit", options.body_limit);
}

}  // namespace

Options read_options(const Json& json) {
  Options options;
  if (!json.is_object()) return options;
  read_place(json, options);
  read_switches(json, options);
  return options;
}

}  // namespace hpc::apis::prominence
