// JUnit XML, as CI servers read it: a suite for each scenario file, a case for each check.
#pragma once

#include <string>
#include <vector>

#include "conformance/report/event_log.h"

namespace hpc::conformance {

class JunitReporter final : public Reporter {
 public:
  explicit JunitReporter(std::string file) : file_(std::move(file)) {}
  void started(const RunInfo& run) override { run_ = run; }
  void ended(const CheckResult& check) override { checks_.push_back(check); }
  Result<void> finished(const Summary& summary) override;

 private:
  std::string file_;
  RunInfo run_;
  std::vector<CheckResult> checks_;
};

}  // namespace hpc::conformance
