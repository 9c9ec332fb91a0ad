#include "site/clock.h"

#include <boost/test/unit_test.hpp>

namespace hpc::site {
namespace {

using namespace std::chrono_literals;

const Instant kHostStart = from_unix_seconds(2'000'000'000);
const Instant kStart = from_unix_seconds(1'000'000);

/// A timeline with events at 10 s and 20 s, followed by the given clock.
struct Paced {
  FakeHostClock host{kHostStart};
  VirtualTimeline timeline{kStart};
  Pacer pacer;
  int events = 0;

  explicit Paced(const char* setting) : pacer(timeline, host, HPC_MUST(parse_clock_setting(setting))) {
    for (const Duration when : {10s, 20s}) timeline.at(kStart + when, [this] { ++events; });
  }
  /// Virtual seconds and events run when a request comes `later` on the host's clock.
  std::string request(Duration later, bool is_poll = true) {
    host.move(later);
    pacer.request_came(is_poll);
    return told();
  }
  std::string told() const {
    return std::to_string((timeline.now() - kStart) / 1ms) + "ms, " + std::to_string(events) + " events";
  }
};

BOOST_AUTO_TEST_SUITE(clock)

BOOST_AUTO_TEST_CASE(settings_read_back_as_written) {
  for (const char* text : {"real", "scaled:60", "scaled:0.5", "manual", "stepping", "idle-skip", "idle-skip:20ms"})
    BOOST_TEST(to_string(HPC_MUST(parse_clock_setting(text))) == text);
  BOOST_TEST(to_string(HPC_MUST(parse_clock_setting("x60"))) == "scaled:60");
  for (const char* bad : {"", "fast", "scaled", "scaled:", "scaled:0", "x-1", "xinf", "xnan", "x1e300", "x6 ",
                          "idle-skip:", "idle-skip:soon"}) {
    const auto setting = parse_clock_setting(bad);
    BOOST_REQUIRE_MESSAGE(!setting.has_value(), bad);
    BOOST_TEST(setting.error().sentence.find("stepping") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(real_time_passes_as_on_the_host) {
  Paced paced("real");
  BOOST_TEST(paced.request(9s) == "9000ms, 0 events");
  BOOST_TEST((paced.pacer.until_next() == 1s));
  BOOST_TEST(paced.request(1s) == "10000ms, 1 events");
  BOOST_TEST(!paced.pacer.step_for_held());
  paced.host.move(10s);
  BOOST_TEST((paced.pacer.until_next() == 0s));
  paced.pacer.catch_up();
  BOOST_TEST(paced.told() == "20000ms, 2 events");
  BOOST_TEST(!paced.pacer.until_next().has_value());
}

BOOST_AUTO_TEST_CASE(scaled_time_passes_faster) {
  Paced paced("x1000");
  BOOST_TEST((paced.pacer.until_next() == 10ms));
  BOOST_TEST(paced.request(9ms) == "9000ms, 0 events");
  BOOST_TEST(paced.request(11ms) == "20000ms, 2 events");
}

BOOST_AUTO_TEST_CASE(manual_time_moves_by_control_alone) {
  Paced paced("manual");
  BOOST_TEST(paced.request(1h) == "0ms, 0 events");
  BOOST_TEST(!paced.pacer.until_next().has_value());
  BOOST_TEST(!paced.pacer.step_for_held());
  paced.pacer.advance_to(kStart + 11s);
  BOOST_TEST(paced.told() == "11000ms, 1 events");
  BOOST_TEST(paced.pacer.advance_to_next());
  BOOST_TEST(!paced.pacer.advance_to_next());
  BOOST_TEST(paced.told() == "20000ms, 2 events");
}

BOOST_AUTO_TEST_CASE(stepping_moves_to_the_next_event_at_each_poll) {
  Paced paced("stepping");
  BOOST_TEST(paced.request(1h, false) == "0ms, 0 events");
  BOOST_TEST(paced.request(0s) == "10000ms, 1 events");
  BOOST_TEST(paced.pacer.step_for_held());
  BOOST_TEST(paced.told() == "20000ms, 2 events");
  BOOST_TEST(!paced.pacer.step_for_held());
  BOOST_TEST(paced.request(0s) == "20000ms, 2 events");
}

BOOST_AUTO_TEST_CASE(idle_skip_moves_to_the_next_event_after_quiet) {
  Paced paced("idle-skip:5ms");
  BOOST_TEST(paced.request(4ms) == "4ms, 0 events");
  BOOST_TEST(paced.request(4ms) == "8ms, 0 events");
  BOOST_TEST(paced.request(5ms) == "10000ms, 1 events");
  BOOST_TEST(paced.request(1ms) == "10001ms, 1 events");
  BOOST_TEST((paced.pacer.until_next() == 5ms));
  paced.host.move(5ms);
  paced.pacer.catch_up();
  BOOST_TEST(paced.told() == "20000ms, 2 events");
}

BOOST_AUTO_TEST_CASE(idle_skip_shows_each_state_when_the_host_brings_an_event_by_itself) {
  Paced paced("idle-skip:5ms");
  BOOST_TEST(paced.request(12s) == "12000ms, 1 events");
}

BOOST_AUTO_TEST_CASE(a_change_of_mode_goes_on_from_where_time_is) {
  Paced paced("manual");
  paced.host.move(1h);
  paced.pacer.set(HPC_MUST(parse_clock_setting("real")));
  BOOST_TEST(paced.request(3s) == "3000ms, 0 events");
  paced.host.move(2s);
  paced.pacer.set(HPC_MUST(parse_clock_setting("x2")));
  BOOST_TEST(paced.told() == "5000ms, 0 events");
  paced.pacer.advance_to(kStart + 8s);
  BOOST_TEST(paced.request(1s) == "10000ms, 1 events");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
