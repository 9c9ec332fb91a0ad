// JSON Web Tokens (RFC 7519) over OpenSSL: HS256 and RS256, nothing else.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace hpc::site {

/// An RSA key pair; cheap to copy, the key inside is shared and never changes.
class RsaKey final {
 public:
  /// PEM (PKCS#8 or PKCS#1) of a private key.
  static Result<RsaKey> from_pem(std::string_view pem);
  /// From two different primes in hex, neither of them 1 modulo 65537, which is the public exponent. Microseconds.
  static RsaKey from_primes(std::string_view first, std::string_view second);

  /// RSASSA-PKCS1-v1_5 with SHA-256, which is deterministic.
  std::string sign(std::string_view bytes) const;
  bool verify(std::string_view bytes, std::string_view signature) const;
  /// Big-endian, as a JWK has them (before base64url).
  std::string modulus() const;
  std::string exponent() const;
  std::string public_pem() const;
  /// SHA-256 of the public key (DER), base64url: used as `kid`.
  const std::string& id() const;

 private:
  struct Content;
  std::shared_ptr<const Content> content_;  // shared by copies
};

struct Jwt {
  std::shared_ptr<const OrderedJson> header, claims;  // shared by copies
  std::string signed_part, signature;
};

/// `claims` is printed as it stands (order kept).
std::string sign_hs256(const OrderedJson& claims, std::string_view secret);
std::string sign_rs256(const OrderedJson& claims, const RsaKey& key);

/// Splits and decodes; checks neither signature nor times. Errc::invalid, About::token: not three parts, not base64url,
/// not JSON objects.
Result<Jwt> decode_jwt(std::string_view token);
bool has_valid_signature(const Jwt& jwt, std::string_view hs256_secret);
bool has_valid_signature(const Jwt& jwt, const RsaKey& key);

}  // namespace hpc::site
