#include "conformance/check/forecast.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/check/runner.h"
#include "conformance/openapi/openapi.h"

namespace hpc::conformance {
namespace {

bool is_change(const arazzo::Step& step) { return step.raw ? !step.raw->safe : step.operation != nullptr && !step.operation->safe; }

std::size_t retries(const arazzo::Step& step, const arazzo::Workflow& workflow) {
  std::size_t most = 0;
  for (const auto* actions : {&step.on_failure, &workflow.failure_actions}) {
    for (const auto& action : *actions) most += action.type == arazzo::Action::Type::retry ? action.retry_limit : 0;
  }
  return most;
}

Forecast::Line line_of(const PlannedCheck& check, const std::set<const Operation*>& creating) {
  Forecast::Line line{check.info.id};
  for (const auto* step : reachable_steps(*check.workflow)) {
    if (step->workflow) continue;
    ++line.least_requests;
    line.most_requests += 1 + retries(*step, *check.workflow);
    line.changes += is_change(*step) ? 1 : 0;
    line.jobs += (step->operation == nullptr || creating.empty() ? is_change(*step) : creating.contains(step->operation)) ? 1 : 0;
  }
  return line;
}

std::string row(const Forecast::Line& line, std::size_t width) {
  return fmt::format("{:<{}}  {:>8}  {:>8}  {:>8}  {:>5}\n", line.check, width, line.least_requests, line.most_requests, line.changes, line.jobs);
}

}  // namespace

Forecast make_forecast(const std::vector<PlannedCheck>& checks) {
  Forecast forecast;
  forecast.total.check = "all";
  const auto creating = creating_operations(checks);
  for (const auto& check : checks) {
    const auto line = line_of(check, creating);
    forecast.total.least_requests += line.least_requests;
    forecast.total.most_requests += line.most_requests;
    forecast.total.jobs += line.jobs;
    forecast.total.changes += line.changes;
    forecast.lines.push_back(line);
  }
  return forecast;
}

std::string forecast_text(const Forecast& forecast, const Budget::Limits& budget) {
  std::size_t width = 5;
  for (const auto& line : forecast.lines) width = std::max(width, line.check.size());
  auto text = fmt::format("{:<{}}  {:>8}  {:>8}  {:>8}  {:>5}\n", "check", width, "requests", "at most", "changing", "jobs");
  for (const auto& line : forecast.lines) text += row(line, width);
  text += row(forecast.total, width);
  if (budget.jobs != 0) {
    text += fmt::format("budget: {} jobs; {}\n", budget.jobs, forecast.total.jobs > budget.jobs ? "checks beyond it will be skipped" : "enough");
  }
  if (budget.requests_per_minute != 0) {
    const auto minutes = static_cast<double>(forecast.total.least_requests) / static_cast<double>(budget.requests_per_minute);
    text += fmt::format("budget: {} requests per minute; takes {:.1f} minutes or more\n", budget.requests_per_minute, minutes);
  }
  if (budget.bytes != 0) text += fmt::format("budget: {} bytes; what answers weigh is not known beforehand\n", budget.bytes);
  return text;
}

}  // namespace hpc::conformance
