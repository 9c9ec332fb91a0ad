#include "http/listener/parser.h"

#include <boost/test/unit_test.hpp>
#include <random>

namespace hpc::http {
namespace {

constexpr std::uint64_t kMostBody = 100'000;
constexpr std::uint32_t kMostHead = 4096;

std::string described(const Request& request) {
  std::string text = request.method + " " + request.target + " " + std::to_string(request.minor_version) + "\n";
  for (const Header& field : request.headers) text += field.name + "=" + field.value + "\n";
  return text + "[" + request.body.str() + "]\n";
}

// Everything that comes out when the input is fed in these portions: requests, and how it ends.
template <class Portions>
std::string parsed(std::string_view input, const Portions& portion_after) {
  RequestParser parser(kMostBody, kMostHead);
  std::string text;
  for (std::size_t at = 0; at < input.size();) {
    std::string_view part = input.substr(at, portion_after(at));
    at += part.size();
    while (!part.empty()) {
      part.remove_prefix(parser.feed(part));
      if (parser.state() == RequestParser::State::complete)
        text += described(parser.take());
      else if (parser.state() == RequestParser::State::refused)
        return text + std::to_string(parser.refusal());
    }
  }
  switch (parser.state()) {
    case RequestParser::State::idle:
      return text + "idle";
    case RequestParser::State::head:
      return text + "head";
    default:
      return text + "body";
  }
}

std::string parsed_whole(std::string_view input) {
  return parsed(input, [&](std::size_t) { return input.size(); });
}

std::string parsed_cut(std::string_view input, std::size_t cut) {
  return parsed(input, [&](std::size_t at) { return at < cut ? cut - at : input.size(); });
}

std::string parsed_bytewise(std::string_view input) {
  return parsed(input, [](std::size_t) { return std::size_t{1}; });
}

const std::vector<std::string> kGood = {
    "GET / HTTP/1.1\r\nHost: a:1\r\n\r\n",
    "\r\n\r\nPOST /p HTTP/1.1\r\nContent-Length: 11\r\n\r\nhello\0world",
    "POST /none HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.0\r\n\r\n",
    "PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0006;x=y\r\n world\r\n0\r\n\r\n",
    "PUT /empty HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\nGET /next HTTP/1.1\r\n\r\n",
    "PUT /t HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n000\r\nX-Trailer: 1\r\nY: 2\r\n\r\n",
    "BREW /pot?milk=1&milk=2 HTTP/1.1\r\nX-LoWeR:  a b \r\nx-lower:\tc\r\nEmpty:\r\n\r\n",
    "GET /%7Euser//a%2Fb/?q=%20#f HTTP/1.1\r\nAccept: \xc3\xa9\r\n\r\n",
};

struct Bad {
  const char* what;
  std::string input;
  int status;
};

const std::vector<Bad> kBad = {
    {"a length that is no number", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400},
    {"a negative length", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
    {"a signed length", "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400},
    {"an empty length", "POST / HTTP/1.1\r\nContent-Length:\r\n\r\n", 400},
    {"a length beyond 64 bits", "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400},
    {"two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
    {"two equal lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
    {"length and coding", "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"coding and length", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400},
    {"coding in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"an unknown coding", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
    {"a second coding", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
    {"a chunk size that is no number", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
    {"a negative chunk size", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello", 400},
    {"a chunk size beyond 64 bits", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\n", 400},
    {"a chunk longer than it says", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", 400},
    {"a chunk beyond the limit", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n186A1\r\n", 413},
    {"a length beyond the limit", "POST / HTTP/1.1\r\nContent-Length: 100001\r\n\r\n", 413},
    {"a control byte in the target", "GET /a\x01z HTTP/1.1\r\n\r\n", 400},
    {"a NUL in a header", std::string("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n", 26), 400},
    {"a DEL in a header",
     "GET / HTTP/1.1\r\nA: b\x7f"
     "c\r\n\r\n",
     400},
    {"a bare line feed", "GET / HTTP/1.1\nHost: a\n\n", 400},
    {"a bare carriage return", "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", 400},
    {"a blank before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
    {"a header without colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", 400},
    {"a header without name", "GET / HTTP/1.1\r\n: a\r\n\r\n", 400},
    {"a method that is no token", "GE{T / HTTP/1.1\r\n\r\n", 400},
    {"no target", "GET HTTP/1.1\r\n\r\n", 400},
    {"a blank in the target", "GET /a b HTTP/1.1\r\n\r\n", 400},
    {"no version", "GET /\r\n\r\n", 400},
    {"a version that is none", "GET / HTTP/x.y\r\n\r\n", 400},
    {"another protocol", "GET / SPDY/1.1\r\n\r\n", 400},
    {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"HTTP/0.9 in disguise", "GET / HTTP/0.9\r\n\r\n", 505},
    {"a TLS greeting", "\x16\x03\x01\x02", 400},
    {"an endless line", "GET /" + std::string(5000, 'a'), 431},
    {"endless headers", "GET / HTTP/1.1\r\nA: " + std::string(5000, 'a') + "\r\n\r\n", 431},
    {"an endless chunk extension", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;" + std::string(9000, 'x'),
     400},
    {"a chunk extension beyond the limit",
     "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;" + std::string(9000, 'x') + "\r\nhello\r\n0\r\n\r\n", 400},
    {"trailers beyond the limit",
     "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: " + std::string(9000, 'x') + "\r\n\r\n", 400},
    {"endless trailers", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: " + std::string(9000, 'x'), 400},
};

BOOST_AUTO_TEST_SUITE(parser)

BOOST_AUTO_TEST_CASE(requests_are_read_as_they_are_spelled) {
  BOOST_TEST(parsed_whole(kGood[6]) == "BREW /pot?milk=1&milk=2 1\nX-LoWeR=a b\nx-lower=c\nEmpty=\n[]\nidle");
  BOOST_TEST(parsed_whole(kGood[2]) == "POST /none 1\nHost=a\n[]\nGET /next 0\n[]\nidle");
  BOOST_TEST(parsed_whole(kGood[3]) == "PUT /c 1\nTransfer-Encoding=chunked\n[hello world]\nidle");
  BOOST_TEST(parsed_whole(kGood[5]) == "PUT /t 1\nTransfer-Encoding=chunked\n[0123456789]\nidle");
  BOOST_TEST(parsed_whole(kGood[7]) == "GET /%7Euser//a%2Fb/?q=%20#f 1\nAccept=\xc3\xa9\n[]\nidle");
}

BOOST_AUTO_TEST_CASE(a_nul_in_the_body_is_a_byte_like_others) {
  const std::string input("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na\0b", 41);
  BOOST_TEST(parsed_whole(input) == std::string("POST / 1\nContent-Length=3\n[a\0b]\nidle", 36));
}

BOOST_AUTO_TEST_CASE(nothing_depends_on_where_the_input_is_cut) {
  for (const std::string& input : kGood) {
    const std::string expected = parsed_whole(input);
    BOOST_TEST(parsed_bytewise(input) == expected);
    for (std::size_t cut = 1; cut < input.size(); ++cut)
      BOOST_TEST(parsed_cut(input, cut) == expected, input << " cut at " << cut);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_http_is_refused_wherever_it_is_cut) {
  for (const Bad& bad : kBad) {
    BOOST_TEST(parsed_whole(bad.input) == std::to_string(bad.status), bad.what);
    BOOST_TEST(parsed_bytewise(bad.input) == std::to_string(bad.status), bad.what << ", byte by byte");
    for (std::size_t cut = 1; cut<bad.input.size(); cut += bad.input.size()> 1000 ? 97 : 1)
      BOOST_TEST(parsed_cut(bad.input, cut) == std::to_string(bad.status), bad.what << ", cut at " << cut);
  }
}

BOOST_AUTO_TEST_CASE(a_head_may_be_as_long_as_the_limit_and_no_longer) {
  const auto head_of = [](std::size_t size) {
    const std::string frame = "GET / HTTP/1.1\r\nA: \r\n\r\n";
    return "GET / HTTP/1.1\r\nA: " + std::string(size - frame.size(), 'a') + "\r\n\r\n";
  };
  BOOST_TEST(parsed_bytewise(head_of(kMostHead)).ends_with("idle"));
  BOOST_TEST(parsed_whole(head_of(kMostHead)).ends_with("idle"));
  BOOST_TEST(parsed_whole(head_of(kMostHead + 1)) == "431");
}

BOOST_AUTO_TEST_CASE(an_expectation_is_reported_once_and_only_while_the_client_waits) {
  RequestParser parser(kMostBody, kMostHead);
  const std::string head = "POST / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
  parser.feed(head);
  BOOST_TEST(parser.take_expectation());
  BOOST_TEST(!parser.take_expectation());
  parser.feed("ab");
  BOOST_TEST(parser.take().headers.get("Expect") == "100-Continue");

  parser.feed(head + "a");
  BOOST_TEST(!parser.take_expectation());
  parser.feed("b");
  parser.take();

  parser.feed("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  BOOST_TEST(!parser.take_expectation());
}

BOOST_AUTO_TEST_CASE(a_large_body_is_kept_in_large_pieces) {
  RequestParser parser(std::uint64_t{1} << 30, kMostHead);
  const std::string block(64 * 1024, 'b');
  parser.feed("PUT / HTTP/1.1\r\nContent-Length: " + std::to_string(block.size() * 160) + "\r\n\r\n");
  for (int i = 0; i < 160; ++i) parser.feed(block);
  const Request request = parser.take();
  BOOST_TEST(request.body.size() == block.size() * 160);
  BOOST_TEST(request.body.pieces().size() <= 13U);
}

// Seeded, so that a failure comes back.
BOOST_AUTO_TEST_CASE(mutilated_requests_never_break_it_and_mean_the_same_however_they_are_cut) {
  std::mt19937 chance(20261121);
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(chance() % bound); };
  const std::string spice("\r\n\0 :;,0Ff\x7f\xff\t-+\"", 16);
  for (int round = 0; round < 20'000; ++round) {
    std::string input = kGood[below(kGood.size())] + kGood[below(kGood.size())];
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
      const std::size_t at = below(input.size());
      switch (below(5)) {
        case 0:
          input[at] = static_cast<char>(below(256));
          break;
        case 1:
          input[at] = spice[below(spice.size())];
          break;
        case 2:
          input.erase(at, 1 + below(6));
          break;
        case 3:
          input.insert(at, 1 + below(3), spice[below(spice.size())]);
          break;
        default:
          input.insert(at, input.substr(below(input.size()), below(30)));
          break;
      }
      if (input.empty()) input = "x";
    }
    const std::string expected = parsed_whole(input);
    const std::size_t cut = 1 + below(input.size());
    if (parsed_cut(input, cut) != expected || parsed_bytewise(input) != expected)
      BOOST_TEST(false, "round " << round << ", cut at " << cut << ": " << input);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::http
