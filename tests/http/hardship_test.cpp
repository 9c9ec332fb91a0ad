// Slow, silent, vanished and half-closed clients, and too many of them.
#include <dirent.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <mutex>

#include "served.h"

namespace hpc::http {
namespace {

using std::chrono::milliseconds;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsOurs = false;  // a sanitizer keeps what was freed
#else
constexpr bool kMemoryIsOurs = true;
#endif

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  DIR* folder = opendir("/proc/self/fd");
  while (readdir(folder)) ++count;
  closedir(folder);
  return count;
}

// How often the server's threads have given up the processor: an idle one stays asleep.
std::uint64_t wake_ups() {
  std::uint64_t count = 0;
  DIR* folder = opendir("/proc/self/task");
  while (const dirent* entry = readdir(folder)) {
    const std::string task = std::string("/proc/self/task/") + entry->d_name;
    std::string name, word;
    std::getline(std::ifstream(task + "/comm") >> std::ws, name);
    if (name.find("hpcmock") == std::string::npos) continue;
    std::ifstream status(task + "/status");
    while (status >> word)
      if (word == "voluntary_ctxt_switches:") {
        std::uint64_t own = 0;
        status >> own;
        count += own;
      }
  }
  closedir(folder);
  return count;
}

BOOST_AUTO_TEST_SUITE(hardship)

BOOST_AUTO_TEST_CASE(a_head_that_takes_too_long_gets_408) {
  Served served(echo, {.header_time = milliseconds(50)});
  SocketClient client(served.address());
  client.send("GET / HTTP/1.1\r\nHo");
  const Answer answer = client.read_answer();
  BOOST_TEST(answer.head.starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  BOOST_TEST(client.is_at_end());
}

BOOST_AUTO_TEST_CASE(a_head_that_trickles_in_gains_no_time) {
  Served served(echo, {.header_time = milliseconds(100)});
  SocketClient client(served.address());
  client.send("GET / HTTP/1.1\r\n");
  int sent = 0;
  while (!client.hears_within(5)) {
    client.send("A: b\r\n");
    BOOST_REQUIRE(++sent < 10'000);
  }
  BOOST_TEST(client.read_answer().status == 408);
}

BOOST_AUTO_TEST_CASE(a_body_that_stops_gets_408) {
  Served served(echo, {.body_time = milliseconds(50)});
  SocketClient client(served.address());
  client.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
  BOOST_TEST(client.read_answer().status == 408);
  BOOST_TEST(client.is_at_end());
}

BOOST_AUTO_TEST_CASE(a_body_that_goes_on_may_take_longer_than_the_limit_between_reads) {
  Served served(echo, {.body_time = milliseconds(400)});
  SocketClient client(served.address());
  client.send("POST / HTTP/1.1\r\nContent-Length: 40\r\n\r\n");
  for (int i = 0; i < 40; ++i) {
    BOOST_TEST(!client.hears_within(20));
    client.send("x");
  }
  BOOST_TEST(client.read_answer().status == 200);
}

BOOST_AUTO_TEST_CASE(an_idle_connection_is_closed_without_a_word) {
  Served served(echo, {.idle_time = milliseconds(50)});
  SocketClient silent(served.address());
  BOOST_TEST(silent.is_at_end());
  SocketClient client(served.address());
  client.send("GET / HTTP/1.1\r\n\r\n");
  BOOST_TEST(client.read_answer().status == 200);
  BOOST_TEST(client.is_at_end());
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_read_is_given_up) {
  std::mutex mutex;
  bool is_gone = false;
  Served served(
      [&](const Request& request) {
        const std::lock_guard lock(mutex);
        Response response = text_response(is_gone ? "gone" : "there");
        if (request.target == "/ask") return response;
        // The stream's end tells that the server has let go of it.
        auto token = std::shared_ptr<int>(new int(0), [&](int* number) {
          delete number;
          const std::lock_guard ending(mutex);
          is_gone = true;
        });
        response.stream = [token] { return Piece{Bytes(std::string(1024 * 1024, 'x')), false}; };
        return response;
      },
      {.write_time = milliseconds(50)});
  SocketClient client(served.address());
  client.send("GET / HTTP/1.1\r\n\r\n");
  SocketClient other(served.address());
  for (std::string told; told != "gone";) {
    other.send("GET /ask HTTP/1.1\r\n\r\n");
    const Answer answer = other.read_answer();
    BOOST_REQUIRE(answer.status == 200);
    told = answer.body;
  }
  client.count_all();
  BOOST_TEST(client.is_at_end());
}

BOOST_AUTO_TEST_CASE(a_half_closed_client_gets_its_answers_and_then_the_end) {
  Served served(echo);
  for (int i = 0; i < 200; ++i) {
    SocketClient client(served.address());
    client.send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
    client.half_close();
    BOOST_TEST(client.read_answer().body.starts_with("GET /1 "));
    BOOST_TEST(client.read_answer().body.starts_with("GET /2 "));
    BOOST_TEST(client.is_at_end());
  }
}

BOOST_AUTO_TEST_CASE(a_half_closed_client_gets_a_large_answer_whole) {
  const Bytes body(std::string(20'000'000, 'l'));
  Served served([&](const Request&) {
    Response response;
    response.body = body;
    return response;
  });
  SocketClient client(served.address());
  client.send("GET / HTTP/1.1\r\n\r\n");
  client.half_close();
  BOOST_TEST(client.count_all() > 20'000'000U);
}

BOOST_AUTO_TEST_CASE(a_client_that_closes_in_mid_request_is_forgotten) {
  Served served(echo);
  SocketClient client(served.address());
  client.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
  client.half_close();
  BOOST_TEST(client.is_at_end());
}

BOOST_AUTO_TEST_CASE(ten_thousand_clients_cut_in_mid_body_leave_nothing_behind) {
  Served served(echo);
  const auto cut_some = [&](int count) {
    for (int i = 0; i < count; ++i) {
      SocketClient client(served.address());
      BOOST_REQUIRE(client.is_connected());
      client.send(i % 2 ? "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\nhalf of it"
                        : "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n100\r\nhalf of it");
      if (i % 3 == 0) client.vanish();
    }
  };
  const auto settled_descriptors = [&](std::size_t expected) {
    for (int i = 0; i < 10'000 && open_descriptors() > expected; ++i) ask(served.address(), "GET / HTTP/1.1\r\n\r\n");
    return open_descriptors();
  };
  const std::size_t descriptors = open_descriptors();
  cut_some(1000);  // pools and buckets have grown by then
  BOOST_TEST(settled_descriptors(descriptors) <= descriptors);
  const std::size_t memory = resident_bytes();
  cut_some(10'000);
  BOOST_TEST(settled_descriptors(descriptors) <= descriptors);
  if (kMemoryIsOurs) BOOST_TEST(resident_bytes() < memory + 2'000'000);
  BOOST_TEST(ask(served.address(), "GET / HTTP/1.1\r\n\r\n").status == 200);
}

BOOST_AUTO_TEST_CASE(connections_beyond_the_limit_are_closed_and_the_others_served) {
  Served served(echo, {.connections = 2});
  SocketClient first(served.address()), second(served.address());
  for (SocketClient* client : {&first, &second}) {
    client->send("GET / HTTP/1.1\r\n\r\n");
    BOOST_TEST(client->read_answer().status == 200);
  }
  SocketClient third(served.address());
  BOOST_TEST(third.is_at_end());
  first.send("GET / HTTP/1.1\r\n\r\n");
  BOOST_TEST(first.read_answer().status == 200);
}

BOOST_AUTO_TEST_CASE(an_idle_server_does_not_wake_up) {
  Served served(echo);
  SocketClient client(served.address());
  client.send("GET / HTTP/1.1\r\n\r\n");
  BOOST_TEST(client.read_answer().status == 200);
  BOOST_TEST(!client.hears_within(100));
  const std::uint64_t before = wake_ups();
  BOOST_TEST(before > 0U);
  BOOST_TEST(!client.hears_within(300));
  BOOST_TEST(wake_ups() == before);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::http
