// The listener's own life: addresses, held replies, waiting streams, its timer, its end.
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "served.h"

namespace hpc::http {
namespace {

using std::chrono::milliseconds;

// Replies that a test gives when it likes.
class Shelf {
 public:
  void put(Service::Reply reply) {
    const std::lock_guard lock(mutex_);
    replies_.push_back(std::move(reply));
    arrived_.notify_all();
  }
  Service::Reply take() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return !replies_.empty(); });
    Service::Reply reply = std::move(replies_.front());
    replies_.pop_front();
    return reply;
  }
  bool empty() const {
    const std::lock_guard lock(mutex_);
    return replies_.empty();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Service::Reply> replies_;
};

Served::Handling hold_on(Shelf& shelf) {
  return [&shelf](Request request, std::string_view, Service::Reply reply) {
    if (request.target == "/hold")
      shelf.put(std::move(reply));
    else
      reply(text_response("at once"));
  };
}

constexpr const char* kHold = "GET /hold HTTP/1.1\r\n\r\n";
constexpr const char* kGet = "GET / HTTP/1.1\r\n\r\n";

BOOST_AUTO_TEST_SUITE(listener)

BOOST_AUTO_TEST_CASE(the_port_chosen_by_the_system_is_known) {
  Served served(echo);
  BOOST_TEST(served.address().port != 0);
  BOOST_TEST(ask(served.address(), kGet).status == 200);
}

BOOST_AUTO_TEST_CASE(a_taken_address_is_an_error_that_names_it) {
  Served served(echo);
  struct Nobody final : Service {
    void handle(Request, std::string_view, Reply) override {}
  } nobody;
  const auto second = Listener::open(nobody, {Address{}, served.address()}, {});
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().what == Errc::unavailable));
  BOOST_TEST(second.error().sentence == "cannot listen on " + to_string(served.address()) + ": Address already in use");
}

BOOST_AUTO_TEST_CASE(each_address_tells_the_service_which_api_it_serves) {
  Served served(Served::Handling([](const Request&, std::string_view api, const Service::Reply& reply) {
                  reply(text_response("[" + std::string(api) + "]"));
                }),
                {}, {Address{}, Address{"127.0.0.1", 0, "flux"}, Address{"127.0.0.2", 0, "spack"}});
  BOOST_TEST(ask(served.address(0), kGet).body == "[]");
  BOOST_TEST(ask(served.address(1), kGet).body == "[flux]");
  BOOST_TEST(ask(served.address(2), kGet).body == "[spack]");
}

BOOST_AUTO_TEST_CASE(ipv6_is_served) {
  const auto probe = [] {
    struct Nobody final : Service {
      void handle(Request, std::string_view, Reply) override {}
    } nobody;
    return Listener::open(nobody, {Address{"::1", 0, ""}}, {}).has_value();
  };
  if (!probe()) {
    BOOST_TEST_MESSAGE("this machine has no IPv6");
    return;
  }
  Served served(
      [](const Request& request) { return text_response(request.client_address + " " + request.local_address); }, {},
      {Address{"::1", 0, ""}});
  const std::string body = ask(served.address(), kGet).body;
  BOOST_TEST(body.starts_with("[::1]:"));
  BOOST_TEST(body.ends_with(" [::1]:" + std::to_string(served.address().port)));
}

BOOST_AUTO_TEST_CASE(a_wildcard_listener_tells_the_address_that_the_client_reached) {
  Served served([](const Request& request) { return text_response(request.local_address); }, {},
                {Address{"0.0.0.0", 0, ""}});
  const Address reached{"127.0.0.1", served.address().port, ""};
  BOOST_TEST(ask(reached, kGet).body == to_string(reached));
}

BOOST_AUTO_TEST_CASE(a_held_reply_comes_from_another_thread) {
  Shelf shelf;
  Served served(hold_on(shelf));
  SocketClient client(served.address());
  client.send(kHold);
  Service::Reply reply = shelf.take();
  BOOST_TEST(ask(served.address(), kGet).body == "at once");  // others do not wait
  std::thread(std::move(reply), text_response("at last")).join();
  BOOST_TEST(client.read_answer().body == "at last");
  client.send(kGet);
  BOOST_TEST(client.read_answer().body == "at once");
}

BOOST_AUTO_TEST_CASE(requests_after_a_held_one_wait_for_their_turn) {
  Shelf shelf;
  Served served(hold_on(shelf));
  SocketClient client(served.address());
  client.send(std::string(kHold) + kGet);
  Service::Reply reply = shelf.take();
  BOOST_TEST(!client.hears_within(50));
  reply(text_response("first"));
  BOOST_TEST(client.read_answer().body == "first");
  BOOST_TEST(client.read_answer().body == "at once");
}

