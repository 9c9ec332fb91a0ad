#include "base/encoding.h"

#include <boost/test/unit_test.hpp>

namespace hpc {
namespace {

BOOST_AUTO_TEST_SUITE(encoding)

BOOST_AUTO_TEST_CASE(percent_decoding_keeps_what_is_no_escape) {
  BOOST_TEST(percent_decode("a%20b%2Fc") == "a b/c");
  BOOST_TEST(percent_decode("100%") == "100%");
  BOOST_TEST(percent_decode("%zz%4") == "%zz%4");
  BOOST_TEST(percent_decode("a+b") == "a+b");
  BOOST_TEST(percent_decode("a+b", true) == "a b");
  BOOST_TEST(percent_decode("%41") == "A");
}

BOOST_AUTO_TEST_CASE(base64_has_rfc_4648s_test_vectors) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},         {"f", "Zg=="},         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},  {"foob", "Zm9vYg=="},  {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) {
    BOOST_TEST(base64(plain) == coded);
    BOOST_TEST(base64_decode(coded).value() == plain);
  }
  BOOST_TEST(!base64_decode("Zm9v!").has_value());
  BOOST_TEST(base64url("\xfb\xff") == "-_8");
  BOOST_TEST(base64url_decode("-_8").value() == "\xfb\xff");
}

BOOST_AUTO_TEST_CASE(utf8_is_checked_as_unicode_says) {
  BOOST_TEST(is_utf8("gr\xc3\xbc\xc3\x9f"));
  BOOST_TEST(!is_utf8("\xc0\x80"));
  BOOST_TEST(!is_utf8("\xed\xa0\x80"));
  BOOST_TEST(!is_utf8("\xff"));
  BOOST_TEST(!is_utf8("\xe2\x82"));
  BOOST_TEST(to_valid_utf8("a\xff" "b") == "a\xef\xbf\xbd" "b");
  BOOST_TEST(to_valid_utf8("\xe2\x82") == "\xef\xbf\xbd");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc
