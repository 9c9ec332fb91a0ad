#include "http/listener/parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cassert>
#include <limits>
#include <optional>

#include "base/encoding.h"

namespace hpc::http {
namespace {

namespace beast = boost::beast;
using beast::string_view;
using beast::http::error;

constexpr std::size_t kSmallestPiece = 16 * 1024;
constexpr std::size_t kLargestPiece = 1024 * 1024;

std::string_view view(string_view text) {
  return {text.data(), text.size()};
}

// Collects a body into pieces that grow with it: a client that only announces a gigabyte costs nothing.
class BodyPieces {
 public:
  void expect(std::uint64_t length) { expected_ = length; }

  std::uint64_t size() const { return size_; }

  void add(std::string_view data) {
    size_ += data.size();
    while (!data.empty()) {
      if (room_ == 0) start_piece(data.size());
      const std::size_t taken = std::min(room_, data.size());
      piece_.append(data.substr(0, taken));
      room_ -= taken;
      data.remove_prefix(taken);
    }
  }

  Bytes take() {
    seal();
    return std::move(body_);
  }

 private:
  void start_piece(std::size_t needed) {
    seal();
    next_ = std::min(kLargestPiece, std::max({next_ * 4, kSmallestPiece, needed}));
    room_ = next_;
    if (expected_ > body_.size())
      room_ = static_cast<std::size_t>(std::min<std::uint64_t>(room_, expected_ - body_.size()));
    piece_.reserve(room_);
  }

  void seal() {
    if (piece_.empty()) return;
    if (room_ > piece_.size()) piece_.shrink_to_fit();  // the end of a chunked body
    body_.append(Bytes(std::move(piece_)));
    piece_.clear();
  }

  Bytes body_;
  std::string piece_;
  std::size_t room_ = 0;
  std::size_t next_ = 0;
  std::uint64_t expected_ = 0;
  std::uint64_t size_ = 0;
};

// Of the bytes of a head: can this one stand there at all?
bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7f;
}

}  // namespace

class RequestParser::Message final : public beast::http::basic_parser<true> {
 public:
  explicit Message(std::uint64_t most_body_bytes) {
    // We count the head's bytes ourselves: Beast compares its limit with what is left to parse, which depends on the
    // cuts.
    header_limit(std::numeric_limits<std::uint32_t>::max());
    body_limit(most_body_bytes);
    eager(false);  // one thing at a time, so that its size is known: a chunk's line, contents, trailers
  }

  Request request;
  BodyPieces body;
  int refusal = 0;
  bool expects_continue = false;
  bool awaits_first_chunk() const { return chunked() && !has_chunk_; }

 private:
  using error_code = beast::error_code;

  void on_request_impl(beast::http::verb, string_view method, string_view target, int version, error_code&) override {
    request.method = view(method);
    request.target = view(target);
    request.minor_version = version % 10;
  }
  void on_response_impl(int, string_view, int, error_code&) override {}

  void on_field_impl(beast::http::field name, string_view spelled, string_view value, error_code& ec) override {
    if (in_trailer_) return;  // read and forgotten
    if (name == beast::http::field::content_length && std::exchange(has_length_, true)) {
      ec = error::bad_content_length;  // equal ones too: the next server may see another one
      return;
    }
    if (name == beast::http::field::transfer_encoding && !equals_ignoring_case(view(value), "chunked")) {
      refusal = 501;
      ec = error::bad_transfer_encoding;
      return;
    }
    if (name == beast::http::field::expect && equals_ignoring_case(view(value), "100-continue"))
      expects_continue = true;
    request.headers.add(std::string(view(spelled)), std::string(view(value)));
  }

  void on_header_impl(error_code& ec) override {
    in_trailer_ = true;
    if (chunked() && request.minor_version == 0) ec = error::bad_transfer_encoding;
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length) body.expect(*length);
  }
  std::size_t on_body_impl(string_view data, error_code&) override {
    body.add(view(data));
    return data.size();
  }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override { has_chunk_ = true; }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view data, error_code&) override {
    body.add(view(data));
    return data.size();
  }
  void on_finish_impl(error_code&) override {}

  bool has_length_ = false;
  bool has_chunk_ = false;
  bool in_trailer_ = false;
};

RequestParser::RequestParser(std::uint64_t most_body_bytes, std::uint32_t most_head_bytes)
    : most_body_bytes_(most_body_bytes), most_head_bytes_(most_head_bytes) {}
RequestParser::~RequestParser() = default;

void RequestParser::refuse(int status) {
  state_ = State::refused;
  refusal_ = status;
}

bool RequestParser::take_expectation() {
  return state_ == State::body && unparsed_.empty() && std::exchange(expects_continue_, false);
}

bool RequestParser::keep_alive() const {
  assert(state_ == State::complete);
  return message_->keep_alive();
}

Request RequestParser::take() {
  assert(state_ == State::complete);
  Request request = std::move(message_->request);
  request.body = message_->body.take();
  message_.reset();
  unparsed_.clear();
  expects_continue_ = false;
  state_ = State::idle;
  return request;
}