BOOST_AUTO_TEST_CASE(a_held_reply_to_a_half_closed_client_arrives) {
  Shelf shelf;
  Served served(hold_on(shelf));
  SocketClient client(served.address());
  client.send(kHold);
  client.half_close();
  shelf.take()(text_response("at last"));
  BOOST_TEST(client.read_answer().body == "at last");
  BOOST_TEST(client.is_at_end());
}

BOOST_AUTO_TEST_CASE(a_reply_to_a_vanished_client_goes_nowhere_even_when_its_socket_lives_on) {
  Shelf shelf;
  Served served(hold_on(shelf));
  for (int i = 0; i < 50; ++i) {
    SocketClient client(served.address());
    client.send(kHold);
    Service::Reply reply = shelf.take();
    client.vanish();
    SocketClient next(served.address());  // likely on the same descriptor
    next.send(kGet);
    BOOST_TEST(next.read_answer().body == "at once");
    reply(text_response("too late"));
    next.send(kGet);
    BOOST_TEST(next.read_answer().body == "at once");
  }
}

BOOST_AUTO_TEST_CASE(a_reply_that_is_thrown_away_ends_the_connection) {
  Served served(Served::Handling([](const Request&, std::string_view, const Service::Reply&) {}));
  SocketClient client(served.address());
  client.send(kGet);
  BOOST_TEST(client.is_at_end());
}

BOOST_AUTO_TEST_CASE(only_the_first_reply_counts) {
  Served served(Served::Handling([](const Request&, std::string_view, const Service::Reply& reply) {
    reply(text_response("one"));
    reply(text_response("two"));
  }));
  SocketClient client(served.address());
  client.send(std::string(kGet) + kGet);
  BOOST_TEST(client.read_answer().body == "one");
  BOOST_TEST(client.read_answer().body == "one");
}

BOOST_AUTO_TEST_CASE(many_clients_with_replies_from_other_threads_all_get_their_own) {
  Shelf shelf;
  std::mutex mutex;
  std::deque<std::string> names;
  Served served(Served::Handling([&](const Request& request, std::string_view, Service::Reply reply) {
    if (request.target.back() % 2) return reply(text_response(request.target));
    const std::lock_guard lock(mutex);
    names.push_back(request.target);
    shelf.put(std::move(reply));
  }));
  std::atomic<int> wrong{0};
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c)
    clients.emplace_back([&, c] {
      SocketClient client(served.address());
      for (int i = 0; i < 300; ++i) {
        const std::string target = "/" + std::to_string(c) + "/" + std::to_string(i);
        client.send("GET " + target + " HTTP/1.1\r\n\r\n");
        wrong += client.read_answer().body != target;
      }
    });
  std::vector<std::thread> repliers;
  for (int r = 0; r < 2; ++r)
    repliers.emplace_back([&] {
      for (int i = 0; i < 8 * 150 / 2; ++i) {
        std::string name;
        Service::Reply reply;
        {
          // Name and reply are put under one lock and must be taken so.
          for (;;) {
            const std::lock_guard lock(mutex);
            if (names.empty()) continue;
            name = std::move(names.front());
            names.pop_front();
            reply = shelf.take();
            break;
          }
        }
        reply(text_response(name));
      }
    });
  for (std::thread& thread : clients) thread.join();
  for (std::thread& thread : repliers) thread.join();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(a_waiting_stream_is_asked_again_when_another_request_was_served) {
  std::mutex mutex;
  std::string ready;
  bool has_ended = false;
  Served served([&](const Request& request) {
    const std::lock_guard lock(mutex);
    if (request.method == "POST") {
      ready += request.body.str();
      has_ended = request.target == "/end";
      return text_response("noted");
    }
    Response response;
    response.stream = [&]() -> std::optional<Piece> {
      const std::lock_guard pulling(mutex);
      if (ready.empty() && !has_ended) return std::nullopt;
      return Piece{Bytes(std::exchange(ready, std::string())), has_ended};
    };
    return response;
  });
  SocketClient client(served.address());
  client.send(kGet);
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  BOOST_TEST(client.read_exactly(head.size()) == head);
  for (const char* line : {"one", "two"}) {
    ask(served.address(), "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n" + std::string(line));
    BOOST_TEST(client.read_exactly(8) == "3\r\n" + std::string(line) + "\r\n");
  }
  ask(served.address(), "POST /end HTTP/1.1\r\n\r\n");
  BOOST_TEST(client.read_exactly(5) == "0\r\n\r\n");
  client.send("POST / HTTP/1.1\r\n\r\n");
  BOOST_TEST(client.read_answer().body == "noted");
}

