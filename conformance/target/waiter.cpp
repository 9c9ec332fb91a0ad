#include "conformance/target/waiter.h"

#include <poll.h>

#include <algorithm>
#include <chrono>

namespace hpc::conformance {

bool PollWaiter::wait(Duration duration) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
  pollfd interrupt{descriptor_, POLLIN, 0};
  const auto ready = ::poll(&interrupt, 1, static_cast<int>(std::min<long long>(milliseconds, 24LL * 3600 * 1000)));
  return ready == 0;
}

}  // namespace hpc::conformance
