// The whole run as JSON; schemas/check-report.schema.json describes it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "conformance/report/event_log.h"

namespace hpc::conformance {

class JsonReporter final : public Reporter {
 public:
  explicit JsonReporter(std::string file) : file_(std::move(file)) {}
  void started(const RunInfo& run) override;
  void ended(const CheckResult& check) override;
  Result<void> finished(const Summary& summary) override;

 private:
  std::string file_;
  OrderedJson report_;
};

}  // namespace hpc::conformance
