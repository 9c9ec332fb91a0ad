#include "apis/spack_monitor/authentication.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/spack_monitor/wire.h"
#include "base/digest.h"
#include "base/encoding.h"
#include "site/identity/jwt.h"

namespace hpc::apis::spack_monitor {
namespace {

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> result;
  while (true) {
    const std::size_t start = text.find_first_not_of(" \t");
    if (start == std::string_view::npos) return result;
    text.remove_prefix(start);
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    result.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

// As Python decodes: what is not of the alphabet is passed over, and padding must be complete.
std::optional<std::string> lenient_base64(std::string_view text) {
  std::string clean;
  std::size_t padding = 0;
  for (const char c : text) {
    const bool is_known =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    if (is_known) {
      clean += c;
      padding = 0;
    } else if (c == '=' && clean.size() % 4 >= 2 && clean.size() % 4 + ++padding >= 4) {
      return base64_decode(clean);
    }
  }
  if (clean.size() % 4 != 0) return std::nullopt;
  return base64_decode(clean);
}

// The header without the scheme's name, which may stand anywhere in it, in any case, with a blank or without.
std::optional<std::string> without_scheme(std::string_view authorization, std::string_view scheme) {
  const std::string lower = to_lower(authorization);
  const std::size_t at = lower.find(scheme);
  if (at == std::string::npos) return std::nullopt;
  std::size_t end = at + scheme.size();
  if (end < lower.size() && lower[end] == ' ') ++end;
  return std::string(authorization.substr(0, at)) + std::string(authorization.substr(end));
}

Result<bool> check_basic(const Users& users, const std::vector<std::string_view>& parts) {
  if (parts.size() == 1) return failure(wire::no_basic_credentials());
  if (parts.size() > 2) return failure(wire::blanks_in_basic_credentials());
  const std::optional<std::string> decoded = lenient_base64(parts[1]);
  if (!decoded) return failure(wire::basic_credentials_not_base64());
  const std::size_t colon = decoded->find(':');
  if (colon == std::string::npos) return failure(wire::invalid_password());
  if (!users.with_password(std::string_view(*decoded).substr(0, colon), std::string_view(*decoded).substr(colon + 1)))
    return failure(wire::invalid_password());
  return true;
}

Result<bool> check_token(const Users& users, const std::vector<std::string_view>& parts) {
  if (parts.size() == 1) return failure(wire::no_token_credentials());
  if (parts.size() > 2) return failure(wire::blanks_in_token());
  if (users.owner_of(parts[1]).empty()) return failure(wire::invalid_token());
  return true;
}

std::optional<std::int64_t> integer(const OrderedJson& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

std::string text(const OrderedJson& claims, const char* name) {
  const auto found = claims.find(name);
  return found != claims.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// A claim that is there must be an integer; `holds` decides about it.
template <class Holds>
bool is_fine(const OrderedJson& claims, const char* name, Holds holds) {
  if (!claims.contains(name)) return true;
  const std::optional<std::int64_t> value = integer(claims, name);
  return value && holds(*value);
}

}  // namespace

Users::Users(const Options& options) : options_(options) {
  for (const auto& [name, user] : options.users) by_token_.emplace(user.token, name);
}

bool Users::has(std::string_view name) const {
  return options_.users.find(name) != options_.users.end();
}

std::optional<User> Users::with_password(std::string_view name, std::string_view password) const {
  const auto found = options_.users.find(name);
  if (found == options_.users.end() || found->second.password.empty()) return std::nullopt;
  if (!same_secret(found->second.password, password)) return std::nullopt;
  return User{found->first};
}

std::string_view Users::owner_of(std::string_view token) const {
  const auto found = by_token_.find(std::string(token));
  return found == by_token_.end() ? std::string_view() : std::string_view(found->second);
}

const std::string& Users::token_of(std::string_view name) const {
  return options_.users.find(name)->second.token;
}

Result<bool> check_credentials(const Users& users, std::string_view authorization) {
  const auto parts = words(authorization);
  if (parts.empty()) return false;
  if (equals_ignoring_case(parts[0], "Basic")) return check_basic(users, parts);
  if (equals_ignoring_case(parts[0], "Token")) return check_token(users, parts);
  return false;
}

Result<std::optional<User>> exchanged_credentials(const Users& users, std::string_view authorization) {
  const std::optional<std::string> encoded = without_scheme(authorization, "basic");
  if (!encoded) return std::nullopt;
  const std::optional<std::string> decoded = lenient_base64(*encoded);
  const std::size_t colon = decoded ? decoded->find(':') : std::string::npos;
  if (colon == std::string::npos || !is_utf8(*decoded))
    return failure(wire::crash("the credentials cannot be decoded"));
  const std::string_view name = std::string_view(*decoded).substr(0, colon);
  if (name.empty() || users.owner_of(std::string_view(*decoded).substr(colon + 1)) != name) return std::nullopt;
  return User{std::string(name)};
}

Bearers::Bearers(site::Site& site, const Options& options, const Users& users)
    : site_(site),
      options_(options),
      users_(users),
      secret_(options.secret.empty() ? hex(sha256("spack_monitor " + std::to_string(site.seed()))) : options.secret) {}

Instant Bearers::now() const {
  return options_.tokens_age_with_site ? site_.clock().now() : site_.host().wall();
}

void Bearers::forget_expired() {
  const std::int64_t seconds = unix_seconds(now());
  for (; !ids_.empty() && ids_.front().first <= seconds; ids_.pop_front()) issued_.erase(ids_.front().second);
}

Bearers::Issued Bearers::issue(const User& user, std::string_view realm, const std::vector<std::string>& scopes) {
  forget_expired();
  const std::int64_t issued_at = unix_seconds(now());
  const std::int64_t expires = issued_at + options_.token_lifetime.count();
  std::string id = site_.random().uuid();
  OrderedJson claims;
  claims["iss"] = realm;
  claims["sub"] = user.name;
  claims["exp"] = expires;
  claims["nbf"] = issued_at;
  claims["iat"] = issued_at;
  claims["jti"] = id;
  OrderedJson access;
  access["type"] = "build";
  access["actions"] = scopes;
  claims["access"] = OrderedJson::array({std::move(access)});
  issued_.insert(id);
  ids_.emplace_back(expires, std::move(id));
  return {site::sign_hs256(claims, secret_), from_unix_seconds(issued_at)};
}

std::optional<User> Bearers::holder(std::string_view authorization) {
  const std::optional<std::string> token = without_scheme(authorization, "bearer");
  if (!token) return std::nullopt;
  const Result<site::Jwt> jwt = site::decode_jwt(*token);
  if (!jwt || text(*jwt->header, "alg") != "HS256" || !site::has_valid_signature(*jwt, secret_)) return std::nullopt;
  forget_expired();
  const OrderedJson& claims = *jwt->claims;
  const std::int64_t seconds = unix_seconds(now());
  const bool is_in_time = is_fine(claims, "exp", [seconds](std::int64_t expires) { return expires > seconds; }) &&
                          is_fine(claims, "nbf", [seconds](std::int64_t from) { return from <= seconds; }) &&
                          is_fine(claims, "iat", [seconds](std::int64_t at) { return at <= seconds; }) &&
                          integer(claims, "iat").value_or(0) >= site_.keys().expired_before;
  if (!is_in_time || issued_.count(text(claims, "jti")) == 0) return std::nullopt;
  std::string name = text(claims, "sub");
  if (!users_.has(name)) return std::nullopt;
  return User{std::move(name)};
}

}  // namespace hpc::apis::spack_monitor
