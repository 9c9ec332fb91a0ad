#include "conformance/check/check_run.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/digest.h"
#include "base/encoding.h"
#include "conformance/arazzo/inputs.h"
#include "conformance/check/cleanup.h"

namespace hpc::conformance {
namespace {

using arazzo::Failure;
using arazzo::Stop;

constexpr std::size_t kLongestName = 64;  // of a sandbox

/// "hpcmock-ci-42-firecrest-tasks-unknown-id": letters, digits and '-', so that it fits a path.
std::string sandbox_name(const RunContext& context, const CheckInfo& info) {
  auto name = "check-" + context.options.run_id + "-" + info.id;
  for (auto& c : name) {
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) c = '-';
  }
  if (name.size() <= kLongestName) return name;
  return name.substr(0, kLongestName - 9) + "-" + hex(md5(name)).substr(0, 8);
}

class CheckRun {
 public:
  CheckRun(const RunContext& context, Lane& lane, const PlannedCheck& check) : context_(context), lane_(lane), check_(check) {
    judged_.result.info = check.info;
    judged_.result.rerun = context.options.rerun + " --only " + check.info.id;
    judged_.result.started = context.world.clock.wall();
  }

  Judged run() {
    const auto start = context_.world.clock.steady();
    if (may_run() && enter_sandbox()) {
      if (auto inputs = this->inputs()) run_workflow(std::move(*inputs));
      leave_sandbox();
    }
    judged_.result.took = std::chrono::ceil<Duration>(context_.world.clock.steady() - start);
    return std::move(judged_);
  }

 private:
  const RunContext& context_;
  Lane& lane_;
  const PlannedCheck& check_;
  Judged judged_;
  std::optional<Sandbox> sandbox_;

  bool end(Outcome outcome, std::string reason) {
    judged_.result.outcome = outcome;
    judged_.result.reason = std::move(reason);
    return false;
  }

  const std::string& clock() const { return check_.workflow->clock.empty() ? check_.scenario->document.clock : check_.workflow->clock; }

  const OrderedJson& apis() const { return check_.workflow->apis.is_null() ? check_.scenario->document.apis : check_.workflow->apis; }

  bool may_run() {
    if (context_.world.interrupted.load()) return end(Outcome::skip, "interrupted");
    for (const auto& need : check_.info.needs) {
      const bool there = std::find(context_.capabilities.begin(), context_.capabilities.end(), need) != context_.capabilities.end();
      const bool sandbox_off = need == "sandbox" && !context_.sandboxes;
      if (!there || sandbox_off) return end(Outcome::unsupported, "the target has no " + need);
    }
    if (!apis().is_null() && !context_.sandboxes) return end(Outcome::unsupported, "the target has no sandbox to set options in");
    if (context_.options.read_only) {
      if (const auto* step = arazzo_first_changing()) return end(Outcome::skip, "read-only: it would send " + operation_label(*step));
    }
    for (const auto* step : reachable_steps(*check_.workflow)) {
      const auto* api = step->api;
      if (api != nullptr && !context_.options.addresses.base_url(*api, nullptr, step->operation->path)) return end(Outcome::skip, "no base URL is known for " + api_name(*api) + "; give --base-url " + api_name(*api) + "=URL");
    }
    return true;
  }

  const arazzo::Step* arazzo_first_changing() const { return first_changing_step(*check_.workflow); }

  bool enter_sandbox() {
    if (!context_.sandboxes) return true;
    const auto name = sandbox_name(context_, check_.info);
    const auto& root = context_.options.addresses.mock->root;
    if (context_.ledger != nullptr) context_.ledger->write({{"event", "sandbox"}, {"root", root}, {"name", name}});
    auto made = create_sandbox(lane_.direct(), root, name, clock().empty() ? context_.options.clock : clock(), apis().is_null() ? nullptr : &apis());
    if (!made) return end(Outcome::error, "no sandbox: " + made.error().sentence);
    sandbox_ = std::move(*made);
    return true;
  }

  void leave_sandbox() {
    if (!sandbox_) return;
    const auto deleted = delete_sandbox(lane_.direct(), context_.options.addresses.mock->root, sandbox_->name);
    if (!deleted) judged_.result.left_behind.push_back(deleted.error().sentence);
    if (deleted && context_.ledger != nullptr) context_.ledger->write({{"event", "sandbox deleted"}, {"name", sandbox_->name}});
  }

  const Sandbox* sandbox() const { return sandbox_ ? &*sandbox_ : nullptr; }

  std::string base_url(const Description& api, const std::string& path = "") const { return context_.options.addresses.base_url(api, sandbox(), path).value_or(""); }

  /// What the runner offers to workflows that declare it, and what flags and profile give.
  Json given() const {
    Json given = {{"run_id", context_.options.run_id}, {"control_url", context_.options.addresses.control_url(sandbox())}};
    if (sandbox_) given["sandbox"] = sandbox_->name;
    if (const auto* api = check_.scenario->first_api()) given["base_url"] = base_url(*api);
    given.update(context_.options.inputs);
    return given;
  }

  std::optional<Json> inputs() {
    auto inputs = arazzo::prepare_inputs(*check_.scenario, *check_.workflow, given());
    if (!inputs) {
      end(Outcome::skip, inputs.error().sentence + "; give --input NAME=VALUE or a profile");
      return std::nullopt;
    }
    for (const auto& name : arazzo::secret_input_names(*check_.scenario, *check_.workflow)) {
      if (inputs->contains(name) && (*inputs)[name].is_string()) context_.redactor.add_secret((*inputs)[name].get<std::string>());
    }
    for (const auto& [name, value] : inputs->items()) {
      if (Redactor::is_secret_name(name) && value.is_string()) context_.redactor.add_secret(value.get<std::string>());
    }
    return std::move(*inputs);
  }

