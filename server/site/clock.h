// Clock modes: how a sandbox's timeline follows the host's clock and the requests that come.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/host_clock.h"
#include "base/result.h"
#include "site/timeline.h"

namespace hpc::site {

enum class ClockMode {
  real,       ///< follows the host's clock
  scaled,     ///< the same, `factor` times as fast
  manual,     ///< only the control API moves it
  stepping,   ///< a poll (a repeated safe request) moves it to the next event
  idle_skip,  ///< as real, and a request after `quiet` finds it moved to the next event
};

struct ClockSetting {
  ClockMode mode = ClockMode::real;
  double factor = 1.0;                 ///< scaled only; > 0
  std::chrono::milliseconds quiet{5};  ///< idle_skip only
  bool operator==(const ClockSetting&) const = default;
};

/// `real`, `scaled:60` (also `x60`), `manual`, `stepping`, `idle-skip`, `idle-skip:20ms`. The error lists them.
Result<ClockSetting> parse_clock_setting(std::string_view text);
std::string to_string(const ClockSetting& setting);

/// Moves one timeline by one setting.
class Pacer final {
 public:
  /// Both outlive it.
  Pacer(VirtualTimeline& timeline, const HostClock& host, ClockSetting setting);

  /// A request has come: runs what is due by now. `is_poll`: it repeats a safe request that was answered before.
  void request_came(bool is_poll);
  /// A held request wants time to pass: true when the timeline has moved to its next event (stepping only).
  bool step_for_held();
  /// Catches up with the host's clock without counting as a request. `may_skip`: on behalf of a held request, so that
  /// idle_skip skips; not for inspection.
  void catch_up(bool may_skip = true);
  /// Host time after which catch_up() runs the timeline's next event, for held requests; absent when host time does not
  /// bring it.
  std::optional<std::chrono::nanoseconds> until_next() const;

  const ClockSetting& setting() const { return setting_; }
  /// Virtual time goes on from where it is.
  void set(ClockSetting setting);
  /// For the control API, in any mode: forward only.
  void advance_to(Instant instant);
  bool advance_to_next();

 private:
  void rebase();
  Instant mapped_now() const;
  bool follows_host() const { return setting_.mode != ClockMode::manual && setting_.mode != ClockMode::stepping; }
  bool is_quiet() const;

  VirtualTimeline& timeline_;
  const HostClock& host_;
  ClockSetting setting_;
  std::chrono::nanoseconds host_base_{};
  Instant virtual_base_{};
  std::chrono::nanoseconds last_request_{};
};

}  // namespace hpc::site
