#include "base/client_json.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using hpc::kMostJsonLevels;
using hpc::parse_client_json;

namespace {

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

}  // namespace

BOOST_AUTO_TEST_SUITE(client_json)

BOOST_AUTO_TEST_CASE(values_are_read_and_malformed_text_is_discarded) {
  BOOST_TEST(parse_client_json("{\"b\":1,\"a\":[2]}").dump() == "{\"a\":[2],\"b\":1}");
  BOOST_TEST(hpc::parse_client_ordered_json("{\"b\":1,\"a\":[2]}").dump() == "{\"b\":1,\"a\":[2]}");
  BOOST_TEST(parse_client_json("{\"b\":").is_discarded());
  BOOST_TEST(parse_client_json("").is_discarded());
}

BOOST_AUTO_TEST_CASE(what_is_nested_too_deep_is_discarded) {
  BOOST_TEST(parse_client_json(nested(kMostJsonLevels)).is_array());
  BOOST_TEST(parse_client_json(nested(kMostJsonLevels + 1)).is_discarded());
  BOOST_TEST(parse_client_json(nested(1'000'000)).is_discarded());
  BOOST_TEST(parse_client_json(std::string(1'000'000, '[')).is_discarded());
}

BOOST_AUTO_TEST_CASE(brackets_in_strings_are_no_levels) {
  const std::string brackets(kMostJsonLevels * 2, '[');
  BOOST_TEST(parse_client_json("\"" + brackets + "\"").is_string());
  BOOST_TEST(parse_client_json("[\"\\\"" + brackets + "\"]").is_array());
  BOOST_TEST(parse_client_json("[\"\\\\\"," + nested(kMostJsonLevels) + "]").is_discarded());
}

BOOST_AUTO_TEST_SUITE_END()
