#include "conformance/report/json_report.h"

#include "base/encoding.h"
#include "conformance/report/failure_text.h"
#include "conformance/report/files.h"

namespace hpc::conformance {
namespace {

double milliseconds(Duration took) { return static_cast<double>(took.count()) / 1000.0; }

OrderedJson headers_json(const http::Headers& headers) {
  auto list = OrderedJson::array();
  for (const auto& header : headers) list.push_back({{"name", header.name}, {"value", to_valid_utf8(header.value)}});
  return list;
}

OrderedJson exchange_json(const arazzo::Exchange& exchange) {
  OrderedJson json = {{"step", exchange.step},
                      {"operation", exchange.operation},
                      {"at", iso_microseconds(exchange.at) + "Z"},
                      {"milliseconds", milliseconds(exchange.took)},
                      {"request",
                       {{"method", exchange.request.method},
                        {"url", exchange.request.target},
                        {"headers", headers_json(exchange.request.headers)},
                        {"body", body_text(exchange.request.headers, exchange.request.body, 20000)}}}};
  if (exchange.response) {
    json["response"] = {{"status", exchange.response->status},
                        {"reason", to_valid_utf8(exchange.response->reason)},
                        {"headers", headers_json(exchange.response->headers)},
                        {"body", body_text(exchange.response->headers, exchange.response->body, 20000)}};
  } else {
    json["problem"] = exchange.problem;
  }
  return json;
}

std::string_view kind_name(arazzo::Failure::Kind kind) {
  using Kind = arazzo::Failure::Kind;
  switch (kind) {
    case Kind::criterion: return "criterion";
    case Kind::response: return "response";
    case Kind::late: return "late";
    case Kind::request: return "request";
    case Kind::scenario: return "scenario";
  }
  return "";
}

OrderedJson failure_json(const arazzo::Failure& failure) {
  OrderedJson json = {{"kind", kind_name(failure.kind)}, {"level", level_name(failure.level)}, {"operation", failure.operation}, {"step", failure.step},
                      {"where", failure.where},          {"expected", to_valid_utf8(failure.expected)}, {"got", to_valid_utf8(failure.got)}};
  if (!failure.pointer.empty()) json["pointer"] = failure.pointer;
  json["clauses"] = failure.clauses;
  if (failure.exchange) json["exchange"] = *failure.exchange;
  return json;
}

OrderedJson coverage_json(const std::vector<Coverage>& coverage) {
  auto list = OrderedJson::array();
  for (const auto& one : coverage) {
    auto rows = OrderedJson::array();
    for (const auto& row : one.rows) {
      auto statuses = OrderedJson::object();
      for (const auto& [status, count] : row.statuses) statuses[status] = count;
      rows.push_back({{"operation", row.operation}, {"method", row.method}, {"path", row.path}, {"statuses", statuses}});
    }
    list.push_back({{"api", one.api},
                    {"operations", one.rows.size()},
                    {"operations_seen", one.operations_seen()},
                    {"statuses", one.statuses()},
                    {"statuses_seen", one.statuses_seen()},
                    {"rows", rows}});
  }
  return list;
}

}  // namespace

void JsonReporter::started(const RunInfo& run) {
  report_ = {{"target", run.target}, {"description", run.description}, {"run_id", run.run_id}, {"started", iso_microseconds(run.started) + "Z"}};
  report_["checks"] = OrderedJson::array();
}

void JsonReporter::ended(const CheckResult& check) {
  OrderedJson json = {{"id", check.info.id},
                      {"title", check.info.title},
                      {"api", check.info.api},
                      {"where", check.info.where},
                      {"level", level_name(check.info.level)},
                      {"source", check.info.authority},
                      {"tags", check.info.tags},
                      {"outcome", outcome_name(check.outcome)},
                      {"counts", check.counts}};
  if (!check.reason.empty()) json["reason"] = check.reason;
  json["milliseconds"] = milliseconds(check.took);
  json["failures"] = OrderedJson::array();
  for (const auto& failure : check.failures) json["failures"].push_back(failure_json(failure));
  json["exchanges"] = OrderedJson::array();
  for (const auto& exchange : check.exchanges) json["exchanges"].push_back(exchange_json(exchange));
  if (!check.left_behind.empty()) json["left_behind"] = check.left_behind;
  json["rerun"] = check.rerun;
  report_["checks"].push_back(std::move(json));
}

Result<void> JsonReporter::finished(const Summary& summary) {
  OrderedJson counts;
  for (std::size_t i = 0; i < kOutcomes; ++i) counts[std::string(outcome_name(static_cast<Outcome>(i)))] = summary.counts[i];
  report_["summary"] = {{"counts", counts},
                        {"failures_that_do_not_count", summary.weaker_failures},
                        {"requests", summary.requests},
                        {"milliseconds", milliseconds(summary.took)},
                        {"coverage_percent", coverage_percent(summary.coverage)},
                        {"interrupted", summary.interrupted},
                        {"exit_code", summary.exit_code},
                        {"notes", summary.notes}};
  report_["coverage"] = coverage_json(summary.coverage);
  return write_report(file_, report_.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
}

}  // namespace hpc::conformance
