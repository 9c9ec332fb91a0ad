// The door with an API of the test's own: routing by mount and sandbox, holding, streams.
#include "http/door.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "centre/bench.h"

namespace hpc::tests {
namespace {

// Says what it was asked; /wait is held until the timeline has reached the instant that the first call chose, 10 s on.
class Echo final : public http::Api {
 public:
  explicit Echo(centre::Sandbox& sandbox) : sandbox_(sandbox) {}
  http::Response render(const Error& error, const http::Request&) override { return text(500, error.sentence); }
  http::Response unrouted(const http::Request& request, const http::Unrouted& why) override {
    return text(why.path_known ? 405 : 404, request.path);
  }
  Result<http::Response> show(const http::Request& request) {
    return text(200, request.sandbox + " " + request.base_path + " " + request.path + " " + request.query);
  }
  Result<http::Response> wait(const http::Request&) {
    ++tries;
    if (!ready_) {
      ready_ = sandbox_.site().clock().now() + std::chrono::seconds(10);
      sandbox_.site().timeline().at(*ready_, [] {});
    }
    if (sandbox_.site().clock().now() < *ready_) return http::Response::not_yet();
    return text(200, "ready");
  }
  Result<http::Response> stream(const http::Request&) {
    http::Response response;
    const Instant end = sandbox_.site().clock().now() + std::chrono::seconds(10);
    sandbox_.site().timeline().at(end, [] {});
    response.stream = [this, end]() -> std::optional<http::Piece> {
      if (sandbox_.site().clock().now() < end) return std::nullopt;
      return http::Piece{Bytes("the end"), true};
    };
    return response;
  }
  Result<http::Response> fail(const http::Request&) { throw std::runtime_error("a library threw"); }

  int tries = 0;  // of /wait

 private:
  static http::Response text(int status, std::string body) {
    http::Response response;
    response.status = status;
    response.body = Bytes(std::move(body));
    return response;
  }
  centre::Sandbox& sandbox_;
  std::optional<Instant> ready_;
};

http::ApiType echo_type() {
  http::ApiType type;
  type.name = "echo";
  type.mounts = {{"/echo", ""}, {"/whole", "/whole"}};
  using http::handler;
  std::vector<http::Route> routes = {{"echo.wait", "GET", "/wait", handler(&Echo::wait)},
                                     {"echo.stream", "GET", "/stream", handler(&Echo::stream)},
                                     {"echo.fail", "GET", "/fail", handler(&Echo::fail)},
                                     {"echo.show", "GET", "/{rest...}", handler(&Echo::show)}};
  type.router = http::Router(std::move(routes));
  type.instantiate = [](http::Sandbox& sandbox) { return std::make_unique<Echo>(centre::Sandbox::of(sandbox)); };
  return type;
}

struct House {
  explicit House(const char* clock)
      : sandboxes(HPC_MUST(centre::embedded_site("demo", {{"clock", clock}})), types, host), door(types, sandboxes) {}
  http::Response get(std::string target, std::string_view listener = "", std::string method = "GET") {
    http::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    return door.handle(std::move(request), listener);
  }
  std::string text(std::string target, std::string_view listener = "") {
    return get(std::move(target), listener).body.str();
  }

