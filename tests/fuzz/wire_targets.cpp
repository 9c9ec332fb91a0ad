// What a client sends: HTTP, forms, JSON, tokens; and the YAML of site files.
#include <nlohmann/json.hpp>

#include "apis/flux_restful/expression.h"
#include "apis/flux_restful/job_id.h"
#include "apis/spack_monitor/read_json.h"
#include "base/encoding.h"
#include "base/yaml.h"
#include "http/listener/parser.h"
#include "http/multipart.h"
#include "site/identity/jwt.h"
#include "tests/fuzz/targets.h"

namespace hpc::fuzz {
namespace {

// The requests in the bytes, fed in pieces of at most `piece`.
std::string requests_in(std::string_view bytes, std::size_t piece) {
  http::RequestParser parser(64 * 1024, 2048);
  std::string all;
  while (!bytes.empty()) {
    const std::string_view now = bytes.substr(0, piece);
    const std::size_t taken = parser.feed(now);
    bytes.remove_prefix(taken);
    if (parser.state() == http::RequestParser::State::refused) return all + "refused " + std::to_string(parser.refusal());
    if (parser.state() == http::RequestParser::State::complete) {
      const bool lives = parser.keep_alive();
      const http::Request request = parser.take();
      all += request.method + " " + request.target + " " + std::to_string(request.body.size()) + (lives ? "\n" : " closes\n");
      if (!lives) return all;
    } else if (taken < now.size()) {
      return "it took less than all of an incomplete request";
    }
  }
  return all + std::to_string(static_cast<int>(parser.state()));
}

std::string http_claim(std::string_view input) {
  const std::string whole = requests_in(input, input.size() + 1);
  for (const std::size_t piece : {1UL, 7UL})
    if (const std::string cut = requests_in(input, piece); cut != whole)
      return "cut in pieces of " + std::to_string(piece) + " it reads " + cut + ", whole " + whole;
  return "";
}

std::string multipart_claim(std::string_view input) {
  const auto parts = http::split_multipart(Bytes(std::string(input)), "b");
  std::size_t size = 0;
  if (parts)
    for (const http::Part& part : *parts) size += part.content.size();
  return size <= input.size() ? "" : "its parts are larger than it";
}

std::string urlencoded_claim(std::string_view input) {
  std::string again;
  const http::Fields fields = http::parse_urlencoded(input);
  for (const auto& [name, value] : fields)
    again += (again.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  const http::Fields second = http::parse_urlencoded(again);
  auto other = second.begin();
  for (const auto& [name, value] : fields) {
    if (other == second.end() || other->first != name || other->second != value) return "encoded again it is different";
    ++other;
  }
  return "";
}

std::string json_claim(std::string_view input) {
  using apis::spack_monitor::read_json_text;
  const auto value = read_json_text(input);
  if (!value) return value.error().sentence.empty() ? "no reason is given" : "";
  const std::string printed = apis::spack_monitor::print(*value);
  const auto again = read_json_text(printed);
  return again && *again == *value ? "" : "printed it is " + printed;
}

std::string any_encoding_claim(std::string_view input) {
  static_cast<void>(apis::spack_monitor::read_json(Bytes(std::string(input))));
  return "";
}

std::string yaml_claim(std::string_view input) {
  const auto document = YamlDocument::parse(input, "fuzz.yaml");
  return document || !document.error().sentence.empty() ? "" : "no reason is given";
}

std::string jwt_claim(std::string_view input) {
  const auto token = site::decode_jwt(input);
  return token && site::has_valid_signature(*token, "a secret that nobody knows") ? "it is signed well" : "";
}

// What compiles comes to an end, whatever it is asked of, and says the same again.
std::string expression_claim(std::string_view input) {
  const auto expression = apis::flux_restful::Expression::compile(input);
  if (!expression) return "";
  for (const std::string_view text : {std::string_view("aab\u00e4 b\nba\xf0\x9f"), input.substr(0, 200)}) {
    std::uint64_t steps = 3000, again = 3000;
    if (expression->search(text, steps) != expression->search(text, again) || steps != again) return "two searches differ";
  }
  return "";
}

// An id that is read is told as one that is read as the same.
std::string job_id_claim(std::string_view input) {
  const auto id = apis::flux_restful::parse_flux_id(input);
  return !id || apis::flux_restful::parse_flux_id(apis::flux_restful::f58(*id)) == id ? "" : "f58 is another id";
}

}  // namespace

std::vector<Target> wire_targets() {
  return {
      {"http", 10000,
       {"GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhelloGET / HTTP/1.0\r\n\r\n",
        "PUT /b HTTP/1.1\r\nHost: y\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nTrailer: z\r\n\r\n"},
       {"\r\n", "\r\n\r\n", " ", ":", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n",
        "HTTP/1.1", "HTTP/9.9", "0\r\n\r\n", "ffffffffffffffff\r\n", "-1", "%00", "Host: a\r\n"},
       http_claim},
      {"multipart", 10000,
       {"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; "
        "name=\"f\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n",
        "preamble\r\n--b\r\nContent-Disposition: form-data; filename*=UTF-8''%e2%82%ac; name=f\r\n\r\n\r\n--b--"},
       {"\r\n", "--b", "--b--", "--", "\"", ";", "name=", "filename=", "filename*=UTF-8''%", "\\\"", ":"},
       multipart_claim},
      {"urlencoded", 10000, {"a=1&b=2+3&c=%C3%BC&&d", "=&=a&b==c"}, {"&", "=", "+", "%", "%2", "%00", "%FF", "%25"},
       urlencoded_claim},
      {"json", 10000,
       {R"({"a":[1,2.50,-3e+7,true,null,"xA\ud83d\ude00"],"b":{"c":{}},"a":NaN})", R"([[[[]]],{"":""},Infinity])",
        "123456789012345678901234567890"},
       {"{", "}", "[", "]", "\"", ":", ",", "\\u", "\\ud800", "1e999", "-", "NaN", "\xff", "null"},
       json_claim},
      {"json-encodings", 6000,
       {std::string("\xff\xfe{\0}\0", 6), std::string("\0{\0}", 4), "\xef\xbb\xbf[]", std::string("\0\0\0[\0\0\0]", 8)},
       {std::string("\0", 1), "\xff\xfe", "\xfe\xff", "\xef\xbb\xbf", std::string("\xd8\x00", 2), "{", "}"},
       any_encoding_claim},
      {"yaml", 3200,
       {"name: a\nlist:\n  - {b: 1, c: [x, 'y', \"z\"]}\n  - &anchor {d: ~}\n  - *anchor\ntext: |\n  lines\n  more\n",
        "a: >-\n  folded\nb: !!str 1\n? key\n: value\n---\nsecond: 2\n"},
       {"\n", ": ", "- ", "  ", "&a ", "*a", "|\n", ">", "'", "\"", "{", "}", "[", "]", "!!", "---", "#", "\t", "<<: *a"},
       yaml_claim},
      {"jwt", 10000,
       {"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhIiwiZXhwIjo5OTk5OTk5OTk5fQ.c2lnbmF0dXJl",
        "eyJhbGciOiJub25lIn0.e30."},
       {".", "=", "-", "_", "eyJ", "e30", "bnVsbA", "W10", "\n"},
       jwt_claim},
      {"search-expression", 8000,
       {"^(?P<n>a+?)[^b-d\\d]{2,3}(?=x|y)(?P=n)$", "(?i)(?<!ab)(c|(d))*\\b(?(2)e|f)\\x41", "(?x) a # b\n [[:alpha:]]++", "\u0192[\u00e4-\u00fc]"},
       {"(", ")", "(?:", "(?=", "(?<=", "(?>", "(?P<n>", "(?i:", "(?#", "[", "]", "^", "-", "{", ",", "}", "*", "+", "?",
        "|", "\\", "\\1", "\\d", "\\b", "\\u12", "{1,99999}", "\xff"},
       expression_claim},
      {"job-id", 6000, {"2537285484544", "\u019229eiEKrf", "f29eiEKrf", "0x24ec2000000", "job.0000.024e.c200.0000"},
       {"f", "\u0192", "0x", ".", "job.", "-", "_", " ", "z", "ffff", "99999999999999999999"}, job_id_claim},
  };
}

}  // namespace hpc::fuzz
