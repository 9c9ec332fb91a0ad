#include <boost/test/unit_test.hpp>

#include "apis/flux_restful/cores.h"
#include "apis/flux_restful/job_id.h"
#include "apis/flux_restful/python.h"
#include "apis/flux_restful/submission.h"

using namespace hpc::apis::flux_restful;

namespace {

std::string words(std::string_view text) {
  const auto split = split_words(text);
  if (!split) return "no";
  std::string joined;
  for (const std::string& word : *split) joined += "<" + word + ">";
  return joined;
}

std::string number(std::string_view text) {
  const auto parsed = parse_int(text);
  return parsed ? parsed->text : "no";
}

std::string fault(std::string_view text) {
  const auto found = find_json_fault(text);
  return found ? std::to_string(found->position) + " " + found->message : "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(flux_restful_words)

BOOST_AUTO_TEST_CASE(one_id_has_many_spellings) {
  constexpr FluxId kId = 2537285484544;
  BOOST_TEST(f58(kId) == "ƒ29eiEKrf");
  for (const char* text : {"2537285484544", " 2537285484544 ", "ƒ29eiEKrf", "f29eiEKrf", "0x24ec2000000",
                           "0000.024e.c200.0000", "job.0000.024e.c200.0000"})
    BOOST_TEST(parse_flux_id(text).value_or(0) == kId, text);
  for (const char* text : {"abc", "-1", "1_0", "submit", "0X24", "9223372036854775808", "", "f", "f0"})
    BOOST_TEST(!parse_flux_id(text), text);
  BOOST_TEST(parse_flux_id("1.5").has_value());
}

BOOST_AUTO_TEST_CASE(ids_grow_also_within_a_millisecond) {
  BOOST_TEST(next_id(5, 0) == 5u << 24);
  BOOST_TEST(next_id(5, 5u << 24) == (5u << 24) + 1);
  BOOST_TEST(next_id(5, (5u << 24) + 1023) == 6u << 24);
}

BOOST_AUTO_TEST_CASE(integers_are_read_as_python_does) {
  BOOST_TEST(number(" +1_000 ") == "1000");
  BOOST_TEST(number("-007") == "-7");
  BOOST_TEST(number("-0") == "0");
  BOOST_TEST(number("99999999999999999999") == "99999999999999999999");
  for (const char* text : {"", "1.5", "1__0", "_1", "1_", "0x10", "abc", "- 1"}) BOOST_TEST(number(text) == "no", text);
}

BOOST_AUTO_TEST_CASE(commands_are_split_as_a_shell_line_is) {
  BOOST_TEST(words("echo 'a b' \"c\\\"d\" e\\ f") == "<echo><a b><c\"d><e f>");
  BOOST_TEST(words("# x") == "<#><x>");
  BOOST_TEST(words("a'' ''") == "<a><>");
  BOOST_TEST(words("  ") == "");
  BOOST_TEST(words("echo 'x") == "no");
  BOOST_TEST(words("echo \\") == "no");
}

BOOST_AUTO_TEST_CASE(broken_json_is_told_of_in_pythons_words) {
  BOOST_TEST(fault("{bad") == "1 Expecting property name enclosed in double quotes");
  BOOST_TEST(fault("") == "0 Expecting value");
  BOOST_TEST(fault("{\"a\" 1}") == "5 Expecting ':' delimiter");
  BOOST_TEST(fault("{\"a\":1 \"b\"}") == "7 Expecting ',' delimiter");
  BOOST_TEST(fault("[1] x") == "4 Extra data");
  BOOST_TEST(fault("\"ä") == "0 Unterminated string starting at");
  BOOST_TEST(fault("[\"ä\", x]") == "6 Expecting value");
  BOOST_TEST(fault("01") == "1 Extra data");
  BOOST_TEST(fault("[NaN, -Infinity, 1.5e3, {\"a\": null}]") == "none");
}

BOOST_AUTO_TEST_CASE(durations_have_fluxs_units) {
  BOOST_TEST(parse_flux_duration("2m").value_or(-1) == 120.0);
  BOOST_TEST(parse_flux_duration("250ms").value_or(-1) == 0.25);
  BOOST_TEST(parse_flux_duration("1.5").value_or(-1) == 1.5);
  for (const char* text : {"abc", "-1", "m", "inf"}) BOOST_TEST(!parse_flux_duration(text), text);
}

BOOST_AUTO_TEST_CASE(cores_are_named_from_the_lowest_on) {
  Cores cores({4, 4});
  const Allotment first = cores.allot({0}, {.tasks = 2});
  const Allotment both = cores.allot({0, 1}, {.tasks = 4});
  BOOST_TEST(resource_summary(first) == "rank0/core[0-1]");
  BOOST_TEST(resource_summary(both) == "rank0/core[2-3] rank1/core[0-1]");
  cores.release(first);
  BOOST_TEST(resource_summary(cores.allot({0}, {.tasks = 1})) == "rank0/core0");
  cores.release(both);
  BOOST_TEST(resource_summary(cores.allot({1}, {.whole_nodes = true})) == "rank1/core[0-3]");
  BOOST_TEST(id_set({0, 2, 3}) == "[0,2-3]");
}

BOOST_AUTO_TEST_SUITE_END()
