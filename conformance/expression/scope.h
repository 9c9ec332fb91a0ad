// What runtime expressions can name: the exchange of the current step, and what the run knows so far.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/json.h"
#include "http/message.h"

namespace hpc::conformance {

/// One request and its response as expressions see them.
struct Facts {
  std::string url;
  std::string method;
  int status = 0;
  http::Headers request_headers;
  http::Headers response_headers;
  Json path = Json::object();   ///< parameters sent in the path, by name
  Json query = Json::object();  ///< and in the query
  Json request_body;
  Json response_body;
};

/// A body as expressions see it: a JSON value when the media type is JSON (or absent) and it parses, else its text.
Json body_value(std::string_view content_type, const Bytes& body);
bool is_json_media_type(std::string_view content_type);

/// Any of these may be absent; what they are asked for is then absent too.
struct Scope {
  const Facts* facts = nullptr;
  const Json* inputs = nullptr;      ///< {"user": "x"}
  const Json* outputs = nullptr;     ///< of the workflow that was just called
  const Json* steps = nullptr;       ///< {"submit": {"outputs": {"task": "x"}}}
  const Json* workflows = nullptr;   ///< {"login": {"inputs": {}, "outputs": {}}}
  const Json* sources = nullptr;     ///< {"firecrest": {"url": "..."}}
  const Json* components = nullptr;  ///< {"parameters": {"page": 1}}
};

/// A value found in a scope, or computed from it; absent when there is nothing.
class Value {
 public:
  Value() = default;
  explicit Value(const Json* found) : found_(found) {}
  explicit Value(Json computed) : computed_(std::move(computed)) {}
  const Json* get() const { return computed_ ? &*computed_ : found_; }
  explicit operator bool() const { return get() != nullptr; }
  const Json& operator*() const { return *get(); }

 private:
  const Json* found_ = nullptr;
  std::optional<Json> computed_;
};

}  // namespace hpc::conformance