std::size_t RequestParser::feed(std::string_view input) {
  std::size_t taken = 0;
  if (state_ == State::idle) {
    taken = std::min(input.find_first_not_of("\r\n"), input.size());  // blank lines before a request are ignored
    if (taken == input.size()) return taken;
    state_ = State::head;
    line_ends_ = 0;
  }
  if (state_ == State::head) taken += feed_head(input.substr(taken));
  if (state_ == State::body && taken < input.size()) {
    expects_continue_ = false;  // it did not wait
    taken += feed_body(input.substr(taken));
  }
  return taken;
}

// Looks for the end of the head one byte after the other, so that what can be no HTTP is refused at once and at the
// same byte wherever the reads end; Beast then sees the head in one piece.
std::size_t RequestParser::feed_head(std::string_view input) {
  const std::size_t room = most_head_bytes_ - unparsed_.size();
  std::size_t at = 0;
  while (at < input.size() && line_ends_ < 4) {
    if (at == room) {
      refuse(431);
      return at;
    }
    const char c = input[at++];
    const bool after_return = line_ends_ % 2 == 1;
    if (is_control(c) || (c == '\n') != after_return) {
      refuse(400);
      return at;
    }
    if (c == '\r' || c == '\n')
      ++line_ends_;
    else
      line_ends_ = 0;
  }
  const std::string_view part = input.substr(0, at);
  if (line_ends_ == 4 && unparsed_.empty()) {
    parse_head(part);
  } else {
    unparsed_ += part;
    if (line_ends_ == 4) parse_head(std::exchange(unparsed_, std::string()));
  }
  return at;
}

void RequestParser::parse_head(std::string_view head) {
  message_ = std::make_unique<Message>(most_body_bytes_);
  beast::error_code ec;
  const std::size_t parsed = message_->put(boost::asio::const_buffer(head.data(), head.size()), ec);
  if (ec == error::bad_version) {
    // Beast knows 1.0 and 1.1; what is a version at all (RFC 9112, 2.3) deserves a better answer than 400.
    const std::string_view line = head.substr(0, head.find('\r'));
    const std::string_view version = line.substr(std::min(line.rfind(' ') + 1, line.size()));
    const auto is_digit = [&](std::size_t i) { return version[i] >= '0' && version[i] <= '9'; };
    const bool is_other_version = version.size() == 8 && version.starts_with("HTTP/") && is_digit(5) &&
                                  version[6] == '.' && is_digit(7) && version != "HTTP/1.0" && version != "HTTP/1.1";
    return refuse(is_other_version ? 505 : 400);
  }
  if (message_->refusal != 0) return refuse(message_->refusal);
  if (ec == error::body_limit) return refuse(413);
  if (!message_->is_header_done() || (ec && ec != error::need_more)) return refuse(400);
  assert(parsed == head.size());
  (void)parsed;
  expects_continue_ = message_->expects_continue && message_->request.minor_version == 1;
  state_ = message_->is_done() ? State::complete : State::body;
}

// Beast takes contents as they come, and lines (of chunk sizes and trailers) only when they are complete: an incomplete
// one waits in `unparsed_` and is presented again with more.
std::size_t RequestParser::feed_body(std::string_view input) {
  constexpr std::size_t kStep = 4096;  // how much of the input is tried together with an incomplete line
  std::size_t taken = 0;
  while (state_ == State::body && taken < input.size()) {
    const std::string_view rest = input.substr(taken);
    const std::size_t waiting = unparsed_.size();
    if (waiting != 0) unparsed_ += rest.substr(0, kStep);
    const std::string_view given = waiting != 0 ? std::string_view(unparsed_) : rest;
    const std::uint64_t contents = message_->body.size();
    beast::error_code ec;
    // Seeing "0" CR LF for the second time Beast asserts five bytes, which a body of no chunks has at its end only.
    const bool is_enough = given.size() >= 5 || !message_->awaits_first_chunk() || !given.starts_with("0\r\n");
    const std::size_t parsed =
        !is_enough ? 0 : message_->put(boost::asio::const_buffer(given.data(), given.size()), ec);
    if (ec && ec != error::need_more) {
      refuse(ec == error::body_limit ? 413 : 400);
      return taken;
    }
    // What is no content has a head's limit, wherever the reads ended.
    if (parsed > most_head_bytes_ + (message_->body.size() - contents)) {
      refuse(400);
      return taken;
    }
    if (message_->is_done()) state_ = State::complete;
    if (parsed >= waiting && parsed != 0) {
      taken += parsed - waiting;
      unparsed_.clear();
    } else if (waiting == 0) {
      unparsed_ = rest;
      taken = input.size();
    } else {
      unparsed_.erase(0, parsed);
      taken += std::min(kStep, rest.size());
    }
    if (unparsed_.size() > most_head_bytes_) refuse(400);
  }
  return taken;
}

}  // namespace hpc::http
