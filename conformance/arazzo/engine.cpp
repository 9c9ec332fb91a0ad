#include "conformance/arazzo/engine.h"

#include <algorithm>

#include "conformance/arazzo/engine_frame.h"
#include "conformance/arazzo/inputs.h"
#include "conformance/target/guards.h"

namespace hpc::conformance::arazzo {
namespace {

constexpr int kDeepest = 20;

bool all_hold(const std::vector<Check>& criteria, const Scope& scope) {
  return std::all_of(criteria.begin(), criteria.end(), [&scope](const Check& one) { return one.criterion.holds(scope); });
}

/// The step's own actions, then those of the workflow that it does not override by name.
std::vector<const Action*> effective(const std::vector<Action>& own, const std::vector<Action>& shared) {
  std::vector<const Action*> all;
  for (const auto& action : own) all.push_back(&action);
  for (const auto& action : shared) {
    const auto same = [&action](const Action& other) { return other.name == action.name; };
    if (std::none_of(own.begin(), own.end(), same)) all.push_back(&action);
  }
  return all;
}

}  // namespace

std::string operation_label(const Step& step) {
  if (step.workflow) return "workflow " + step.workflow->text;
  if (step.raw && step.operation == nullptr) return step.raw->method + " (x-operation)";
  const auto call = step.operation->method + " " + step.operation->path;
  return step.operation->id.empty() ? call : step.operation->id + " " + call;
}

Engine::Ended Engine::run(const Scenario& scenario, const Workflow& workflow, Json inputs, Level level) {
  Frame frame{scenario, workflow, "", level, std::move(inputs), Json::object(), Json::object(), std::nullopt};
  return run_frame(frame);
}

Failure Engine::failure_at(const Frame& frame, const Step& step, Failure::Kind kind, std::string expected, std::string got) const {
  Failure failure;
  failure.kind = kind;
  failure.level = step.level.value_or(frame.level);
  failure.operation = operation_label(step);
  failure.step = frame.path + step.id;
  failure.where = step.where;
  failure.expected = std::move(expected);
  failure.got = std::move(got);
  const auto& document = frame.scenario.document;
  failure.clauses = !step.authority.empty() ? step.authority : !frame.workflow.authority.empty() ? frame.workflow.authority : document.authority;
  return failure;
}

/// A poll that fails in the same way each time is one failure.
void Engine::note(Failure failure) {
  const auto same = [&failure](const Failure& other) { return other.same_as(failure); };
  if (std::none_of(trace_.failures.begin(), trace_.failures.end(), same)) trace_.failures.push_back(std::move(failure));
}

Duty* Engine::duty_of(const Frame& frame) { return frame.duty ? &trace_.duties[*frame.duty] : nullptr; }

Engine::Ended Engine::run_frame(Frame& frame) {
  Ended ended;
  if (!run_dependencies(frame)) return ended;
  if (!frame.workflow.cleanup.empty()) {
    frame.duty = trace_.duties.size();
    trace_.duties.push_back({&frame.scenario, &frame.workflow, frame.inputs, {}, *frame.duty, false, false});
  }
  const Step* step = &frame.workflow.steps.front();
  const Step* const end = step + frame.workflow.steps.size();
  ended.passed = true;
  while (step != end) {
    const auto flow = run_step(frame, *step);
    if (flow.outputs) return {flow.to == Flow::To::passed, *flow.outputs};
    if (flow.to == Flow::To::failed) ended.passed = false;
    if (flow.to == Flow::To::failed || flow.to == Flow::To::passed) break;
    step = flow.to == Flow::To::step ? flow.step : step + 1;
  }
  const auto scope = frame.scope(nullptr, nullptr);
  for (const auto& [name, expression] : frame.workflow.outputs) {
    if (const auto value = expression.evaluate(scope)) ended.outputs[name] = *value;
  }
  return ended;
}

bool Engine::run_dependencies(Frame& frame) {
  for (const auto& reference : frame.workflow.depends_on) {
    auto found = done_.find(reference.workflow);
    if (found == done_.end()) {
      Json given = services_.given;
      given.update(frame.inputs);
      const auto ended = call(frame, reference, given, "");
      found = done_.emplace(reference.workflow, ended).first;
    }
    if (!found->second.passed) return false;
    frame.workflows[reference.workflow->id]["outputs"] = found->second.outputs;
  }
  return true;
}

/// Runs another workflow from this one. Failures are in the trace; only failing inputs are noted here.
Engine::Ended Engine::call(Frame& frame, const WorkflowReference& reference, const Json& given, const std::string& step) {
  auto inputs = prepare_inputs(*reference.scenario, *reference.workflow, given);
  if (!inputs || depth_ >= kDeepest) {
    Failure failure;
    failure.kind = Failure::Kind::scenario;
    failure.level = frame.level;
    failure.operation = "workflow " + reference.text;
    failure.step = frame.path + step;
    failure.where = reference.where;
    failure.expected = inputs ? "at most " + std::to_string(kDeepest) + " workflows inside each other" : "inputs that fit";
    failure.got = inputs ? "one more" : inputs.error().sentence;
    note(std::move(failure));
    return {};
  }
  ++depth_;
  const auto path = frame.path + (step.empty() ? reference.workflow->id : step) + "/";
  Frame inner{*reference.scenario, *reference.workflow, path, frame.level, std::move(*inputs), Json::object(), Json::object(), frame.duty};
  auto ended = run_frame(inner);
  --depth_;
  frame.workflows[reference.workflow->id] = {{"inputs", inner.inputs}, {"outputs", ended.outputs}};
  return ended;
}

Engine::Flow Engine::run_step(Frame& frame, const Step& step) {
  std::map<std::string, std::uint32_t> retries;
  while (true) {
    if (services_.observer.interrupted()) trace_.stop = Stop{Stop::Why::interrupted, "interrupted"};
    if (++steps_ > services_.most_steps && !trace_.stop) {
      note(failure_at(frame, step, Failure::Kind::scenario, "an end within " + std::to_string(services_.most_steps) + " steps", "one more"));
      return {Flow::To::failed, nullptr, {}};
    }
    if (trace_.stop) return {Flow::To::failed, nullptr, {}};
    auto attempt = this->attempt(frame, step);
    if (trace_.stop) return {Flow::To::failed, nullptr, {}};
    if (attempt.succeeded) return after_success(frame, step, attempt);
    auto flow = after_failure(frame, step, attempt, retries);
    if (flow.to != Flow::To::again) return flow;
  }
}

Engine::Flow Engine::after_success(Frame& frame, const Step& step, const Attempt& attempt) {
  const auto scope = frame.scope(attempt.asked ? &attempt.facts : nullptr, attempt.called ? &*attempt.called : nullptr);
  for (const auto* action : effective(step.on_success, frame.workflow.success_actions)) {
    if (!all_hold(action->criteria, scope)) continue;
    if (action->type == Action::Type::end) return {Flow::To::passed, nullptr, {}};
    return follow(frame, *action);
  }
  return {};
}

/// One-way: a step of this workflow, or another workflow that takes over.
Engine::Flow Engine::follow(Frame& frame, const Action& action) {
  if (!action.workflow) return {Flow::To::step, frame.workflow.step(action.step_id), {}};
  auto ended = call(frame, *action.workflow, frame.inputs, "");
  return {ended.passed ? Flow::To::passed : Flow::To::failed, nullptr, std::move(ended.outputs)};
}

Engine::Flow Engine::after_failure(Frame& frame, const Step& step, Attempt& attempt, std::map<std::string, std::uint32_t>& retries) {
  const auto scope = frame.scope(attempt.asked ? &attempt.facts : nullptr, attempt.called ? &*attempt.called : nullptr);
  for (const auto* action : effective(step.on_failure, frame.workflow.failure_actions)) {
    if (!all_hold(action->criteria, scope)) continue;
    if (action->type == Action::Type::end) break;
    if (action->type == Action::Type::go_to) return follow(frame, *action);
    if (retries[action->name] >= action->retry_limit) continue;
    ++retries[action->name];
    if (!retry(frame, *action, attempt)) return {Flow::To::failed, nullptr, {}};
    return {Flow::To::again, nullptr, {}};
  }
  bool fatal = attempt.failures.empty();
  std::uint32_t attempts = 1;
  for (const auto& [name, count] : retries) attempts += count;
  for (auto& failure : attempt.failures) {
    if (attempts > 1) failure.got += " (in attempt " + std::to_string(attempts) + ")";
    fatal = fatal || failure.level == Level::must || failure.level == frame.level;
    note(std::move(failure));
  }
  // A weaker claim inside a check, once noted, does not hide what comes after it.
  return {fatal ? Flow::To::failed : Flow::To::next, nullptr, {}};
}

/// What a retry does before the step is tried again. False when the run is over.
bool Engine::retry(Frame& frame, const Action& action, const Attempt& attempt) {
  auto wait = action.retry_after;
  if (attempt.exchange && trace_.exchanges[*attempt.exchange].response) {
    wait = retry_after(*trace_.exchanges[*attempt.exchange].response, services_.clock.wall()).value_or(wait);
  }
  if (wait > Duration(0) && !services_.waiter.wait(wait)) {
    trace_.stop = Stop{Stop::Why::interrupted, "interrupted"};
    return false;
  }
  if (action.workflow) return call(frame, *action.workflow, frame.inputs, "").passed;
  if (action.step_id.empty()) return true;
  const auto& before = *frame.workflow.step(action.step_id);
  const auto first = this->attempt(frame, before);
  for (const auto& failure : first.failures) note(failure);
  return first.succeeded && !trace_.stop;
}

}  // namespace hpc::conformance::arazzo
