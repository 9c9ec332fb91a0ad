#include "conformance/report/event_log.h"

namespace hpc::conformance {

void EventLog::start(const RunInfo& run) {
  const std::lock_guard lock(mutex_);
  all_ = run.checks;
  for (const auto& reporter : reporters_) reporter->started(run);
}

void EventLog::hand_out(CheckResult& check) {
  redactor_.redact(check);
  for (const auto& reporter : reporters_) reporter->ended(check);
}

void EventLog::end_check(std::size_t place, CheckResult check) {
  const std::lock_guard lock(mutex_);
  ++done_;
  waiting_.emplace(place, std::move(check));
  while (!waiting_.empty() && waiting_.begin()->first == next_) {
    hand_out(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    ++next_;
  }
  for (const auto& reporter : reporters_) reporter->progressed(done_, all_);
}

Result<void> EventLog::finish(Summary summary) {
  const std::lock_guard lock(mutex_);
  for (auto& [place, check] : waiting_) hand_out(check);
  waiting_.clear();
  for (auto& note : summary.notes) note = redactor_.text(note);
  Result<void> result;
  for (const auto& reporter : reporters_) {
    auto written = reporter->finished(summary);
    if (!written && result) result = std::move(written);
  }
  return result;
}

}  // namespace hpc::conformance
