// Ctrl-C and SIGTERM as a flag: what runs is ended in good order, clean-up included. A second one ends at once.
#pragma once

#include <atomic>

namespace hpc::conformance {

/// Handles the signals while it lives; one at a time.
class Interrupt final {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  const std::atomic<bool>& flag() const;
  /// Becomes readable with the first signal, and stays so.
  int descriptor() const;
};

}  // namespace hpc::conformance
