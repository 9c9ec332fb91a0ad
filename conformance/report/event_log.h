// The one log of a run, which all reporters read. Checks come in the order of the plan, however many ran at once.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "conformance/report/redactor.h"
#include "conformance/report/verdict.h"

namespace hpc::conformance {

class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void started(const RunInfo& run) { (void)run; }
  /// At once when a check ends, in any order; for progress only.
  virtual void progressed(std::size_t done, std::size_t all) { (void)done, (void)all; }
  virtual void ended(const CheckResult& check) { (void)check; }
  /// Errors (About::document) when the report could not be written.
  virtual Result<void> finished(const Summary& summary) {
    (void)summary;
    return {};
  }
};

/// May be written to from several threads. Everything is redacted before a reporter sees it.
class EventLog final {
 public:
  explicit EventLog(Redactor& redactor) : redactor_(redactor) {}
  void add_reporter(std::unique_ptr<Reporter> reporter) { reporters_.push_back(std::move(reporter)); }

  void start(const RunInfo& run);
  /// `place` is the check's index in the plan.
  void end_check(std::size_t place, CheckResult check);
  /// The first error of a reporter.
  Result<void> finish(Summary summary);

 private:
  void hand_out(CheckResult& check);
  Redactor& redactor_;
  std::vector<std::unique_ptr<Reporter>> reporters_;
  std::mutex mutex_;
  std::map<std::size_t, CheckResult> waiting_;  ///< ended before one that comes earlier in the plan
  std::size_t next_ = 0;
  std::size_t done_ = 0;
  std::size_t all_ = 0;
};

}  // namespace hpc::conformance
