// A thousand sandboxes, used at once from eight connections, with different clocks: none ever sees another's jobs, files
// or time.
#include <boost/test/unit_test.hpp>
#include <deque>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "apis/socket_client.h"
#include "base/random.h"

namespace hpc::tests {
namespace {

constexpr int kSandboxes = 1000;
constexpr int kConnections = 8;
constexpr const char* kClocks[] = {"manual", "stepping", "real", "scaled:60", "idle-skip"};

// One connection that asks and reads; Boost.Test's checks are not for several threads, so faults are counted and named.
class Worker final {
 public:
  Worker(std::uint16_t port, int first) : client_(port), random_(static_cast<std::uint64_t>(first) + 1), first_(first) {}

  std::string faults;
  int requests = 0;

  void run() {
    for (int i = first_; i < kSandboxes; i += kConnections) make(i);
    for (int round = 0; round < 3; ++round)
      for (int i = first_; i < kSandboxes; i += kConnections) use(i, round);
    for (int i = first_; i < kSandboxes; i += kConnections) check(i);
  }

 private:
  static std::string name(int i) { return "p" + std::to_string(i); }

  // What is unique to a sandbox: a file of its own name, a clock moved by its own number of hours.
  void make(int i) {
    const std::string body = nlohmann::json{{"name", name(i)}, {"clock", kClocks[i % 5]}, {"start", "2026-01-05T08:00:00Z"}}.dump();
    expect(ask("POST", "/_hpcmock/sandboxes", "", body), 201, "make", i);
  }

  void use(int i, int round) {
    const std::string at = "/s/" + name(i);
    const std::string token = "X-Auth-Token: token-a\r\nContent-Type: application/octet-stream\r\n";
    if (round == 0) submit(i);
    const std::string file = at + "/refissh/files/home/" + name(i) + "-" + std::to_string(round);
    expect(ask("POST", file, token, name(i)), 201, "write", i);
    expect(ask("POST", at + "/_hpcmock/clock/advance", "", R"({"by":")" + std::to_string(i + 1) + R"(h"})"), 200, "advance", i);
    // And a look at somebody else's, which must not have this file.
    const int other = static_cast<int>(random_.below(kSandboxes));
    if (other != i) expect(ask("GET", "/s/" + name(other) + "/refissh/files/home/" + name(i) + "-" + std::to_string(round), token, ""), 404, "read of another's", i);
  }

  // So many jobs as no neighbour has.
  static int jobs_of(int i) { return i % 7 + 1; }

  void submit(int i) {
    const std::string at = "/s/" + name(i);
    const std::string form =
        "grant_type=client_credentials&client_id=firecrest-sample&client_secret=b391e177-fa50-4987-beaf-e6d33ca93571";
    const std::string login = ask("POST", at + "/auth/realms/kcrealm/protocol/openid-connect/token",
                                  "Content-Type: application/x-www-form-urlencoded\r\n", form);
    expect(login, 200, "token", i);
    const std::string token = nlohmann::json::parse(body_of(login)).value("access_token", "");
    for (int job = 0; job < jobs_of(i); ++job) {
      const std::string body = "--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name(i) +
                               ".sh\"\r\n\r\n#!/bin/sh\nsleep 30\n\r\n--b0--\r\n";
      expect(ask("POST", at + "/firecrest/compute/jobs/upload",
                 "Authorization: Bearer " + token +
                     "\r\nX-Machine-Name: daint\r\nContent-Type: multipart/form-data; boundary=b0\r\n",
                 body),
             201, "submission", i);
    }
  }

  void check(int i) {
    const std::string at = "/s/" + name(i);
    const std::string listed = ask("GET", at + "/_hpcmock/clusters/daint/jobs", "", "");
    const auto jobs = nlohmann::json::parse(body_of(listed));
    if (jobs.at("finished_count") != jobs_of(i) || jobs.at("live_count") != 0) fault("jobs", i, listed);
    for (const auto& job : jobs.at("finished"))
      if (job.at("name") != name(i) + ".sh") fault("job name", i, listed);
    const std::string clock = ask("GET", at + "/_hpcmock/clock", "", "");
    const auto now = parse_iso(nlohmann::json::parse(body_of(clock)).at("now").get<std::string>());
    const Instant least = from_unix_seconds(1767600000) + std::chrono::hours(3 * (i + 1));
    // A real clock has gone on by itself since then; an hour is what tells it from its neighbours.
    if (!now || *now < least || *now >= least + std::chrono::hours(1)) fault("clock", i, clock);
    for (int round = 0; round < 3; ++round) {
      const std::string file = ask("GET", at + "/refissh/files/home/" + name(i) + "-" + std::to_string(round), "X-Auth-Token: token-a\r\n", "");
      if (body_of(file) != name(i)) fault("content", i, file);
    }
  }

  static std::string body_of(const std::string& response) { return response.substr(response.find("\r\n\r\n") + 4); }

  std::string ask(const std::string& method, const std::string& target, const std::string& headers, const std::string& body) {
    ++requests;
    client_.send(method + ' ' + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "Content-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body);
    return client_.read_response();
  }

  void expect(const std::string& response, int status, const char* what, int i) {
    if (response.substr(0, 12) != "HTTP/1.1 " + std::to_string(status)) fault(what, i, response);
  }

  void fault(const std::string& what, int i, const std::string& response) {
    if (faults.size() < 300) faults += what + " of " + name(i) + ": " + response.substr(0, 300) + "\n";
  }

  SocketClient client_;
  Random random_;
  int first_;
};

BOOST_AUTO_TEST_SUITE(isolation)

BOOST_AUTO_TEST_CASE(a_thousand_sandboxes_used_at_once_never_see_each_other) {
  Served served;
  std::deque<Worker> workers;
  for (int i = 0; i < kConnections; ++i) workers.emplace_back(served.port(), i);
  std::vector<std::thread> threads;
  for (Worker& worker : workers) threads.emplace_back([&worker] { worker.run(); });
  for (std::thread& thread : threads) thread.join();
  int requests = 0;
  for (const Worker& worker : workers) {
    BOOST_TEST(worker.faults == "");
    requests += worker.requests;
  }
  BOOST_TEST(requests > 10 * kSandboxes);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests
