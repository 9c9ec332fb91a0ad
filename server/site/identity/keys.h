// The keys of one sandbox.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "site/identity/jwt.h"

namespace hpc::site {

class Keys final {
 public:
  explicit Keys(std::uint64_t seed) : seed_(seed) {}
  /// Signs the tokens of the identity provider. It follows from the seed, so that a replay gives the same tokens; seed 1 has
  /// the published key fixtures/keys/demo.pem, any other a pair of the published primes (8,128 pairs): making primes
  /// takes 0.1 s, and a test run may have a thousand sandboxes. None of these keys protects anything.
  const RsaKey& signing();
  /// Tokens issued before this instant of the host's clock count as expired (unix seconds); for the control API.
  std::int64_t expired_before = 0;

 private:
  std::uint64_t seed_;
  std::optional<RsaKey> signing_;
};

}  // namespace hpc::site