BOOST_AUTO_TEST_CASE(the_timer_wakes_the_service_while_it_has_something_to_wait_for) {
  Shelf shelf;
  Served served(hold_on(shelf));
  int to_go = 3;  // the timer's thread alone uses it
  served.listener().set_timer(
      [&]() -> std::optional<std::chrono::nanoseconds> {
        if (shelf.empty()) return std::nullopt;
        return milliseconds(5);
      },
      [&] {
        if (--to_go == 0) shelf.take()(text_response("woken"));
      });
  SocketClient client(served.address());
  client.send(kHold);
  while (shelf.empty()) ask(served.address(), kGet);
  served.listener().rearm();
  BOOST_TEST(client.read_answer().body == "woken");
  BOOST_TEST(to_go == 0);
}

BOOST_AUTO_TEST_CASE(a_service_that_always_says_now_does_not_starve_the_others) {
  Served served(echo);
  served.listener().set_timer([] { return std::chrono::nanoseconds(0); }, [] {});
  served.listener().rearm();
  for (int i = 0; i < 100; ++i) BOOST_TEST(ask(served.address(), kGet).status == 200);
}

BOOST_AUTO_TEST_CASE(a_waiting_stream_is_asked_again_when_the_timer_has_fired) {
  std::atomic<int> fired{0};
  Served served([&](const Request&) {
    Response response;
    response.stream = [&]() -> std::optional<Piece> {
      if (fired < 2) return std::nullopt;
      return Piece{Bytes("done"), true};
    };
    return response;
  });
  served.listener().set_timer(
      [&]() -> std::optional<std::chrono::nanoseconds> {
        if (fired >= 2) return std::nullopt;
        return milliseconds(5);
      },
      [&] { ++fired; });
  BOOST_TEST(ask(served.address(), kGet).body == "done");
}

BOOST_AUTO_TEST_CASE(an_api_can_be_closed_and_reopened_on_the_same_port) {
  Served served(echo, {}, {Address{}, Address{"127.0.0.1", 0, "flux"}});
  SocketClient kept(served.address(1));
  kept.send(kGet);
  BOOST_TEST(kept.read_answer().status == 200);

  BOOST_TEST(served.listener().close_api("flux").has_value());
  BOOST_TEST(kept.is_at_end());
  BOOST_TEST(!SocketClient(served.address(1)).is_connected());
  BOOST_TEST(ask(served.address(0), kGet).status == 200);

  BOOST_TEST(served.listener().reopen_api("flux").has_value());
  BOOST_TEST(served.listener().reopen_api("flux").has_value());
  for (int i = 0; i < 20; ++i) BOOST_TEST(ask(served.address(1), kGet).status == 200);

  BOOST_TEST((served.listener().close_api("spack").error().what == Errc::missing));
  BOOST_TEST((served.listener().close_api("").error().what == Errc::missing));
}

BOOST_AUTO_TEST_CASE(an_api_can_be_closed_from_one_of_its_own_requests) {
  Served* self = nullptr;
  Served served(
      [&self](const Request&) {
        BOOST_ASSERT(self->listener().close_api("flux"));
        return text_response("closing");
      },
      {}, {Address{}, Address{"127.0.0.1", 0, "flux"}});
  self = &served;
  SocketClient client(served.address(1));
  client.send(kGet);
  BOOST_TEST(client.read_answer().body == "closing");
  BOOST_TEST(client.is_at_end());
}

BOOST_AUTO_TEST_CASE(a_stop_answers_what_is_in_flight_and_refuses_the_rest) {
  Shelf shelf;
  Served served(hold_on(shelf));
  SocketClient busy(served.address()), idle(served.address()), slow(served.address());
  idle.send(kGet);
  BOOST_TEST(idle.read_answer().status == 200);
  slow.send("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nab");
  busy.send(kHold);
  Service::Reply reply = shelf.take();

  std::thread stopping([&] { served.listener().stop(std::chrono::seconds(20)); });
  BOOST_TEST(idle.is_at_end());
  while (SocketClient(served.address()).is_connected()) {
  }
  slow.send("cd");
  const Answer to_slow = slow.read_answer();
  reply(text_response("at last"));
  const Answer to_busy = busy.read_answer();
  BOOST_TEST(to_slow.body == "at once");
  BOOST_TEST(to_slow.has("Connection: close"));
  BOOST_TEST(to_busy.body == "at last");
  BOOST_TEST(to_busy.has("Connection: close"));
  BOOST_TEST(busy.is_at_end());
  stopping.join();
}

BOOST_AUTO_TEST_CASE(a_stop_waits_no_longer_than_its_grace) {
  Shelf shelf;
  Served served(hold_on(shelf));
  SocketClient client(served.address());
  client.send(kHold);
  Service::Reply reply = shelf.take();
  served.listener().stop(milliseconds(30));
  BOOST_TEST(client.is_at_end());
  reply(text_response("too late"));  // and harmless
}

BOOST_AUTO_TEST_CASE(listeners_come_and_go_without_leaving_threads) {
  for (int i = 0; i < 20; ++i) {
    Served served(echo);
    BOOST_TEST(ask(served.address(), kGet).status == 200);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::http
