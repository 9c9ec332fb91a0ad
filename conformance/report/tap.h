// Test Anything Protocol, version 14.
#pragma once

#include <string>

#include "conformance/report/event_log.h"

namespace hpc::conformance {

class TapReporter final : public Reporter {
 public:
  explicit TapReporter(std::string file) : file_(std::move(file)) {}
  void started(const RunInfo& run) override;
  void ended(const CheckResult& check) override;
  Result<void> finished(const Summary& summary) override;

 private:
  std::string file_;
  std::string text_;
  std::size_t number_ = 0;
};

}  // namespace hpc::conformance
