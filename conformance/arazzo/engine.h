// Runs workflows against a target, bounded in steps and retries, and notes everything in a trace.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>

#include "base/host_clock.h"
#include "conformance/arazzo/library.h"
#include "conformance/arazzo/outcome.h"
#include "conformance/target/target.h"
#include "conformance/target/waiter.h"

namespace hpc::conformance::arazzo {

/// Told what happens while it happens; for the ledger and for interrupts.
class Observer {
 public:
  virtual ~Observer() = default;
  /// Before a request goes out that may change the target, inside of a workflow with `x-cleanup`.
  virtual void about_to_change(const Duty& duty, const Exchange& exchange) { (void)duty, (void)exchange; }
  /// After any request was answered, or not.
  virtual void answered(const Exchange& exchange) { (void)exchange; }
  /// After the answer to a request that about_to_change() told of.
  virtual void changed(const Duty& duty) { (void)duty; }
  /// After a step in such a workflow had outputs.
  virtual void made(const Duty& duty) { (void)duty; }
  /// Asked before each step.
  virtual bool interrupted() const { return false; }
};

struct Services {
  Target& target;
  Waiter& waiter;
  const HostClock& clock;
  Observer& observer;
  /// Where an API (this path of it) is, without a slash at the end.
  std::function<std::string(const Description& api, const std::string& path)> base_url;
  std::size_t most_steps = 1000;  ///< of one run, all its workflows and attempts together
  Json given = Json::object();    ///< what flags and profile give to workflows that declare it: those depended on, too
};

class Engine final {
 public:
  struct Ended {
    bool passed = false;
    Json outputs = Json::object();
  };

  Engine(const Services& services, Trace& trace) : services_(services), trace_(trace) {}

  /// `inputs` as prepare_inputs() gives them. Workflows that it depends on run first, each once per engine.
  Ended run(const Scenario& scenario, const Workflow& workflow, Json inputs, Level level);

 private:
  struct Frame;
  struct Attempt;
  struct Flow;

  Ended run_frame(Frame& frame);
  bool run_dependencies(Frame& frame);
  Ended call(Frame& frame, const WorkflowReference& reference, const Json& given, const std::string& step);
  Flow run_step(Frame& frame, const Step& step);
  Attempt attempt(Frame& frame, const Step& step);
  void attempt_operation(Frame& frame, const Step& step, Attempt& attempt);
  void attempt_workflow(Frame& frame, const Step& step, Attempt& attempt);
  bool exchange(Frame& frame, const Step& step, Attempt& attempt, http::Request request);
  void stop_or_fail(Frame& frame, const Step& step, Attempt& attempt, const Error& error);
  void judge_response(Frame& frame, const Step& step, const http::Response& response);
  void judge_criteria(Frame& frame, const Step& step, Attempt& attempt);
  void take_outputs(Frame& frame, const Step& step, Attempt& attempt);
  Flow after_success(Frame& frame, const Step& step, const Attempt& attempt);
  Flow after_failure(Frame& frame, const Step& step, Attempt& attempt, std::map<std::string, std::uint32_t>& retries);
  bool retry(Frame& frame, const Action& action, const Attempt& attempt);
  Flow follow(Frame& frame, const Action& action);

  Failure failure_at(const Frame& frame, const Step& step, Failure::Kind kind, std::string expected, std::string got) const;
  void note(Failure failure);
  Duty* duty_of(const Frame& frame);

  const Services& services_;
  Trace& trace_;
  std::map<const Workflow*, Ended> done_;  ///< dependencies that ran
  std::size_t steps_ = 0;
  int depth_ = 0;
};

/// "firecrest.tasks.get GET /tasks/{taskid}"; for a step that calls a workflow, its id.
std::string operation_label(const Step& step);

}  // namespace hpc::conformance::arazzo