  LedgerPlace place() const {
    LedgerPlace place{check_.info.id, "", sandbox_ ? sandbox_->name : "", Json::object()};
    if (context_.options.addresses.mock) place.root = context_.options.addresses.mock->root;
    for (const auto& [file, api] : context_.library.apis()) {
      const auto base = base_url(*api);
      if (!base.empty()) place.base_urls[api_name(*api)] = base;
    }
    if (!sandbox_) place.base_urls.update(Json(context_.options.addresses.by_api));
    return place;
  }

  /// Whether waiting would be in vain: the target's time moves by requests alone.
  bool virtual_time() const {
    const auto& mock = context_.options.addresses.mock;
    auto mode = clock().empty() ? context_.options.clock : clock();
    if (!sandbox_) mode = mock ? mock->clock : "real";
    return mode == "stepping" || mode == "manual";
  }

  void run_workflow(Json inputs) {
    CheckObserver observer(context_.ledger, place(), context_.redactor, context_.world.interrupted);
    const arazzo::Services services{lane_.guarded(), lane_.waiter(virtual_time()), context_.world.clock, observer, [this](const Description& api, const std::string& path) { return base_url(api, path); }, 1000, given()};
    arazzo::Trace trace;
    const auto ended = arazzo::Engine(services, trace).run(*check_.scenario, *check_.workflow, std::move(inputs), check_.info.level);
    clean(trace, services, observer);
    judged_.hits.insert(judged_.hits.end(), trace.hits.begin(), trace.hits.end());
    judged_.result.exchanges = std::move(trace.exchanges);
    judged_.result.failures = std::move(trace.failures);
    if (!ended.passed && !trace.stop && judged_.result.failures.empty()) {
      Failure failure;
      failure.kind = Failure::Kind::scenario;
      failure.level = check_.info.level;
      failure.operation = "workflow " + check_.workflow->id;
      failure.where = check_.info.where;
      failure.expected = "an end with success";
      failure.got = "an end with failure";
      judged_.result.failures.push_back(std::move(failure));
    }
    judge(trace.stop);
  }

  void clean(arazzo::Trace& trace, const arazzo::Services& services, CheckObserver& observer) {
    lane_.set_purpose(Budget::Purpose::clean_up);
    auto report = clean_up(trace.duties, services, given());
    lane_.set_purpose(Budget::Purpose::check);
    for (std::size_t i = 0; i < report.done.size(); ++i) {
      if (report.done[i]) observer.cleaned(i);
    }
    const auto offset = trace.exchanges.size();
    for (auto& failure : report.failures) {
      if (failure.exchange) failure.exchange = *failure.exchange + offset;
      trace.failures.push_back(std::move(failure));
    }
    for (auto& exchange : report.exchanges) trace.exchanges.push_back(std::move(exchange));
    trace.hits.insert(trace.hits.end(), report.hits.begin(), report.hits.end());
    judged_.result.left_behind = std::move(report.left_behind);
  }

  bool failure_counts(const Failure& failure) const {
    // A SHOULD inside a check of MUST weighs what it says; a MUST inside a check of SHOULD weighs no more than the check.
    const auto weight = std::max(failure.level, check_.info.level);
    return weight == arazzo::Level::must || (weight == arazzo::Level::should && context_.options.strict);
  }

  void judge(const std::optional<Stop>& stop) {
    auto& result = judged_.result;
    if (!result.failures.empty()) {
      result.outcome = Outcome::fail;
      // What counts is told first.
      const auto weaker = std::stable_partition(result.failures.begin(), result.failures.end(), [this](const Failure& failure) { return failure_counts(failure); });
      result.counts = weaker != result.failures.begin();
      waive();
    } else if (stop) {
      end(stop->why == Stop::Why::unreachable ? Outcome::error : Outcome::skip, stop->reason);
    }
  }

  void waive() {
    const auto* waiver = waiver_for(context_.options.waivers, check_.info.id);
    if (waiver == nullptr) return;
    auto& result = judged_.result;
    if (context_.world.clock.wall() >= waiver->until) {
      result.reason = "its waiver ended on " + waiver->until_text;
      return;
    }
    result.outcome = Outcome::waived;
    result.counts = false;
    result.reason = "until " + waiver->until_text + ": " + waiver->why;
  }
};

}  // namespace

Lane::Lane(const RunContext& context) : wire_(context.world.make_target()), waiter_(context.world.make_waiter()), front_(wire_.get()) {
  const auto& options = context.options;
  const auto put = [this](std::unique_ptr<Target> guard) {
    front_ = guard.get();
    guards_.push_back(std::move(guard));
  };
  // The guard against changes stands nearest to the wire: nothing passes by it.
  if (options.read_only) {
    put(std::make_unique<ReadOnlyTarget>(*front_, [&context](const std::string& method, const std::string& url) {
      return described_safety(context.library, context.options.addresses, method, url);
    }));
  }
  if (context.budget != nullptr) {
    auto guard = std::make_unique<BudgetTarget>(*front_, *context.budget, *waiter_, [&context](const http::Request& request) {
      return described_job(context.library, context.options.addresses, context.creating, request);
    });
    budget_ = guard.get();
    put(std::move(guard));
  }
  if (!options.addresses.mock) put(std::make_unique<PoliteTarget>(*front_, *waiter_, context.world.clock));
}

Judged run_check(const RunContext& context, Lane& lane, const PlannedCheck& check) { return CheckRun(context, lane, check).run(); }

}  // namespace hpc::conformance
