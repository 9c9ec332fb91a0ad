#include "apis/flux_restful/job.h"

#include <cassert>

namespace hpc::apis::flux_restful {
namespace {

// About what the daemons of a small instance take.
constexpr Duration kDepends{13'247};
constexpr Duration kPrioritizes{1'806};
constexpr Duration kCleansUp{3'667};

}  // namespace

Instant depended_at(const FluxJob& job) {
  return job.submitted + kDepends;
}
Instant prioritized_at(const FluxJob& job) {
  return depended_at(job) + kPrioritizes;
}

Instant inactive_at(const FluxJob& job) {
  assert(job.cleaned);
  return *job.cleaned + kCleansUp;
}

bool has_reached(const FluxJob& job, Instant instant, Instant now) {
  return instant <= now && (!job.cleaned || instant <= *job.cleaned);
}

State state_of(const FluxJob& job, Instant now) {
  if (job.cleaned && *job.cleaned <= now) return inactive_at(job) <= now ? State::inactive : State::cleanup;
  if (job.started && *job.started <= now) return State::run;
  if (now < depended_at(job)) return State::depend;
  return now < prioritized_at(job) ? State::priority : State::sched;
}

}  // namespace hpc::apis::flux_restful
