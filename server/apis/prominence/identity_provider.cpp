// The OIDC device flow, as far as the command line client goes through it, and the answer about a token's owner.
#include <nlohmann/json.hpp>

#include "apis/prominence/authentication.h"
#include "apis/prominence/prominence.h"
#include "apis/prominence/wire.h"
#include "apis/prominence/wire_identity.h"
#include "base/client_json.h"

namespace hpc::apis::prominence {
namespace {

constexpr std::int64_t kLoginSeconds = 600, kTokenSeconds = 3600;

}  // namespace

Result<http::Response> Prominence::register_client(const http::Request& request) {
  const Json asked = parse_client_json(request.body.str());
  if (!asked.is_object()) return wire::login_error(wire::LoginError::bad_client);
  const std::string id = site_.random().uuid();
  return wire::json(201, wire::oidc_client(asked, id, site_.random().hex_digits(48)));
}

// Whoever asks is let in, after login_delay: there is nobody to approve it.
Result<http::Response> Prominence::start_login(const http::Request& request) {
  const std::string code = site_.random().uuid();
  device_codes_.emplace(code, site_.host().wall());
  return wire::json(200, wire::device_code(code, site_.random().hex_digits(6), url_base(request), kLoginSeconds));
}

Result<http::Response> Prominence::login_page(const http::Request&) {
  return wire::login_page();
}

Result<http::Response> Prominence::finish_login(const http::Request& request) {
  const auto found = device_codes_.find(wire::device_code_of(request));
  if (found == device_codes_.end()) return wire::login_error(wire::LoginError::no_such_code);
  const Duration waited = site_.host().wall() - found->second;
  if (waited < options_.login_delay) return wire::login_error(wire::LoginError::not_approved);
  device_codes_.erase(found);
  if (waited > std::chrono::seconds(kLoginSeconds)) return wire::login_error(wire::LoginError::too_late);
  const std::string token = access_token(options_, options_.login, unix_seconds(site_.host().wall()) + kTokenSeconds);
  return wire::json(200, wire::access(token, kTokenSeconds));
}

Result<http::Response> Prominence::user_information(const http::Request& request) {
  return wire::json(200, wire::user_information(HPC_TRY(caller(request))));
}

}  // namespace hpc::apis::prominence
