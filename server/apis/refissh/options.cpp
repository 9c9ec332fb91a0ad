#include "apis/refissh/options.h"

#include <nlohmann/json.hpp>

#include "apis/refissh/applications.h"

namespace hpc::apis::refissh {
namespace {

constexpr const char* kProjects[][2] = {{"token-a", "A"}, {"token-b", "B"}, {"token-admin", "admin"}};

std::map<std::string, Token, std::less<>> demo_tokens() {
  std::map<std::string, Token, std::less<>> tokens;
  for (const auto& [token, project] : kProjects) tokens[token] = {project, std::nullopt};
  tokens["token-expired"] = {"A", Instant{}};
  return tokens;
}

template <class T>
void read(const Json& json, const char* key, T& value) {
  if (json.contains(key)) value = json.at(key).get<T>();
}

// Seconds as a number, or a text with a unit.
void read(const Json& json, const char* key, Duration& value) {
  if (!json.contains(key)) return;
  const Json& given = json.at(key);
  const std::string text = given.is_string() ? given.get<std::string>() : given.dump();
  value = parse_duration(text).value_or(value);
}

template <class Enum>
void read(const Json& json, const char* key, Enum& value, std::initializer_list<std::pair<const char*, Enum>> names) {
  if (!json.contains(key)) return;
  for (const auto& [name, meaning] : names)
    if (json.at(key) == name) value = meaning;
}

void read_tokens(const Json& json, Options& options) {
  if (!json.contains("tokens")) return;
  options.tokens.clear();
  const Json& tokens = json.at("tokens");
  for (const auto& [token, says] : tokens.items()) {
    Token read{says.at("project").get<std::string>(), std::nullopt};
    if (says.contains("expires")) read.expires = parse_iso(says.at("expires").get<std::string>());
    options.tokens.emplace(token, std::move(read));
  }
}

// What the editions of the end of 2018 say otherwise than the first one.
void apply_later_edition(Options& options) {
  options.auth_header_alias = Options::HeaderAlias::off;
  options.content_type_required = false;
  options.job_schema = Options::JobSchema::later;
  options.singularity_version_required = true;
}

void read_place(const Json& json, Options& options) {
  read(json, "cluster", options.cluster);
  read(json, "user", options.user);
  read(json, "root", options.root);
  read(json, "storage_id", options.storage_id);
  read(json, "queue_server", options.queue_server);
  read(json, "external_url", options.external_url);
  read(json, "admin_project", options.admin_project);
  read_tokens(json, options);
}

void read_file_switches(const Json& json, Options& options) {
  using Alias = Options::HeaderAlias;
  read(json, "auth_header_alias", options.auth_header_alias,
       {{"files", Alias::files}, {"all", Alias::all}, {"off", Alias::off}});
  read(json, "folders", options.folders);
  if (json.contains("preset")) options.documented_examples = json.at("preset") == "documented";
  read(json, "root_immutable", options.root_immutable);
  read(json, "content_type_required", options.content_type_required);
  read(json, "resinfo_views", options.resinfo_views);
  if (json.contains("listing_url")) options.doubled_listing_url = json.at("listing_url") == "doubled";
  read(json, "image_alias", options.image_alias);
  read(json, "image_copy_delay", options.image_copy_delay);
}

void read_job_switches(const Json& json, Options& options) {
  using Schema = Options::JobSchema;
  read(json, "job_schema", options.job_schema,
       {{"both", Schema::both}, {"seed", Schema::seed}, {"later", Schema::later}});
  if (json.contains("job_schema")) options.singularity_version_required = options.job_schema == Schema::later;
  read(json, "job_messages", options.job_messages);
  read(json, "job_result", options.job_result);
  read(json, "expose_queue_state", options.expose_queue_state);
  read(json, "require_registered_image", options.require_registered_image);
  read(json, "hpc_logs", options.hpc_logs);
  read(json, "unknown_job_delete", options.unknown_job_delete);
  read(json, "default_runtime", options.default_runtime);
  read(json, "exit_time", options.exit_time);
  read(json, "history", options.history);
  if (!json.contains("applications")) return;
  std::vector<Application> own;
  for (const Json& application : json.at("applications"))
    own.push_back({application.at("matches").get<std::string>(), application.at("script").get<std::string>()});
  options.applications.insert(options.applications.begin(), own.begin(), own.end());
}

}  // namespace

std::set<std::string> Options::projects() const {
  std::set<std::string> names{admin_project};
  for (const auto& [token, says] : tokens) names.insert(says.project);
  return names;
}

Options read_options(const Json& json) {
  Options options;
  options.tokens = demo_tokens();
  options.applications = documented_applications();
  if (!json.is_object()) return options;
  if (json.value("edition", "seed") == "2018-12") apply_later_edition(options);
  read_place(json, options);
  read_file_switches(json, options);
  read_job_switches(json, options);
  using Body = Options::ErrorBody;
  read(json, "error_body", options.error_body, {{"json", Body::json}, {"text", Body::text}, {"html", Body::html}});
  return options;
}

std::vector<std::string> read_base_paths(const Json& json) {
  std::vector<std::string> paths;
  if (json.is_object()) read(json, "base_paths", paths);
  return paths;
}

}  // namespace hpc::apis::refissh
