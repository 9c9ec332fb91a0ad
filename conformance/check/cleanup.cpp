#include "conformance/check/cleanup.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/arazzo/inputs.h"

namespace hpc::conformance {
namespace {

class Undisturbed final : public arazzo::Observer {};

Json only(const Json& all, const std::vector<std::string>& names) {
  Json some = Json::object();
  for (const auto& name : names) {
    if (all.contains(name)) some[name] = all.at(name);
  }
  return some;
}

void add_unless_there(std::vector<Json>& list, Json value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

std::string sentence_of(const arazzo::Duty& duty, const std::string& why) { return "workflow " + duty.workflow->id + " (" + duty.workflow->where + "): " + why; }

/// Whether all went well.
bool run_one(const arazzo::Duty& duty, const arazzo::WorkflowReference& cleanup, const Json& inputs, const arazzo::Services& services, CleanupReport& report) {
  arazzo::Trace trace;
  arazzo::Engine engine(services, trace);
  const auto ended = engine.run(*cleanup.scenario, *cleanup.workflow, inputs, arazzo::Level::must);
  const auto why = trace.stop ? trace.stop->reason : trace.failures.empty() ? "it failed" : "expected " + trace.failures.front().expected + ", got " + trace.failures.front().got;
  const auto offset = report.exchanges.size();
  for (auto& failure : trace.failures) {
    failure.step = "clean-up " + cleanup.workflow->id + "/" + failure.step;
    if (failure.exchange) failure.exchange = *failure.exchange + offset;
    report.failures.push_back(std::move(failure));
  }
  for (auto& exchange : trace.exchanges) {
    exchange.step = "clean-up " + cleanup.workflow->id + "/" + exchange.step;
    report.exchanges.push_back(std::move(exchange));
  }
  report.hits.insert(report.hits.end(), trace.hits.begin(), trace.hits.end());
  if (ended.passed && !trace.stop) return true;
  report.left_behind.push_back(sentence_of(duty, "the clean-up " + cleanup.workflow->id + " with " + inputs.dump() + " failed: " + why));
  return false;
}

}  // namespace

std::vector<Json> cleanup_inputs(const arazzo::Duty& duty, const arazzo::WorkflowReference& cleanup, const Json& given) {
  const auto names = arazzo::input_names(*cleanup.scenario, *cleanup.workflow);
  Json known = given;
  known.update(duty.inputs);
  std::vector<Json> wishes;
  for (const auto& outputs : duty.outputs) {
    known.update(outputs);
    if (!only(outputs, names).empty()) add_unless_there(wishes, only(known, names));
  }
  if (wishes.empty()) wishes.push_back(only(known, names));
  std::vector<Json> complete;
  for (const auto& wish : wishes) {
    auto inputs = arazzo::prepare_inputs(*cleanup.scenario, *cleanup.workflow, wish);
    if (inputs) add_unless_there(complete, std::move(*inputs));
  }
  return complete;
}

CleanupReport clean_up(const std::vector<arazzo::Duty>& duties, const arazzo::Services& services, const Json& given) {
  static Undisturbed undisturbed;
  const arazzo::Services calm{services.target, services.waiter, services.clock, undisturbed, services.base_url, services.most_steps, given};
  CleanupReport report;
  report.done.assign(duties.size(), true);
  for (auto at = duties.size(); at-- > 0;) {
    const auto& duty = duties[at];
    if (!duty.sent) continue;
    for (const auto& cleanup : duty.workflow->cleanup) {
      const auto runs = cleanup_inputs(duty, cleanup, given);
      if (runs.empty() && duty.unanswered) {
        report.done[at] = false;
        report.left_behind.push_back(sentence_of(duty, "the clean-up " + cleanup.workflow->id + " did not run: a request that may have made something was never answered"));
      }
      for (const auto& inputs : runs) report.done[at] = run_one(duty, cleanup, inputs, calm, report) && report.done[at];
    }
  }
  return report;
}

}  // namespace hpc::conformance
