#include <boost/test/unit_test.hpp>

#include "http/listener/listener.h"

namespace hpc::http {
namespace {

std::string read_back(std::string_view text) {
  const auto address = parse_address(text);
  return address ? to_string(*address) : "refused";
}

BOOST_AUTO_TEST_SUITE(address)

BOOST_AUTO_TEST_CASE(addresses_are_read_as_people_write_them) {
  BOOST_TEST(read_back("127.0.0.1:80") == "127.0.0.1:80");
  BOOST_TEST(read_back("[::1]:0") == "[::1]:0");
  BOOST_TEST(read_back("localhost:8080") == "127.0.0.1:8080");
  BOOST_TEST(read_back(":8080") == "127.0.0.1:8080");
  BOOST_TEST(read_back("0.0.0.0:65535") == "0.0.0.0:65535");
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_refused) {
  for (const char* text : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:8x",
                           "::1:80", "[::1]", "[127.0.0.1]:80", "example.org:80", "[]:80"})
    BOOST_TEST(read_back(text) == "refused", text);
}

BOOST_AUTO_TEST_CASE(a_refusal_says_what_is_allowed) {
  const auto address = parse_address("localhost");
  BOOST_REQUIRE(!address);
  BOOST_TEST(address.error().sentence ==
             "'localhost' is no address: it has no port (allowed: 127.0.0.1:8080, [::1]:8080, localhost:8080, :8080; "
             "port 0 lets the system choose)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::http
