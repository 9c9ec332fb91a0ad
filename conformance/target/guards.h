// Targets in front of a target: what they pass on, refuse, count or remember.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/host_clock.h"
#include "conformance/target/target.h"
#include "conformance/target/waiter.h"

namespace hpc::conformance {

/// A function as a target; for tests.
class FunctionTarget final : public Target {
 public:
  using Answer = std::function<Result<http::Response>(const http::Request&)>;
  explicit FunctionTarget(Answer answer) : answer_(std::move(answer)) {}
  Result<http::Response> send(const http::Request& request) override { return answer_(request); }

 private:
  Answer answer_;
};

/// Remembers what was sent through it.
class RecordingTarget final : public Target {
 public:
  explicit RecordingTarget(Target& inner) : inner_(inner) {}
  Result<http::Response> send(const http::Request& request) override {
    sent_.push_back(request);
    return inner_.send(request);
  }
  void limit_response(std::uint64_t bytes) override { inner_.limit_response(bytes); }
  const std::vector<http::Request>& sent() const { return sent_; }

 private:
  Target& inner_;
  std::vector<http::Request> sent_;
};

/// Refuses (Errc::denied) whatever could change the target: all but GET, HEAD and OPTIONS, and requests of operations
/// that their description marks as changing or as harmless (`x-safe`).
class ReadOnlyTarget final : public Target {
 public:
  /// What descriptions say of a request: safe, not safe, or nothing.
  using Safety = std::function<std::optional<bool>(const std::string& method, const std::string& url)>;
  ReadOnlyTarget(Target& inner, Safety safety) : inner_(inner), safety_(std::move(safety)) {}
  Result<http::Response> send(const http::Request& request) override;
  void limit_response(std::uint64_t bytes) override { inner_.limit_response(bytes); }

 private:
  Target& inner_;
  Safety safety_;
};

/// What a run may cost its target; shared by the threads of the run. 0 is no limit.
class Budget final {
 public:
  struct Limits {
    std::uint64_t jobs = 0;
    std::uint64_t requests_per_minute = 0;
    std::uint64_t bytes = 0;
    bool any() const { return jobs != 0 || requests_per_minute != 0 || bytes != 0; }
  };
  /// "jobs=5,requests-per-minute=60,bytes=10M".
  static Result<Limits> parse(std::string_view text);

  Budget(Limits limits, const HostClock& clock) : limits_(limits), clock_(clock) {}
  const Limits& limits() const { return limits_; }

  /// An eighth of the bytes is kept for clean-up.
  enum class Purpose { check, clean_up };
  /// Books one request of that many bytes; `too_large` when it does not fit. The result is how long to wait before it
  /// may be sent: never more than the limit in any minute.
  Result<Duration> book(std::uint64_t bytes, bool makes_job, Purpose purpose = Purpose::check);
  /// Books what came back.
  void received(std::uint64_t bytes);
  std::uint64_t bytes_left(Purpose purpose = Purpose::check) const;
  /// With a limit of bytes there is one exchange at a time: nobody knows beforehand what an answer weighs.
  std::unique_lock<std::mutex> turn();

  struct Spent {
    std::uint64_t requests = 0;
    std::uint64_t jobs = 0;
    std::uint64_t bytes = 0;
  };
  Spent spent() const;

 private:
  const Limits limits_;
  const HostClock& clock_;
  mutable std::mutex mutex_;
  std::mutex turn_;
  Spent spent_;
  std::uint64_t left(Purpose purpose) const;
  std::deque<std::chrono::nanoseconds> last_minute_;  ///< when the last requests were allowed to start
};

class BudgetTarget final : public Target {
 public:
  using MakesJob = std::function<bool(const http::Request& request)>;
  BudgetTarget(Target& inner, Budget& budget, Waiter& waiter, MakesJob makes_job)
      : inner_(inner), budget_(budget), waiter_(waiter), makes_job_(std::move(makes_job)) {}
  Result<http::Response> send(const http::Request& request) override;
  void set_purpose(Budget::Purpose purpose) { purpose_ = purpose; }

 private:
  Target& inner_;
  Budget& budget_;
  Budget::Purpose purpose_ = Budget::Purpose::check;
  Waiter& waiter_;
  MakesJob makes_job_;
};

/// Obeys 429 and 503 with Retry-After: waits as told and sends again, at most `most` times. For real deployments only:
/// towards a mock these answers are what a scenario looks at.
class PoliteTarget final : public Target {
 public:
  PoliteTarget(Target& inner, Waiter& waiter, const HostClock& clock, int most = 5) : inner_(inner), waiter_(waiter), clock_(clock), most_(most) {}
  Result<http::Response> send(const http::Request& request) override;
  void limit_response(std::uint64_t bytes) override { inner_.limit_response(bytes); }

 private:
  Target& inner_;
  Waiter& waiter_;
  const HostClock& clock_;
  int most_;
};

/// Retry-After as a duration from `now` (RFC 9110, 10.2.3): seconds or a date, at most ten minutes. Absent without one.
std::optional<Duration> retry_after(const http::Response& response, Instant now);

/// Bytes of a message as it is on the wire, about.
std::uint64_t wire_size(const http::Request& request);
std::uint64_t wire_size(const http::Response& response);

}  // namespace hpc::conformance
