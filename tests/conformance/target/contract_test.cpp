// One contract, two targets: a function in this process, and the same function behind a socket.
#include <boost/test/unit_test.hpp>
#include <functional>
#include <memory>

#include "conformance/target/curl_target.h"
#include "conformance/target/guards.h"
#include "http/door.h"
#include "http/listener/listener.h"

using namespace hpc;
using namespace hpc::conformance;

namespace {

/// Tells what it was asked, in odd headers and with any status.
http::Response mirror(const http::Request& request) {
  http::Response response;
  response.status = 200;
  if (request.target.find("teapot") != std::string::npos) {
    response.status = 418;
    response.reason = "I'M A TEAPOT";
  }
  if (request.target.find("none") != std::string::npos) {
    response.status = 204;
    return response;
  }
  response.headers.add("x-LOWER-Upper", "1");
  response.headers.add("Set-Thing", "a");
  response.headers.add("Set-Thing", "b");
  response.headers.add("X-Method", request.method);
  response.headers.add("X-Target", request.target);
  response.headers.add("X-Sent", std::string(request.headers.get("X-Sent")) + "|" + (request.headers.has("X-Empty") ? "empty" : "absent"));
  response.headers.add("X-Expect", std::string(request.headers.get("Expect")));
  if (request.method != "HEAD") response.body = request.body.empty() ? Bytes(std::string("nothing\0inside", 14)) : request.body;
  return response;
}

class MirrorService final : public http::Service {
 public:
  void handle(http::Request request, std::string_view, Reply reply) override { reply(mirror(request)); }
};

struct InProcess {
  FunctionTarget target{[](const http::Request& request) -> Result<http::Response> {
    auto inner = request;
    inner.target = request.target.substr(std::string_view("http://h").size());
    return mirror(inner);
  }};
  std::string url = "http://h";
};

struct OverTheNetwork {
  MirrorService service;
  std::unique_ptr<http::Listener> listener = open();
  CurlTarget target{[] {
    CurlTarget::Options options;
    options.proxy = "none";
    return options;
  }()};
  std::string url = "http://" + http::to_string(listener->addresses().front());

  std::unique_ptr<http::Listener> open() { return HPC_MUST(http::Listener::open(service, {{"127.0.0.1", 0, ""}}, {})); }
};

http::Request request_of(const std::string& method, const std::string& url, http::Headers headers = {}, const std::string& body = "") {
  http::Request request;
  request.method = method;
  request.target = url;
  request.headers = std::move(headers);
  request.body = Bytes(body);
  return request;
}

template <class Side>
void holds_for() {
  Side side;
  const auto send = [&side](const std::string& method, const std::string& target, http::Headers headers = {}, const std::string& body = "") {
    return HPC_MUST(side.target.send(request_of(method, side.url + target, std::move(headers), body)));
  };
  // The target is sent as it stands.
  BOOST_TEST(send("GET", "//a/../b/%41?x=1&x=%20+").headers.get("X-Target") == "//a/../b/%41?x=1&x=%20+");
  for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE", "HEAD"}) BOOST_TEST(send(method, "/").headers.get("X-Method") == method);
  // Status, reason phrase, header spelling, order and repeats come through.
  const auto teapot = send("GET", "/teapot");
  BOOST_TEST(teapot.status == 418);
  BOOST_TEST(teapot.reason == "I'M A TEAPOT");
  BOOST_TEST(teapot.headers.begin()->name == "x-LOWER-Upper");
  BOOST_TEST(teapot.headers.all("set-thing").size() == 2);
  BOOST_TEST(send("GET", "/none").status == 204);
  // Headers go out, empty ones too, and none that nobody gave.
  BOOST_TEST(send("GET", "/", {{"X-Sent", "so"}, {"X-Empty", ""}}).headers.get("X-Sent") == "so|empty");
  BOOST_TEST(send("GET", "/").headers.get("X-Sent") == "|absent");
  BOOST_TEST(send("POST", "/", {}, std::string(2'000'000, 'x')).headers.get("X-Expect") == "");
  // Bodies of any bytes and sizes, in both directions.
  const auto bytes = std::string("\0\xff\r\n", 4);
  BOOST_TEST((send("PUT", "/", {}, bytes).body.str() == bytes));
  BOOST_TEST(send("DELETE", "/", {}, "body").body.str() == "body");
  BOOST_TEST(send("POST", "/", {}, std::string(3'000'000, 'y')).body.size() == 3'000'000);
  BOOST_TEST(send("HEAD", "/").body.empty());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(contract)

BOOST_AUTO_TEST_CASE(in_process) { holds_for<InProcess>(); }
BOOST_AUTO_TEST_CASE(over_the_network) { holds_for<OverTheNetwork>(); }

BOOST_AUTO_TEST_CASE(nobody_there_is_unavailable) {
  std::string url;
  {
    OverTheNetwork gone;
    url = gone.url;
  }
  CurlTarget target({});
  BOOST_TEST((target.send(request_of("GET", url + "/")).error().what == Errc::unavailable));
  BOOST_TEST((target.send(request_of("GET", "file:///etc/passwd")).error().what == Errc::unavailable));
}

BOOST_AUTO_TEST_CASE(a_response_beyond_the_limit_is_cut_off) {
  OverTheNetwork side;
  // The head counts, too.
  side.target.limit_response(2000);
  BOOST_TEST((side.target.send(request_of("POST", side.url + "/", {}, std::string(2000, 'x'))).error().what == Errc::too_large));
  BOOST_TEST(side.target.send(request_of("POST", side.url + "/", {}, std::string(1000, 'x'))).has_value());
  side.target.limit_response(10);
  BOOST_TEST((side.target.send(request_of("GET", side.url + "/")).error().what == Errc::too_large));
}

BOOST_AUTO_TEST_SUITE_END()
