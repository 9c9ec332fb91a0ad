#include "http/listener/acceptor.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace hpc::http {
namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

Result<SocketAddress> to_socket_address(const Address& address) {
  SocketAddress socket;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&socket.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&socket.storage);
  if (inet_pton(AF_INET, address.host.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(address.port);
    socket.length = sizeof *v4;
  } else if (inet_pton(AF_INET6, address.host.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(address.port);
    socket.length = sizeof *v6;
  } else {
    return failure(Errc::invalid, About::site, fmt::format("'{}' is no IP address", address.host));
  }
  return socket;
}

std::uint16_t port_of(const sockaddr_storage& address) {
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

bool bind_and_listen(int fd, const SocketAddress& address) {
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.storage.ss_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.length) == 0 &&
         ::listen(fd, SOMAXCONN) == 0;
}

int open_spare() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

}  // namespace

std::string to_string(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> host{};
  const bool is_v6 = address.ss_family == AF_INET6;
  const void* bytes = is_v6 ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr)
                            : static_cast<const void*>(&reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  inet_ntop(address.ss_family, bytes, host.data(), host.size());
  return to_string(Address{host.data(), port_of(address), ""});
}

Acceptor::Acceptor(Address address) : address_(std::move(address)) {}
Acceptor::~Acceptor() {
  close();
}

Result<void> Acceptor::open() {
  const std::lock_guard lock(mutex_);
  if (fd_ >= 0) return {};
  const SocketAddress wanted = HPC_TRY(to_socket_address(address_));
  const int fd = ::socket(wanted.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0 || !bind_and_listen(fd, wanted)) {
    const int reason = errno;
    if (fd >= 0) ::close(fd);
    return failure(Errc::unavailable, About::site,
                   fmt::format("cannot listen on {}: {}", to_string(address_), std::strerror(reason)));
  }
  sockaddr_storage bound{};
  socklen_t length = sizeof bound;
  getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &length);
  if (address_.port == 0) address_.port = port_of(bound);
  fd_ = fd;
  spare_ = open_spare();
  return {};
}

void Acceptor::close() {
  const std::lock_guard lock(mutex_);
  if (fd_ < 0) return;
  ::close(fd_);
  if (spare_ >= 0) ::close(spare_);
  fd_ = spare_ = -1;
}

int Acceptor::fd() const {
  const std::lock_guard lock(mutex_);
  return fd_;
}

Acceptor::Accepted Acceptor::accept() {
  const std::lock_guard lock(mutex_);
  Accepted accepted;
  while (fd_ >= 0) {
    socklen_t length = sizeof accepted.from;
    accepted.fd = ::accept4(fd_, reinterpret_cast<sockaddr*>(&accepted.from), &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted.fd >= 0) {
      const int on = 1;
      setsockopt(accepted.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      break;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if ((errno != EMFILE && errno != ENFILE) || spare_ < 0) break;
    // Left in the queue the client would make every poll return at once; it is taken and turned away.
    ::close(spare_);
    const int turned_away = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (turned_away >= 0) ::close(turned_away);
    spare_ = open_spare();
  }
  return accepted;
}

}  // namespace hpc::http
