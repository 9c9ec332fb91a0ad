// Runs the planned checks against a target and tells the event log.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/host_clock.h"
#include "base/json.h"
#include "conformance/check/addresses.h"
#include "conformance/check/ledger.h"
#include "conformance/check/plan.h"
#include "conformance/check/settings.h"
#include "conformance/report/event_log.h"
#include "conformance/target/guards.h"

namespace hpc::conformance {

/// What a run uses of the world; tests give their own.
struct World {
  std::function<std::unique_ptr<Target>()> make_target;  ///< called once for each thread
  std::function<std::unique_ptr<Waiter>()> make_waiter;
  const HostClock& clock;
  const std::atomic<bool>& interrupted;
};

struct RunOptions {
  Addresses addresses;
  Json inputs = Json::object();  ///< given by flags and profile
  std::optional<Profile::Token> token;
  std::vector<std::string> capabilities;  ///< of the profile
  std::string run_id = "run";
  std::string rerun = "hpcmock check";  ///< what the line that runs one check again starts with
  std::string clock = "stepping";       ///< of sandboxes
  bool sandboxes = true;                ///< when the target can
  bool read_only = false;
  bool strict = false;
  std::size_t jobs = 0;  ///< 0: as many as there are processors in sandboxes, else one
  Budget::Limits budget;
  std::optional<double> min_coverage;
  std::vector<Waiver> waivers;
  std::string ledger;  ///< file; "" without one
  bool remove_empty_ledger = false;
};

class Runner final {
 public:
  Runner(const World& world, RunOptions options, arazzo::Library& library, Redactor& redactor, EventLog& log);
  ~Runner();

  /// Exit code in the summary: 0 passed, 1 failed, 3 target unreachable.
  Summary run(const std::vector<PlannedCheck>& checks);

 private:
  class Work;
  const World& world_;
  RunOptions options_;
  arazzo::Library& library_;
  Redactor& redactor_;
  EventLog& log_;
};

/// The first step that could change the target, or nullptr.
const arazzo::Step* first_changing_step(const arazzo::Workflow& workflow);
/// What descriptions say of a request's safety, by its URL.
std::optional<bool> described_safety(const arazzo::Library& library, const Addresses& addresses, const std::string& method, const std::string& url);
/// The operations that make something which must be removed again: `x-creates` in their description or at a step.
std::set<const Operation*> creating_operations(const std::vector<PlannedCheck>& checks);
/// Whether a request makes a job: it calls one of these operations; where none is known, every request that is not safe
/// counts.
bool described_job(const arazzo::Library& library, const Addresses& addresses, const std::set<const Operation*>& creating, const http::Request& request);

}  // namespace hpc::conformance
