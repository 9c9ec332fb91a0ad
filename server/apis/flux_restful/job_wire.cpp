#include "apis/flux_restful/job_wire.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "apis/flux_restful/python.h"

namespace hpc::apis::flux_restful::wire {
namespace {

constexpr int kUrgency = 16;
constexpr double kFluxionLifetime = 3153600000.0;  // what its scheduler gives to a job without a limit

int number_of(State state) {
  switch (state) {
    case State::depend:
      return 2;
    case State::priority:
      return 4;
    case State::sched:
      return 8;
    case State::run:
      return 16;
    case State::cleanup:
      return 32;
    case State::inactive:
      return 64;
  }
  return 0;
}

const char* name_of(State state) {
  switch (state) {
    case State::depend:
      return "DEPEND";
    case State::priority:
      return "PRIORITY";
    case State::sched:
      return "SCHED";
    case State::run:
      return "RUN";
    case State::cleanup:
      return "CLEANUP";
    case State::inactive:
      return "INACTIVE";
  }
  return "";
}

int number_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::completed:
      return 1;
    case Outcome::failed:
      return 2;
    case Outcome::canceled:
      return 4;
    case Outcome::timeout:
      return 8;
  }
  return 0;
}

const char* name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::completed:
      return "COMPLETED";
    case Outcome::failed:
      return "FAILED";
    case Outcome::canceled:
      return "CANCELED";
    case Outcome::timeout:
      return "TIMEOUT";
  }
  return "";
}

const char* name_of(Exception::Type type) {
  switch (type) {
    case Exception::Type::cancel:
      return "cancel";
    case Exception::Type::timeout:
      return "timeout";
    case Exception::Type::exec:
      return "exec";
    case Exception::Type::alloc:
      return "alloc";
  }
  return "";
}

double seconds(Duration duration) {
  return static_cast<double>(duration.count()) / 1e6;
}
double seconds(Instant instant) {
  return seconds(instant.time_since_epoch());
}

double expiration(const FluxJob& job, const JobView& view) {
  if (job.limit_seconds > 0) return seconds(*job.started) + job.limit_seconds;
  return view.style == Options::Style::fluxion ? std::floor(seconds(*job.started)) + kFluxionLifetime : 0.0;
}

// Up to `ncores` and the limit: what a job has from its submission on, and the instants of its states.
void add_submission(OrderedJson& body, const FluxJob& job, const JobView& view) {
  body["id"] = job.id;
  body["userid"] = job.uid;
  body["urgency"] = kUrgency;
  if (has_reached(job, prioritized_at(job), view.now)) body["priority"] = kUrgency;
  body["t_submit"] = seconds(job.submitted);
  if (view.is_early)
    body["t_depend"] = seconds(job.submitted);
  else if (has_reached(job, depended_at(job), view.now))
    body["t_depend"] = seconds(depended_at(job));
  const State state = state_of(job, view.now);
  if (job.started) body["t_run"] = seconds(*job.started);
  if (state == State::cleanup || state == State::inactive) body["t_cleanup"] = seconds(*job.cleaned);
  if (state == State::inactive) body["t_inactive"] = seconds(inactive_at(job));
  body["state"] = number_of(state);
  body["name"] = job.name;
  if (job.workdir) body["cwd"] = *job.workdir;
  body["ntasks"] = job.tasks;
  body["ncores"] = job.cores;
  body["duration"] = job.limit_seconds;
}

std::string note_of(const Exception& exception) {
  using Cause = Exception::Cause;
  switch (exception.cause) {
    case Cause::wish:
      return "";
    case Cause::time_limit:
      return "resource allocation expired";
    case Cause::lost_node:
      return "lost contact with job shell on " + exception.host;
    case Cause::bad_shell_option:
      return "failed to parse attributes.system.shell." + exception.about;
    case Cause::no_program:
      return "task 0 (host " + exception.host + "): start failed: " + exception.about + ": No such file or directory";
    case Cause::no_gpus:
      return "Unsupported resource type 'gpu'";
    case Cause::too_large:
      return "unsatisfiable request";
  }
  return "";
}

