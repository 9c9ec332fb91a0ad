#include "site/clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace hpc::site {
namespace {

using std::chrono::nanoseconds;

// A thousand years: beyond what any factor may make of a host's uptime, and far from overflow.
constexpr double kFarthestMicroseconds = 3.2e16;
constexpr double kLongestWaitNanoseconds = 9e17;

tl::unexpected<Error> unknown_setting(std::string_view text) {
  return failure(
      Errc::invalid, About::request,
      fmt::format("unknown clock '{}': expected real, scaled:FACTOR (or xFACTOR), manual, stepping, idle-skip or "
                  "idle-skip:QUIET (as in idle-skip:20ms)",
                  text));
}

std::optional<double> read_factor(std::string_view text) {
  double factor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), factor);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!std::isfinite(factor) || factor <= 0 || factor > 1e9) return std::nullopt;
  return factor;
}

}  // namespace

Result<ClockSetting> parse_clock_setting(std::string_view text) {
  ClockSetting setting;
  if (text == "real") return setting;
  if (text == "manual" || text == "stepping") {
    setting.mode = text == "manual" ? ClockMode::manual : ClockMode::stepping;
    return setting;
  }
  if (text.starts_with("scaled:") || text.starts_with("x")) {
    const auto factor = read_factor(text.substr(text.front() == 'x' ? 1 : 7));
    if (!factor) return unknown_setting(text);
    setting.mode = ClockMode::scaled;
    setting.factor = *factor;
    return setting;
  }
  if (text != "idle-skip" && !text.starts_with("idle-skip:")) return unknown_setting(text);
  setting.mode = ClockMode::idle_skip;
  if (text == "idle-skip") return setting;
  const auto quiet = parse_duration(text.substr(10));
  if (!quiet) return unknown_setting(text);
  setting.quiet = std::chrono::duration_cast<std::chrono::milliseconds>(*quiet);
  return setting;
}

std::string to_string(const ClockSetting& setting) {
  switch (setting.mode) {
    case ClockMode::real:
      return "real";
    case ClockMode::scaled:
      return fmt::format("scaled:{}", setting.factor);
    case ClockMode::manual:
      return "manual";
    case ClockMode::stepping:
      return "stepping";
    case ClockMode::idle_skip:
      return setting.quiet == ClockSetting{}.quiet ? "idle-skip" : fmt::format("idle-skip:{}ms", setting.quiet.count());
  }
  return {};
}

Pacer::Pacer(VirtualTimeline& timeline, const HostClock& host, ClockSetting setting)
    : timeline_(timeline), host_(host), setting_(setting), last_request_(host.steady()) {
  rebase();
}

void Pacer::rebase() {
  host_base_ = host_.steady();
  virtual_base_ = timeline_.now();
}

Instant Pacer::mapped_now() const {
  const nanoseconds passed = host_.steady() - host_base_;
  if (setting_.mode != ClockMode::scaled) return virtual_base_ + std::chrono::floor<Duration>(passed);
  const double micros = static_cast<double>(passed.count()) / 1000 * setting_.factor;
  return virtual_base_ + Duration(static_cast<std::int64_t>(std::min(micros, kFarthestMicroseconds)));
}

bool Pacer::is_quiet() const {
  return setting_.mode == ClockMode::idle_skip && host_.steady() - last_request_ >= setting_.quiet;
}

void Pacer::catch_up(bool may_skip) {
  if (!follows_host()) return;
  const Instant now = mapped_now();
  const auto next = timeline_.next();
  // When the host's clock has brought an event by itself, skipping to one more would hide a state from the client.
  const bool skips = may_skip && is_quiet() && next && *next > now;
  timeline_.advance_to(now);
  if (!skips) return;
  advance_to_next();
  last_request_ = host_.steady();
}

void Pacer::request_came(bool is_poll) {
  if (setting_.mode == ClockMode::stepping && is_poll) timeline_.advance_to_next();
  catch_up(true);
  last_request_ = host_.steady();
}

bool Pacer::step_for_held() {
  return setting_.mode == ClockMode::stepping && timeline_.advance_to_next();
}

std::optional<nanoseconds> Pacer::until_next() const {
  const auto next = timeline_.next();
  if (!follows_host() || !next) return std::nullopt;
  const double virtual_nanos = static_cast<double>(std::max(*next - mapped_now(), Duration(0)).count()) * 1000;
  const double factor = setting_.mode == ClockMode::scaled ? setting_.factor : 1.0;
  const auto wait =
      nanoseconds(static_cast<std::int64_t>(std::min(std::ceil(virtual_nanos / factor), kLongestWaitNanoseconds)));
  if (setting_.mode != ClockMode::idle_skip) return wait;
  const nanoseconds quiet_left = last_request_ + setting_.quiet - host_.steady();
  return std::min(wait, std::max(quiet_left, nanoseconds(0)));
}

void Pacer::set(ClockSetting setting) {
  if (follows_host()) timeline_.advance_to(mapped_now());
  setting_ = setting;
  rebase();
}

void Pacer::advance_to(Instant instant) {
  timeline_.advance_to(instant);
  rebase();
}

bool Pacer::advance_to_next() {
  const bool moved = timeline_.advance_to_next();
  if (moved) rebase();
  return moved;
}

}  // namespace hpc::site
