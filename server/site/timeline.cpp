#include "site/timeline.h"

#include <algorithm>
#include <cassert>

namespace hpc::site {

EventId VirtualTimeline::at(Instant instant, Action action) {
  assert(action);
  const Instant due = std::max(instant, now_);
  const EventId event = ++last_;
  events_.emplace(std::pair(due, event), std::move(action));
  when_.emplace(event, due);
  return event;
}

void VirtualTimeline::cancel(EventId event) {
  const auto found = when_.find(event);
  if (found == when_.end()) return;
  events_.erase({found->second, event});
  when_.erase(found);
}

std::optional<Instant> VirtualTimeline::next() const {
  if (events_.empty()) return std::nullopt;
  return events_.begin()->first.first;
}

void VirtualTimeline::advance_to(Instant instant) {
  // An event that moved time would run its successors inside itself.
  assert(!is_running_ && "only the owner of the timeline advances it, never an event");
  is_running_ = true;
  while (!events_.empty() && events_.begin()->first.first <= instant) {
    // Out of both maps first: an action may cancel itself or schedule at its own instant.
    auto event = events_.extract(events_.begin());
    when_.erase(event.key().second);
    now_ = event.key().first;
    event.mapped()();
  }
  now_ = std::max(now_, instant);
  is_running_ = false;
}

bool VirtualTimeline::advance_to_next() {
  const auto instant = next();
  if (!instant) return false;
  advance_to(*instant);
  return true;
}

}  // namespace hpc::site
