#include "conformance/schema/values.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace hpc::conformance {
namespace {

bool is_multiple(const char* number, const char* divisor) {
  return is_multiple_of(Json::parse(number), Json::parse(divisor));
}

BOOST_AUTO_TEST_SUITE(values)

BOOST_AUTO_TEST_CASE(multiples_are_decimal_and_exact) {
  BOOST_TEST(is_multiple("0.3", "0.1"));
  BOOST_TEST(is_multiple("4.35", "0.01"));
  BOOST_TEST(is_multiple("0.0075", "0.0001"));
  BOOST_TEST(!is_multiple("0.00751", "0.0001"));
  BOOST_TEST(is_multiple("18446744073709551615", "5"));
  BOOST_TEST(!is_multiple("18446744073709551615", "2"));
  BOOST_TEST(is_multiple("-9223372036854775808", "2"));
  BOOST_TEST(is_multiple("1e308", "0.5"));
  BOOST_TEST(!is_multiple("1e308", "0.123456789"));
  BOOST_TEST(!is_multiple("1e-300", "1e300"));
  BOOST_TEST(is_multiple("0.0", "1e-300"));
  BOOST_TEST(is_multiple("1e300", "1e-300"));
}

BOOST_AUTO_TEST_CASE(equality_is_by_value_and_hashes_agree) {
  const Json integer = Json::parse(R"({"a": [1, 2]})");
  const Json fraction = Json::parse(R"({"a": [1.0, 2e0]})");
  BOOST_TEST(same_value(integer, fraction));
  BOOST_TEST(hash_value(integer) == hash_value(fraction));
  BOOST_TEST(!same_value(Json(9007199254740993), Json(9007199254740992.0)));
  BOOST_TEST(same_value(Json(18446744073709551615ull), Json(18446744073709551615ull)));
  BOOST_TEST(!same_value(Json(-1), Json(18446744073709551615ull)));
  BOOST_TEST(!same_value(Json(false), Json(0)));
  BOOST_TEST(!same_value(Json::parse(R"({"a": 1})"), Json::parse(R"({"b": 1})")));
  BOOST_TEST(!same_value(Json::array(), Json::object()));
}

BOOST_AUTO_TEST_CASE(values_are_shown_short_and_in_whole_characters) {
  BOOST_TEST(shown(Json::parse(R"({"a":[1,2.5,null],"b":"x"})")) == R"({"a":[1,2.5,null],"b":"x"})");
  BOOST_TEST(shown(Json("\xc3\xa9\xc3\xa9\xc3\xa9"), 4) == "\"\xc3\xa9...");
  Json large = Json::array();
  for (int i = 0; i < 1'000'000; ++i) large.push_back(i);
  BOOST_TEST(shown(large, 10) == "[0,1,2,3,4...");
}

BOOST_AUTO_TEST_CASE(pointers_lead_to_values) {
  const Json root = Json::parse(R"({"a/b": {"~": [10, 20]}, "": 5})");
  BOOST_TEST(*at_pointer(root, "/a~1b/~0/1") == 20);
  BOOST_TEST(*at_pointer(root, "/") == 5);
  BOOST_TEST(at_pointer(root, "") == &root);
  for (const char* none : {"/x", "/a~1b/~0/2", "/a~1b/~0/01", "/a~1b/~0/-", "a"})
    BOOST_TEST(at_pointer(root, none) == nullptr, none);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::conformance
