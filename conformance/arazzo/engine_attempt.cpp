#include <chrono>
#include <filesystem>

#include "conformance/arazzo/engine.h"
#include "conformance/arazzo/engine_frame.h"
#include "conformance/arazzo/request.h"

namespace hpc::conformance::arazzo {
namespace {

bool changes_target(const Step& step) { return step.raw ? !step.raw->safe : step.operation != nullptr && !step.operation->safe; }

std::string milliseconds(Duration duration) { return std::to_string(std::chrono::ceil<std::chrono::milliseconds>(duration).count()) + " ms"; }

Facts facts_of(const Outgoing& outgoing) {
  Facts facts;
  facts.url = outgoing.request.target;
  facts.method = outgoing.request.method;
  facts.request_headers = outgoing.request.headers;
  facts.path = outgoing.path;
  facts.query = outgoing.query;
  if (!outgoing.request.body.empty()) facts.request_body = body_value(outgoing.request.headers.get("Content-Type"), outgoing.request.body);
  return facts;
}

std::string expected_of(const ResponseFault& fault) {
  if (fault.part == ResponseFault::Part::status) return "the status " + fault.fault.expected;
  return fault.part == ResponseFault::Part::media_type ? "a body of type " + fault.fault.expected : fault.fault.expected;
}

std::string operation_name(const Step& step) {
  if (step.operation == nullptr) return step.raw->method + " (x-operation)";
  return step.operation->id.empty() ? step.operation->method + " " + step.operation->path : step.operation->id;
}

/// "header X-Task-Id", or the pointer into the body.
std::string place_of(const ResponseFault& fault) {
  if (fault.part == ResponseFault::Part::header) return "header " + fault.name + fault.fault.instance_pointer;
  return fault.part == ResponseFault::Part::body ? fault.fault.instance_pointer : "";
}

}  // namespace

Engine::Attempt Engine::attempt(Frame& frame, const Step& step) {
  Attempt attempt;
  if (step.workflow) {
    attempt_workflow(frame, step, attempt);
  } else {
    attempt_operation(frame, step, attempt);
  }
  if (!attempt.asked || trace_.stop) return attempt;
  judge_criteria(frame, step, attempt);
  attempt.succeeded = attempt.failures.empty();
  if (attempt.succeeded) take_outputs(frame, step, attempt);
  return attempt;
}

void Engine::attempt_workflow(Frame& frame, const Step& step, Attempt& attempt) {
  Json given = frame.inputs;
  const auto scope = frame.scope(nullptr, nullptr);
  for (const auto* parameter : effective_parameters(step, frame.workflow)) {
    auto value = parameter->value.fill(scope);
    if (!value) {
      attempt.failures.push_back(failure_at(frame, step, Failure::Kind::request, "a value for the input " + parameter->name, value.error().sentence));
      return;
    }
    given[parameter->name] = Json(*value);
  }
  auto ended = call(frame, *step.workflow, given, step.id);
  attempt.called = std::move(ended.outputs);
  // Its own failures are in the trace already.
  attempt.asked = ended.passed;
}

void Engine::attempt_operation(Frame& frame, const Step& step, Attempt& attempt) {
  const auto* api = step.api != nullptr ? step.api : frame.scenario.first_api();
  const auto folder = std::filesystem::path(frame.scenario.document.file).parent_path().string();
  const auto base = api == nullptr ? std::string() : services_.base_url(*api, step.operation == nullptr ? std::string() : step.operation->path);
  auto outgoing = make_request({step, frame.workflow, folder, base}, frame.scope(nullptr, nullptr));
  if (!outgoing) {
    attempt.failures.push_back(failure_at(frame, step, Failure::Kind::request, "a request", outgoing.error().sentence));
    return;
  }
  attempt.facts = facts_of(*outgoing);
  if (!exchange(frame, step, attempt, std::move(outgoing->request))) return;
  const auto& response = *trace_.exchanges[*attempt.exchange].response;
  attempt.asked = true;
  attempt.facts.status = response.status;
  attempt.facts.response_headers = response.headers;
  attempt.facts.response_body = body_value(response.headers.get("Content-Type"), response.body);
  judge_response(frame, step, response);
}

/// Sends, and notes what came. False when there is no response.
bool Engine::exchange(Frame& frame, const Step& step, Attempt& attempt, http::Request request) {
  Exchange made;
  made.step = frame.path + step.id;
  made.operation = operation_name(step);
  made.request = std::move(request);
  made.at = services_.clock.wall();
  auto* duty = changes_target(step) ? duty_of(frame) : nullptr;
  if (duty != nullptr) {
    duty->sent = duty->unanswered = true;
    services_.observer.about_to_change(*duty, made);
  }
  const auto start = services_.clock.steady();
  auto response = services_.target.send(made.request);
  made.took = std::chrono::ceil<Duration>(services_.clock.steady() - start);
  if (!response) made.problem = response.error().sentence;
  if (response) made.response = std::move(*response);
  services_.observer.answered(made);
  if (duty != nullptr && made.response) {
    duty->unanswered = false;
    services_.observer.changed(*duty);
  }
  attempt.exchange = trace_.exchanges.size();
  const auto took = made.took;
  const bool answered = made.response.has_value();
  trace_.exchanges.push_back(std::move(made));
  if (!answered) {
    stop_or_fail(frame, step, attempt, response.error());
  } else if (step.within && took > *step.within) {
    auto late = failure_at(frame, step, Failure::Kind::late, "a response within " + milliseconds(*step.within), "one after " + milliseconds(took));
    late.exchange = attempt.exchange;
    note(std::move(late));
  }
  return answered;
}

void Engine::stop_or_fail(Frame& frame, const Step& step, Attempt& attempt, const Error& error) {
  switch (error.what) {
    case Errc::unavailable: trace_.stop = Stop{Stop::Why::unreachable, error.sentence}; return;
    case Errc::denied: trace_.stop = Stop{Stop::Why::read_only, error.sentence}; return;
    case Errc::too_large: trace_.stop = Stop{Stop::Why::budget, error.sentence}; return;
    default: break;
  }
  const bool late = error.what == Errc::timed_out;
  auto failure = failure_at(frame, step, late ? Failure::Kind::late : Failure::Kind::response, late ? "a response in time" : "an HTTP response", error.sentence);
  failure.exchange = attempt.exchange;
  // Noted even when a retry follows: a response that did not come whole is wrong by itself.
  note(std::move(failure));
}

/// Whatever the step's own criteria say, a response must be one that the description allows.
void Engine::judge_response(Frame& frame, const Step& step, const http::Response& response) {
  if (step.operation == nullptr) return;
  trace_.hits.push_back({step.api, step.operation, response.status});
  for (const auto& fault : step.api->validate_response(*step.operation, response)) {
    auto failure = failure_at(frame, step, Failure::Kind::response, expected_of(fault), fault.fault.got);
    failure.pointer = place_of(fault);
    if (!fault.fault.schema_pointer.empty()) failure.clauses.push_back(fault.fault.schema_pointer + (fault.where.empty() ? "" : " (" + fault.where + ")"));
    failure.exchange = trace_.exchanges.size() - 1;
    note(std::move(failure));
  }
}

void Engine::judge_criteria(Frame& frame, const Step& step, Attempt& attempt) {
  const auto scope = frame.scope(step.workflow ? nullptr : &attempt.facts, attempt.called ? &*attempt.called : nullptr);
  for (const auto& check : step.success_criteria) {
    const auto miss = check.criterion.judge(scope);
    if (!miss) continue;
    auto failure = failure_at(frame, step, Failure::Kind::criterion, miss->expected, miss->got);
    failure.where = check.where;
    failure.pointer = miss->pointer;
    failure.exchange = attempt.exchange;
    attempt.failures.push_back(std::move(failure));
  }
}

/// What an output names may be absent; whoever needs it then says so.
void Engine::take_outputs(Frame& frame, const Step& step, Attempt& attempt) {
  Json outputs = attempt.called.value_or(Json::object());
  const auto scope = frame.scope(step.workflow ? nullptr : &attempt.facts, attempt.called ? &*attempt.called : nullptr);
  for (const auto& [name, expression] : step.outputs) {
    if (const auto value = expression.evaluate(scope)) outputs[name] = *value;
  }
  for (const auto& [name, selected] : step.selected_outputs) {
    const auto context = selected.context.evaluate(scope);
    if (!context) continue;
    const auto nodes = selected.path.select(*context);
    if (!nodes.empty()) outputs[name] = *nodes.front();
  }
  frame.steps[step.id]["outputs"] = outputs;
  auto* duty = duty_of(frame);
  if (duty == nullptr || outputs.empty()) return;
  duty->outputs.push_back(std::move(outputs));
  services_.observer.made(*duty);
}

}  // namespace hpc::conformance::arazzo
