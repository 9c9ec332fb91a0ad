#include "conformance/report/console.h"

#include <boost/test/unit_test.hpp>

#include "tests/conformance/report/a_run.h"

using namespace hpc;
using namespace hpc::conformance;

namespace {

std::string told(ConsoleReporter::Options options) {
  std::string text;
  Redactor redactor;
  EventLog log(redactor);
  log.add_reporter(std::make_unique<ConsoleReporter>(options, [&text](std::string_view part) { text += part; }));
  BOOST_REQUIRE(test::tell_all(log).has_value());
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(console)

BOOST_AUTO_TEST_CASE(plain_lines_come_in_the_order_of_the_plan) {
  const auto text = told({});
  BOOST_TEST(text.find('\x1b') == std::string::npos);
  BOOST_TEST(text.find("PASS        a/passes\nFAIL        b/fails: things.get GET /things/{id}: expected a string, got 1 & <***>\n") != std::string::npos);
  BOOST_TEST(text.find("SKIP        c/skipped: read-only # here\nUNSUPPORTED c/unsupported: the target has no clock\nWAIVED      c/waived: until 2030-01-01: ticket\nERROR       c/error: Connection refused\n") !=
             std::string::npos);
  BOOST_TEST(text.find("1 passed, 2 failed, 1 skipped, 1 unsupported, 1 waived, 1 without answer (1 of the failed do not count: their level is not MUST); 2 requests in 0.12 s\n") != std::string::npos);
  BOOST_TEST(text.find("coverage of things: 1 of 2 operations, 1 of 3 documented statuses\n  never seen: things.get 404\n  never seen: things.make 201\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(quiet_leaves_out_what_passed) {
  const auto text = told({.quiet = true});
  BOOST_TEST(text.find("PASS") == std::string::npos);
  BOOST_TEST(text.find("b/fails") != std::string::npos);
  BOOST_TEST(text.find("never seen") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_terminal_gets_colours_and_a_bar_that_is_gone_at_the_end) {
  const auto text = told({.terminal = true});
  BOOST_TEST(text.find("\x1b[31;1mFAIL") != std::string::npos);
  BOOST_TEST(text.find("] 4/7") != std::string::npos);
  BOOST_TEST(text.rfind("\x1b[K") < text.rfind("1 passed"));
}

BOOST_AUTO_TEST_SUITE_END()
