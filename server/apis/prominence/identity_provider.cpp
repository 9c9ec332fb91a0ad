// The OIDC device flow, as far as the command line client goes through it, and the answer about a token's owner.
#include <nlohmann/json.hpp>

#include "apis/prominence/authentication.h"
#include "apis/prominence/prominence.h"
#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {
namespace {

http::Response refusal(int status, const char* error) {
  return wire::error_body(status, error);
}

}  // namespace

Result<http::Response> Prominence::register_client(const http::Request& request) {
  const Json asked = Json::parse(request.body.str(), nullptr, false);
  if (!asked.is_object()) return refusal(400, "invalid_client_metadata");
  Json client = asked;
  client["client_id"] = site_.random().uuid();
  client["client_secret"] = site_.random().hex_digits(48);
  return wire::json(201, client);
}

// Whoever asks is let in at once: there is nobody to approve it.
Result<http::Response> Prominence::start_login(const http::Request& request) {
  const std::string code = site_.random().uuid();
  device_codes_.insert(code);
  return wire::json(200, Json{{"device_code", code},
                              {"user_code", site_.random().hex_digits(6)},
                              {"verification_uri", url_base(request) + "/oidc/device"},
                              {"expires_in", 600}});
}

Result<http::Response> Prominence::finish_login(const http::Request& request) {
  const http::Fields form = http::parse_urlencoded(request.body.str());
  const std::string* code = form.first("device_code");
  if (!code || device_codes_.erase(*code) == 0) return refusal(400, "invalid_grant");
  constexpr std::int64_t kLifetime = 3600;
  const std::string token = access_token(options_, options_.login, unix_seconds(site_.host().wall()) + kLifetime);
  return wire::json(200, Json{{"access_token", token}, {"token_type", "Bearer"}, {"expires_in", kLifetime}});
}

Result<http::Response> Prominence::user_information(const http::Request& request) {
  const Caller caller = HPC_TRY(this->caller(request));
  Json groups = Json::array();
  std::string_view rest = caller.groups;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    groups.push_back(std::string(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return wire::json(200, Json{{"sub", caller.username}, {"preferred_username", caller.username}, {"email", caller.email}, {"groups", groups}});
}

}  // namespace hpc::apis::prominence
