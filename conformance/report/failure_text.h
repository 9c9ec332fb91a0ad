// A failed check as people read it, on the console and in the reports.
#pragma once

#include <string>

#include "conformance/report/verdict.h"

namespace hpc::conformance {

/// "getTask GET /tasks/{id}: expected $statusCode == 404, got 200".
std::string failure_headline(const arazzo::Failure& failure);
/// Where, step, pointer, clauses and the exchange; each line indented.
std::string failure_details(const CheckResult& check, const arazzo::Failure& failure, bool with_exchange = true);
/// `text` with `prefix` before each line.
std::string prefixed(const std::string& text, const std::string& prefix);
/// All failures of a check, the headline of the first left out; an exchange is shown once.
std::string all_failures_text(const CheckResult& check);
/// Request and response as text: heads whole, bodies cut after about `most_body` bytes.
std::string exchange_text(const arazzo::Exchange& exchange, std::size_t most_body = 1200);
/// A body for people: JSON on indented lines, text as it is, anything else as its size.
std::string body_text(const http::Headers& headers, const Bytes& body, std::size_t most);

}  // namespace hpc::conformance
