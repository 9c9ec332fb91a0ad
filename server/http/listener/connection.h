// One client's connection: requests in, answers out, one after the other. It knows its socket and the protocol; the
// worker tells it when to read or write and does what it asks for.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/listener/head.h"
#include "http/listener/listener.h"
#include "http/listener/outbox.h"
#include "http/listener/parser.h"

namespace hpc::http {

class Connection;

/// Where a connection takes its requests.
class Desk {
 public:
  virtual ~Desk() = default;
  /// The answer, or absent when Connection::answer() will bring it later.
  virtual std::optional<Response> ask(Connection& from, Request request) = 0;
  /// The words of the API that listens there for what is no HTTP; absent: the listener's.
  virtual std::optional<Response> refused(const Connection& from, int status) = 0;
};

class Connection final {
 public:
  using Time = std::chrono::nanoseconds;  // of the host's steady clock

  struct Identity {
    int fd = -1;
    std::uint64_t serial = 0;  ///< never used again, unlike fd
    std::size_t acceptor = 0;  ///< by which it came in
    std::string_view api;      ///< that the acceptor serves alone, or ""
    std::string client_address;
    std::string local_address;
  };

  Connection(Identity identity, const Limits& limits, Desk& desk, Time now);

  const Identity& identity() const { return identity_; }

  /// The socket may have input. `buffer` is only used during the call.
  void read(std::span<char> buffer, Time now);
  /// The socket may take output, or the streamed body may have more.
  void write(Time now);
  /// What was left undone when others got their turn.
  void turn(std::span<char> buffer, Time now);
  /// The answer to the request that was asked for and not answered at once.
  void answer(Response response, Time now);
  /// The deadline has passed.
  void expire(Time now);
  /// Nobody will answer the request that was asked for.
  void abandon() { phase_ = Phase::over; }
  /// Ends now when nothing is in flight, else after the next response.
  void end_soon();

  // What the worker does for it, to be asked after each of the above.
  bool is_over() const { return phase_ == Phase::over; }  ///< close the socket
  bool wants_turn() const { return wants_turn_; }         ///< call turn() soon
  bool is_blocked() const { return is_blocked_; }         ///< call write() when the socket takes output
  bool awaits_piece() const { return awaits_piece_; }     ///< call write() when timelines may have moved
  std::optional<Time> deadline() const;                   ///< call expire() then

 private:
  enum class Phase {
    reading,    // waiting for a request or within one
    answering,  // it is asked for
    writing,    // it is being answered
    lingering,  // all is said; input is thrown away so that the client reads the end of it before a reset reaches it
    over,
  };

  bool is_answering() const { return phase_ == Phase::answering || phase_ == Phase::writing; }
  void take(std::string_view input, Time now);
  void consume(std::string_view input, Time now);
  void note_progress(RequestParser::State before, Time now);
  void ask(Time now);
  void refuse(int status, Time now);
  void add_body(Response& response, Framing framing);
  void add_chunk(const Bytes& bytes);
  bool pull();
  bool flush(Time now);
  void finish(Time now);
  void resume(Time now);
  void close(Time now);
  void end_of_input();

  Identity identity_;
  const Limits& limits_;
  Desk& desk_;

  RequestParser parser_;
  std::string backlog_;  // read while a request was being answered
  Asked asked_;
  Outbox out_;
  PieceSource stream_;
  Framing framing_ = Framing::none;
  Time since_;  // what the deadline counts from: see deadline()

  Phase phase_ = Phase::reading;
  bool is_consuming_ = false;  // below consume(), which goes on by itself
  bool has_more_ = false;      // it has input after the request that is asked for
  bool at_end_ = false;        // the client has sent its last byte
  bool reads_later_ = false;   // input was left in the socket
  bool ends_soon_ = false;
  bool closes_after_ = false;
  bool is_refused_ = false;
  bool is_cut_ = false;  // the body is to end in its middle
  bool wants_turn_ = false;
  bool is_blocked_ = false;
  bool awaits_piece_ = false;
};

}  // namespace hpc::http
