// The report on a console: colours and a progress bar on a terminal, plain lines anywhere else.
#pragma once

#include <functional>
#include <string>

#include "conformance/report/event_log.h"

namespace hpc::conformance {

class ConsoleReporter final : public Reporter {
 public:
  struct Options {
    bool terminal = false;
    bool quiet = false;    ///< only what is not PASS, and the summary
    bool verbose = false;  ///< the exchanges of every check
  };
  using Write = std::function<void(std::string_view)>;
  ConsoleReporter(Options options, Write write) : options_(options), write_(std::move(write)) {}

  void started(const RunInfo& run) override;
  void progressed(std::size_t done, std::size_t all) override;
  void ended(const CheckResult& check) override;
  Result<void> finished(const Summary& summary) override;

 private:
  std::string label(Outcome outcome, bool counts) const;
  void line(const std::string& text);
  Options options_;
  Write write_;
  bool bar_shown_ = false;
  std::string bar_;
};

}  // namespace hpc::conformance
