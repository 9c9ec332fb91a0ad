// Whom the runner talks to.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "http/message.h"

namespace hpc::conformance {

/// `request.target` is the absolute URL, sent as it stands: nothing is normalised or encoded. Header names of the
/// response keep their spelling and order. Not for several threads at once; each has its own.
class Target {
 public:
  virtual ~Target() = default;
  /// Errors: `unavailable` nobody answers at that address; `timed_out` no whole response in time; `invalid` what came is
  /// no HTTP response; `denied` and `too_large` this runner refuses to send it (read-only mode, budget).
  virtual Result<http::Response> send(const http::Request& request) = 0;
  /// A response of more bytes is cut off with `too_large`, from the next request on.
  virtual void limit_response(std::uint64_t bytes) { (void)bytes; }
};

}  // namespace hpc::conformance
