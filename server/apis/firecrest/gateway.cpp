#include "apis/firecrest/gateway.h"

#include <array>
#include <cctype>
#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace hpc::apis::firecrest {
namespace {

constexpr std::string_view kServer = "kong/3.2.2";

struct Routed {
  std::string_view prefix;
  std::array<std::string_view, 4> methods;  // "" fills up

  std::string_view service() const { return prefix.substr(1, prefix.find('/', 1) - 1); }
};

// The prefixes and methods of upstream's deploy/demo/kong.
constexpr std::array<Routed, 6> kRoutes = {{
    {"/status/", {"GET"}},
    {"/storage/", {"GET", "POST"}},
    {"/tasks", {"GET"}},
    {"/utilities/", {"GET", "POST", "PUT", "DELETE"}},
    {"/reservations", {"GET", "POST", "PUT", "DELETE"}},
    {"/compute/", {"GET", "POST", "DELETE"}},
}};

// nullptr: the gateway does not route it.
const Routed* route_of(const http::Request& request) {
  for (const Routed& route : kRoutes) {
    if (request.path.compare(0, route.prefix.size(), route.prefix) != 0) continue;
    for (const std::string_view method : route.methods)
      if (!method.empty() && method == request.method) return &route;
  }
  return nullptr;
}

http::Response own(int status, const Json& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("Server", std::string(kServer));
  response.body = body.dump();
  return response;
}

http::Response unauthorized(std::string_view message) {
  return own(401, Json{{"message", message}});
}

// Of nginx, when it cannot connect to a service; Kong's template has the line breaks.
http::Response unanswered() {
  http::Response response = own(502, Json::object());
  response.body = "{\n  \"message\":\"An invalid response was received from the upstream server\"\n}";
  return response;
}

http::Response preflight() {
  http::Response response;
  response.headers = {{"Access-Control-Allow-Origin", "*"},
                      {"Access-Control-Allow-Headers", "Accept,X-Machine-Name,X-Task-Id,Authorization,Content-Type"},
                      {"Access-Control-Allow-Methods", "GET,POST,PUT,DELETE"},
                      {"Access-Control-Max-Age", "3600"},
                      {"Server", std::string(kServer)}};
  return response;
}

bool is_preflight(const http::Request& request) {
  return request.method == "OPTIONS" && request.headers.has("Origin") &&
         request.headers.has("Access-Control-Request-Method");
}

bool is_blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

// \s*[Bb]earer\s+(.+), found anywhere in the value.
std::optional<std::string> bearer(std::string_view header) {
  for (auto at = header.find("earer"); at != std::string_view::npos; at = header.find("earer", at + 1)) {
    if (at == 0 || (header[at - 1] != 'B' && header[at - 1] != 'b')) continue;
    std::string_view rest = header.substr(at + 5);
    std::size_t blanks = 0;
    while (blanks < rest.size() && is_blank(rest[blanks])) ++blanks;
    if (blanks == 0) continue;
    if (blanks == rest.size()) --blanks;  // the token itself needs one character
    if (blanks == 0) continue;
    return std::string(rest.substr(blanks));
  }
  return std::nullopt;
}

struct TokenSource {
  std::optional<std::string> token;
  bool differ = false;
};

TokenSource token_of(const http::Request& request) {
  TokenSource source;
  const auto offer = [&source](const std::string& token) {
    if (source.token && *source.token != token) source.differ = true;
    source.token = token;
  };
  const http::Fields query = request.query_fields();
  for (const std::string_view token : query.all("jwt")) offer(std::string(token));
  if (const std::string* header = request.headers.find("Authorization"))
    if (const auto token = bearer(*header)) offer(*token);
  return source;
}

// What Kong's jwt_parser says of a text that is not a JWT that it can read; "" when it is one.
std::string_view parse_fault(std::string_view token) {
  std::array<std::string_view, 3> parts;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto dot = i < 2 ? token.find('.') : std::string_view::npos;
    parts[i] = token.substr(0, dot);
    token = dot == std::string_view::npos ? std::string_view() : token.substr(dot + 1);
  }
  const auto json = [](std::string_view part) {
    const auto text = base64url_decode(part);
    return text ? OrderedJson::parse(*text, nullptr, false) : OrderedJson(OrderedJson::value_t::discarded);
  };
  const OrderedJson header = json(parts[0]);
  const OrderedJson claims = json(parts[1]);
  if (header.is_discarded() || claims.is_discarded()) return "Bad token; invalid JSON";
  constexpr std::array<std::string_view, 9> kAlgorithms = {"HS256", "HS384", "HS512", "RS256", "RS384",
                                                           "RS512", "ES256", "ES384", "EdDSA"};
  const std::string algorithm = header.is_object() && header.contains("alg") && header["alg"].is_string()
                                    ? header["alg"].get<std::string>()
                                    : std::string();
  if (std::find(kAlgorithms.begin(), kAlgorithms.end(), algorithm) == kAlgorithms.end())
    return "Bad token; invalid alg";
  if (!claims.is_object()) return "Bad token; invalid claims";
  return base64url_decode(parts[2]) && !parts[2].empty() ? "" : "Bad token; invalid signature";
}

}  // namespace

