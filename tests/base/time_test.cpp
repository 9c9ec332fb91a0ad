#include "base/time.h"

#include <boost/test/unit_test.hpp>

namespace hpc {
namespace {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(time)

BOOST_AUTO_TEST_CASE(instants_print_and_read_back) {
  const Instant instant = from_unix_seconds(1795297155) + 123456us;
  BOOST_TEST(iso_seconds(instant) == "2026-11-21T21:39:15");
  BOOST_TEST(iso_microseconds(instant) == "2026-11-21T21:39:15.123456");
  BOOST_TEST(iso_basic(instant) == "20261121T213915Z");
  BOOST_TEST(http_date(instant) == "Sat, 21 Nov 2026 21:39:15 GMT");
  BOOST_TEST((parse_iso("2026-11-21T21:39:15.123456Z") == instant));
  BOOST_TEST((parse_iso("1970-01-02") == from_unix_seconds(86400)));
  for (const char* bad : {"", "2026", "2026-02-30", "2026-11-21 21:00:00", "2026-11-21T25:00:00", "2026-11-21T21:39:15x"})
    BOOST_TEST(!parse_iso(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(durations_are_read_with_and_without_units) {
  const std::pair<const char*, Duration> good[] = {{"90", 90s},   {"90s", 90s}, {"1.5h", 90min}, {"200ms", 200ms},
                                                   {"250us", 250us}, {"2m", 2min}, {"1d", 24h}};
  for (const auto& [text, duration] : good) BOOST_TEST((parse_duration(text) == duration), text);
  for (const char* bad : {"", "-1", "1x", "s", ".", "99999999999999d"}) BOOST_TEST(!parse_duration(bad).has_value(), bad);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc
