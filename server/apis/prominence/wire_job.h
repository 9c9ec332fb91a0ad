// How jobs look: states, reasons, events, execution.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "apis/prominence/job.h"
#include "base/json.h"

namespace hpc::apis::prominence::wire {

/// The words of a state and of why; `pending_state` decides how a waiting job is shown.
std::string_view state(const Job& job, const Options& options, Instant now);
/// nullptr: no statusReason.
const char* reason(const Job& job, const Options& options, Instant now);
const char* reason(Why why);

struct JobLinks {
  const Options& options;
  Instant now;
  /// A URL to fetch an object by.
  std::function<std::string(const std::string& key)> url;
};

/// For lists, printed.
std::string short_job(const Job& job, const Options& options, Instant now);
Json full_job(const Job& job, const JobLinks& links);
Json events(Instant created, const std::optional<Instant>& started, const std::optional<Instant>& ended);

}  // namespace hpc::apis::prominence::wire
