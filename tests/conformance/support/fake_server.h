// A server of canned answers, described in YAML, and a world around it in which time is moved by whoever waits.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/host_clock.h"
#include "base/yaml.h"
#include "conformance/check/runner.h"

namespace hpc::conformance::test {

/// answers: [{on: "GET /things/1", status: 200, reason: OK, headers: {...}, json: ... | body: ..., takes: 2s, times: 1,
/// fault: refused | cut | slow}]. The first answer for the request that is not used up; 404 without one.
class FakeServer {
 public:
  explicit FakeServer(const YamlDocument& description);
  Result<http::Response> answer(const http::Request& request);
  std::vector<http::Request> seen() const;

  World world();
  FakeHostClock& clock() { return clock_; }

 private:
  mutable std::mutex mutex_;
  OrderedJson answers_;
  std::map<std::size_t, int> used_;
  std::vector<http::Request> seen_;
  FakeHostClock clock_;
  std::atomic<bool> interrupted_ = false;
};

}  // namespace hpc::conformance::test