bool Gateway::is_known_issuer(std::string_view issuer) const {
  constexpr std::string_view kRealms = "/auth/realms/";
  const auto at = issuer.rfind(kRealms);
  if (at == std::string_view::npos) return false;
  const std::string_view realm = issuer.substr(at + kRealms.size());
  for (const site::RealmSpec& known : site_.spec().realms)
    if (known.name == realm) return true;
  return false;
}

std::optional<http::Response> Gateway::refuse_token(const http::Request& request) {
  const TokenSource source = token_of(request);
  if (source.differ) return unauthorized("Multiple tokens provided");
  if (!source.token) return unauthorized("Unauthorized");
  const Tokens::Seen* seen = tokens_.look(*source.token);
  // A token of ours has no such fault; taking it apart again would be half of the cost of a request.
  if (!seen || !seen->signature_is_valid)
    if (const std::string_view fault = parse_fault(*source.token); !fault.empty()) return unauthorized(fault);
  if (!seen) return unauthorized("Bad token; invalid JSON");

  const OrderedJson& claims = *seen->jwt.claims;
  const auto issuer = claims.find("iss");
  if (issuer == claims.end() || issuer->is_null()) return unauthorized("No mandatory 'iss' in claims");
  if (!issuer->is_string() || issuer->get<std::string>().empty()) return unauthorized("Invalid 'iss' in claims");
  if (!is_known_issuer(issuer->get<std::string>())) return unauthorized("No credentials found for given 'iss'");
  if ((*seen->jwt.header)["alg"] != "RS256") return unauthorized("Invalid algorithm");
  if (!seen->signature_is_valid) return unauthorized("Invalid signature");
  const auto expires = claims.find("exp");
  if (expires == claims.end() || !expires->is_number()) return own(401, Json{{"exp", "must be a number"}});
  if (tokens_.is_expired(claims)) return own(401, Json{{"exp", "token expired"}});
  return std::nullopt;
}

// Kong's rate-limiting plugin, which counts after the token has been checked.
std::optional<http::Response> Gateway::refuse_haste() {
  if (options_.rate_limit == 0) return std::nullopt;
  const std::int64_t now = unix_seconds(site_.host().wall()), length = options_.rate_limit_window.count();
  const std::int64_t window = now / length;
  if (window != window_) taken_ = 0;
  window_ = window;
  if (++taken_ <= options_.rate_limit) return std::nullopt;
  const std::int64_t wait = (window + 1) * length - now;
  http::Response response = own(429, Json{{"message", "API rate limit exceeded"}});
  switch (options_.rate_limit_told_by) {
    case Options::RetryTold::seconds:
      response.headers.add("RateLimit-Limit", std::to_string(options_.rate_limit));
      response.headers.add("RateLimit-Remaining", "0");
      response.headers.add("RateLimit-Reset", std::to_string(wait));
      response.headers.add("Retry-After", std::to_string(wait));
      break;
    case Options::RetryTold::date:
      response.headers.add("Retry-After", http_date(from_unix_seconds(now + wait)));
      break;
    case Options::RetryTold::reset:
      response.headers.add("RateLimit-Reset", std::to_string(wait));
      break;
    case Options::RetryTold::nothing:
      break;
  }
  return response;
}

std::optional<http::Response> Gateway::answer(const http::Request& request) {
  if (is_preflight(request)) return preflight();
  if (auto refusal = refuse_token(request)) return refusal;
  if (auto refusal = refuse_haste()) return refusal;
  const Routed* route = route_of(request);
  if (!route) return own(400, Json{{"message", "Invalid"}});
  if (options_.is_down(route->service())) return unanswered();
  return std::nullopt;
}

void Gateway::pass(const http::Request& request, http::Response& response) const {
  const bool is_own = response.headers.get("Server") == kServer;
  const bool closes = request.minor_version == 0 || equals_ignoring_case(request.headers.get("Connection"), "close");
  const std::string date = http_date(site_.clock().now());
  http::Headers headers;
  if (is_own) headers.add("Date", date);
  if (const std::string* type = response.headers.find("Content-Type")) headers.add("Content-Type", *type);
  if (response.status != 204) headers.add("Content-Length", std::to_string(response.body.size()));
  headers.add("Connection", closes ? "close" : "keep-alive");
  if (!is_own) headers.add("Server", "gunicorn");
  if (!is_own) headers.add("Date", date);
  for (const http::Header& header : response.headers)
    if (header.name != "Content-Type" && header.name != "Server") headers.add(header.name, header.value);
  if (!headers.has("Access-Control-Allow-Origin")) headers.add("Access-Control-Allow-Origin", "*");
  if (is_own) {
    headers.add("X-Kong-Response-Latency", "0");
    headers.add("Server", std::string(kServer));
  } else {
    if (request.path.compare(0, 13, "/reservations") == 0) {
      headers.add("Deprecation", "@1711111630");
      headers.add("Sunset", "Only suppoerted until v2.0");  // spelled so upstream
    }
    headers.add("X-Kong-Upstream-Latency", "2");
    headers.add("X-Kong-Proxy-Latency", "0");
    headers.add("Via", std::string(kServer));
  }
  response.headers = std::move(headers);
  if (closes) response.afterwards = http::Response::Afterwards::close;
}

}  // namespace hpc::apis::firecrest
