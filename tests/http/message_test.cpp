#include "http/message.h"

#include <boost/test/unit_test.hpp>

namespace hpc::http {
namespace {

std::string text_of(const Headers& headers) {
  std::string text;
  for (const Header& field : headers) text += field.name + ": " + field.value + "\n";
  return text;
}

std::string text_of(const Fields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) text += "[" + name + "=" + value + "]";
  return text;
}

BOOST_AUTO_TEST_SUITE(message)

BOOST_AUTO_TEST_CASE(header_names_are_found_in_any_case_and_keep_their_spelling) {
  const Headers headers{{"x-LoWeR", "1"}, {"Accept", "a"}, {"accept", "b"}};
  BOOST_TEST(*headers.find("X-Lower") == "1");
  BOOST_TEST(headers.get("ACCEPT") == "a");
  BOOST_TEST(headers.all("Accept").size() == 2U);
  BOOST_TEST(!headers.has("Accep"));
  BOOST_TEST(headers.get("absent") == "");
  BOOST_TEST(text_of(headers) == "x-LoWeR: 1\nAccept: a\naccept: b\n");
}

BOOST_AUTO_TEST_CASE(setting_a_header_leaves_one_in_the_place_of_the_first) {
  Headers headers{{"A", "1"}, {"b", "2"}, {"a", "3"}};
  headers.set("a", "4");
  headers.set("C", "5");
  BOOST_TEST(text_of(headers) == "a: 4\nb: 2\nC: 5\n");
  headers.remove("B");
  BOOST_TEST(text_of(headers) == "a: 4\nC: 5\n");
}

BOOST_AUTO_TEST_CASE(urlencoded_text_is_decoded_as_browsers_do) {
  BOOST_TEST(text_of(parse_urlencoded("a=1&b=x+y%26&a=2")) == "[a=1][b=x y&][a=2]");
  BOOST_TEST(text_of(parse_urlencoded("&&a&b=&=c&d=e=f&")) == "[a=][b=][=c][d=e=f]");
  BOOST_TEST(text_of(parse_urlencoded("%zz=%4")) == "[%zz=%4]");
  BOOST_TEST(parse_urlencoded("").empty());
}

BOOST_AUTO_TEST_CASE(repeated_fields_have_a_first_and_a_last) {
  const Fields fields = parse_urlencoded("k=1&other=9&k=2");
  BOOST_TEST(*fields.first("k") == "1");
  BOOST_TEST(*fields.last("k") == "2");
  BOOST_TEST(fields.all("k").size() == 2U);
  BOOST_TEST(fields.first("absent") == nullptr);
}

BOOST_AUTO_TEST_CASE(links_are_built_from_the_host_header_or_the_listeners_address) {
  Request request;
  request.local_address = "127.0.0.1:8080";
  BOOST_TEST(request.origin() == "http://127.0.0.1:8080");
  request.headers.add("host", "mock.example:99");
  BOOST_TEST(request.origin() == "http://mock.example:99");
}

BOOST_AUTO_TEST_CASE(reasons_are_the_standard_ones_or_empty) {
  BOOST_TEST(standard_reason(201) == "Created");
  BOOST_TEST(standard_reason(413) == "Content Too Large");
  BOOST_TEST(standard_reason(299) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::http
