// CPU time of the server process per request for one fixed 200-byte JSON: a bare Pistache handler, and our listener, by
// the same client in the same run.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pistache/endpoint.h>
#include <pistache/http.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "http/listener/listener.h"

namespace {

constexpr int kThreads = 2;
const std::string kJson = "{\"data\":\"" + std::string(189, 'j') + "\"}";
constexpr std::string_view kRequest =
    "GET /status/systems HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: python-requests/2.31.0\r\n"
    "Accept-Encoding: gzip, deflate\r\nAccept: */*\r\nConnection: keep-alive\r\n"
    "Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ0ZXN0In0.c2lnbmF0dXJl\r\n\r\n";

struct BareHandler : Pistache::Http::Handler {
  HTTP_PROTOTYPE(BareHandler)
  void onRequest(const Pistache::Http::Request&, Pistache::Http::ResponseWriter response) override {
    response.send(Pistache::Http::Code::Ok, kJson, MIME(Application, Json));
  }
};

struct FixedService final : hpc::http::Service {
  const hpc::Bytes json{kJson};
  void handle(hpc::http::Request, std::string_view, Reply reply) override {
    hpc::http::Response response;
    response.headers.add("Content-Type", "application/json");
    response.body = json;
    reply(std::move(response));
  }
};

// A server says its port on `ready` and serves until `stop` ends.
using Serve = std::function<void(int ready, int stop)>;

void tell_port_and_wait(int ready, int stop, std::uint16_t port) {
  char byte = 0;
  if (::write(ready, &port, sizeof port) != sizeof port || ::read(stop, &byte, 1) < 0) std::abort();
}

void serve_bare(int ready, int stop) {
  Pistache::Http::Endpoint endpoint(Pistache::Address("127.0.0.1", Pistache::Port(0)));
  endpoint.init(Pistache::Http::Endpoint::options().threads(kThreads).flags(Pistache::Tcp::Options::ReuseAddr));
  endpoint.setHandler(std::make_shared<BareHandler>());
  endpoint.serveThreaded();
  tell_port_and_wait(ready, stop, static_cast<std::uint16_t>(endpoint.getPort()));
  ::_exit(0);
}

void serve_ours(int ready, int stop) {
  FixedService service;
  const auto listener = HPC_MUST(hpc::http::Listener::open(service, {{}}, {.limits = {}, .threads = kThreads}));
  tell_port_and_wait(ready, stop, listener->addresses().front().port);
}

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) std::abort();
  return fd;
}

// Every connection has one request under way at a time.
void load(std::uint16_t port, int connections, int requests) {
  std::vector<int> sockets;
  for (int i = 0; i < connections; ++i) sockets.push_back(connect_to(port));
  for (int round = 0; round < requests / connections; ++round) {
    for (int fd : sockets)
      if (::send(fd, kRequest.data(), kRequest.size(), MSG_NOSIGNAL) < 0) std::abort();
    for (int fd : sockets) {
      std::string answer;
      char part[4096];
      while (!answer.ends_with(kJson)) {
        const ssize_t got = ::recv(fd, part, sizeof part, 0);
        if (got <= 0) std::abort();
        answer.append(part, static_cast<std::size_t>(got));
      }
    }
  }
  for (int fd : sockets) ::close(fd);
}

double cpu_microseconds(const rusage& usage) {
  const auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

// CPU time of a server process that lived for these requests.
double measure(const Serve& serve, int connections, int requests) {
  int ready[2], stop[2];
  if (::pipe(ready) != 0 || ::pipe(stop) != 0) std::abort();
  const pid_t server = ::fork();
  if (server == 0) {
    ::close(stop[1]);
    serve(ready[1], stop[0]);
    ::_exit(0);
  }
  std::uint16_t port = 0;
  if (::read(ready[0], &port, sizeof port) != sizeof port) std::abort();
  load(port, connections, requests);
  for (int fd : {ready[0], ready[1], stop[0], stop[1]}) ::close(fd);
  rusage usage{};
  int status = 0;
  ::wait4(server, &status, 0, &usage);
  return cpu_microseconds(usage);
}

// The difference of two lives leaves start and end out.
double per_request(const Serve& serve, int connections, int requests) {
  const double few = measure(serve, connections, requests / 10);
  const double many = measure(serve, connections, requests);
  return (many - few) / (requests - requests / 10);
}

}  // namespace

int main(int argc, char** argv) {
  const int requests = argc > 1 ? std::atoi(argv[1]) : 200'000;
  fmt::print("CPU us of the server per request, {} requests of {} bytes, {} threads\n", requests, kRequest.size(),
             kThreads);
  fmt::print("{:>12} {:>14} {:>10} {:>7}\n", "connections", "bare Pistache", "listener", "ratio");
  for (int connections : {1, 16, 64}) {
    const double bare = per_request(serve_bare, connections, requests);
    const double ours = per_request(serve_ours, connections, requests);
    fmt::print("{:>12} {:>14.2f} {:>10.2f} {:>7.2f}\n", connections, bare, ours, ours / bare);
  }
}
