#include "conformance/report/failure_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "conformance/expression/scope.h"

namespace hpc::conformance {
namespace {

std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  auto end = text.rfind('\n', most);
  if (end == std::string::npos || end < most / 2) {
    end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  }
  const auto left = text.size() - end;
  return text.substr(0, end) + "\n... (" + std::to_string(left) + " more bytes)";
}

std::string head_text(const http::Headers& headers, const std::string& prefix) {
  std::string text;
  for (const auto& header : headers) text += prefix + header.name + ": " + header.value + "\n";
  return text;
}

bool is_text(const std::string& bytes) {
  return is_utf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t'; });
}

}  // namespace

std::string prefixed(const std::string& text, const std::string& prefix) {
  std::string made;
  std::size_t start = 0;
  while (start < text.size()) {
    const auto end = std::min(text.find('\n', start), text.size());
    made += prefix + text.substr(start, end - start) + "\n";
    start = end + 1;
  }
  return made;
}

std::string body_text(const http::Headers& headers, const Bytes& body, std::size_t most) {
  auto bytes = body.str();
  if (is_json_media_type(headers.get("Content-Type"))) {
    const auto value = OrderedJson::parse(bytes, nullptr, false);
    if (!value.is_discarded() && value.is_structured()) bytes = value.dump(bytes.size() > 80 ? 2 : -1, ' ', false, OrderedJson::error_handler_t::replace);
  }
  if (!is_text(bytes)) return "(" + std::to_string(body.size()) + " bytes that are no text)";
  return cut(std::move(bytes), most);
}

std::string exchange_text(const arazzo::Exchange& exchange, std::size_t most_body) {
  std::string text = "> " + exchange.request.method + " " + exchange.request.target + "\n" + head_text(exchange.request.headers, "> ");
  if (!exchange.request.body.empty()) text += prefixed(body_text(exchange.request.headers, exchange.request.body, most_body), "> ");
  if (!exchange.response) return text + "< " + exchange.problem + "\n";
  const auto& response = *exchange.response;
  const auto reason = response.reason.empty() ? std::string() : " " + response.reason;
  text += "< " + std::to_string(response.status) + reason + "\n" + head_text(response.headers, "< ");
  if (!response.body.empty()) text += prefixed(body_text(response.headers, response.body, most_body), "< ");
  return text;
}

std::string failure_headline(const arazzo::Failure& failure) { return failure.operation + ": expected " + failure.expected + ", got " + failure.got; }

std::string failure_details(const CheckResult& check, const arazzo::Failure& failure, bool with_exchange) {
  std::string text = "  at        " + failure.where + " (step " + failure.step + ")\n";
  if (failure.level != check.info.level) text += "  level     " + std::string(level_name(failure.level)) + "\n";
  if (!failure.pointer.empty()) text += "  pointer   " + failure.pointer + "\n";
  for (const auto& clause : failure.clauses) text += "  clause    " + clause + "\n";
  if (with_exchange && failure.exchange && *failure.exchange < check.exchanges.size()) {
    text += "  exchange\n" + prefixed(exchange_text(check.exchanges[*failure.exchange]), "    ");
  }
  return text;
}

std::string all_failures_text(const CheckResult& check) {
  std::string text;
  for (std::size_t i = 0; i < check.failures.size(); ++i) {
    const auto& failure = check.failures[i];
    if (i > 0) text += "  also      " + failure_headline(failure) + "\n";
    const auto shown_before = [&failure](const arazzo::Failure& other) { return other.exchange == failure.exchange; };
    const auto before = check.failures.begin() + static_cast<std::ptrdiff_t>(i);
    text += failure_details(check, failure, std::none_of(check.failures.begin(), before, shown_before));
  }
  return text;
}

}  // namespace hpc::conformance
