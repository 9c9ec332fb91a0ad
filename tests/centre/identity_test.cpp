#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "site/identity/jwt.h"
#include "site/identity/keys.h"

namespace hpc::site {
namespace {

BOOST_AUTO_TEST_SUITE(identity)

BOOST_AUTO_TEST_CASE(hs256_agrees_with_the_example_of_rfc_7515) {
  // Appendix A.1, with the key as raw bytes.
  const std::string token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
      "LmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const unsigned char key[] = {3,   35,  53,  75, 43,  15,  165, 188, 131, 126, 6,   101, 119, 123, 166, 143,
                               90,  179, 40,  230, 240, 84,  201, 40,  169, 15,  132, 178, 210, 80,  46,  191,
                               211, 251, 90,  146, 210, 6,   71,  239, 150, 138, 180, 195, 119, 98,  61,  34,
                               61,  46,  33,  114, 5,   46,  79,  8,   192, 205, 154, 245, 103, 208, 128, 163};
  const std::string_view secret(reinterpret_cast<const char*>(key), sizeof key);
  const Jwt jwt = HPC_MUST(decode_jwt(token));
  BOOST_TEST(jwt.claims->at("iss") == "joe");
  BOOST_TEST(has_valid_signature(jwt, secret));
  BOOST_TEST(!has_valid_signature(jwt, secret.substr(1)));
}

BOOST_AUTO_TEST_CASE(a_token_signed_by_one_key_is_refused_by_another) {
  Keys demo(1);
  const RsaKey other = Keys(2).signing();
  const std::string token = sign_rs256({{"sub", "somebody"}}, demo.signing());
  const Jwt jwt = HPC_MUST(decode_jwt(token));
  BOOST_TEST(jwt.header->at("kid") == demo.signing().id());
  BOOST_TEST(has_valid_signature(jwt, demo.signing()));
  BOOST_TEST(!has_valid_signature(jwt, other));
  // The public key as an HMAC secret must not do: the classic confusion of algorithms.
  BOOST_TEST(!has_valid_signature(jwt, demo.signing().public_pem()));
}

BOOST_AUTO_TEST_CASE(a_seed_gives_the_same_key_every_time_and_other_seeds_others) {
  Keys one(42), same(42), other(43);
  BOOST_TEST(one.signing().id() == same.signing().id());
  BOOST_TEST(one.signing().sign("text") == same.signing().sign("text"));
  BOOST_TEST(one.signing().id() != other.signing().id());
  BOOST_TEST(one.signing().modulus().size() == 256U);
  BOOST_TEST(one.signing().exponent() == std::string("\x01\x00\x01", 3));
  BOOST_TEST(one.signing().verify("text", one.signing().sign("text")));
}

BOOST_AUTO_TEST_CASE(what_is_no_jwt_is_refused_without_a_crash) {
  for (const char* bad : {"", "a", "a.b", "a.b.c", "a.b.c.d", "e30.e30", "e30.W10.x", "\xff.\xff.\xff", "..", "e30.!.e30"})
    BOOST_TEST(!decode_jwt(bad).has_value(), bad);
  BOOST_TEST(decode_jwt("e30.e30.").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
