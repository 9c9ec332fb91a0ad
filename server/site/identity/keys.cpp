#include "site/identity/keys.h"

#include <iterator>
#include <string_view>

#include "base/random.h"

namespace hpc::site {
namespace {

constexpr char kDemoKey[] =
#include "demo_key.inc"
    ;

constexpr std::string_view kPrimes[] = {
#include "primes.inc"
};

RsaKey key_of_seed(std::uint64_t seed) {
  Random random(seed);
  const std::uint64_t first = random.below(std::size(kPrimes));
  const std::uint64_t second = (first + 1 + random.below(std::size(kPrimes) - 1)) % std::size(kPrimes);
  return RsaKey::from_primes(kPrimes[first], kPrimes[second]);
}

}  // namespace

const RsaKey& Keys::signing() {
  if (!signing_) signing_ = seed_ == 1 ? HPC_MUST(RsaKey::from_pem(kDemoKey)) : key_of_seed(seed_);
  return *signing_;
}

}  // namespace hpc::site
