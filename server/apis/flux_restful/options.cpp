#include "apis/flux_restful/options.h"

#include <nlohmann/json.hpp>

namespace hpc::apis::flux_restful {
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

template <class Enum>
void read(const Json& json, const char* key, Enum& value, std::initializer_list<std::pair<const char*, Enum>> names) {
  if (!json.contains(key)) return;
  for (const auto& [name, meaning] : names)
    if (json.at(key) == name) value = meaning;
}

// The first is the superuser, unless the file says otherwise.
void read_users(const Json& json, Options& options) {
  if (!json.contains("users")) return;
  options.users.clear();
  for (const Json& row : json.at("users"))
    options.users.push_back({row.at("name").get<std::string>(), row.at("password").get<std::string>(),
                             row.value("active", true), row.value("superuser", options.users.empty())});
}

void read_access(const Json& json, Options& options) {
  if (json.contains("auth")) options.requires_auth = json.at("auth") == "required";
  read(json, "user", options.user);
  read(json, "token", options.token);
  if (json.contains("user") || json.contains("token"))  // the first row is made from them
    options.users.front() = {options.user, options.token, true, true};
  read_users(json, options);
  read(json, "secret_key", options.secret_key);
  Duration lifetime = options.token_lifetime;
  read(json, "token_lifetime", lifetime);
  options.token_lifetime = std::chrono::duration_cast<std::chrono::seconds>(lifetime);
  if (json.contains("token_clock")) options.tokens_on_virtual_clock = json.at("token_clock") == "virtual";
  if (json.contains("server_mode")) options.is_multi_user = json.at("server_mode") == "multi-user";
}

void read_jobs(const Json& json, Options& options) {
  if (json.contains("node_limit")) options.node_limit = json.at("node_limit").get<std::uint32_t>();
  read(json, "has_gpus", options.has_gpus);
  read(json, "launchers", options.launchers);
  read(json, "submit_json_body", options.submit_json_body);
  read(json, "search_query_alias", options.search_query_alias);
  read(json, "unknown_job_404", options.unknown_job_404);
  using List = Options::ListAttributes;
  read(json, "list_attrs", options.early_list, {{"id", List::id}, {"all", List::all}});
  read(json, "list_attrs", options.current_list, {{"id", List::id}, {"all", List::all}});
  using Nodes = Options::NodesFilter;
  read(json, "nodes_filter", options.early_nodes, {{"free", Nodes::free}, {"up", Nodes::up}});
  read(json, "nodes_filter", options.current_nodes, {{"free", Nodes::free}, {"up", Nodes::up}});
}

}  // namespace

Options read_options(const Json& json) {
  Options options;
  if (!json.is_object()) return options;
  read(json, "cluster", options.cluster);
  read(json, "job_user", options.job_user);
  read(json, "uptime", options.uptime);
  using Generation = Options::Generation;
  read(json, "generation", options.generation,
       {{"early", Generation::early}, {"current", Generation::current}, {"both", Generation::both}});
  using Dialect = Options::Dialect;
  read(json, "validation_dialect", options.validation_dialect, {{"v1", Dialect::v1}, {"v2", Dialect::v2}});
  using Style = Options::Style;
  read(json, "scheduler_style", options.scheduler_style, {{"simple", Style::simple}, {"fluxion", Style::fluxion}});
  read(json, "pages", options.pages);
  read_access(json, options);
  read_jobs(json, options);
  using Stop = Options::Stop;
  read(json, "stop", options.stop, {{"respond", Stop::respond}, {"drop", Stop::drop}, {"ignore", Stop::ignore}});
  return options;
}

}  // namespace hpc::apis::flux_restful
