#include "apis/spack_monitor/options.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>

namespace hpc::apis::spack_monitor {
namespace {

// The token of vsoch is the one that the documents show.
std::map<std::string, UserOption, std::less<>> demo_users() {
  return {{"vsoch", {"50445263afd8f67e59bd79bff597836ee6c05438", "vsoch-password"}},
          {"other", {"1111111111111111111111111111111111111111", "other-password"}}};
}

template <class T>
void read(const Json& json, const char* key, T& value) {
  if (json.contains(key)) value = json.at(key).get<T>();
}

bool is(const Json& json, const char* key, std::string_view value) {
  return json.contains(key) && json.at(key).is_string() && json.at(key).get_ref<const std::string&>() == value;
}

void read_users(const Json& json, Options& options) {
  if (!json.contains("users")) return;
  options.users.clear();
  const Json& users = json.at("users");
  for (const auto& [name, says] : users.items()) {
    UserOption& user = options.users[name];
    read(says, "token", user.token);
    read(says, "password", user.password);
  }
}

// "100/day".
void read_throttle(const Json& json, Options& options) {
  if (!json.contains("throttle") || !json.at("throttle").is_string()) return;
  const std::string text = json.at("throttle").get<std::string>();
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos || slash + 1 == text.size()) return;
  std::from_chars(text.data(), text.data() + slash, options.throttle_count);
  switch (text[slash + 1]) {
    case 's':
      options.throttle_period = std::chrono::seconds(1);
      break;
    case 'm':
      options.throttle_period = std::chrono::minutes(1);
      break;
    case 'h':
      options.throttle_period = std::chrono::hours(1);
      break;
    default:
      options.throttle_period = std::chrono::hours(24);
      break;
  }
}

void read_authentication(const Json& json, Options& options) {
  read_users(json, options);
  if (is(json, "authentication", "off")) options.authentication = Options::Authentication::off;
  if (is(json, "authentication", "off-strictly")) options.authentication = Options::Authentication::off_strictly;
  read(json, "analyze_auth", options.analyze_needs_token);
  read(json, "secret", options.secret);
  read(json, "auth_server", options.auth_server);
  if (json.contains("token_lifetime"))
    options.token_lifetime = std::chrono::seconds(json.at("token_lifetime").get<std::int64_t>());
  options.tokens_age_with_site = is(json, "token_clock", "site");
  read_throttle(json, options);
}

void read_service(const Json& json, Options& options) {
  if (is(json, "service_info", "moved")) options.service_info = Options::ServiceInfo::moved;
  if (is(json, "service_info", "unavailable")) options.service_info = Options::ServiceInfo::unavailable;
  read(json, "moved_to", options.moved_to);
  read(json, "prefix", options.prefix);
  read(json, "contact_url", options.contact_url);
  read(json, "environment", options.environment);
  read(json, "created_at", options.created_at);
  read(json, "updated_at", options.updated_at);
  read(json, "scheme", options.scheme);
  read(json, "nginx", options.nginx);
}

}  // namespace

Options read_options(const Json& json) {
  Options options;
  options.users = demo_users();
  if (!json.is_object()) return options;
  read_authentication(json, options);
  options.list_form = !is(json, "profile", "strict-2021-12");
  options.missing_nodes_crash = !is(json, "missing_nodes", "refused");
  read_service(json, options);
  read(json, "report_builds_of", options.reporting_clusters);
  return options;
}

}  // namespace hpc::apis::spack_monitor
