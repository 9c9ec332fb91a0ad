#include "http/listener/connection.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cassert>
#include <cerrno>
#include <utility>

namespace hpc::http {
namespace {

constexpr std::size_t kTurn = 1024 * 1024;     // bytes that one connection may move before others have their turn
constexpr std::size_t kReadAhead = 64 * 1024;  // input kept while a request is being answered
constexpr std::chrono::seconds kLinger{2};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

void probe_client(int socket) {
  const int on = 1, seconds = 30;
  setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof seconds);
  setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, &seconds, sizeof seconds);
}

std::string_view refusal_text(int status) {
  switch (status) {
    case 408:
      return "The request took too long to arrive.\n";
    case 413:
      return "The request's body is larger than this server takes.\n";
    case 431:
      return "The request's head is larger than this server takes.\n";
    case 501:
      return "The only transfer coding this server knows is chunked.\n";
    case 505:
      return "This server speaks HTTP/1.0 and HTTP/1.1.\n";
    default:
      return "This is not well-formed HTTP.\n";
  }
}

}  // namespace

Connection::Connection(Identity identity, const Limits& limits, Desk& desk, Time now)
    : identity_(std::move(identity)),
      limits_(limits),
      desk_(desk),
      parser_(limits.body_bytes, limits.header_bytes),
      since_(now) {}

// --- input

void Connection::read(std::span<char> buffer, Time now) {
  reads_later_ = false;
  std::size_t moved = 0;
  while (phase_ != Phase::over) {
    if (moved >= kTurn || (is_answering() && backlog_.size() >= kReadAhead)) {
      reads_later_ = true;
      wants_turn_ = wants_turn_ || !is_answering();
      return;
    }
    // Until it says that there is nothing: the event loop is edge-triggered, and the end of input may stand behind what
    // a short read returned.
    const ssize_t got = ::recv(identity_.fd, buffer.data(), buffer.size(), 0);
    if (got > 0) {
      moved += static_cast<std::size_t>(got);
      take({buffer.data(), static_cast<std::size_t>(got)}, now);
    } else if (got == 0) {
      return end_of_input();
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return;
    } else if (errno != EINTR) {
      phase_ = Phase::over;
    }
  }
}

void Connection::take(std::string_view input, Time now) {
  if (phase_ == Phase::reading)
    consume(input, now);
  else if (is_answering())
    backlog_ += input;
}

void Connection::end_of_input() {
  // A client that has closed only its sending side still reads the answer to what it asked. One that is gone looks the
  // same until it is spoken to: probes find out while an answer takes its time.
  if (at_end_) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(identity_.fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error != 0) phase_ = Phase::over;
  }
  at_end_ = true;
  if (!is_answering()) phase_ = Phase::over;
  if (phase_ != Phase::over) probe_client(identity_.fd);
}

void Connection::consume(std::string_view input, Time now) {
  is_consuming_ = true;
  while (!input.empty() && phase_ == Phase::reading) {
    const RequestParser::State before = parser_.state();
    input.remove_prefix(parser_.feed(input));
    has_more_ = !input.empty();
    note_progress(before, now);
    if (parser_.state() == RequestParser::State::refused) {
      refuse(parser_.refusal(), now);
    } else if (parser_.state() == RequestParser::State::complete) {
      ask(now);
    } else if (parser_.take_expectation()) {
      out_.add(std::string(kContinue));
      flush(now);
    }
  }
  is_consuming_ = has_more_ = false;
  if (is_answering()) backlog_ += input;
}

void Connection::note_progress(RequestParser::State before, Time now) {
  const RequestParser::State after = parser_.state();
  // The head's time runs from its first byte, whatever trickles in later; the body's from the last read.
  if (after == RequestParser::State::body || (after == RequestParser::State::head && before != after)) since_ = now;
}

void Connection::ask(Time now) {
  const bool keep_alive = parser_.keep_alive();
  Request request = parser_.take();
  request.client_address = identity_.client_address;
  request.local_address = identity_.local_address;
  asked_ = {request.method == "HEAD", request.minor_version, keep_alive};
  phase_ = Phase::answering;
  std::optional<Response> response = desk_.ask(*this, std::move(request));
  if (response) answer(std::move(*response), now);
}

void Connection::refuse(int status, Time now) {
  asked_ = {};
  is_refused_ = true;
  phase_ = Phase::answering;
  if (std::optional<Response> own = desk_.refused(*this, status)) return answer(std::move(*own), now);
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = Bytes(refusal_text(status));
  response.afterwards = Response::Afterwards::close;
  answer(std::move(response), now);
}

// --- output

void Connection::answer(Response response, Time now) {
  assert(phase_ == Phase::answering && !response.held);
  if (response.afterwards == Response::Afterwards::drop) {
    phase_ = Phase::over;
    return;
  }
  const bool is_last = ends_soon_ || (at_end_ && !has_more_ && backlog_.empty() && !reads_later_);
  Head head = write_head(response, asked_, is_last);
  closes_after_ = head.close;
  is_cut_ = response.afterwards == Response::Afterwards::close_in_mid_body;
  phase_ = Phase::writing;
  since_ = now;
  out_.add(std::move(head.text));
  add_body(response, head.framing);
  write(now);
}

