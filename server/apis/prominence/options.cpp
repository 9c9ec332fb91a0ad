#include "apis/prominence/options.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

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

constexpr std::pair<const char*, Backend> kBackends[] = {
    {"collector", Backend::collector}, {"schedd", Backend::schedd},     {"elasticsearch", Backend::elasticsearch},
    {"etcd", Backend::etcd},           {"influxdb", Backend::influxdb}, {"storage", Backend::storage},
};

constexpr std::pair<const char*, bool Options::*> kFeatures[] = {
    {"exec", &Options::exec}, {"snapshots", &Options::snapshots}, {"data", &Options::data}, {"kv", &Options::kv},
    {"ts", &Options::ts},
};

std::optional<std::set<Backend>> read_outages(const Json& names) {
  if (!names.is_array()) return std::nullopt;
  std::set<Backend> outages;
  for (const Json& name : names) {
    const auto found =
        std::find_if(std::begin(kBackends), std::end(kBackends), [&](const auto& one) { return name == one.first; });
    if (found == std::end(kBackends)) return std::nullopt;
    outages.insert(found->second);
  }
  return outages;
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
  read(json, "login_delay", options.login_delay);
  if (json.contains("login")) options.login = read_caller(json.at("login"));
  read(json, "site", options.site);
  read(json, "region", options.region);
  read(json, "deployment_time", options.deployment_time);
  read(json, "image_pull_time", options.image_pull_time);
  read(json, "unavailable_images", options.unavailable_images);
  read(json, "unavailable_artifacts", options.unavailable_artifacts);
  read(json, "unavailable_storage", options.unavailable_storage);
  read(json, "default_walltime_minutes", options.default_walltime_minutes);
}

void read_switches(const Json& json, Options& options) {
  for (const auto& [name, feature] : kFeatures) read(json, name, options.*feature);
  if (json.contains("outages")) options.outages = read_outages(json.at("outages")).value_or(options.outages);
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

std::vector<std::string> Caller::group_list() const {
  std::vector<std::string> list;
  std::string_view rest = groups;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    list.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return list;
}

Options read_options(const Json& json) {
  Options options;
  if (!json.is_object()) return options;
  read_place(json, options);
  read_switches(json, options);
  return options;
}

Json changeable(const Options& options) {
  Json json = {{"outages", Json::array()}};
  for (const auto& [name, feature] : kFeatures) json[name] = options.*feature;
  for (const auto& [name, backend] : kBackends)
    if (options.outages.count(backend) != 0) json["outages"].push_back(name);
  return json;
}

bool change(Options& options, const Json& changes) {
  if (!changes.is_object()) return false;
  Options changed = options;
  for (const auto& [key, value] : changes.items()) {
    const std::string& name = key;
    const auto feature =
        std::find_if(std::begin(kFeatures), std::end(kFeatures), [&](const auto& one) { return name == one.first; });
    const std::optional<std::set<Backend>> outages = name == "outages" ? read_outages(value) : std::nullopt;
    if (outages) {
      changed.outages = *outages;
    } else if (feature != std::end(kFeatures) && value.is_boolean()) {
      changed.*(feature->second) = value.get<bool>();
    } else {
      return false;
    }
  }
  options = std::move(changed);
  return true;
}

}  // namespace hpc::apis::prominence
