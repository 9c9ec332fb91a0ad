#include "apis/flux_restful/authentication.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/flux_restful/python.h"
#include "apis/flux_restful/validation_wire.h"
#include "apis/flux_restful/wire.h"
#include "base/encoding.h"
#include "http/multipart.h"
#include "site/identity/jwt.h"

namespace hpc::apis::flux_restful {
namespace {

struct Basic {
  enum class Kind { none, unreadable, given } kind = Kind::none;
  std::string user, password;
};

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Scheme and the rest, at the first blank.
std::pair<std::string, std::string> scheme_of(const http::Request& request) {
  const std::string_view header = request.headers.get("Authorization");
  const std::size_t blank = std::min(header.find(' '), header.size());
  const std::string_view rest = header.substr(std::min(blank + 1, header.size()));
  return {to_lower(header.substr(0, blank)), std::string(rest)};
}

Basic read_basic(const http::Request& request) {
  const auto [scheme, rest] = scheme_of(request);
  if (scheme != "basic") return {};
  const std::optional<std::string> decoded = base64_decode(rest);
  const std::size_t colon = decoded ? decoded->find(':') : std::string::npos;
  if (colon == std::string::npos || !is_ascii(*decoded)) return {Basic::Kind::unreadable, {}, {}};
  return {Basic::Kind::given, decoded->substr(0, colon), decoded->substr(colon + 1)};
}

const User* find_user(const Options& options, std::string_view name, std::string_view password) {
  const auto is_it = [&](const User& user) { return user.name == name && user.password == password; };
  const auto found = std::find_if(options.users.begin(), options.users.end(), is_it);
  return found == options.users.end() ? nullptr : &*found;
}

std::string make_token(const Options& options, const User& user, Instant now) {
  const auto number = &user - options.users.data() + 1;
  return site::sign_hs256(
      {{"exp", unix_seconds(now) + options.token_lifetime.count()}, {"sub", std::to_string(number)}},
      options.secret_key);
}

// Tokens do not say when they were made; ours tell by their end. One that has none is as good as new.
std::int64_t issued_at(const OrderedJson& claims, const Options& options) {
  if (!claims.contains("exp")) return INT64_MAX;
  return static_cast<std::int64_t>(std::min(claims.at("exp").get<double>(), 1e15)) - options.token_lifetime.count();
}

// The claims of a token that is ours and in its time.
std::optional<OrderedJson> valid_claims(std::string_view token, const Options& options, Instant now) {
  const Result<site::Jwt> jwt = site::decode_jwt(token);
  if (!jwt || jwt->header->value("alg", OrderedJson()) != "HS256" ||
      !site::has_valid_signature(*jwt, options.secret_key))
    return std::nullopt;
  const OrderedJson& claims = *jwt->claims;
  const double seconds = static_cast<double>(unix_seconds(now));
  if (claims.contains("exp") && (!claims.at("exp").is_number() || claims.at("exp").get<double>() <= seconds))
    return std::nullopt;
  if (claims.contains("nbf") && (!claims.at("nbf").is_number() || claims.at("nbf").get<double>() > seconds))
    return std::nullopt;
  return claims;
}

}  // namespace

Checked<void> check_basic(const http::Request& request, const Options& options) {
  if (!options.requires_auth) return {};
  const Basic basic = read_basic(request);
  if (basic.kind == Basic::Kind::none) return refuse(wire::basic_challenge(wire::Login::absent));
  if (basic.kind == Basic::Kind::unreadable) return refuse(wire::basic_challenge(wire::Login::unreadable));
  if (options.user.empty() || options.token.empty()) return refuse(wire::basic_challenge(wire::Login::unconfigured));
  if (basic.user != options.user || basic.password != options.token)
    return refuse(wire::basic_challenge(wire::Login::wrong));
  return {};
}

Checked<void> check_page_login(const http::Request& request, const Options& options) {
  if (!options.requires_auth) return {};
  const Basic basic = read_basic(request);
  const bool is_old = options.validation_dialect == Options::Dialect::v1;
  if (basic.kind == Basic::Kind::unreadable && is_old) return refuse(wire::basic_challenge(wire::Login::unreadable));
  if (basic.kind != Basic::Kind::given) return refuse(wire::basic_challenge(wire::Login::absent));
  const User* user = find_user(options, basic.user, basic.password);
  if (!user) return refuse(wire::basic_challenge(wire::Login::wrong_on_pages));
  if (!user->is_active) return refuse(wire::inactive_user());
  return {};
}

std::string page_token(const http::Request& request, const Options& options, Instant now) {
  if (!options.requires_auth) return "";
  const Basic basic = read_basic(request);
  const User* user = basic.kind == Basic::Kind::given ? find_user(options, basic.user, basic.password) : nullptr;
  return user && user->is_active ? make_token(options, *user, now) : "";
}

Checked<const User*> check_bearer(const http::Request& request, const Options& options, Right right,
                                  const TokenTime& time) {
  if (!options.requires_auth && right == Right::user) return nullptr;
  const auto [scheme, token] = scheme_of(request);
  if (scheme != "bearer") return refuse(wire::bearer_challenge());
  const std::optional<OrderedJson> claims = valid_claims(token, options, time.now);
  if (!claims || issued_at(*claims, options) < time.issued_from) return refuse(wire::invalid_token());
  const bool has_subject = claims->contains("sub") && !claims->at("sub").is_null();
  if (!has_subject) return refuse(wire::unknown_user());
  const OrderedJson& subject = claims->at("sub");
  const std::optional<Integer> number = subject.is_string() ? parse_int(subject.get<std::string>()) : std::nullopt;
  if (!number) return refuse(wire::invalid_token());
  if (number->value < 1 || number->value > static_cast<std::int64_t>(options.users.size()))
    return refuse(wire::unknown_user());
  const User& user = options.users[static_cast<std::size_t>(number->value - 1)];
  if (right == Right::superuser && !user.is_superuser) return refuse(wire::no_privileges());
  if (right == Right::user && !user.is_active) return refuse(wire::inactive_user());
  return &user;
}

http::Response exchange_wish(const http::Request& request, const Options& options, Instant now) {
  const std::string* header = request.headers.find("Authorization");
  if (!header) return wire::token_denied();
  const std::string_view word = std::string_view(*header).substr(header->rfind(' ') + 1);
  const std::optional<OrderedJson> claims = valid_claims(word, options, now);
  if (!claims) return wire::internal_error();
  const auto text = [&claims](const char* name) {
    return claims->contains(name) && claims->at(name).is_string() ? claims->at(name).get<std::string>() : std::string();
  };
  const OrderedJson password = claims->value("pass", OrderedJson());
  const bool has_number = password.is_number() && password != 0;
  if (text("user").empty() || (text("pass").empty() && !has_number) || text("scope") != "token")
    return wire::token_denied();
  const auto has_name = [&](const User& row) { return row.name == text("user"); };
  if (has_number && std::any_of(options.users.begin(), options.users.end(), has_name)) return wire::internal_error();
  const User* user = find_user(options, text("user"), text("pass"));
  return user && user->is_active ? wire::token(make_token(options, *user, now)) : wire::token_denied();
}

http::Response log_in(const http::Request& request, const Options& options, Instant now) {
  const http::Form form = http::read_form(request).value_or(http::Form{});
  const auto field = [&form](const char* name) {
    const std::string* value = form.fields.last(name);
    return value ? *value : std::string();
  };
  wire::Faults faults(options.validation_dialect);
  if (const std::string grant = field("grant_type"); !grant.empty() && grant != "password") faults.bad_grant(grant);
  for (const char* name : {"username", "password"})
    if (field(name).empty()) faults.missing(name);
  if (!faults.empty()) return faults.response();
  const User* user = find_user(options, field("username"), field("password"));
  if (!user) return wire::wrong_login();
  return user->is_active ? wire::token(make_token(options, *user, now)) : wire::inactive_user();
}

}  // namespace hpc::apis::flux_restful
