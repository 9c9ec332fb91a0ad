#include "conformance/target/guards.h"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

using namespace hpc;
using namespace hpc::conformance;

namespace {

http::Request request_of(const std::string& method, const std::string& url, const std::string& body = "") {
  http::Request request;
  request.method = method;
  request.target = url;
  request.body = Bytes(body);
  return request;
}

FunctionTarget always(int status, http::Headers headers = {}, const std::string& body = "") {
  return FunctionTarget([=](const http::Request&) -> Result<http::Response> {
    http::Response response;
    response.status = status;
    response.headers = headers;
    response.body = Bytes(body);
    return response;
  });
}

/// Waiting moves the clock.
class ClockWaiter final : public Waiter {
 public:
  explicit ClockWaiter(FakeHostClock& clock) : clock_(clock) {}
  bool wait(Duration duration) override {
    clock_.move(duration);
    return true;
  }

 private:
  FakeHostClock& clock_;
};

const Instant kStart = from_unix_seconds(1893456000);

}  // namespace

BOOST_AUTO_TEST_SUITE(guards)

BOOST_AUTO_TEST_CASE(read_only_refuses_what_could_change_something) {
  auto inner = always(200);
  RecordingTarget recording(inner);
  ReadOnlyTarget target(recording, [](const std::string& method, const std::string& url) -> std::optional<bool> {
    if (url == "http://h/token") return true;
    if (method == "GET" && url == "http://h/trigger") return false;
    return std::nullopt;
  });
  std::string told;
  for (const auto& [method, url] : {std::pair("GET", "http://h/a"), {"HEAD", "http://h/a"}, {"OPTIONS", "http://h/a"}, {"POST", "http://h/token"}, {"POST", "http://h/a"}, {"DELETE", "http://h/a"},
                                    {"get", "http://h/a"}, {"PURGE", "http://h/a"}, {"GET", "http://h/trigger"}}) {
    const auto response = target.send(request_of(method, url));
    told += response ? "+" : response.error().what == Errc::denied ? "-" : "?";
  }
  BOOST_TEST(told == "++++-----");
  BOOST_TEST(recording.sent().size() == 4);
}

BOOST_AUTO_TEST_CASE(budgets_are_read_with_units_and_refused_by_name) {
  const auto limits = HPC_MUST(Budget::parse("jobs=3,requests-per-minute=60,bytes=2M"));
  BOOST_TEST(limits.jobs == 3);
  BOOST_TEST(limits.requests_per_minute == 60);
  BOOST_TEST(limits.bytes == 2 * 1024 * 1024);
  for (const char* wrong : {"jobs", "jobs=", "jobs=0", "jobs=-1", "job=1", "bytes=1T", "jobs=1;bytes=2"}) BOOST_TEST(!Budget::parse(wrong).has_value(), wrong << " is accepted");
}

BOOST_AUTO_TEST_CASE(no_minute_has_more_requests_than_the_budget) {
  FakeHostClock clock(kStart);
  ClockWaiter waiter(clock);
  std::vector<std::chrono::nanoseconds> sent;
  FunctionTarget inner([&](const http::Request&) -> Result<http::Response> {
    sent.push_back(clock.steady());
    clock.move(std::chrono::seconds(1));
    return http::Response{};
  });
  Budget budget({0, 10, 0}, clock);
  BudgetTarget target(inner, budget, waiter, [](const http::Request&) { return false; });
  for (int i = 0; i < 100; ++i) BOOST_REQUIRE(target.send(request_of("GET", "http://h/")).has_value());
  for (std::size_t i = 10; i < sent.size(); ++i) BOOST_TEST((sent[i] - sent[i - 10] >= std::chrono::minutes(1)));
  // And it is used: 100 requests take nine waits of a minute, not more.
  BOOST_TEST((sent.back() - sent.front() < std::chrono::minutes(10)));
}

BOOST_AUTO_TEST_CASE(jobs_and_bytes_are_never_exceeded) {
  FakeHostClock clock(kStart);
  ClockWaiter waiter(clock);
  auto inner = always(200, {}, std::string(100, 'x'));
  Budget jobs({2, 0, 0}, clock);
  BudgetTarget with_jobs(inner, jobs, waiter, [](const http::Request& request) { return request.method == "POST"; });
  BOOST_TEST(with_jobs.send(request_of("POST", "http://h/")).has_value());
  BOOST_TEST(with_jobs.send(request_of("GET", "http://h/")).has_value());
  BOOST_TEST(with_jobs.send(request_of("POST", "http://h/")).has_value());
  BOOST_TEST((with_jobs.send(request_of("POST", "http://h/")).error().what == Errc::too_large));
  BOOST_TEST(with_jobs.send(request_of("GET", "http://h/")).has_value());

  Budget bytes({0, 0, 400}, clock);
  BudgetTarget with_bytes(inner, bytes, waiter, [](const http::Request&) { return false; });
  int answered = 0;
  for (int i = 0; i < 10; ++i) answered += with_bytes.send(request_of("GET", "http://h/")) ? 1 : 0;
  BOOST_TEST(answered == 3);
  BOOST_TEST((with_bytes.send(request_of("PUT", "http://h/", std::string(1000, 'x'))).error().what == Errc::too_large));
}

