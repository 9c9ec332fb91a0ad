// Waiting between retries, as a parameter: tests and targets with virtual time do not wait.
#pragma once

#include <atomic>
#include <vector>

#include "base/time.h"

namespace hpc::conformance {

class Waiter {
 public:
  virtual ~Waiter() = default;
  /// False when it was interrupted.
  virtual bool wait(Duration duration) = 0;
};

/// Waits in poll(2) and ends early when the descriptor becomes readable (an interrupt); -1: never.
class PollWaiter final : public Waiter {
 public:
  explicit PollWaiter(int interrupt_descriptor = -1) : descriptor_(interrupt_descriptor) {}
  bool wait(Duration duration) override;

 private:
  int descriptor_;
};

/// For targets on a stepping clock: a poll itself moves their time.
class NoWaiter final : public Waiter {
 public:
  bool wait(Duration) override { return true; }
};

/// Remembers what it was asked for.
class RecordingWaiter final : public Waiter {
 public:
  bool wait(Duration duration) override {
    waits_.push_back(duration);
    return true;
  }
  const std::vector<Duration>& waits() const { return waits_; }

 private:
  std::vector<Duration> waits_;
};

}  // namespace hpc::conformance
