// The threads and their epoll loops, by Pistache; transport.cpp is the only source that includes it.
#pragma once

#include <memory>

namespace hpc::http {

struct Workshop;

/// Runs each worker of a workshop on a thread of its own.
class Transport final {
 public:
  explicit Transport(Workshop& workshop);
  /// Stops the threads and waits for them; no connection may be left.
  ~Transport();

  void run();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hpc::http