void add_end(OrderedJson& body, const FluxJob& job) {
  body["success"] = job.outcome == Outcome::completed;
  body["exception_occurred"] = job.exception.has_value();
  if (job.exception) {
    body["exception_type"] = name_of(job.exception->type);
    body["exception_severity"] = 0;
    body["exception_note"] = note_of(*job.exception);
  }
  body["result"] = number_of(job.outcome);
}

void add_allocation(OrderedJson& body, const FluxJob& job, const JobView& view) {
  body["expiration"] = expiration(job, view);
  if (view.style == Options::Style::fluxion)
    body["annotations"] = {{"sched", {{"queue", "default"}}}};
  else
    body["annotations"] = {{"sched", {{"resource_summary", job.resources}}}};
}

int return_code(const FluxJob& job) {
  if (!job.wait_status) return job.outcome == Outcome::canceled ? -128 : 1;
  const int signal = *job.wait_status & 0x7f;
  return signal != 0 ? -signal : *job.wait_status >> 8;
}

double run_time(const FluxJob& job, const JobView& view) {
  if (!job.started) return 0.0;
  return seconds(job.cleaned.value_or(view.now) - *job.started);
}

OrderedJson exception_of(const FluxJob& job, bool is_inactive) {
  if (!is_inactive) return {{"occurred", ""}, {"severity", ""}, {"type", ""}, {"note", ""}};
  if (!job.exception) return {{"occurred", false}, {"severity", ""}, {"type", ""}, {"note", ""}};
  return {
      {"occurred", true}, {"severity", 0}, {"type", name_of(job.exception->type)}, {"note", note_of(*job.exception)}};
}

}  // namespace

OrderedJson raw_job(const FluxJob& job, const JobView& view) {
  OrderedJson body;
  add_submission(body, job, view);
  const bool is_inactive = state_of(job, view.now) == State::inactive;
  if (job.started) {
    body["nnodes"] = job.nodes;
    body["ranks"] = job.ranks;
    body["nodelist"] = job.node_list;
  }
  if (is_inactive) add_end(body, job);
  if (job.started) add_allocation(body, job, view);
  if (is_inactive && job.wait_status) body["waitstatus"] = *job.wait_status;
  return body;
}

OrderedJson detailed_job(const FluxJob& job, const JobView& view, bool in_list) {
  OrderedJson body = raw_job(job, view);
  const State state = state_of(job, view.now);
  const bool is_inactive = state == State::inactive;
  const auto complete = [&body](const char* key) {
    if (!body.contains(key)) body[key] = "";
  };
  body["state"] = name_of(state);
  complete("nnodes");
  body["result"] = is_inactive ? name_of(job.outcome) : "";
  body["returncode"] = is_inactive ? OrderedJson(return_code(job)) : OrderedJson("");
  body["runtime"] = run_time(job, view);
  for (const char* key : {"priority", "waitstatus", "nodelist"}) complete(key);
  body["exception"] = exception_of(job, is_inactive);
  if (in_list)
    for (const char* key : {"ranks", "expiration"}) complete(key);
  return body;
}

OrderedJson job_id_only(const FluxJob& job) {
  return {{"id", job.id}};
}

namespace {

std::string python_text(const OrderedJson& value, bool is_inner) {
  if (value.is_string()) return is_inner ? repr(value.get<std::string>()) : value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (value.is_null()) return "None";
  if (!value.is_object()) return value.dump();
  std::string text;
  for (const auto& [name, inner] : value.items())
    text += (text.empty() ? "" : ", ") + repr(name) + ": " + python_text(inner, true);
  return "{" + text + "}";
}

}  // namespace

std::string search_text(const OrderedJson& job) {
  std::string text;
  for (const auto& [name, value] : job.items()) text += python_text(value, false);
  return text;
}

}  // namespace hpc::apis::flux_restful::wire
