// What reaches a handler, over a real socket.
#include <boost/test/unit_test.hpp>
#include <mutex>
#include <thread>

#include "served.h"

namespace hpc::http {
namespace {

BOOST_AUTO_TEST_SUITE(requests)

BOOST_AUTO_TEST_CASE(bodies_cut_at_any_byte_arrive_whole) {
  Served served(echo);
  const std::string with_length = "POST /l HTTP/1.1\r\nContent-Length: 11\r\n\r\nhello world";
  const std::string in_chunks =
      "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nT: 1\r\n\r\n";
  SocketClient client(served.address());
  for (const std::string& request : {with_length, in_chunks}) {
    for (std::size_t cut = 1; cut < request.size(); ++cut) {
      BOOST_REQUIRE(client.send(request.substr(0, cut)));
      BOOST_REQUIRE(client.send(request.substr(cut)));
      const Answer answer = client.read_answer();
      BOOST_TEST(answer.status == 200, "cut at " << cut);
      BOOST_TEST(answer.body.ends_with("\n\nhello world"), "cut at " << cut);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_request_sent_byte_by_byte_arrives_whole) {
  Served served(echo);
  SocketClient client(served.address());
  for (char c : std::string("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
    client.send(std::string_view(&c, 1));
  BOOST_TEST(client.read_answer().body == "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\nabc");
}

BOOST_AUTO_TEST_CASE(an_expecting_client_is_told_to_continue) {
  Served served(echo);
  SocketClient client(served.address());
  client.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  BOOST_TEST(client.read_exactly(25) == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  BOOST_TEST(client.read_answer().body.ends_with("\n\nbody"));

  client.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nbody");  // did not wait
  BOOST_TEST(client.read_answer().status == 200);
}

BOOST_AUTO_TEST_CASE(another_expectation_reaches_the_handler_as_text) {
  Served served(echo);
  const Answer answer = ask(served.address(), "POST / HTTP/1.1\r\nExpect: a-miracle\r\nContent-Length: 1\r\n\r\nx");
  BOOST_TEST(answer.body == "POST / HTTP/1.1\nExpect: a-miracle\nContent-Length: 1\n\nx");
}

BOOST_AUTO_TEST_CASE(a_post_without_body_and_length_has_no_body) {
  Served served(echo);
  BOOST_TEST(ask(served.address(), "POST / HTTP/1.1\r\n\r\n").body == "POST / HTTP/1.1\n\n");
}

BOOST_AUTO_TEST_CASE(nul_bytes_arrive) {
  Served served(echo);
  const std::string request("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\na\0b\0c", 43);
  BOOST_TEST(ask(served.address(), request).body.ends_with(std::string("\n\na\0b\0c", 7)));
}

BOOST_AUTO_TEST_CASE(pipelined_requests_are_answered_in_order) {
  Served served(echo);
  SocketClient client(served.address());
  std::string requests;
  for (int i = 0; i < 500; ++i) requests += "POST /" + std::to_string(i) + " HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc";
  client.send(requests);
  for (int i = 0; i < 500; ++i) BOOST_TEST(client.read_answer().body.starts_with("POST /" + std::to_string(i) + " "));
}

BOOST_AUTO_TEST_CASE(a_client_that_pipelines_more_than_is_read_ahead_gets_every_answer) {
  std::vector<Service::Reply> held;
  std::mutex mutex;
  Served served(Served::Handling([&](Request request, std::string_view, Service::Reply reply) {
    if (request.target == "/first") {
      const std::lock_guard lock(mutex);
      held.push_back(std::move(reply));
    } else {
      reply(text_response(request.body.str().substr(0, 1)));
    }
  }));
  SocketClient client(served.address());
  client.send("GET /first HTTP/1.1\r\n\r\n");
  std::thread sender([&] {
    for (int i = 0; i < 100; ++i)
      client.send("POST / HTTP/1.1\r\nContent-Length: 10000\r\n\r\n" +
                  std::string(10000, static_cast<char>('0' + i % 10)));
  });
  SocketClient other(served.address());  // its answers tell that the first request has arrived
  for (bool has_arrived = false; !has_arrived;) {
    other.send("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx");
    BOOST_REQUIRE(other.read_answer().status == 200);
    const std::lock_guard lock(mutex);
    has_arrived = !held.empty();
  }
  held.front()(text_response("first"));
  BOOST_TEST(client.read_answer().body == "first");
  for (int i = 0; i < 100; ++i)
    BOOST_TEST(client.read_answer().body == std::string(1, static_cast<char>('0' + i % 10)));
  sender.join();
}

BOOST_AUTO_TEST_CASE(http_1_0_is_spoken_and_closes_unless_asked_not_to) {
  Served served(echo);
  SocketClient client(served.address());
  client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const Answer kept = client.read_answer();
  BOOST_TEST(kept.has("Connection: keep-alive"));
  BOOST_TEST(kept.body.starts_with("GET /a HTTP/1.0\n"));
  client.send("GET /b HTTP/1.0\r\n\r\n");
  BOOST_TEST(client.read_answer().has("Connection: close"));
  BOOST_TEST(client.is_at_end());
}

BOOST_AUTO_TEST_CASE(a_connection_is_kept_alive_and_closed_when_asked) {
  Served served(echo);
  SocketClient client(served.address());
  for (int i = 0; i < 3; ++i) {
    client.send("GET / HTTP/1.1\r\n\r\n");
    BOOST_TEST(!client.read_answer().mentions("Connection"));
  }
  client.send("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n");
  BOOST_TEST(client.read_answer().has("Connection: close"));
  BOOST_TEST(client.is_at_end());
}

BOOST_AUTO_TEST_CASE(header_spelling_order_and_repeats_are_kept) {
  Served served(echo);
  BOOST_TEST(
      ask(served.address(), "GET / HTTP/1.1\r\nX-lOwEr: 1\r\nCookie: a\r\nx-LoWeR: 2\r\ncookie: b\r\n\r\n").body ==
      "GET / HTTP/1.1\nX-lOwEr: 1\nCookie: a\nx-LoWeR: 2\ncookie: b\n\n");
}

BOOST_AUTO_TEST_CASE(headers_may_have_64_KiB_and_no_more) {
  Served served([](const Request& request) { return text_response(std::to_string(request.headers.get("A").size())); });
  const std::string frame = "GET / HTTP/1.1\r\nA: \r\n\r\n";
  const auto request = [&](std::size_t size) {
    return "GET / HTTP/1.1\r\nA: " + std::string(size - frame.size(), 'a') + "\r\n\r\n";
  };
  BOOST_TEST(ask(served.address(), request(65536)).body == std::to_string(65536 - frame.size()));
  SocketClient client(served.address());
  client.send(request(65537));
  BOOST_TEST(client.read_answer().head.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
  BOOST_TEST(client.is_at_end());
}

BOOST_AUTO_TEST_CASE(the_target_arrives_raw_with_repeated_keys) {
  Served served(echo);
  for (const char* target : {"/a%2Fb//c/?k=1&k=2&k=%20+", "/%7Eu/../x?", "http://host/abs?x", "*", "/?a=b?c"})
    BOOST_TEST(ask(served.address(), "GET " + std::string(target) + " HTTP/1.1\r\n\r\n").body ==
               "GET " + std::string(target) + " HTTP/1.1\n\n");
}

BOOST_AUTO_TEST_CASE(unknown_methods_arrive_as_they_are_spelled) {
  Served served(echo);
  for (const char* method : {"BREW", "patch", "PROPFIND", "x-y!", "CONNECT", "TRACE"})
    BOOST_TEST(ask(served.address(), std::string(method) + " / HTTP/1.1\r\n\r\n")
                   .body.starts_with(std::string(method) + " / "));
}

BOOST_AUTO_TEST_CASE(blank_lines_before_a_request_are_skipped) {
  Served served(echo);
  SocketClient client(served.address());
  client.send("\r\n\r\nGET /1 HTTP/1.1\r\n\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  BOOST_TEST(client.read_answer().body.starts_with("GET /1 "));
  BOOST_TEST(client.read_answer().body.starts_with("GET /2 "));
}

BOOST_AUTO_TEST_CASE(a_large_body_arrives_in_few_pieces) {
  Served served([](const Request& request) {
    return text_response(std::to_string(request.body.size()) + " in " +
                         (request.body.pieces().size() <= 70 ? "few" : "many"));
  });
  SocketClient client(served.address());
  const std::string megabyte(1024 * 1024, 'm');
  client.send("PUT / HTTP/1.1\r\nContent-Length: " + std::to_string(64 * megabyte.size()) + "\r\n\r\n");
  for (int i = 0; i < 64; ++i) client.send(megabyte);
  BOOST_TEST(client.read_answer().body == "67108864 in few");
}

BOOST_AUTO_TEST_CASE(a_gigabyte_is_taken_and_a_byte_more_is_not) {
  Served served(echo);
  SocketClient client(served.address());
  client.send("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1073741824\r\n\r\n");
  BOOST_TEST(client.read_exactly(12) == "HTTP/1.1 100");
  const Answer refused =
      ask(served.address(), "PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1073741825\r\n\r\n");
  BOOST_TEST(refused.head.starts_with("HTTP/1.1 413 Content Too Large\r\n"));
}

BOOST_AUTO_TEST_CASE(a_body_beyond_the_limit_gets_413_even_while_it_is_sent) {
  Served served(echo, {.body_bytes = 1000});
  const std::string much(5'000'000, 'x');
  for (const std::string& head : {"PUT / HTTP/1.1\r\nContent-Length: 5000000\r\n\r\n" + much,
                                  "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4C4B40\r\n" + much}) {
    SocketClient client(served.address());
    client.send(head);
    const Answer answer = client.read_answer();
    BOOST_TEST(answer.status == 413);
    BOOST_TEST(answer.has("Connection: close"));
    client.half_close();
    BOOST_TEST(client.is_at_end());
  }
  BOOST_TEST(ask(served.address(), "PUT / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x')).status ==
             200);
}

BOOST_AUTO_TEST_CASE(bad_http_is_refused_and_the_connection_closed) {
  Served served(echo);
  const std::vector<std::pair<std::string, int>> bad = {
      {"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
      {"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400},
      {"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n", 400},
      {"GET / HTTP/1.1\r\nA: \x01\r\n\r\n", 400},
      {"GET /\x7f HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\nA: b\n\n", 400},
      {"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400},
      {"GET / HTTP/3.0\r\n\r\n", 505},
      {"\x16\x03\x01\x02\x05\x01", 400},
      {"GET /" + std::string(70'000, 'a'), 431},
  };
  for (const auto& [request, status] : bad) {
    SocketClient client(served.address());
    client.send(request);
    const Answer answer = client.read_answer();
    BOOST_TEST(answer.status == status, request.substr(0, 100));
    BOOST_TEST(answer.has("Connection: close"));
    BOOST_TEST(client.is_at_end());
  }
}

BOOST_AUTO_TEST_CASE(a_request_before_a_bad_one_is_still_answered) {
  Served served(echo);
  SocketClient client(served.address());
  client.send("GET /good HTTP/1.1\r\n\r\nBAD\r\n\r\nGET /never HTTP/1.1\r\n\r\n");
  BOOST_TEST(client.read_answer().body.starts_with("GET /good "));
  BOOST_TEST(client.read_answer().status == 400);
  BOOST_TEST(client.is_at_end());
}

BOOST_AUTO_TEST_CASE(the_addresses_of_both_ends_are_known) {
  Served served(
      [](const Request& request) { return text_response(request.client_address + " " + request.local_address); });
  const std::string body = ask(served.address(), "GET / HTTP/1.1\r\n\r\n").body;
  BOOST_TEST(body.starts_with("127.0.0.1:"));
  BOOST_TEST(body.ends_with(" 127.0.0.1:" + std::to_string(served.address().port)));
  BOOST_TEST(!body.starts_with("127.0.0.1:0 "));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::http
