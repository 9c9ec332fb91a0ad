#include "http/listener/head.h"

#include <algorithm>
#include <cassert>
#include <charconv>

#include "base/encoding.h"

namespace hpc::http {
namespace {

bool has_no_body(int status) {
  return status < 200 || status == 204 || status == 304;
}

// A line end in a value would begin another header, which only the client's own input could have asked for.
void add_text(std::string& text, std::string_view part) {
  const std::size_t at = text.size();
  text += part;
  if (part.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) return;
  std::replace_if(
      text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
      [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
}

void add_field(std::string& text, std::string_view name, std::string_view value) {
  add_text(text, name);
  text += ": ";
  add_text(text, value);
  text += "\r\n";
}

bool names_token(const Headers& headers, std::string_view name, std::string_view token) {
  for (std::string_view value : headers.all(name))
    if (to_lower(value).find(token) != std::string::npos) return true;
  return false;
}

// What stands in the head besides the response's own headers.
struct Plan {
  Framing framing = Framing::plain;
  bool close = false;
  bool tells_close = true;
  bool adds_length = false;
  bool adds_chunked = false;
};

Plan plan_stream(const Response& response, const Asked& asked) {
  if (response.headers.has("Content-Length")) return {};
  if (response.no_length || asked.minor_version == 0) return {.close = true};
  return {.framing = Framing::chunked, .adds_chunked = !response.headers.has("Transfer-Encoding")};
}

Plan plan_body(const Response& response) {
  if (names_token(response.headers, "Transfer-Encoding", "chunked")) return {.framing = Framing::chunked};
  if (const std::string* given = response.headers.find("Content-Length")) {
    std::uint64_t length = 0;
    std::from_chars(given->data(), given->data() + given->size(), length);
    return {.close = length != response.body.size()};  // the client would take the next response for this one's rest
  }
  if (response.no_length) return {.close = true};
  return {.adds_length = true};
}

Plan plan_for(const Response& response, const Asked& asked, bool closing) {
  Plan plan;
  if (has_no_body(response.status))
    plan.framing = Framing::none;
  else
    plan = response.stream ? plan_stream(response, asked) : plan_body(response);
  if (asked.is_head) {
    plan.framing = Framing::none;
    plan.close = false;
  }
  if (closing || !asked.keep_alive || names_token(response.headers, "Connection", "close") ||
      response.afterwards == Response::Afterwards::close ||
      response.afterwards == Response::Afterwards::close_in_mid_body)
    plan.close = true;
  if (!plan.close && response.afterwards == Response::Afterwards::close_unannounced) {
    plan.close = true;
    plan.tells_close = false;
  }
  return plan;
}

}  // namespace

Head write_head(const Response& response, const Asked& asked, bool closing) {
  assert(response.status >= 100 && response.status <= 999);
  const Plan plan = plan_for(response, asked, closing);
  std::string text;
  text.reserve(256);
  text += "HTTP/1.1 ";
  text += std::to_string(response.status);
  text += ' ';
  add_text(text, response.reason.empty() ? standard_reason(response.status) : std::string_view(response.reason));
  text += "\r\n";

  bool has_connection = false;
  for (const Header& field : response.headers) {
    const bool is_connection = equals_ignoring_case(field.name, "Connection");
    const bool is_false = is_connection && plan.close && to_lower(field.value).find("close") == std::string::npos;
    has_connection = has_connection || is_connection;
    add_field(text, field.name, is_false ? std::string_view("close") : std::string_view(field.value));
  }
  if (plan.adds_length) add_field(text, "Content-Length", std::to_string(response.body.size()));
  if (plan.adds_chunked) add_field(text, "Transfer-Encoding", "chunked");
  if (!has_connection && plan.close && plan.tells_close) add_field(text, "Connection", "close");
  if (!has_connection && !plan.close && asked.minor_version == 0) add_field(text, "Connection", "keep-alive");
  text += "\r\n";
  return {std::move(text), plan.framing, plan.close};
}

}  // namespace hpc::http
