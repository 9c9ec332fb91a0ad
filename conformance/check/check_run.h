// One check from sandbox to verdict, with one thread's target.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "conformance/check/runner.h"

namespace hpc::conformance {

/// What all threads share; read only, but for what guards itself.
struct RunContext {
  const World& world;
  const RunOptions& options;
  const arazzo::Library& library;
  Redactor& redactor;
  Budget* budget = nullptr;    ///< or none
  Ledger* ledger = nullptr;    ///< or none
  std::vector<std::string> capabilities;
  bool sandboxes = false;      ///< each check gets one
  std::set<const Operation*> creating;
};

/// The targets of one thread, one behind the other.
class Lane final {
 public:
  explicit Lane(const RunContext& context);
  /// To the target itself, past budget and politeness: for the control of a mock.
  Target& direct() { return *wire_; }
  /// For the requests of scenarios.
  Target& guarded() { return *front_; }
  /// What is kept of the budget for clean-up is there for it.
  void set_purpose(Budget::Purpose purpose) {
    if (budget_ != nullptr) budget_->set_purpose(purpose);
  }
  Waiter& waiter(bool virtual_time) { return virtual_time ? static_cast<Waiter&>(no_waiter_) : *waiter_; }

 private:
  std::unique_ptr<Target> wire_;
  std::unique_ptr<Waiter> waiter_;
  NoWaiter no_waiter_;
  std::vector<std::unique_ptr<Target>> guards_;
  BudgetTarget* budget_ = nullptr;  ///< one of the guards, or none
  Target* front_ = nullptr;
};

struct Judged {
  CheckResult result;
  std::vector<arazzo::Hit> hits;
};

/// Dependencies that ran already in the same file are not run again outside of sandboxes.
Judged run_check(const RunContext& context, Lane& lane, const PlannedCheck& check);

}  // namespace hpc::conformance
