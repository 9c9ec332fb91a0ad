// What a response looks like on the wire.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <mutex>

#include "served.h"

namespace hpc::http {
namespace {

// All that the server sends to one request that ends the connection.
std::string wire(const Response& response, const std::string& request = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n") {
  Served served([&response](const Request&) { return response; });
  SocketClient client(served.address());
  client.send(request);
  return client.read_all();
}

Response a_stream(std::vector<std::string> pieces) {
  Response response;
  response.stream = [pieces = std::move(pieces), next = std::size_t{0}]() mutable -> std::optional<Piece> {
    const std::size_t at = next++;
    return Piece{Bytes(pieces[at]), at + 1 == pieces.size()};
  };
  return response;
}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

BOOST_AUTO_TEST_SUITE(responses)

BOOST_AUTO_TEST_CASE(status_reason_and_headers_are_sent_exactly_as_given) {
  Response response;
  response.status = 201;
  response.reason = "CREATED";
  response.headers = {{"x-LoWeR", "1"}, {"Set-Cookie", "a=1"}, {"Allow", "B, A"}, {"Set-Cookie", "b=2"}};
  response.body = Bytes("made");
  BOOST_TEST(wire(response) ==
             "HTTP/1.1 201 CREATED\r\nx-LoWeR: 1\r\nSet-Cookie: a=1\r\nAllow: B, A\r\nSet-Cookie: b=2\r\n"
             "Content-Length: 4\r\nConnection: close\r\n\r\nmade");
}

BOOST_AUTO_TEST_CASE(the_standard_reason_stands_in_for_none) {
  Response response;
  response.status = 404;
  BOOST_TEST(wire(response) == "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  response.status = 799;
  BOOST_TEST(wire(response).starts_with("HTTP/1.1 799 \r\n"));
  response.reason = "I'm a teapot, really";
  BOOST_TEST(wire(response).starts_with("HTTP/1.1 799 I'm a teapot, really\r\n"));
}

BOOST_AUTO_TEST_CASE(headers_that_are_given_are_neither_doubled_nor_moved) {
  Response response = text_response("abc");
  response.headers = {{"content-length", "3"}, {"X", "y"}, {"CONNECTION", "Close"}};
  BOOST_TEST(wire(response) == "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nX: y\r\nCONNECTION: Close\r\n\r\nabc");
}

BOOST_AUTO_TEST_CASE(connection_does_not_promise_what_is_not_kept) {
  Response response = text_response("abc");
  response.headers = {{"Connection", "keep-alive"}, {"X", "y"}};
  BOOST_TEST(wire(response) == "HTTP/1.1 200 OK\r\nConnection: close\r\nX: y\r\nContent-Length: 3\r\n\r\nabc");
}

BOOST_AUTO_TEST_CASE(a_line_end_in_a_header_cannot_make_another_header) {
  Response response;
  response.headers = {{"X", std::string("a\r\nSet-Cookie: evil\0", 20)}};
  BOOST_TEST(wire(response).starts_with("HTTP/1.1 200 OK\r\nX: a  Set-Cookie: evil \r\n"));
}

BOOST_AUTO_TEST_CASE(head_tells_the_length_and_sends_no_body) {
  Served served([](const Request&) { return text_response("four"); });
  SocketClient client(served.address());
  client.send("HEAD / HTTP/1.1\r\n\r\n");
  BOOST_TEST(client.read_answer(true).head == "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
  client.send("GET / HTTP/1.1\r\n\r\n");  // the connection is in step
  BOOST_TEST(client.read_answer().body == "four");
}

BOOST_AUTO_TEST_CASE(a_stream_is_not_pulled_for_head) {
  BOOST_TEST(wire(a_stream({"x"}), "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n") ==
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(no_content_and_not_modified_have_neither_body_nor_length) {
  for (int status : {204, 304}) {
    Served served([status](const Request&) {
      Response response = text_response("never sent");
      response.status = status;
      return response;
    });
    SocketClient client(served.address());
    for (int i = 0; i < 2; ++i) {
      client.send("GET / HTTP/1.1\r\n\r\n");
      const Answer answer = client.read_answer();
      BOOST_TEST(answer.status == status);
      BOOST_TEST(!answer.mentions("Content-Length"));
      BOOST_TEST(!answer.mentions("Transfer-Encoding"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_body_without_length_ends_with_the_connection) {
  Response response = text_response("all of it");
  response.no_length = true;
  BOOST_TEST(wire(response, "GET / HTTP/1.1\r\n\r\n") == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it");
}

BOOST_AUTO_TEST_CASE(a_wrong_length_is_sent_as_given_and_the_connection_ends) {
  Response response = text_response("abc");
  response.headers = {{"Content-Length", "10"}};
  BOOST_TEST(wire(response, "GET / HTTP/1.1\r\n\r\n") ==
             "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nabc");
}

BOOST_AUTO_TEST_CASE(a_stream_is_sent_in_chunks) {
  BOOST_TEST(wire(a_stream({"hello", " there, world", ""})) ==
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
             "5\r\nhello\r\nd\r\n there, world\r\n0\r\n\r\n");
  BOOST_TEST(wire(a_stream({"all"})).ends_with("3\r\nall\r\n0\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(a_stream_ends_with_the_connection_for_http_1_0) {
  BOOST_TEST(wire(a_stream({"hello", "!"}), "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") ==
             "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello!");
}

BOOST_AUTO_TEST_CASE(a_stream_of_known_length_is_sent_plain) {
  Response response = a_stream({"hello", "!"});
  response.headers = {{"Content-Length", "6"}};
  BOOST_TEST(wire(response) == "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello!");
}

BOOST_AUTO_TEST_CASE(a_body_goes_in_chunks_where_the_headers_say_so) {
  Response response = text_response("hello");
  response.headers = {{"transfer-encoding", "chunked"}};
  BOOST_TEST(
      wire(response).ends_with("transfer-encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(a_response_can_end_the_connection) {
  Response response = text_response("bye");
  response.afterwards = Response::Afterwards::close;
  BOOST_TEST(wire(response, "GET / HTTP/1.1\r\n\r\n") ==
             "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbye");
}

BOOST_AUTO_TEST_CASE(a_response_can_be_nothing_at_all) {
  Response response = text_response("never");
  response.afterwards = Response::Afterwards::drop;
  BOOST_TEST(wire(response, "GET / HTTP/1.1\r\n\r\n") == "");
}

BOOST_AUTO_TEST_CASE(a_response_can_break_off_in_mid_body) {
  Response response = text_response("0123456789");
  response.afterwards = Response::Afterwards::close_in_mid_body;
  BOOST_TEST(wire(response, "GET / HTTP/1.1\r\n\r\n") ==
             "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n01234");
  Response stream = a_stream({"hello", "never"});
  stream.afterwards = Response::Afterwards::close_in_mid_body;
  BOOST_TEST(wire(stream, "GET / HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n5\r\nhello\r\n"));
}

BOOST_AUTO_TEST_CASE(a_large_body_is_sent_without_a_copy) {
  const Bytes megabyte(std::string(1024 * 1024, 'm'));
  Bytes body;
  for (int i = 0; i < 256; ++i) body.append(megabyte);
  Served served([&](const Request&) {
    Response response;
    response.body = body;
    return response;
  });
  SocketClient client(served.address());
  const std::size_t before = resident_bytes();
  client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 268435456\r\nConnection: close\r\n\r\n";
  BOOST_TEST(client.read_exactly(head.size()) == head);
  const std::size_t during = resident_bytes();
  BOOST_TEST(client.count_all() == 268435456U);
  BOOST_TEST(during < before + 32'000'000);
  BOOST_TEST(resident_bytes() < before + 32'000'000);
}

BOOST_AUTO_TEST_CASE(a_stream_is_pulled_no_faster_than_the_client_reads) {
  std::mutex mutex;
  int pulled = 0;
  Served served([&](const Request& request) {
    Response response;
    if (request.target == "/pulled") {
      const std::lock_guard lock(mutex);
      return text_response(std::to_string(pulled));
    }
    response.stream = [&]() -> std::optional<Piece> {
      const std::lock_guard lock(mutex);
      ++pulled;
      return Piece{Bytes(std::string(1024 * 1024, 'p')), pulled == 200};
    };
    return response;
  });
  SocketClient client(served.address());
  client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
  client.read_exactly(1);
  for (int i = 0; i < 100; ++i) {
    const std::string so_far = ask(served.address(), "GET /pulled HTTP/1.1\r\n\r\n").body;
    BOOST_REQUIRE(std::stoi(so_far) < 50);  // what sockets buffer; far from 200
  }
  BOOST_TEST(client.count_all() > 200U * 1024 * 1024);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::http
