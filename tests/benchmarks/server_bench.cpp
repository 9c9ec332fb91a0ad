// The server as its users meet it: start, idle memory, CPU per stateful request, sandboxes. CPU is the serving process's
// own (user and system time), so that the load on the other core does not count.
//
//   server_bench [path to hpcmock]
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apis/socket_client.h"

extern char** environ;

namespace hpc::tests {
namespace {

using WallClock = std::chrono::steady_clock;

double microseconds_since(WallClock::time_point start) {
  return std::chrono::duration<double, std::micro>(WallClock::now() - start).count();
}

/// User and system time of a process, in microseconds (clock ticks of 10 ms: measure long enough).
double cpu_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  text = text.substr(text.rfind(')') + 2);
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  const double ticks = std::stod(words.at(11)) + std::stod(words.at(12));
  return ticks * 1e6 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

long resident_kib(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("VmRSS:", 0) == 0) return std::stol(line.substr(6));
  return 0;
}

// ---- the binary: start to first 200, idle memory

void measure_start(const std::string& binary) {
  double best = 1e9;
  long memory = 0;
  for (int round = 0; round < 20; ++round) {
    const std::uint16_t port = static_cast<std::uint16_t>(18080 + getpid() % 1000 + round);
    const std::string listen = "127.0.0.1:" + std::to_string(port);
    const char* arguments[] = {binary.c_str(), "serve", "--quiet", "--listen", listen.c_str(), nullptr};
    const auto start = WallClock::now();
    pid_t process = 0;
    posix_spawn(&process, binary.c_str(), nullptr, nullptr, const_cast<char**>(arguments), environ);
    for (int attempt = 0; attempt < 100000; ++attempt) {
      SocketClient client(port);
      if (!client.connected()) continue;
      client.send("GET /_hpcmock/health HTTP/1.1\r\nHost: x\r\n\r\n");
      if (client.read_response().substr(0, 12) == "HTTP/1.1 200") break;
    }
    best = std::min(best, microseconds_since(start));
    memory = resident_kib(process);
    kill(process, SIGTERM);
    waitpid(process, nullptr, 0);
  }
  std::printf("start to first 200, best of 20          %10.2f ms     goal <= 10\n", best / 1000);
  std::printf("resident memory after it                 %10.2f MiB    goal <= 8\n", static_cast<double>(memory) / 1024);
}

// ---- a centre in a child process, loaded from here

struct Child {
  pid_t process = 0;
  std::uint16_t port = 0;
  std::string token, task;
};

// A running job that never ends keeps a node; the others wait behind it.
site::JobSpec long_job() {
  site::JobSpec spec;
  spec.user = "service-account-firecrest-sample";
  spec.credentials = {1001, 1001, {}};
  spec.fixed_duration = std::chrono::hours(20);
  spec.time_limit = std::chrono::hours(23);
  return spec;
}

Child serve_with(int jobs, int sandboxes) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  const pid_t process = fork();
  if (process == 0) {
    Served served;
    site::Scheduler& scheduler = HPC_MUST(served.bench.site().cluster("daint"))->scheduler();
    for (int i = 0; i < jobs; ++i) HPC_MUST(scheduler.submit(long_job()));
    for (int i = 0; i < sandboxes; ++i) HPC_MUST(served.bench.sandboxes().create({"s" + std::to_string(i), {}, {}, {}}));
    served.bench.advance(std::chrono::seconds(10));
    const auto port = served.port();
    if (write(ends[1], &port, sizeof port) != sizeof port) std::abort();
    for (;;) pause();
  }
  Child child;
  child.process = process;
  if (read(ends[0], &child.port, sizeof child.port) != sizeof child.port) std::abort();
  close(ends[0]);
  close(ends[1]);
  return child;
}

std::string body_of(const std::string& response) {
  return response.substr(std::min(response.find("\r\n\r\n") + 4, response.size()));
}

