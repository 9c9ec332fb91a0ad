#include "conformance/report/har.h"

#include "base/encoding.h"
#include "conformance/report/files.h"

namespace hpc::conformance {
namespace {

double milliseconds(Duration took) { return static_cast<double>(took.count()) / 1000.0; }

OrderedJson pairs(const http::Headers& headers) {
  auto list = OrderedJson::array();
  for (const auto& header : headers) list.push_back({{"name", header.name}, {"value", to_valid_utf8(header.value)}});
  return list;
}

OrderedJson query(const std::string& url) {
  auto list = OrderedJson::array();
  const auto mark = url.find('?');
  if (mark == std::string::npos) return list;
  for (const auto& [name, value] : http::parse_urlencoded(std::string_view(url).substr(mark + 1))) list.push_back({{"name", to_valid_utf8(name)}, {"value", to_valid_utf8(value)}});
  return list;
}

OrderedJson request_json(const http::Request& request) {
  OrderedJson json = {{"method", request.method},          {"url", request.target}, {"httpVersion", "HTTP/1.1"}, {"cookies", OrderedJson::array()}, {"headers", pairs(request.headers)},
                      {"queryString", query(request.target)}, {"headersSize", -1},     {"bodySize", request.body.size()}};
  if (!request.body.empty()) {
    json["postData"] = {{"mimeType", request.headers.get("Content-Type")}, {"params", OrderedJson::array()}, {"text", to_valid_utf8(request.body.str())}};
  }
  return json;
}

OrderedJson content_json(const http::Response& response) {
  const auto bytes = response.body.str();
  const auto type = response.headers.get("Content-Type");
  OrderedJson json = {{"size", bytes.size()}, {"mimeType", type.empty() ? "x-unknown" : type}};
  if (is_utf8(bytes)) {
    json["text"] = bytes;
  } else {
    json["text"] = base64(bytes);
    json["encoding"] = "base64";
  }
  return json;
}

/// Without a response the format wants status 0.
OrderedJson response_json(const arazzo::Exchange& exchange) {
  const auto response = exchange.response.value_or(http::Response{0, {}, {}, {}, {}, false, {}, false});
  OrderedJson json = {{"status", response.status},
                      {"statusText", to_valid_utf8(response.reason)},
                      {"httpVersion", "HTTP/1.1"},
                      {"cookies", OrderedJson::array()},
                      {"headers", pairs(response.headers)},
                      {"content", content_json(response)},
                      {"redirectURL", response.headers.get("Location")},
                      {"headersSize", -1},
                      {"bodySize", response.body.size()}};
  if (!exchange.problem.empty()) json["comment"] = exchange.problem;
  return json;
}

}  // namespace

void HarReporter::ended(const CheckResult& check) {
  if (check.exchanges.empty()) return;
  pages_.push_back({{"startedDateTime", iso_microseconds(check.started) + "Z"}, {"id", check.info.id}, {"title", std::string(outcome_name(check.outcome)) + " " + check.info.title}, {"pageTimings", OrderedJson::object()}});
  for (const auto& exchange : check.exchanges) {
    entries_.push_back({{"pageref", check.info.id},
                        {"startedDateTime", iso_microseconds(exchange.at) + "Z"},
                        {"time", milliseconds(exchange.took)},
                        {"request", request_json(exchange.request)},
                        {"response", response_json(exchange)},
                        {"cache", OrderedJson::object()},
                        {"timings", {{"send", 0}, {"wait", milliseconds(exchange.took)}, {"receive", 0}}},
                        {"comment", "step " + exchange.step}});
  }
}

Result<void> HarReporter::finished(const Summary&) {
  const OrderedJson har = {{"log", {{"version", "1.2"}, {"creator", {{"name", "hpcmock check"}, {"version", "0.1"}}}, {"pages", pages_}, {"entries", entries_}}}};
  return write_report(file_, har.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
}

}  // namespace hpc::conformance
