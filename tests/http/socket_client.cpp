#include "socket_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace hpc::http {
namespace {

constexpr timeval kPatience{20, 0};  // a hang becomes a failure

std::string field_of(const std::string& head, const std::string& name) {
  const std::size_t at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const std::size_t from = at + name.size() + 4;
  return head.substr(from, head.find("\r\n", from) - from);
}

}  // namespace

SocketClient::SocketClient(const Address& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  v4.sin_family = AF_INET;
  v4.sin_port = v6.sin6_port = htons(address.port);
  v6.sin6_family = AF_INET6;
  inet_pton(AF_INET, address.host.c_str(), &v4.sin_addr);
  inet_pton(AF_INET6, address.host.c_str(), &v6.sin6_addr);
  fd_ = ::socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  const auto* target = is_v6 ? reinterpret_cast<sockaddr*>(&v6) : reinterpret_cast<sockaddr*>(&v4);
  const auto length = static_cast<socklen_t>(is_v6 ? sizeof v6 : sizeof v4);
  if (::connect(fd_, target, length) != 0) close();
}

SocketClient::~SocketClient() {
  close();
}

void SocketClient::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void SocketClient::vanish() {
  const linger at_once{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void SocketClient::half_close() {
  ::shutdown(fd_, SHUT_WR);
}

bool SocketClient::send(std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool SocketClient::fill() {
  char part[65536];
  ssize_t got = 0;
  do got = ::recv(fd_, part, sizeof part, 0);
  while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  buffer_.append(part, static_cast<std::size_t>(got));
  return true;
}

std::string SocketClient::read_exactly(std::size_t count) {
  while (buffer_.size() < count && fill()) {
  }
  const std::string text = buffer_.substr(0, count);
  buffer_.erase(0, text.size());
  return text;
}

std::string SocketClient::read_all() {
  while (fill()) {
  }
  return std::exchange(buffer_, std::string());
}

std::uint64_t SocketClient::count_all() {
  std::uint64_t count = buffer_.size();
  for (buffer_.clear(); fill(); buffer_.clear()) count += buffer_.size();
  return count;
}

bool SocketClient::is_at_end() {
  errno = 0;  // a plain end leaves it alone
  return buffer_.empty() && !fill() && errno != EAGAIN && errno != EWOULDBLOCK;
}

bool SocketClient::hears_within(int milliseconds) {
  pollfd one{fd_, POLLIN, 0};
  return !buffer_.empty() || ::poll(&one, 1, milliseconds) > 0;
}

Answer SocketClient::read_answer(bool to_head) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) return {};
  Answer answer;
  answer.head = read_exactly(end + 4);
  const int status = std::atoi(answer.head.c_str() + 9);
  const bool has_body = !to_head && status >= 200 && status != 204 && status != 304;
  if (has_body && answer.mentions("Content-Length")) {
    const std::size_t length = std::strtoull(field_of(answer.head, "Content-Length").c_str(), nullptr, 10);
    answer.body = read_exactly(length);
    if (answer.body.size() < length) return answer;
  } else if (has_body && answer.has("Transfer-Encoding: chunked")) {
    for (;;) {
      while ((end = buffer_.find("\r\n")) == std::string::npos)
        if (!fill()) return answer;
      const std::size_t size = std::strtoull(read_exactly(end + 2).c_str(), nullptr, 16);
      const std::string chunk = read_exactly(size + 2);
      if (chunk.size() != size + 2) return answer;
      answer.body += chunk.substr(0, size);
      if (size == 0) break;
    }
  } else if (has_body) {
    answer.body = read_all();
  }
  answer.status = status;
  return answer;
}

Answer ask(const Address& address, std::string_view request) {
  SocketClient client(address);
  client.send(request);
  return client.read_answer();
}

}  // namespace hpc::http
