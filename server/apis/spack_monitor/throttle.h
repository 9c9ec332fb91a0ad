// How many requests of anonymous clients one address may send in a period.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"

namespace hpc::apis::spack_monitor {

class Throttle final {
 public:
  /// `most` 0: as many as they like.
  Throttle(std::uint64_t most, std::chrono::seconds period) : most_(most), period_(period) {}
  /// Counts one request of `client` ("127.0.0.1:51234"); the seconds to wait when it was one too many.
  std::optional<std::int64_t> count(std::string_view client, Instant now);

 private:
  std::uint64_t most_;
  std::chrono::seconds period_;
  std::unordered_map<std::string, std::deque<Instant>> seen_;  ///< by address, without the port
};

}  // namespace hpc::apis::spack_monitor
