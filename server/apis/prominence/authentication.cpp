#include "apis/prominence/authentication.h"

#include <nlohmann/json.hpp>

#include "apis/prominence/wire.h"
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

std::string text(const OrderedJson& claims, const char* name) {
  return claims.contains(name) && claims.at(name).is_string() ? claims.at(name).get<std::string>() : std::string();
}

// A list joined by commas, or a text as it stands.
std::string groups_of(const OrderedJson& claims) {
  if (!claims.contains("groups")) return "";
  const OrderedJson& groups = claims.at("groups");
  if (!groups.is_array()) return text(claims, "groups");
  std::string joined;
  for (const OrderedJson& group : groups)
    if (group.is_string()) joined += (joined.empty() ? "" : ",") + group.get<std::string>();
  return joined;
}

// Expiry is looked at before the signature; a value that is no number breaks the comparison.
Result<void> check_expiry(const OrderedJson& claims, std::int64_t now) {
  if (!claims.contains("exp")) return failure(wire::not_authenticated());
  const OrderedJson& expires = claims.at("exp");
  if (!expires.is_number()) return failure(wire::crash());
  if (static_cast<double>(now) > expires.get<double>()) return failure(wire::not_authenticated());
  return {};
}

Caller as_job(const OrderedJson& claims) {
  return {text(claims, "username"), text(claims, "groups"), text(claims, "email"), text(claims, "job"), ""};
}

// What the identity provider would say of the owner of this token.
Caller as_user_information(const OrderedJson& claims) {
  std::string name = text(claims, "preferred_username");
  if (name.empty()) name = text(claims, "username");
  if (name.empty()) name = text(claims, "sub");
  return {std::move(name), groups_of(claims), text(claims, "email"), "", ""};
}

}  // namespace

Result<Caller> authenticate(const Options& options, site::Site& site, const http::Request& request) {
  const std::string token = token_of(request);
  if (token.empty()) return failure(wire::not_authenticated());
  if (const auto known = options.tokens.find(token); known != options.tokens.end()) return known->second;
  const Result<site::Jwt> jwt = site::decode_jwt(token);
  if (!jwt) return failure(wire::not_authenticated());
  const OrderedJson& claims = *jwt->claims;
  HPC_TRY(check_expiry(claims, unix_seconds(site.host().wall())));
  if (claims.contains("iat") && claims.at("iat").is_number() &&
      claims.at("iat").get<double>() < static_cast<double>(site.keys().expired_before))
    return failure(wire::not_authenticated());
  const bool is_ours = site::has_valid_signature(*jwt, options.secret);
  if (is_ours && !text(claims, "username").empty() && !text(claims, "groups").empty()) return as_job(claims);
  const bool is_from_provider = is_ours && claims.contains("preferred_username");
  if (!is_from_provider && !options.trusts_any_jwt) return failure(wire::not_authenticated());
  Caller caller = as_user_information(claims);
  if (caller.username.empty()) return failure(wire::not_authenticated());
  return caller;
}

std::string job_token(const Options& options, const Caller& caller, const std::string& job, std::int64_t expires) {
  OrderedJson claims = OrderedJson::object();
  claims["username"] = caller.username;
  claims["groups"] = caller.groups;
  claims["job"] = job;
  claims["email"] = caller.email;
  claims["exp"] = expires;
  return site::sign_hs256(claims, options.secret);
}

std::string access_token(const Options& options, const Caller& caller, std::int64_t expires) {
  OrderedJson claims = OrderedJson::object();
  claims["sub"] = caller.username;
  claims["preferred_username"] = caller.username;
  claims["email"] = caller.email;
  claims["groups"] = OrderedJson::array();
  std::string_view rest = caller.groups;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    claims["groups"].push_back(std::string(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  claims["exp"] = expires;
  return site::sign_hs256(claims, options.secret);
}

}  // namespace hpc::apis::prominence
