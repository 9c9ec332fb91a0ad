#include "site/identity/jwt.h"

#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "base/encoding.h"

namespace hpc::site {
namespace {

std::string print(const OrderedJson& value) {
  return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

std::optional<OrderedJson> object_in(std::string_view part) {
  const auto bytes = base64url_decode(part);
  if (!bytes) return std::nullopt;
  OrderedJson value = OrderedJson::parse(*bytes, nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

}  // namespace

std::string sign_hs256(const OrderedJson& claims, std::string_view secret) {
  const std::string text = base64url(R"({"alg":"HS256","typ":"JWT"})") + '.' + base64url(print(claims));
  return text + '.' + base64url(hmac_sha256(secret, text));
}

std::string sign_rs256(const OrderedJson& claims, const RsaKey& key) {
  const OrderedJson header = {{"alg", "RS256"}, {"typ", "JWT"}, {"kid", key.id()}};
  const std::string text = base64url(print(header)) + '.' + base64url(print(claims));
  return text + '.' + base64url(key.sign(text));
}

Result<Jwt> decode_jwt(std::string_view token) {
  const auto wrong = [](const char* why) { return failure(Errc::invalid, About::token, why); };
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    return wrong("a JWT has three parts");
  auto header = object_in(token.substr(0, first));
  if (!header) return wrong("the header is not a JSON object in base64url");
  auto claims = object_in(token.substr(first + 1, second - first - 1));
  if (!claims) return wrong("the claims are not a JSON object in base64url");
  auto signature = base64url_decode(token.substr(second + 1));
  if (!signature) return wrong("the signature is not base64url");
  Jwt jwt;
  jwt.header = std::make_shared<const OrderedJson>(std::move(*header));
  jwt.claims = std::make_shared<const OrderedJson>(std::move(*claims));
  jwt.signed_part = std::string(token.substr(0, second));
  jwt.signature = std::move(*signature);
  return jwt;
}

bool has_valid_signature(const Jwt& jwt, std::string_view hs256_secret) {
  return same_secret(jwt.signature, hmac_sha256(hs256_secret, jwt.signed_part));
}

bool has_valid_signature(const Jwt& jwt, const RsaKey& key) { return key.verify(jwt.signed_part, jwt.signature); }

}  // namespace hpc::site
