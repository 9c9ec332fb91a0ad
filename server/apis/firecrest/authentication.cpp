#include "apis/firecrest/authentication.h"

#include <nlohmann/json.hpp>

#include "apis/firecrest/wire.h"

namespace hpc::apis::firecrest {
namespace {

constexpr std::size_t kRemembered = 4096;

const OrderedJson* member(const OrderedJson& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(std::string(name));
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> text_of(const OrderedJson* value) {
  if (!value || !value->is_string()) return std::nullopt;
  return value->get<std::string>();
}

bool has_word(std::string_view text, std::string_view word) {
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (text.substr(0, end) == word) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

bool has_element(const OrderedJson* array, std::string_view text) {
  if (!array || !array->is_array()) return false;
  for (const OrderedJson& element : *array)
    if (text_of(&element) == text) return true;
  return false;
}

// The user that a service account acts for: the first role of its client in resource_access.
std::optional<std::string> represented_user(const OrderedJson& claims, std::string_view role) {
  const OrderedJson* realm = member(claims, "realm_access");
  if (!realm || !has_element(member(*realm, "roles"), role)) return std::nullopt;
  const auto client = text_of(member(claims, "clientId"));
  const OrderedJson* resources = member(claims, "resource_access");
  const OrderedJson* resource = client && resources ? member(*resources, *client) : nullptr;
  const OrderedJson* roles = resource ? member(*resource, "roles") : nullptr;
  return roles && roles->is_array() && !roles->empty() ? text_of(&roles->front()) : std::nullopt;
}

// The header's value without each "Bearer " in it, wherever it stands: src/common/cscs_api_common.py does it so.
std::string bare_token(std::string_view header) {
  constexpr std::string_view kScheme = "Bearer ";
  std::string token(header);
  for (auto at = token.find(kScheme); at != std::string::npos; at = token.find(kScheme, at))
    token.erase(at, kScheme.size());
  return token;
}

http::Response refusal(TokenFault fault) {
  switch (fault) {
    case TokenFault::algorithm:
      return wire::wrong_algorithm();
    case TokenFault::signature:
      return wire::wrong_signature();
    case TokenFault::expired:
      return wire::expired_token();
    case TokenFault::audience:
      return wire::wrong_audience();
    case TokenFault::none:
    case TokenFault::undecodable:
      break;
  }
  return wire::undecodable_token();
}

}  // namespace

const Tokens::Seen* Tokens::look(const std::string& token) {
  if (const auto found = seen_.find(token); found != seen_.end()) return &found->second;
  auto jwt = site::decode_jwt(token);
  if (!jwt) return nullptr;
  if (seen_.size() >= kRemembered) seen_.clear();
  Seen seen{*std::move(jwt), false};
  seen.signature_is_valid = text_of(member(*seen.jwt.header, "alg")) == "RS256" &&
                            site::has_valid_signature(seen.jwt, site_.keys().signing());
  return &seen_.emplace(token, std::move(seen)).first->second;
}

std::int64_t Tokens::host_now() const {
  return unix_seconds(site_.host().wall());
}

bool Tokens::is_expired(const OrderedJson& claims) const {
  const OrderedJson* expires = member(claims, "exp");
  const OrderedJson* issued = member(claims, "iat");
  if (expires && expires->is_number() && expires->get<double>() <= static_cast<double>(host_now())) return true;
  return issued && issued->is_number() && issued->get<double>() < static_cast<double>(site_.keys().expired_before);
}

bool Tokens::audience_fits(const OrderedJson& claims) const {
  if (options_.audience.empty()) return true;
  const OrderedJson* audience = member(claims, "aud");
  return text_of(audience) == options_.audience || has_element(audience, options_.audience);
}

TokenFault Tokens::check(const Seen& seen) const {
  const OrderedJson& claims = *seen.jwt.claims;
  if (text_of(member(*seen.jwt.header, "alg")) != "RS256") return TokenFault::algorithm;
  if (!seen.signature_is_valid) return TokenFault::signature;
  for (const char* name : {"iat", "nbf"}) {
    const OrderedJson* instant = member(claims, name);
    if (!instant) continue;
    if (!instant->is_number()) return TokenFault::undecodable;
    if (instant->get<double>() > static_cast<double>(host_now())) return TokenFault::undecodable;
  }
  if (const OrderedJson* expires = member(claims, "exp"); expires && !expires->is_number())
    return TokenFault::undecodable;
  if (is_expired(claims)) return TokenFault::expired;
  return audience_fits(claims) ? TokenFault::none : TokenFault::audience;
}

Checked<std::string> Tokens::user_of(const http::Request& request) {
  const std::string* header = request.headers.find("Authorization");
  if (!header) return refuse(wire::no_authorization());
  const Seen* seen = look(bare_token(*header));
  if (!seen) return refuse(wire::undecodable_token());
  if (const TokenFault fault = check(*seen); fault != TokenFault::none) return refuse(refusal(fault));

  const OrderedJson& claims = *seen->jwt.claims;
  if (!options_.required_scope.empty()) {
    const auto scope = text_of(member(claims, "scope"));
    if (!scope) return refuse(wire::internal_error_page());  // upstream indexes the claim without looking
    if (!has_word(*scope, options_.required_scope)) return refuse(wire::missing_scope(options_.required_scope));
  }
  if (auto user = represented_user(claims, options_.service_account_role)) return *std::move(user);
  if (auto user = text_of(member(claims, "preferred_username"))) return *std::move(user);
  return refuse(wire::internal_error_page());
}

}  // namespace hpc::apis::firecrest
