// What a run would cost its target, told before anything is sent.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "conformance/check/plan.h"
#include "conformance/target/guards.h"

namespace hpc::conformance {

struct Forecast {
  struct Line {
    std::string check;
    std::size_t least_requests = 0;  ///< each step once
    std::size_t most_requests = 0;   ///< with every retry
    std::size_t jobs = 0;            ///< requests that make one
    std::size_t changes = 0;         ///< requests that are not safe
  };
  std::vector<Line> lines;
  Line total;
};

Forecast make_forecast(const std::vector<PlannedCheck>& checks);
std::string forecast_text(const Forecast& forecast, const Budget::Limits& budget);

}  // namespace hpc::conformance
