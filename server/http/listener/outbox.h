// What is still to be written to one socket: pieces of ropes, never copied.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace hpc::http {

class Outbox final {
 public:
  void add(std::string text);
  void add(const Bytes& bytes);
  bool empty() const { return next_ == pieces_.size(); }

  enum class Outcome {
    done,       ///< everything is written
    blocked,    ///< the socket takes no more for now
    turn_over,  ///< `most` bytes are written and more is left: let others have their turn
    failed,     ///< the client is gone
  };
  struct Written {
    Outcome outcome = Outcome::done;
    std::size_t bytes = 0;
  };
  Written write(int socket, std::size_t most);

 private:
  void advance(std::size_t bytes);

  std::vector<Bytes::Piece> pieces_;  // those before next_ are let go of
  std::size_t next_ = 0;
};

}  // namespace hpc::http
