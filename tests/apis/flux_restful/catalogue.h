// Rows of bad input over a real socket: one request on a connection of its own, and what comes back.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "apis/socket_client.h"

namespace hpc::tests {

struct Row {
  std::string name;     ///< the sheet's number
  std::string request;  ///< "POST /jobs/submit"
  std::string body = "";
  std::string headers = "";  ///< lines, each with its CR LF
  std::string expected;      ///< status, blank, body; a header to be there before it: "[allow: GET] 405 ..."
};

inline constexpr const char* kIse = "500 Internal Server Error";

inline std::string raw_request(const Row& row) {
  const std::size_t blank = row.request.find(' ');
  std::string text =
      row.request.substr(0, blank) + " /flux" + row.request.substr(blank + 1) + " HTTP/1.1\r\nHost: h\r\n";
  text += row.headers;
  if (!row.body.empty()) text += "Content-Length: " + std::to_string(row.body.size()) + "\r\n";
  return text + "\r\n" + row.body;
}

inline void check_row(Served& served, const Row& row) {
  const std::string answer = served.exchange(raw_request(row));
  BOOST_TEST_REQUIRE(answer.size() > 12u, row.name << " got " << answer);
  const std::size_t end = answer.find("\r\n\r\n");
  std::string expected = row.expected;
  if (expected.starts_with("[")) {
    const std::string header = expected.substr(1, expected.find("] ") - 1);
    expected.erase(0, expected.find("] ") + 2);
    BOOST_TEST(answer.substr(0, end + 2).find("\r\n" + header + "\r\n") != std::string::npos,
               row.name << ": no " << header << " in " << answer);
  }
  BOOST_TEST(answer.substr(9, 3) + " " + answer.substr(end + 4) == expected,
             row.name << ": " << answer << "\nbut not " << expected);
  // Every answer begins with these two, and JSON has no charset.
  BOOST_TEST(answer.find("\r\ndate: ") == answer.find("\r\n"), row.name);
  BOOST_TEST(answer.find("\r\nserver: uvicorn\r\n") != std::string::npos, row.name);
  if (expected.find(" {") == 3)
    BOOST_TEST(answer.find("\r\ncontent-type: application/json\r\n") != std::string::npos, row.name);
  if (expected == kIse) BOOST_TEST(answer.find("onnection:") == std::string::npos, row.name);
}

}  // namespace hpc::tests
