#include "conformance/report/verdict.h"

#include <algorithm>

namespace hpc::conformance {

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass: return "PASS";
    case Outcome::fail: return "FAIL";
    case Outcome::skip: return "SKIP";
    case Outcome::unsupported: return "UNSUPPORTED";
    case Outcome::waived: return "WAIVED";
    case Outcome::error: return "ERROR";
  }
  return "";
}

std::size_t Coverage::operations_seen() const {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [](const CoverageRow& row) {
    return std::any_of(row.statuses.begin(), row.statuses.end(), [](const auto& status) { return status.second > 0; });
  }));
}

std::size_t Coverage::statuses_seen() const {
  std::size_t seen = 0;
  for (const auto& row : rows) {
    for (const auto& [status, count] : row.statuses) seen += count > 0 ? 1 : 0;
  }
  return seen;
}

std::size_t Coverage::statuses() const {
  std::size_t all = 0;
  for (const auto& row : rows) all += row.statuses.size();
  return all;
}

double coverage_percent(const std::vector<Coverage>& coverage) {
  std::size_t seen = 0;
  std::size_t all = 0;
  for (const auto& one : coverage) {
    seen += one.statuses_seen();
    all += one.statuses();
  }
  return all == 0 ? 100.0 : 100.0 * static_cast<double>(seen) / static_cast<double>(all);
}

}  // namespace hpc::conformance
