// What the runner says: of one check, and of the whole run. Values; reporters only read them.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "conformance/arazzo/document.h"
#include "conformance/arazzo/outcome.h"

namespace hpc::conformance {

enum class Outcome {
  pass,
  fail,
  skip,         ///< not run, for a reason of this run: read-only, a missing input, a budget
  unsupported,  ///< the target lacks a capability that the check needs
  waived,       ///< failed, and the baseline says until when that is accepted
  error,        ///< the target could not be reached
};
constexpr std::size_t kOutcomes = 6;
std::string_view outcome_name(Outcome outcome);  ///< "PASS"

struct CheckInfo {
  std::string id;     ///< "firecrest/tasks/unknown-id"; stable
  std::string title;  ///< the workflow's summary
  std::string api;    ///< the first folder below scenarios/
  std::string file;
  std::string where;  ///< file:line:column of the workflow
  arazzo::Level level = arazzo::Level::must;
  std::vector<std::string> authority;  ///< x-source
  std::vector<std::string> tags;
  std::vector<std::string> needs;
};

struct CheckResult {
  CheckInfo info;
  Outcome outcome = Outcome::pass;
  std::string reason;  ///< of skip, unsupported, waived and error
  std::vector<arazzo::Failure> failures;
  std::vector<arazzo::Exchange> exchanges;
  Duration took{0};
  Instant started;
  std::string rerun;    ///< one shell line that runs just this
  bool counts = false;  ///< it makes the run fail: a failure of level MUST, or SHOULD when strict
  std::vector<std::string> left_behind;  ///< what could not be removed
};

/// One operation and how often each of its documented statuses was seen.
struct CoverageRow {
  std::string operation;  ///< its id, or method and path
  std::string method;
  std::string path;
  std::vector<std::pair<std::string, std::size_t>> statuses;
};

struct Coverage {
  std::string api;
  std::vector<CoverageRow> rows;
  std::size_t operations_seen() const;
  std::size_t statuses_seen() const;
  std::size_t statuses() const;
};

struct RunInfo {
  std::string target;       ///< base URL as given
  std::string description;  ///< "hpcmock 0.1.0, a sandbox for each check"
  std::string run_id;
  std::size_t checks = 0;
  Instant started;
};

struct Summary {
  std::array<std::size_t, kOutcomes> counts{};
  std::size_t weaker_failures = 0;  ///< failed checks that do not count
  std::size_t requests = 0;
  Duration took{0};
  std::vector<Coverage> coverage;
  std::vector<std::string> notes;  ///< for people: coverage below the minimum, waivers that ended, what is left behind
  bool unreachable = false;
  bool interrupted = false;
  int exit_code = 0;
  std::size_t count(Outcome outcome) const { return counts[static_cast<std::size_t>(outcome)]; }
};

/// The percentage of (operation, documented status) pairs seen, over all APIs; 100 when there are none.
double coverage_percent(const std::vector<Coverage>& coverage);

}  // namespace hpc::conformance
