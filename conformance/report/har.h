// Every exchange as an HTTP Archive (HAR 1.2), which browsers' developer tools open.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "conformance/report/event_log.h"

namespace hpc::conformance {

class HarReporter final : public Reporter {
 public:
  explicit HarReporter(std::string file) : file_(std::move(file)) {}
  void ended(const CheckResult& check) override;
  Result<void> finished(const Summary& summary) override;

 private:
  std::string file_;
  OrderedJson entries_ = OrderedJson::array();
  OrderedJson pages_ = OrderedJson::array();
};

}  // namespace hpc::conformance
