// A client of bytes: sends what a test says, cut as it says, and reads what comes back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/listener/listener.h"

namespace hpc::http {

struct Answer {
  int status = 0;    ///< 0: the connection ended before a whole answer came
  std::string head;  ///< up to and with the empty line
  std::string body;  ///< with chunks joined
  bool has(std::string_view line) const { return head.find("\r\n" + std::string(line) + "\r\n") != std::string::npos; }
  bool mentions(std::string_view name) const {
    return head.find("\r\n" + std::string(name) + ":") != std::string::npos;
  }
};

class SocketClient final {
 public:
  explicit SocketClient(const Address& address);
  ~SocketClient();
  SocketClient(const SocketClient&) = delete;
  SocketClient& operator=(const SocketClient&) = delete;

  bool is_connected() const { return fd_ >= 0; }
  /// False when the server has closed the connection.
  bool send(std::string_view text);
  /// Says that nothing more will be sent, and still reads.
  void half_close();
  /// Goes away without a word: a reset.
  void vanish();
  void close();

  /// The next answer; `to_head` when the request was HEAD.
  Answer read_answer(bool to_head = false);
  /// The next bytes, exactly as many, or fewer at the end.
  std::string read_exactly(std::size_t count);
  /// Everything up to the end of the connection.
  std::string read_all();
  /// The same, counted and thrown away.
  std::uint64_t count_all();
  /// True when the server has closed and nothing more is to come. Waits for one of both.
  bool is_at_end();
  /// Whether anything arrives within this time.
  bool hears_within(int milliseconds);

 private:
  bool fill();
  int fd_ = -1;
  std::string buffer_;
};

/// One request on a connection of its own.
Answer ask(const Address& address, std::string_view request);

}  // namespace hpc::http
