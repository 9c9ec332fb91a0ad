#include "base/host_clock.h"

namespace hpc {
namespace {

class RealHostClock final : public HostClock {
 public:
  std::chrono::nanoseconds steady() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
  Instant wall() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
};

const RealHostClock kRealHostClock;

}  // namespace

const HostClock& host_clock() { return kRealHostClock; }

}  // namespace hpc
