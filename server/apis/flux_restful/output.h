// Output that is waited for: whole when the job has ended, or piece by piece while it runs.
#pragma once

#include <map>
#include <string>

#include "apis/flux_restful/jobs.h"
#include "http/message.h"

namespace hpc::apis::flux_restful {

class Outputs final {
 public:
  /// `jobs` outlives this, and the streams that it makes.
  explicit Outputs(const Jobs& jobs) : jobs_(jobs) {}

  /// Held while the job runs; held for a pending job until it starts, and then there is none yet. `job` may be nullptr.
  http::Response whole(const http::Request& request, const FluxJob* job);
  /// One piece per line, as they are written, until the job has ended.
  http::Response stream(const FluxJob* job) const;

 private:
  void forget_the_gone();

  const Jobs& jobs_;
  std::map<std::string, FluxId> waiting_for_start_;  ///< by who asks; one client waits for one answer at a time
};

}  // namespace hpc::apis::flux_restful
