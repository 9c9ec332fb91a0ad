#include "tests/conformance/support/fake_server.h"

#include <nlohmann/json.hpp>

#include "base/time.h"

namespace hpc::conformance::test {
namespace {

/// "GET /things/1?x=2" of a request for an absolute URL.
std::string call_of(const http::Request& request) {
  const auto scheme = request.target.find("://");
  const auto path = request.target.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  return request.method + " " + (path == std::string::npos ? "/" : request.target.substr(path));
}

http::Response response_from(const OrderedJson& answer) {
  http::Response response;
  response.status = answer.value("status", 200);
  response.reason = answer.value("reason", std::string(http::standard_reason(response.status)));
  if (answer.contains("json")) {
    response.headers.add("Content-Type", "application/json");
    response.body = Bytes(answer.at("json").dump());
  }
  if (answer.contains("body")) response.body = Bytes(answer.at("body").get<std::string>());
  const auto headers = answer.value("headers", OrderedJson::object());
  for (const auto& [name, value] : headers.items()) {
    value.is_null() ? response.headers.remove(name) : response.headers.set(name, value.is_string() ? value.get<std::string>() : value.dump());
  }
  return response;
}

/// Waiting is the passing of the fake clock.
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

}  // namespace

FakeServer::FakeServer(const YamlDocument& description) : clock_(from_unix_seconds(1893456000)) { answers_ = description.root().value("answers", OrderedJson::array()); }

Result<http::Response> FakeServer::answer(const http::Request& request) {
  const std::lock_guard lock(mutex_);
  seen_.push_back(request);
  const auto call = call_of(request);
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    const auto& answer = answers_[i];
    if (answer.at("on") != call) continue;
    if (answer.contains("times") && used_[i] >= answer.at("times").get<int>()) continue;
    ++used_[i];
    if (answer.contains("takes")) clock_.move(parse_duration(answer.at("takes").get<std::string>()).value());
    const auto fault = answer.value("fault", "");
    if (fault == "refused") return failure(Errc::unavailable, About::request, call + ": Connection refused");
    if (fault == "slow") return failure(Errc::timed_out, About::request, call + ": Operation timed out after 60000 ms");
    if (fault == "cut") return failure(Errc::invalid, About::request, call + ": transfer closed with 20 bytes remaining to read");
    return response_from(answer);
  }
  http::Response response;
  response.status = 404;
  response.reason = "Not Found";
  return response;
}

std::vector<http::Request> FakeServer::seen() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

World FakeServer::world() {
  return {[this] { return std::make_unique<FunctionTarget>([this](const http::Request& request) { return answer(request); }); }, [this] { return std::make_unique<ClockWaiter>(clock_); }, clock_,
          interrupted_};
}

}  // namespace hpc::conformance::test
