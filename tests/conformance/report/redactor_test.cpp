#include "conformance/report/redactor.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "tests/conformance/report/a_run.h"

using namespace hpc;
using namespace hpc::conformance;

BOOST_AUTO_TEST_SUITE(redactor)

BOOST_AUTO_TEST_CASE(a_secret_is_hidden_in_each_of_its_forms) {
  Redactor redactor;
  redactor.add_secret("s3cret/+\"x");
  BOOST_TEST(redactor.text("a s3cret/+\"x b") == "a *** b");
  BOOST_TEST(redactor.text(percent_encode("s3cret/+\"x")) == "***");
  BOOST_TEST(redactor.text(base64("s3cret/+\"x")) == "***");
  BOOST_TEST(redactor.text(Json("s3cret/+\"x").dump()) == "\"***\"");
  redactor.add_secret("abc");  // Too short to be one: it would hide half of every word.
  BOOST_TEST(redactor.text("abc") == "abc");
}

BOOST_AUTO_TEST_CASE(a_longer_secret_leaves_no_rest) {
  Redactor redactor;
  redactor.add_secret("token");
  redactor.add_secret("token-and-more");
  BOOST_TEST(redactor.text("token-and-more token") == "*** ***");
}

BOOST_AUTO_TEST_CASE(a_short_secret_is_a_word_of_its_own) {
  Redactor redactor;
  redactor.add_secret("token-a");
  BOOST_TEST(redactor.text("/api-token-auth/ token-a /x/token-a?y=\"token-a\"") == "/api-token-auth/ *** /x/***?y=\"***\"");
  BOOST_TEST(!redactor.holds_secret("/api-token-auth/"));
}

BOOST_AUTO_TEST_CASE(exchanges_teach_what_is_secret) {
  Redactor redactor;
  auto exchange = test::an_exchange(200, R"({"access_token":"issued-1","nested":[{"refresh_token":"issued-2"}],"user":"ada-visible"})");
  exchange.request.headers.add("Cookie", "session=biscuit-9; theme=dark-one");
  exchange.request.headers.add("Proxy-Authorization", "Basic " + base64("user:open-sesame"));
  exchange.request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  exchange.request.body = Bytes("grant_type=client_credentials&client_secret=formed%2Fsecret");
  exchange.response->headers.add("Set-Cookie", "id=cookie-7; Path=/visible-path");
  redactor.learn({exchange});
  for (const char* secret : {"canary-token-1", "issued-1", "issued-2", "biscuit-9", "open-sesame", "formed/secret", "cookie-7"}) BOOST_TEST(redactor.text(secret) == "***", secret << " is seen");
  for (const char* plain : {"ada-visible", "client_credentials", "/visible-path"}) BOOST_TEST(redactor.text(plain) == plain);
}

BOOST_AUTO_TEST_SUITE_END()
