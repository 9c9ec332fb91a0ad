// Virtual time, by three rights: Clock reads it, Timeline also schedules, VirtualTimeline alone advances.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/time.h"

namespace hpc::site {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

/// Names a scheduled event until it has run. Never reused; 0 names none.
using EventId = std::uint64_t;

class Timeline : public Clock {
 public:
  using Action = std::function<void()>;
  /// An instant that has passed means now. Events due at the same instant run in the order in which they were
  /// scheduled.
  virtual EventId at(Instant instant, Action action) = 0;
  EventId after(Duration delay, Action action) { return at(now() + delay, std::move(action)); }
  /// Nothing happens when it has run or never was.
  virtual void cancel(EventId event) = 0;
};

/// Only the clock modes (site/clock.h), control and main advance it.
class VirtualTimeline final : public Timeline {
 public:
  explicit VirtualTimeline(Instant start) : now_(start) {}

  Instant now() const override { return now_; }
  EventId at(Instant instant, Action action) override;
  void cancel(EventId event) override;

  std::optional<Instant> next() const;
  /// Runs everything due up to and including `instant`, each with now() at its own instant, also what those events
  /// schedule; then now() is `instant`. Going back is a no-op.
  void advance_to(Instant instant);
  /// Advances to the next event and runs everything due at that instant. False when nothing is pending.
  bool advance_to_next();
  std::size_t pending() const { return events_.size(); }

 private:
  Instant now_;
  EventId last_ = 0;
  bool is_running_ = false;
  std::map<std::pair<Instant, EventId>, Action> events_;
  std::unordered_map<EventId, Instant> when_;
};

}  // namespace hpc::site
