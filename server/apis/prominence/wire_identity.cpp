#include "apis/prominence/wire_identity.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "apis/prominence/wire.h"

namespace hpc::apis::prominence::wire {
namespace {

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

}  // namespace

Result<double> expiry_of(const OrderedJson& claims) {
  if (!claims.contains("exp")) return 0.0;
  if (!claims.at("exp").is_number()) return failure(crash());
  return claims.at("exp").get<double>();
}

std::optional<double> issued_at(const OrderedJson& claims) {
  if (!claims.contains("iat") || !claims.at("iat").is_number()) return std::nullopt;
  return claims.at("iat").get<double>();
}

std::optional<Caller> as_job(const OrderedJson& claims) {
  Caller caller{text(claims, "username"), text(claims, "groups"), text(claims, "email"), text(claims, "job"), ""};
  if (caller.username.empty() || caller.groups.empty()) return std::nullopt;
  return caller;
}

Caller as_user(const OrderedJson& claims) {
  std::string name = text(claims, "preferred_username");
  if (name.empty()) name = text(claims, "username");
  if (name.empty()) name = text(claims, "sub");
  return {std::move(name), groups_of(claims), text(claims, "email"), "", ""};
}

bool is_of_provider(const OrderedJson& claims) {
  return claims.contains("preferred_username");
}

OrderedJson job_claims(const Caller& caller, const std::string& job, std::int64_t expires) {
  OrderedJson claims = OrderedJson::object();
  claims["username"] = caller.username;
  claims["groups"] = caller.groups;
  claims["job"] = job;
  claims["email"] = caller.email;
  claims["exp"] = expires;
  return claims;
}

OrderedJson user_claims(const Caller& caller, std::int64_t expires) {
  OrderedJson claims = OrderedJson::object();
  claims["sub"] = caller.username;
  claims["preferred_username"] = caller.username;
  claims["email"] = caller.email;
  claims["groups"] = caller.group_list();
  claims["exp"] = expires;
  return claims;
}

Json oidc_client(Json asked, const std::string& id, const std::string& secret) {
  asked["client_id"] = id;
  asked["client_secret"] = secret;
  return asked;
}

Json device_code(const std::string& code, const std::string& user_code, const std::string& base, std::int64_t seconds) {
  const std::string page = base + "/oidc/device";
  return {{"device_code", code},      {"user_code", user_code},
          {"verification_uri", page}, {"verification_uri_complete", page + "?user_code=" + user_code},
          {"expires_in", seconds},    {"interval", 5}};
}

std::string device_code_of(const http::Request& request) {
  const http::Fields form = http::parse_urlencoded(request.body.str());
  const std::string* code = form.first("device_code");
  return code ? *code : std::string();
}

Json access(const std::string& token, std::int64_t seconds) {
  return {{"access_token", token}, {"token_type", "Bearer"}, {"expires_in", seconds}};
}

Json user_information(const Caller& caller) {
  return {{"sub", caller.username},
          {"preferred_username", caller.username},
          {"email", caller.email},
          {"groups", caller.group_list()}};
}

http::Response login_page() {
  return wire::text(std::string(
      "<!doctype html>\n<title>Login</title>\n<p>There is nothing to do: the mock approves every login.</p>\n"));
}

http::Response login_error(LoginError error) {
  switch (error) {
    case LoginError::bad_client:
      return error_body(400, "invalid_client_metadata");
    case LoginError::no_such_code:
      return error_body(400, "invalid_grant");
    case LoginError::not_approved:
      return error_body(400, "authorization_pending");
    case LoginError::too_late:
      return error_body(400, "expired_token");
  }
  return error_body(400, "invalid_request");
}

}  // namespace hpc::apis::prominence::wire
