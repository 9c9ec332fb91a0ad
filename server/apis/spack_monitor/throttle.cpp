#include "apis/spack_monitor/throttle.h"

namespace hpc::apis::spack_monitor {

std::optional<std::int64_t> Throttle::count(std::string_view client, Instant now) {
  if (most_ == 0) return std::nullopt;
  std::deque<Instant>& seen = seen_[std::string(client.substr(0, client.rfind(':')))];
  while (!seen.empty() && seen.front() <= now - period_) seen.pop_front();
  if (seen.size() >= most_) return std::chrono::ceil<std::chrono::seconds>(seen.front() + period_ - now).count();
  seen.push_back(now);
  return std::nullopt;
}

}  // namespace hpc::apis::spack_monitor
