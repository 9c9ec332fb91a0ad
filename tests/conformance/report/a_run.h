// A run with one check of each verdict, for reporters.
#pragma once

#include <nlohmann/json.hpp>

#include "conformance/report/event_log.h"

namespace hpc::conformance::test {

inline arazzo::Exchange an_exchange(int status, const std::string& body) {
  arazzo::Exchange exchange;
  exchange.step = "ask";
  exchange.operation = "things.get";
  exchange.request.target = "http://h/things/1?q=a%20b";
  exchange.request.headers.add("Authorization", "Bearer canary-token-1");
  exchange.at = from_unix_seconds(1893456000);
  exchange.took = std::chrono::milliseconds(12);
  http::Response response;
  response.status = status;
  response.reason = "SO IT \x01 IS";
  response.headers.add("Content-Type", "application/json");
  response.body = Bytes(body);
  exchange.response = std::move(response);
  return exchange;
}

inline CheckResult a_check(const std::string& id, Outcome outcome, const std::string& reason = "") {
  CheckResult check;
  check.info.id = id;
  check.info.title = "Things <are> \"shown\" & kept";
  check.info.api = "things";
  check.info.file = "scenarios/things/" + id.substr(0, id.find('/')) + ".arazzo.yaml";
  check.info.where = check.info.file + ":7:5";
  check.info.authority = {"RFC 9110, 15.5.5"};
  check.outcome = outcome;
  check.reason = reason;
  check.took = std::chrono::milliseconds(15);
  check.started = from_unix_seconds(1893456000);
  check.rerun = "hpcmock check --only " + id;
  return check;
}

inline CheckResult a_failed_check(const std::string& id, bool counts) {
  auto check = a_check(id, Outcome::fail);
  check.counts = counts;
  check.exchanges = {an_exchange(200, "{\"id\": 1, \"bad\": \"<script>\"}")};
  arazzo::Failure failure;
  failure.operation = "things.get GET /things/{id}";
  failure.step = "ask";
  failure.where = check.info.where;
  failure.pointer = "/id";
  failure.expected = "a string";
  failure.got = "1 & <canary-token-1>";
  failure.clauses = {"openapi.yaml#/x"};
  failure.exchange = 0;
  check.failures = {failure};
  return check;
}

/// Everything that can be said, said to one log.
inline Result<void> tell_all(EventLog& log) {
  RunInfo run;
  run.target = "http://h";
  run.description = "hpcmock 0.1.0";
  run.run_id = "r1";
  run.checks = 7;
  run.started = from_unix_seconds(1893456000);
  log.start(run);
  log.end_check(1, a_failed_check("b/fails", true));  // Ended before the one that comes first.
  log.end_check(0, a_check("a/passes", Outcome::pass));
  log.end_check(2, a_failed_check("b/weak", false));
  log.end_check(3, a_check("c/skipped", Outcome::skip, "read-only # here"));
  log.end_check(4, a_check("c/unsupported", Outcome::unsupported, "the target has no clock"));
  log.end_check(5, a_check("c/waived", Outcome::waived, "until 2030-01-01: ticket"));
  log.end_check(6, a_check("c/error", Outcome::error, "Connection refused"));
  Summary summary;
  summary.counts = {1, 2, 1, 1, 1, 1};
  summary.weaker_failures = 1;
  summary.requests = 2;
  summary.took = std::chrono::milliseconds(120);
  summary.coverage = {{"things", {{"things.get", "GET", "/things/{id}", {{"200", 2}, {"404", 0}}}, {"things.make", "POST", "/things", {{"201", 0}}}}}};
  summary.notes = {"something is left, canary-token-1"};
  summary.exit_code = 1;
  return log.finish(summary);
}

}  // namespace hpc::conformance::test
