#include "site/identity/keys.h"

namespace hpc::site {
namespace {

// The published key of the demo site (fixtures/keys/demo.pem): worth nothing, and there at once.
constexpr char kDemoKey[] =
#include "demo_key.inc"
    ;

}  // namespace

const RsaKey& Keys::signing() {
  if (!signing_) signing_ = seed_ == 1 ? HPC_MUST(RsaKey::from_pem(kDemoKey)) : RsaKey::from_seed(std::to_string(seed_));
  return *signing_;
}

}  // namespace hpc::site