  FakeHostClock host{from_unix_seconds(1795300000)};
  std::vector<http::ApiType> types = [] {
    std::vector<http::ApiType> all;
    all.push_back(echo_type());
    return all;
  }();
  centre::Sandboxes sandboxes;
  http::Door door;
};

BOOST_AUTO_TEST_SUITE(door)

BOOST_AUTO_TEST_CASE(a_request_finds_its_mount_and_its_sandbox) {
  House house("manual");
  HPC_MUST(house.sandboxes.create({"ci-7", {}, {}, {}}));
  BOOST_TEST(house.text("/echo/a//b%2Fc/?x=1&x=2") == "default /echo /a//b%2Fc/ x=1&x=2");
  BOOST_TEST(house.text("/s/ci-7/echo/a") == "ci-7 /s/ci-7/echo /a ");
  BOOST_TEST(house.text("/whole/a") == "default  /whole/a ");
  BOOST_TEST(house.text("/a/b", "echo") == "default  /a/b ");
  BOOST_TEST(house.text("/s/ci-7/a/b", "echo") == "ci-7 /s/ci-7 /a/b ");
  BOOST_TEST(house.text("/echo") == "default /echo / ");
  BOOST_TEST(house.text("http://elsewhere:80/echo/x") == "default /echo /x ");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_404_with_a_hint) {
  House house("manual");
  BOOST_TEST(house.get("/s/nobody/echo/a").status == 404);
  BOOST_TEST(house.text("/s/nobody/echo/a").find("/_hpcmock/sandboxes") != std::string::npos);
  BOOST_TEST(house.get("/echoes").status == 404);
  BOOST_TEST(house.get("*").status == 404);
  BOOST_TEST(house.get("").status == 404);
}

BOOST_AUTO_TEST_CASE(an_exception_of_a_library_becomes_the_apis_own_words) {
  House house("manual");
  BOOST_TEST(house.get("/echo/fail").status == 500);
  BOOST_TEST(house.text("/echo/fail") == "a library threw");
}

BOOST_AUTO_TEST_CASE(a_held_request_is_answered_when_the_timeline_has_moved) {
  House house("real");
  std::string answer;
  http::Request request;
  request.target = "/echo/wait";
  house.door.handle(std::move(request), "", [&](http::Response response) { answer = response.body.str(); });
  BOOST_TEST(answer == "");
  BOOST_TEST((house.door.until_wake() == std::chrono::seconds(10)));
  house.host.move(std::chrono::seconds(9));
  house.door.wake();
  BOOST_TEST(answer == "");
  BOOST_TEST((house.door.until_wake() == std::chrono::seconds(1)));
  house.host.move(std::chrono::seconds(1));
  house.door.wake();
  BOOST_TEST(answer == "ready");
  BOOST_TEST(!house.door.until_wake().has_value());
}

BOOST_AUTO_TEST_CASE(a_held_request_does_not_wait_when_the_clock_steps) {
  House house("stepping");
  BOOST_TEST(house.text("/echo/wait") == "ready");
}

BOOST_AUTO_TEST_CASE(with_a_manual_clock_only_control_brings_a_held_request_to_its_end) {
  House house("manual");
  std::string answer;
  http::Request request;
  request.target = "/echo/wait";
  house.door.handle(std::move(request), "", [&](http::Response response) { answer = response.body.str(); });
  house.host.move(std::chrono::hours(1));
  house.door.wake();
  BOOST_TEST(answer == "");
  BOOST_TEST(!house.door.until_wake().has_value());
  house.sandboxes.get("default")->pacer().advance_to_next();
  house.door.wake();
  BOOST_TEST(answer == "ready");
}

BOOST_AUTO_TEST_CASE(a_request_tries_again_only_what_its_own_sandbox_holds) {
  House house("manual");
  HPC_MUST(house.sandboxes.create({"other", {}, {}, {}}));
  http::Request request;
  request.target = "/echo/wait";
  bool is_answered = false;
  house.door.handle(std::move(request), "", [&](const http::Response&) { is_answered = true; });
  const auto& echo = static_cast<Echo&>(house.sandboxes.get("default")->api(0));
  const int before = echo.tries;
  for (int i = 0; i < 10; ++i) house.get("/s/other/echo/a");
  BOOST_TEST(echo.tries == before);
  house.sandboxes.get("default")->pacer().advance_to_next();
  house.get("/s/other/echo/a");
  BOOST_TEST(!is_answered);
  house.get("/echo/a");
  BOOST_TEST(is_answered);
}

BOOST_AUTO_TEST_CASE(a_stream_moves_with_its_sandbox_and_ends) {
  House house("real");
  http::Response response = house.get("/echo/stream");
  BOOST_REQUIRE(response.stream);
  BOOST_TEST(!response.stream().has_value());
  BOOST_TEST((house.door.until_wake() == std::chrono::seconds(10)));
  house.host.move(std::chrono::seconds(10));
  const auto piece = response.stream();
  BOOST_REQUIRE(piece.has_value());
  BOOST_TEST(piece->bytes.str() == "the end");
  BOOST_TEST(piece->last);
  response.stream = nullptr;
  BOOST_TEST(!house.door.until_wake().has_value());
}

BOOST_AUTO_TEST_CASE(head_takes_gets_route) {
  House house("manual");
  BOOST_TEST(house.get("/echo/a", "", "HEAD").status == 200);
  BOOST_TEST(house.get("/echo/a", "", "POST").status == 405);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
