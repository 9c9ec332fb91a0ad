// The host's clock as a parameter. Only host_clock.cpp reads it; everybody else is given one.
#pragma once

#include <chrono>

#include "base/time.h"

namespace hpc {

class HostClock {
 public:
  virtual ~HostClock() = default;
  /// Never goes back; for pacing.
  virtual std::chrono::nanoseconds steady() const = 0;
  /// The date; for token lifetimes (clients compare them with theirs) and for the start of virtual time.
  virtual Instant wall() const = 0;
};

/// The real one; lives as long as the process.
const HostClock& host_clock();

/// One that a test moves. Both faces start at `start` and move together.
class FakeHostClock final : public HostClock {
 public:
  explicit FakeHostClock(Instant start) : now_(start) {}
  std::chrono::nanoseconds steady() const override { return now_.time_since_epoch(); }
  Instant wall() const override { return now_; }
  void move(Duration by) { now_ += by; }

 private:
  Instant now_;
};

}  // namespace hpc
