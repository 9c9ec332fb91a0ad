// The report that a person reads: one file with everything in it, no script needed, no network.
#pragma once

#include <string>
#include <vector>

#include "conformance/report/event_log.h"

namespace hpc::conformance {

class HtmlReporter final : public Reporter {
 public:
  explicit HtmlReporter(std::string file) : file_(std::move(file)) {}
  void started(const RunInfo& run) override { run_ = run; }
  void ended(const CheckResult& check) override { checks_.push_back(check); }
  Result<void> finished(const Summary& summary) override;

 private:
  std::string file_;
  RunInfo run_;
  std::vector<CheckResult> checks_;
};

}  // namespace hpc::conformance
