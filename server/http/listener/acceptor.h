// One listening socket, shared by all workers.
#pragma once

#include <sys/socket.h>

#include <mutex>
#include <string>

#include "base/result.h"
#include "http/listener/listener.h"

namespace hpc::http {

class Acceptor final {
 public:
  explicit Acceptor(Address address);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  /// Binds and listens; with port 0 the address then has the port that the system chose, and a reopened socket gets the
  /// same. Errc::unavailable when it cannot.
  Result<void> open();
  /// From now on a client that connects is refused.
  void close();

  const Address& address() const { return address_; }
  /// -1 when closed.
  int fd() const;

  struct Accepted {
    int fd = -1;  ///< not blocking; -1: nobody waits
    sockaddr_storage from{};
  };
  /// Any thread.
  Accepted accept();

 private:
  Address address_;
  mutable std::mutex mutex_;  // close() against accept(), which must not meet the number of another socket
  int fd_ = -1;
  int spare_ = -1;  // given up to turn a client away when the process has no descriptor left
};

/// `127.0.0.1:51234`, `[::1]:51234`.
std::string to_string(const sockaddr_storage& address);

}  // namespace hpc::http
