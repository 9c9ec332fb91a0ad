// Request and Response: values. A handler never sees a socket, and a test is a function call.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"

namespace hpc::http {

struct Header {
  std::string name;  ///< as spelled on the wire
  std::string value;
  bool operator==(const Header&) const = default;
};

/// Header fields in wire order, repeats kept. Names are looked up without regard to case.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> fields) : fields_(fields) {}

  void add(std::string name, std::string value) { fields_.push_back({std::move(name), std::move(value)}); }
  /// Gives the first field of that name this value and removes the others; adds the field at the end when there is
  /// none.
  void set(std::string name, std::string value);
  void remove(std::string_view name);

  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// The first value of that name, or nullptr.
  const std::string* find(std::string_view name) const;
  /// The first value of that name, or "".
  std::string_view get(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }
  bool operator==(const Headers&) const = default;

 private:
  std::vector<Header> fields_;
};

/// Names and values in order, repeats kept: a query, a form, a path's parameters.
class Fields {
 public:
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  const std::string* first(std::string_view name) const;
  const std::string* last(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  bool has(std::string_view name) const { return first(name) != nullptr; }
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  bool empty() const { return fields_.empty(); }
  std::size_t size() const { return fields_.size(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
  // As read from the wire.
  std::string method = "GET";
  std::string target = "/";  ///< raw: nothing decoded, nothing merged
  int minor_version = 1;     ///< HTTP/1.x
  Headers headers;
  Bytes body;
  std::string client_address;  ///< "127.0.0.1:51234"
  std::string local_address;   ///< of the listener that it came in by, "127.0.0.1:8080"

  // Filled in by the door before a handler sees it.
  std::string sandbox;     ///< name; "default" without a prefix
  std::string base_path;   ///< raw target before `path`: "/s/ci-7/firecrest"; "" on a listener of the API's own
  std::string root_path;   ///< raw target before any API's mount: "/s/ci-7" or ""
  std::string path = "/";  ///< raw path as the API's routes spell it, without the query
  std::string query;       ///< raw, without '?'
  bool has_query = false;  ///< a '?' was there, even with nothing after it
  Fields path_parameters;  ///< {name} of the route, percent-decoded

  /// "http://" and the Host header (or the listener's address without one): what links are built from.
  std::string origin() const;
  /// A path parameter that the route is known to have.
  const std::string& parameter(std::string_view name) const;
  /// The query decoded as a form is (WHATWG URL): '+' is a blank, repeats kept.
  Fields query_fields() const;
};

/// One part of a streamed body.
struct Piece {
  Bytes bytes;
  bool last = false;
};

/// Makes a streamed body. Runs under the sandbox's lock; absent means "not yet: ask again when the timeline has moved".
using PieceSource = std::function<std::optional<Piece>()>;

struct Response {
  int status = 200;
  std::string reason;  ///< empty: the standard phrase for the status (RFC 9110, 15)
  Headers headers;
  Bytes body;
  /// When set, the body is streamed (chunked; until close for HTTP/1.0) and `body` is not used.
  PieceSource stream;

  /// What the listener adds when the headers do not have it: Content-Length, or Transfer-Encoding for a stream (never
  /// with 1xx, 204, 304 or `no_length`), and `Connection: close` when it is going to close.
  bool no_length = false;
  enum class Afterwards {
    as_asked,           ///< keep alive or close as the request says
    close,              ///< close after this response
    close_unannounced,  ///< the same, and no header says so
    drop,               ///< send nothing at all and close
    close_in_mid_body,  ///< send half the body, then close (a fault)
  };
  Afterwards afterwards = Afterwards::as_asked;

  /// "Not yet, ask me again": the door keeps the request and runs it again when the timeline has moved. Everything else
  /// in such a response is ignored.
  bool held = false;
  static Response not_yet() {
    Response response;
    response.held = true;
    return response;
  }
};

/// The standard reason phrase, "" for unknown ones.
std::string_view standard_reason(int status);

/// Splits at & and decodes '+' and %XX. For queries and application/x-www-form-urlencoded bodies.
Fields parse_urlencoded(std::string_view text);

}  // namespace hpc::http
