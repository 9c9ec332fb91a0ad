// Who is calling: tokens as the services see them, and as the gateway in front of them does.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "apis/firecrest/answer.h"
#include "apis/firecrest/options.h"
#include "base/json.h"
#include "site/identity/jwt.h"
#include "site/identity/keys.h"
#include "site/site.h"

namespace hpc::apis::firecrest {

enum class TokenFault { none, undecodable, algorithm, signature, expired, audience };

/// A token taken apart once. Signatures are checked on first sight only: a client sends the same token with each of its
/// requests, and checking costs more than everything else in one.
class Tokens final {
 public:
  /// Both outlive it.
  Tokens(site::Site& site, const Options& options) : site_(site), options_(options) {}

  struct Seen {
    site::Jwt jwt;
    bool signature_is_valid = false;  ///< RS256 by the sandbox's key
  };
  /// nullptr when it is not a JWT. Valid until the next call.
  const Seen* look(const std::string& token);

  /// As PyJWT 2.6 checks, in its order: algorithm, signature, iat, nbf, exp, aud.
  TokenFault check(const Seen& seen) const;
  /// `exp` is past, or the control API has declared the token's age over. Claims that are not numbers never expire.
  bool is_expired(const OrderedJson& claims) const;

  /// The user of a request to a service, or its refusal.
  Checked<std::string> user_of(const http::Request& request);

 private:
  bool audience_fits(const OrderedJson& claims) const;
  std::int64_t host_now() const;

  site::Site& site_;
  const Options& options_;
  std::unordered_map<std::string, Seen> seen_;  // forgotten when there are many
};

}  // namespace hpc::apis::firecrest