void log_in(Child& child) {
  SocketClient client(child.port);
  const std::string form =
      "grant_type=client_credentials&client_id=firecrest-sample&client_secret=b391e177-fa50-4987-beaf-e6d33ca93571";
  client.send("POST /auth/realms/kcrealm/protocol/openid-connect/token HTTP/1.1\r\nHost: x\r\nContent-Type: "
              "application/x-www-form-urlencoded\r\nContent-Length: " +
              std::to_string(form.size()) + "\r\n\r\n" + form);
  child.token = nlohmann::json::parse(body_of(client.read_response())).at("access_token");
  SocketClient second(child.port);
  second.send("GET /firecrest/compute/jobs?jobs=1 HTTP/1.1\r\nHost: x\r\nX-Machine-Name: daint\r\nAuthorization: Bearer " +
              child.token + "\r\n\r\n");
  child.task = nlohmann::json::parse(body_of(second.read_response())).at("task_id");
}

/// CPU per request of `request`, sent `count` times on kept-alive connections, 16 at a time.
double cpu_per_request(const Child& child, const std::string& request, int count) {
  constexpr int kBatch = 16;
  std::string batch;
  for (int i = 0; i < kBatch; ++i) batch += request;
  SocketClient client(child.port);
  client.send(request);
  client.read_response();
  const double before = cpu_of(child.process);
  for (int sent = 0; sent < count; sent += kBatch) {
    client.send(batch);
    for (int i = 0; i < kBatch; ++i) client.read_response();
  }
  return (cpu_of(child.process) - before) / count;
}

void end(const Child& child) {
  kill(child.process, SIGKILL);
  waitpid(child.process, nullptr, 0);
}

void measure_requests() {
  double first = 0;
  for (const auto& [jobs, sandboxes] : {std::pair(1, 0), std::pair(1000, 0), std::pair(100'000, 10'000)}) {
    Child child = serve_with(jobs, sandboxes);
    log_in(child);
    const std::string job = "GET /_hpcmock/clusters/daint/jobs/1 HTTP/1.1\r\nHost: x\r\n\r\n";
    const std::string task = "GET /firecrest/tasks/" + child.task + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                             child.token + "\r\n\r\n";
    const double per_job = cpu_per_request(child, job, 40'000);
    const double per_task = cpu_per_request(child, task, 20'000);
    if (first == 0) first = per_task;
    std::printf("CPU per request, %6d live jobs, %5d sandboxes: job GET %6.2f us, authenticated task GET %6.2f us "
                "(x%.2f)   goal <= 20, <= x1.3\n",
                jobs, sandboxes, per_job, per_task, per_task / first);
    end(child);
  }
}

void measure_sandboxes() {
  Bench bench;
  constexpr int kCount = 10'000;
  const long before = resident_kib(getpid());
  const std::clock_t start = std::clock();
  for (int i = 0; i < kCount; ++i) HPC_MUST(bench.sandboxes().create({"s" + std::to_string(i), {}, {}, {}}));
  const double made = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC * 1e6 / kCount;
  std::printf("sandbox create                            %10.2f us     goal <= 100 (%.1f KiB each)\n", made,
              static_cast<double>(resident_kib(getpid()) - before) / kCount);
  const std::clock_t second = std::clock();
  for (int i = 0; i < kCount; ++i) {
    const std::string at = "/s/s" + std::to_string(i);
    bench.call("GET", at + "/_hpcmock/clusters/daint/nodes");
  }
  const double used = static_cast<double>(std::clock() - second) / CLOCKS_PER_SEC * 1e6 / kCount;
  std::printf("first request in it, which makes a cluster %9.2f us     (%.1f KiB each)   goal <= 32 KiB\n", used,
              static_cast<double>(resident_kib(getpid()) - before) / kCount);
}

}  // namespace
}  // namespace hpc::tests

int main(int argc, char** argv) {
  if (argc > 1) hpc::tests::measure_start(argv[1]);
  hpc::tests::measure_requests();
  hpc::tests::measure_sandboxes();
}
