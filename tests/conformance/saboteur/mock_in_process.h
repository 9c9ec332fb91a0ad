// The whole mock behind a function call, as a world for the runner.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "apis/registry.h"
#include "base/host_clock.h"
#include "centre/load_site.h"
#include "centre/sandboxes.h"
#include "conformance/check/runner.h"
#include "conformance/target/guards.h"
#include "http/door.h"

namespace hpc::conformance::test {

class MockInProcess {
 public:
  static constexpr std::string_view kOrigin = "http://127.0.0.1:8080";

  MockInProcess() {
    centre::add_optional_mounts(types_, *spec_);
    sandboxes_ = std::make_unique<centre::Sandboxes>(spec_, types_, clock_);
    door_ = std::make_unique<http::Door>(types_, *sandboxes_);
  }

  /// `request.target` is the absolute URL.
  Result<http::Response> answer(const http::Request& request) {
    if (!request.target.starts_with(kOrigin)) return failure(Errc::unavailable, About::request, "nobody is at " + request.target);
    auto inner = request;
    inner.target = request.target.substr(kOrigin.size());
    if (inner.target.empty()) inner.target = "/";
    if (!inner.headers.has("Host")) inner.headers.add("Host", "127.0.0.1:8080");
    if (!inner.body.empty()) inner.headers.set("Content-Length", std::to_string(inner.body.size()));
    inner.client_address = "127.0.0.1:40000";
    inner.local_address = "127.0.0.1:8080";
    auto response = door_->handle(std::move(inner));
    if (response.held) return failure(Errc::timed_out, About::request, "the answer is held");
    drain(response);
    if (response.reason.empty()) response.reason = http::standard_reason(response.status);
    if (response.afterwards == http::Response::Afterwards::drop) return failure(Errc::invalid, About::request, "no answer");
    return response;
  }

  /// `between` stands between the runner and the mock; it is given the request and the mock's answer.
  using Between = std::function<Result<http::Response>(const http::Request&, Result<http::Response>)>;
  World world(Between between = {}) {
    return {[this, between] {
              return std::make_unique<FunctionTarget>([this, between](const http::Request& request) {
                auto response = answer(request);
                return between ? between(request, std::move(response)) : response;
              });
            },
            [] { return std::make_unique<NoWaiter>(); }, clock_, interrupted_};
  }

 private:
  static std::shared_ptr<const site::SiteSpec> demo() { return HPC_MUST(centre::embedded_site("demo", {})); }
  static void drain(http::Response& response) {
    if (!response.stream) return;
    while (true) {
      auto piece = response.stream();
      if (!piece) break;
      response.body.append(piece->bytes);
      if (piece->last) break;
    }
    response.stream = nullptr;
  }

  FakeHostClock clock_{from_unix_seconds(1893456000)};
  std::atomic<bool> interrupted_ = false;
  std::vector<http::ApiType> types_ = apis::all();
  std::shared_ptr<const site::SiteSpec> spec_ = demo();
  std::unique_ptr<centre::Sandboxes> sandboxes_;
  std::unique_ptr<http::Door> door_;
};

}  // namespace hpc::conformance::test