void Connection::add_body(Response& response, Framing framing) {
  framing_ = framing;
  if (framing == Framing::none) return;
  if (response.stream) {
    stream_ = std::move(response.stream);
    return;
  }
  const Bytes body = is_cut_ ? response.body.slice(0, response.body.size() / 2) : std::move(response.body);
  if (framing == Framing::plain) return out_.add(body);
  if (!body.empty()) add_chunk(body);
  if (!is_cut_) out_.add(std::string("0\r\n\r\n"));
}

void Connection::add_chunk(const Bytes& bytes) {
  out_.add(fmt::format("{:x}\r\n", bytes.size()));
  out_.add(bytes);
  out_.add(std::string("\r\n"));
}

// Asks the stream for its next piece. False when it has none yet.
bool Connection::pull() {
  std::optional<Piece> piece = stream_();
  // An empty piece in the middle says as much as none; as a chunk it would end the body.
  awaits_piece_ = !piece || (piece->bytes.empty() && !piece->last);
  if (awaits_piece_ && !is_cut_) return false;
  awaits_piece_ = false;
  const Bytes bytes = piece ? std::move(piece->bytes) : Bytes();
  if (framing_ == Framing::plain)
    out_.add(bytes);
  else if (!bytes.empty())
    add_chunk(bytes);
  if (is_cut_ || piece->last) {
    stream_ = nullptr;
    if (framing_ == Framing::chunked && !is_cut_) out_.add(std::string("0\r\n\r\n"));
  }
  return true;
}

// True when everything is written.
bool Connection::flush(Time now) {
  const Outbox::Written written = out_.write(identity_.fd, kTurn);
  if (written.bytes != 0) since_ = now;
  is_blocked_ = written.outcome == Outbox::Outcome::blocked;
  wants_turn_ = wants_turn_ || written.outcome == Outbox::Outcome::turn_over;
  if (written.outcome == Outbox::Outcome::failed) phase_ = Phase::over;
  return written.outcome == Outbox::Outcome::done;
}

void Connection::write(Time now) {
  std::size_t pieces = 0;
  while (flush(now) && phase_ == Phase::writing) {
    if (!stream_) return finish(now);
    if (++pieces > 64) {
      wants_turn_ = true;
      return;
    }
    if (!pull()) return;
  }
}

void Connection::turn(std::span<char> buffer, Time now) {
  wants_turn_ = false;
  if (!out_.empty() || (phase_ == Phase::writing && !awaits_piece_)) write(now);
  if (reads_later_ && phase_ != Phase::over) read(buffer, now);
}

// --- between requests

void Connection::finish(Time now) {
  since_ = now;
  if (closes_after_ || ends_soon_) return close(now);
  phase_ = Phase::reading;
  if (!is_consuming_) resume(now);
}

void Connection::resume(Time now) {
  while (phase_ == Phase::reading && !backlog_.empty()) {
    const std::string input = std::exchange(backlog_, std::string());
    consume(input, now);
  }
  if (phase_ != Phase::reading) return;
  if (reads_later_)
    wants_turn_ = true;
  else if (at_end_)
    phase_ = Phase::over;
}

void Connection::close(Time now) {
  const bool may_have_unread_input = is_refused_ || !backlog_.empty() || reads_later_;
  if (at_end_ || is_cut_ || !may_have_unread_input) {
    phase_ = Phase::over;
    return;
  }
  // Closing with input unread would reset the connection, and the client might never see the response.
  ::shutdown(identity_.fd, SHUT_WR);
  phase_ = Phase::lingering;
  since_ = now;
  backlog_.clear();
  reads_later_ = wants_turn_ = true;
}

void Connection::expire(Time now) {
  const bool is_mid_request =
      parser_.state() == RequestParser::State::head || parser_.state() == RequestParser::State::body;
  if (phase_ == Phase::reading && is_mid_request && !is_blocked_)
    refuse(408, now);
  else
    phase_ = Phase::over;
}

void Connection::end_soon() {
  ends_soon_ = true;
  const bool is_idle = phase_ == Phase::reading && parser_.state() == RequestParser::State::idle;
  if (is_idle || phase_ == Phase::lingering) phase_ = Phase::over;
}

std::optional<Connection::Time> Connection::deadline() const {
  if (phase_ == Phase::answering || awaits_piece_) return std::nullopt;
  if (phase_ == Phase::lingering) return since_ + kLinger;
  if (phase_ == Phase::writing || is_blocked_) return since_ + limits_.write_time;
  switch (parser_.state()) {
    case RequestParser::State::head:
      return since_ + limits_.header_time;
    case RequestParser::State::body:
      return since_ + limits_.body_time;
    default:
      return since_ + limits_.idle_time;
  }
}

}  // namespace hpc::http
