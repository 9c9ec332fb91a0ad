#include "http/multipart.h"

#include <boost/test/unit_test.hpp>

namespace hpc::http {
namespace {

// Cut into two pieces that stay apart whatever their size.
Bytes cut(const std::string& text, std::size_t at) {
  const Bytes padded_first(text.substr(0, at) + std::string(4096, '!'));
  const Bytes padded_second(text.substr(at) + std::string(4096, '!'));
  Bytes whole;
  const auto add = [&whole](const Bytes& padded, std::size_t length) {
    Bytes pair = padded;
    pair.append(padded);  // two pieces, so that append() takes them as they are
    whole.append(pair.slice(0, length));
  };
  add(padded_first, at);
  add(padded_second, text.size() - at);
  return whole;
}

std::string described(const Result<std::vector<Part>>& parts) {
  if (!parts) return "failed: " + parts.error().sentence;
  std::string text;
  for (const Part& part : *parts) {
    text += part.name;
    if (part.has_filename) text += " file '" + part.filename + "'";
    text += " [" + part.content.str() + "]\n";
  }
  return text;
}

const std::string kTwoParts =
    "--XX\r\n"
    "Content-Disposition: form-data; name=\"file\"; filename=\"job.sh\"\r\n"
    "Content-Type: text/plain\r\n"
    "\r\n"
    "#!/bin/sh\r\n--XXX is no boundary\r\n--X neither\r\n"
    "\r\n--XX\r\n"
    "Content-Disposition: form-data; name=\"account\"\r\n"
    "\r\n"
    "proj"
    "\r\n--XX--\r\n";
const std::string kTwoPartsRead =
    "file file 'job.sh' [#!/bin/sh\r\n--XXX is no boundary\r\n--X neither\r\n]\naccount [proj]\n";

BOOST_AUTO_TEST_SUITE(multipart)

BOOST_AUTO_TEST_CASE(a_body_is_split_wherever_its_pieces_are_cut) {
  for (std::size_t at = 0; at <= kTwoParts.size(); ++at)
    BOOST_TEST(described(split_multipart(cut(kTwoParts, at), "XX")) == kTwoPartsRead, "cut at " << at);
}

BOOST_AUTO_TEST_CASE(every_truncated_body_fails) {
  const std::size_t needed = kTwoParts.size() - 2;  // the last line end is optional
  for (std::size_t at = 0; at < needed; ++at)
    BOOST_TEST(!split_multipart(kTwoParts.substr(0, at), "XX").has_value(), "truncated at " << at);
  BOOST_TEST(described(split_multipart(kTwoParts.substr(0, needed), "XX")) == kTwoPartsRead);
}

BOOST_AUTO_TEST_CASE(contents_share_the_pieces_of_the_body) {
  std::string big(300'000, '\0');
  Bytes body("--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n");
  body.append(Bytes(std::move(big)));
  body.append("\r\n--b--");
  const auto parts = split_multipart(body, "b");
  BOOST_REQUIRE(parts.has_value());
  BOOST_TEST(parts->front().content.size() == 300'000U);
  BOOST_TEST(parts->front().content.pieces().front().owner == body.pieces()[1].owner);
}

BOOST_AUTO_TEST_CASE(preamble_epilogue_blanks_and_empty_contents_are_understood) {
  BOOST_TEST(described(split_multipart("hello\r\n--b \t\r\nContent-Disposition: form-data; name=a\r\n\r\n"
                                       "\r\n--b--\r\nbye --b",
                                       "b")) == "a []\n");
  BOOST_TEST(described(split_multipart("--b--", "b")) == "");
  BOOST_TEST(described(split_multipart("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n\r\n--b--", "b")) ==
             "a [\r\n]\n");
}

BOOST_AUTO_TEST_CASE(malformed_bodies_fail_with_a_reason) {
  BOOST_TEST(described(split_multipart("", "b")) == "failed: the multipart body has no final boundary");
  BOOST_TEST(described(split_multipart("x", "")) == "failed: the multipart body has no boundary");
  BOOST_TEST(described(split_multipart("--b\r\n\r\nx\r\n--b--", "b")) ==
             "failed: a part of the multipart body has no name");
  BOOST_TEST(described(split_multipart("--b\r\nno colon here\r\n\r\nx\r\n--b--", "b")) ==
             "failed: a part of the multipart body has a malformed header");
  BOOST_TEST(described(split_multipart("--b\r\nA: b\r\nx\r\n--b--", "b")) ==
             "failed: a part of the multipart body has no end of headers");
}

BOOST_AUTO_TEST_CASE(names_are_unquoted_and_encoded_file_names_decoded) {
  const auto name = [](const std::string& disposition) {
    return described(
        split_multipart("--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n\r\n--b--", "b"));
  };
  BOOST_TEST(name("name=\"a;b\"; filename=\"c\\\"d\"") == "a;b file 'c\"d' []\n");
  BOOST_TEST(name("name=a; filename=\"C:\\tmp\\x\"") == "a file 'C:\\tmp\\x' []\n");
  BOOST_TEST(name("NAME = a ; filename*=UTF-8''na%C3%AFve.txt; filename=plain") == "a file 'na\xc3\xafve.txt' []\n");
  BOOST_TEST(name("name=a; filename=\"\"") == "a file '' []\n");
}

BOOST_AUTO_TEST_CASE(the_boundary_is_read_from_the_content_type) {
  BOOST_TEST(multipart_boundary("multipart/form-data; boundary=abc") == "abc");
  BOOST_TEST(multipart_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"") == "a b");
  BOOST_TEST(multipart_boundary("multipart/form-data") == "");
  BOOST_TEST(multipart_boundary("text/plain; boundary=abc") == "");
}

BOOST_AUTO_TEST_CASE(a_form_is_read_by_its_content_type) {
  Request request;
  request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  request.body = Bytes("grant_type=client_credentials&x=a+b");
  BOOST_TEST(*read_form(request)->fields.first("x") == "a b");

  request.headers.set("Content-Type", "multipart/form-data; boundary=XX");
  request.body = Bytes(kTwoParts);
  const auto form = read_form(request);
  BOOST_REQUIRE(form.has_value());
  BOOST_TEST(*form->fields.first("account") == "proj");
  BOOST_TEST(form->file("file")->headers.get("content-type") == "text/plain");
  BOOST_TEST(form->file("account") == nullptr);

  request.headers.set("Content-Type", "application/json");
  BOOST_TEST(read_form(request)->fields.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::http
