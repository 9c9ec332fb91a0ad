#include "apis/prominence/authentication.h"

#include <nlohmann/json.hpp>

#include "apis/prominence/wire.h"
#include "apis/prominence/wire_identity.h"
#include "site/identity/jwt.h"

namespace hpc::apis::prominence {
namespace {

// The second of the pieces between single blanks; the first, the scheme, is not looked at.
std::string token_of(const http::Request& request) {
  const std::string_view header = request.headers.get("Authorization");
  const std::size_t first = header.find(' ');
  if (first == std::string_view::npos) return "";
  const std::string_view rest = header.substr(first + 1);
  return std::string(rest.substr(0, rest.find(' ')));
}

// Before the signature.
Result<void> check_expiry(const OrderedJson& claims, site::Site& site) {
  const double expires = HPC_TRY(wire::expiry_of(claims));
  const std::optional<double> issued = wire::issued_at(claims);
  const bool is_revoked = issued && *issued < static_cast<double>(site.keys().expired_before);
  if (is_revoked || static_cast<double>(unix_seconds(site.host().wall())) > expires)
    return failure(wire::not_authenticated());
  return {};
}

}  // namespace

Result<Caller> authenticate(const Options& options, site::Site& site, const http::Request& request) {
  const std::string token = token_of(request);
  if (token.empty()) return failure(wire::not_authenticated());
  if (const auto known = options.tokens.find(token); known != options.tokens.end()) return known->second;
  const Result<site::Jwt> jwt = site::decode_jwt(token);
  if (!jwt) return failure(wire::not_authenticated());
  const OrderedJson& claims = *jwt->claims;
  HPC_TRY(check_expiry(claims, site));
  const bool is_ours = site::has_valid_signature(*jwt, options.secret);
  if (const std::optional<Caller> job = wire::as_job(claims); is_ours && job) return *job;
  if (!(is_ours && wire::is_of_provider(claims)) && !options.trusts_any_jwt) return failure(wire::not_authenticated());
  Caller caller = wire::as_user(claims);
  if (caller.username.empty()) return failure(wire::not_authenticated());
  return caller;
}

std::string job_token(const Options& options, const Caller& caller, const std::string& job, std::int64_t expires) {
  return site::sign_hs256(wire::job_claims(caller, job, expires), options.secret);
}

std::string access_token(const Options& options, const Caller& caller, std::int64_t expires) {
  return site::sign_hs256(wire::user_claims(caller, expires), options.secret);
}

}  // namespace hpc::apis::prominence
