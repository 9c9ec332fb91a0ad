// A raw HTTP client for tests that compare bytes, and a centre served over real sockets in this process.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "centre/bench.h"
#include "http/listener/listener.h"

namespace hpc::tests {

/// One connection to 127.0.0.1. Reads give up after 10 s.
class SocketClient final {
 public:
  explicit SocketClient(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{10, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~SocketClient() { ::close(descriptor_); }
  SocketClient(const SocketClient&) = delete;
  SocketClient& operator=(const SocketClient&) = delete;

  bool connected() const { return connected_; }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// Everything until the server closes.
  std::string read_to_end() {
    while (receive()) {
    }
    return std::exchange(buffer_, {});
  }

  /// One response, head and body as they came (chunked bodies with their framing). `head_only`: the answer to HEAD.
  std::string read_response(bool head_only = false) {
    std::size_t end;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
      if (!receive()) return std::exchange(buffer_, {});
    end += 4;
    const std::string head = buffer_.substr(0, end);
    const auto header = [&](std::string_view name) -> std::string {
      for (std::size_t at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at + 2)) {
        if (head.size() - at - 2 <= name.size() || head[at + 2 + name.size()] != ':') continue;
        bool same = true;
        for (std::size_t i = 0; i < name.size(); ++i) same = same && (head[at + 2 + i] | 32) == (name[i] | 32);
        if (!same) continue;
        const std::size_t start = head.find_first_not_of(' ', at + 3 + name.size());
        return head.substr(start, head.find("\r\n", start) - start);
      }
      return "";
    };
    if (!head_only && header("transfer-encoding") == "chunked") {
      while ((end = buffer_.find("\r\n0\r\n\r\n", head.size() - 2)) == std::string::npos)
        if (!receive()) return std::exchange(buffer_, {});
      end += 7;
    } else if (!head_only && !header("content-length").empty()) {
      end += std::stoul(header("content-length"));
      while (buffer_.size() < end)
        if (!receive()) return std::exchange(buffer_, {});
    }
    std::string response = buffer_.substr(0, end);
    buffer_.erase(0, end);
    return response;
  }

 private:
  bool receive() {
    char bytes[65536];
    const ssize_t got = ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int descriptor_;
  bool connected_ = false;
  std::string buffer_;
};

/// A bench behind a listener on 127.0.0.1, port 0; with `api`, also that API on a listener of its own.
class Served final {
 public:
  explicit Served(Bench::Options options = {}, std::string api = "") : bench(std::move(options)) {
    std::vector<http::Address> addresses{{"127.0.0.1", 0, ""}};
    if (!api.empty()) addresses.push_back({"127.0.0.1", 0, api});
    listener_ = HPC_MUST(http::Listener::open(bench.door(), addresses, {}));
    listener_->set_timer([this] { return bench.door().until_wake(); }, [this] { bench.door().wake(); });
    bench.door().on_held = [this] { listener_->rearm(); };
  }

  std::uint16_t port() const { return listener_->addresses()[0].port; }
  std::uint16_t own_port() const { return listener_->addresses()[1].port; }
  http::Listener& listener() { return *listener_; }

  /// One request on a connection of its own; `request` is the bytes to send.
  std::string exchange(std::string_view request) {
    SocketClient client(port());
    client.send(request);
    return client.read_response(request.substr(0, 5) == "HEAD ");
  }

  Bench bench;

 private:
  std::unique_ptr<http::Listener> listener_;
};

}  // namespace hpc::tests