BOOST_AUTO_TEST_CASE(an_eighth_of_the_bytes_is_kept_for_clean_up) {
  FakeHostClock clock(kStart);
  ClockWaiter waiter(clock);
  auto inner = always(200, {}, std::string(100, 'x'));
  Budget bytes({0, 0, 8000}, clock);
  BudgetTarget target(inner, bytes, waiter, [](const http::Request&) { return false; });
  while (target.send(request_of("GET", "http://h/"))) {}
  BOOST_TEST(bytes.spent().bytes < 7200);
  target.set_purpose(Budget::Purpose::clean_up);
  int more = 0;
  while (target.send(request_of("DELETE", "http://h/"))) ++more;
  BOOST_TEST(more >= 5);
  BOOST_TEST(bytes.spent().bytes <= 8000 + 150);  // This target does not cut its answers off at the limit.
}

BOOST_AUTO_TEST_CASE(with_a_limit_of_bytes_there_is_one_exchange_at_a_time) {
  FakeHostClock clock(kStart);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  FunctionTarget inner([&](const http::Request&) -> Result<http::Response> {
    most = std::max(most.load(), ++inside);
    std::this_thread::yield();
    --inside;
    return http::Response{};
  });
  Budget budget({0, 0, 100'000}, clock);
  const auto work = [&] {
    NoWaiter waiter;
    BudgetTarget target(inner, budget, waiter, [](const http::Request&) { return false; });
    while (target.send(request_of("GET", "http://h/"))) {}
  };
  std::vector<std::jthread> others;
  for (int i = 0; i < 4; ++i) others.emplace_back(work);
  work();
  others.clear();
  BOOST_TEST(most == 1);
  BOOST_TEST(budget.spent().bytes <= 100'000U);
}

BOOST_AUTO_TEST_CASE(a_polite_target_waits_as_it_is_told) {
  FakeHostClock clock(kStart);
  RecordingWaiter waiter;
  int asked = 0;
  FunctionTarget inner([&asked](const http::Request&) -> Result<http::Response> {
    http::Response response;
    response.status = ++asked < 3 ? 429 : 200;
    if (asked < 3) response.headers.add("Retry-After", "2");
    return response;
  });
  PoliteTarget target(inner, waiter, clock);
  BOOST_TEST(target.send(request_of("GET", "http://h/"))->status == 200);
  BOOST_TEST(waiter.waits().size() == 2);

  auto storm = always(429, {{"Retry-After", "1"}});
  PoliteTarget patient(storm, waiter, clock, 3);
  BOOST_TEST(patient.send(request_of("GET", "http://h/"))->status == 429);
  BOOST_TEST(waiter.waits().size() == 5);

  // Without Retry-After there is nothing to obey.
  auto plain = always(503);
  RecordingTarget recording(plain);
  PoliteTarget once(recording, waiter, clock);
  BOOST_TEST(once.send(request_of("GET", "http://h/"))->status == 503);
  BOOST_TEST(recording.sent().size() == 1);
}

BOOST_AUTO_TEST_CASE(retry_after_is_seconds_or_a_date_and_bounded) {
  const auto wait = [](const char* value) {
    http::Response response;
    response.headers.add("Retry-After", value);
    const auto found = retry_after(response, kStart);
    return found ? static_cast<long>(found->count() / 1'000'000) : -1L;
  };
  BOOST_TEST(wait("0") == 0);
  BOOST_TEST(wait("120") == 120);
  BOOST_TEST(wait("99999999") == 600);
  BOOST_TEST(wait("Tue, 01 Jan 2030 00:00:30 GMT") == 30);
  BOOST_TEST(wait("Mon, 31 Dec 2029 00:00:30 GMT") == 0);
  BOOST_TEST(wait("soon") == -1);
  BOOST_TEST(wait("1.5") == -1);
}

BOOST_AUTO_TEST_SUITE_END()
