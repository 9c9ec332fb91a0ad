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
  /// Signs the tokens of the identity provider. Made from the seed on first use; each sandbox's seed gives another one,
  /// except that the seed 1 gives the published demo key at once.
  const RsaKey& signing();
  /// Tokens issued before this instant of the host's clock count as expired (unix seconds); for the control API.
  std::int64_t expired_before = 0;

 private:
  std::uint64_t seed_;
  std::optional<RsaKey> signing_;
};

}  // namespace hpc::site
