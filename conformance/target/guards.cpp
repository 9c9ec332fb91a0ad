#include "conformance/target/guards.h"

#include <algorithm>
#include <charconv>
#include <ctime>

namespace hpc::conformance {
namespace {

constexpr auto kMinute = std::chrono::nanoseconds(std::chrono::minutes(1));
constexpr auto kMostRetryAfter = Duration(std::chrono::minutes(10));

std::optional<std::uint64_t> amount(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.empty()) return value;
  if (unit == "k" || unit == "K") return value * 1024;
  if (unit == "M") return value * 1024 * 1024;
  if (unit == "G") return value * 1024 * 1024 * 1024;
  return std::nullopt;
}

std::uint64_t size_of(const http::Headers& headers) {
  std::uint64_t size = 4;
  for (const auto& header : headers) size += header.name.size() + header.value.size() + 4;
  return size;
}

std::optional<Instant> http_date_of(const std::string& text) {
  std::tm date{};
  const char* end = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return from_unix_seconds(timegm(&date));
}

}  // namespace

Result<http::Response> ReadOnlyTarget::send(const http::Request& request) {
  const bool harmless_method = request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
  if (!safety_(request.method, request.target).value_or(harmless_method)) {
    return failure(Errc::denied, About::request, request.method + " " + request.target + " could change the target; this run is read-only");
  }
  return inner_.send(request);
}

Result<Budget::Limits> Budget::parse(std::string_view text) {
  Limits limits;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const auto one = text.substr(0, comma);
    const auto equals = std::min(one.find('='), one.size());
    const auto name = one.substr(0, equals);
    const auto value = amount(equals < one.size() ? one.substr(equals + 1) : "");
    auto* limit = name == "jobs" ? &limits.jobs : name == "requests-per-minute" ? &limits.requests_per_minute : name == "bytes" ? &limits.bytes : nullptr;
    if (limit == nullptr || !value || *value == 0) {
      return failure(Errc::invalid, About::request,
                     "found " + std::string(one) + " in the budget; allowed are jobs=N, requests-per-minute=N and bytes=N (with K, M or G), joined by commas");
    }
    *limit = *value;
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return limits;
}

std::uint64_t Budget::left(Purpose purpose) const {
  if (limits_.bytes == 0) return UINT64_MAX;
  const auto kept = purpose == Purpose::clean_up ? 0 : limits_.bytes / 8;
  const auto limit = limits_.bytes - kept;
  return limit - std::min(limit, spent_.bytes);
}

Result<Duration> Budget::book(std::uint64_t bytes, bool makes_job, Purpose purpose) {
  const std::lock_guard lock(mutex_);
  if (makes_job && limits_.jobs != 0 && spent_.jobs >= limits_.jobs) {
    return failure(Errc::too_large, About::request, "the budget jobs=" + std::to_string(limits_.jobs) + " is spent");
  }
  if (bytes > left(purpose)) {
    return failure(Errc::too_large, About::request, "the budget bytes=" + std::to_string(limits_.bytes) + " is spent");
  }
  ++spent_.requests;
  spent_.jobs += makes_job ? 1 : 0;
  spent_.bytes += bytes;
  if (limits_.requests_per_minute == 0) return Duration(0);
  const auto now = clock_.steady();
  auto start = now;
  if (last_minute_.size() >= limits_.requests_per_minute) {
    start = std::max(now, last_minute_[last_minute_.size() - limits_.requests_per_minute] + kMinute);
  }
  last_minute_.push_back(start);
  while (last_minute_.size() > limits_.requests_per_minute) last_minute_.pop_front();
  return std::chrono::ceil<Duration>(start - now);
}

void Budget::received(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  spent_.bytes += bytes;
}

std::uint64_t Budget::bytes_left(Purpose purpose) const {
  const std::lock_guard lock(mutex_);
  return left(purpose);
}

std::unique_lock<std::mutex> Budget::turn() { return limits_.bytes != 0 ? std::unique_lock(turn_) : std::unique_lock<std::mutex>(); }

Budget::Spent Budget::spent() const {
  const std::lock_guard lock(mutex_);
  return spent_;
}

Result<http::Response> BudgetTarget::send(const http::Request& request) {
  const auto turn = budget_.turn();
  const auto wait = HPC_TRY(budget_.book(wire_size(request), makes_job_(request), purpose_));
  if (wait > Duration(0) && !waiter_.wait(wait)) return failure(Errc::timed_out, About::request, "interrupted");
  const auto most = budget_.bytes_left(purpose_);
  inner_.limit_response(most);
  auto response = inner_.send(request);
  if (response) budget_.received(wire_size(*response));
  if (!response && response.error().what == Errc::too_large) budget_.received(most);
  return response;
}

Result<http::Response> PoliteTarget::send(const http::Request& request) {
  for (int tries = 0;; ++tries) {
    auto response = inner_.send(request);
    if (!response || tries >= most_ || (response->status != 429 && response->status != 503)) return response;
    const auto wait = retry_after(*response, clock_.wall());
    if (!wait || !waiter_.wait(*wait)) return response;
  }
}

std::optional<Duration> retry_after(const http::Response& response, Instant now) {
  const auto* value = response.headers.find("Retry-After");
  if (value == nullptr) return std::nullopt;
  std::uint32_t seconds = 0;
  const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), seconds);
  if (error == std::errc() && end == value->data() + value->size()) return std::min<Duration>(std::chrono::seconds(seconds), kMostRetryAfter);
  const auto date = http_date_of(*value);
  if (!date) return std::nullopt;
  return std::clamp<Duration>(*date - now, Duration(0), kMostRetryAfter);
}

std::uint64_t wire_size(const http::Request& request) {
  return request.method.size() + request.target.size() + 12 + size_of(request.headers) + request.body.size();
}

std::uint64_t wire_size(const http::Response& response) { return 15 + response.reason.size() + size_of(response.headers) + response.body.size(); }

}  // namespace hpc::conformance
