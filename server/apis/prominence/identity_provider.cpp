// The OIDC device flow, as far as the command line client goes through it, and the answer about a token's owner.
#include <nlohmann/json.hpp>

#include "apis/prominence/authentication.h"
#include "apis/prominence/prominence.h"
#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {
namespace {

constexpr std::int64_t kLoginSeconds = 600;

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

// Whoever asks is let in, after login_delay: there is nobody to approve it.
Result<http::Response> Prominence::start_login(const http::Request& request) {
  const std::string code = site_.random().uuid();
  device_codes_.emplace(code, site_.host().wall());
  const std::string page = url_base(request) + "/oidc/device", user_code = site_.random().hex_digits(6);
  return wire::json(200, Json{{"device_code", code},
                              {"user_code", user_code},
                              {"verification_uri", page},
                              {"verification_uri_complete", page + "?user_code=" + user_code},
                              {"expires_in", kLoginSeconds},
                              {"interval", 5}});
}

Result<http::Response> Prominence::login_page(const http::Request&) {
  return wire::text(std::string("<!doctype html>\n<title>Login</title>\n<p>There is nothing to do: the mock approves every login.</p>\n"));
}

// The errors of RFC 8628, 3.5.
Result<http::Response> Prominence::finish_login(const http::Request& request) {
  const http::Fields form = http::parse_urlencoded(request.body.str());
  const std::string* code = form.first("device_code");
  const auto found = code ? device_codes_.find(*code) : device_codes_.end();
  if (found == device_codes_.end()) return refusal(400, "invalid_grant");
  const Duration waited = site_.host().wall() - found->second;
  if (waited < options_.login_delay) return refusal(400, "authorization_pending");
  device_codes_.erase(found);
  if (waited > std::chrono::seconds(kLoginSeconds)) return refusal(400, "expired_token");
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
