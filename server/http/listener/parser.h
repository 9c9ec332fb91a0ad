// Bytes to Request, however the bytes are cut. Beast's parser behind our own view of the head, so that limits and
// refusals do not depend on where a read ended.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"

namespace hpc::http {

class RequestParser final {
 public:
  enum class State {
    idle,      ///< nothing of a request yet (blank lines before one do not count)
    head,      ///< within the request line and headers
    body,      ///< the head is complete, the body is not
    complete,  ///< take() it
    refused,   ///< refusal() says with which status; nothing that follows can be understood
  };

  RequestParser(std::uint64_t most_body_bytes, std::uint32_t most_head_bytes);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  /// Takes from the front of `input` what belongs to the request being read, and says how much. Less than all only when
  /// the request is complete or refused.
  std::size_t feed(std::string_view input);

  State state() const { return state_; }
  int refusal() const { return refusal_; }
  /// True once per request: the client waits for `100 Continue` before it sends the body.
  bool take_expectation();
  /// Whether the client lets the connection live after this request. Until take().
  bool keep_alive() const;
  /// The complete request; then the parser is idle again.
  Request take();

 private:
  class Message;  // Beast's parser, filling a Request
  std::size_t feed_head(std::string_view input);
  std::size_t feed_body(std::string_view input);
  void parse_head(std::string_view head);
  void refuse(int status);

  std::uint64_t most_body_bytes_;
  std::uint32_t most_head_bytes_;
  State state_ = State::idle;
  int refusal_ = 0;
  bool expects_continue_ = false;
  std::string unparsed_;    // of the head, or of a chunk's or trailer's line that is still incomplete
  unsigned line_ends_ = 0;  // how much of CR LF CR LF the head's end has matched
  std::unique_ptr<Message> message_;
};

}  // namespace hpc::http
