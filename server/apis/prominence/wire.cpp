#include "apis/prominence/wire.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace hpc::apis::prominence::wire {
namespace {

constexpr const char* kHtml = "text/html; charset=utf-8";

int status_of(const Error& error) {
  switch (error.what) {
    case Errc::unauthenticated:
      return 401;
    case Errc::denied:
      return 403;
    case Errc::missing:
      return 404;
    case Errc::internal:
      return 500;
    default:
      return 400;
  }
}

std::string_view page_text(int status) {
  switch (status) {
    case 400:
      return "The browser (or proxy) sent a request that this server could not understand.";
    case 404:
      return "The requested URL was not found on the server. If you entered the URL manually please check your "
             "spelling "
             "and try again.";
    case 405:
      return "The method is not allowed for the requested URL.";
    default:
      return "The server encountered an internal error and was unable to complete your request. Either the server is "
             "overloaded or there is an error in the application.";
  }
}

http::Response answer(int status, const char* content_type, Bytes body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", content_type);
  response.body = std::move(body);
  return response;
}

// Python writes floats below 1e16 without an exponent, the library below 1e15 only.
void print_number(std::string& out, const Json& number) {
  const double value = number.get<double>();
  if (std::isfinite(value) && std::fabs(value) >= 1e15 && std::fabs(value) < 1e16) {
    out += std::to_string(static_cast<std::int64_t>(value)) + ".0";
  } else {
    out += number.dump();
  }
}

void print_to(std::string& out, const Json& value) {
  if (value.is_object()) {
    out += '{';
    for (const auto& [key, member] : value.items()) {
      if (out.back() != '{') out += ',';
      out += print(std::string_view(key)) + ":";
      print_to(out, member);
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0) out += ',';
      print_to(out, value[i]);
    }
    out += ']';
  } else if (value.is_number_float()) {
    print_number(out, value);
  } else {
    out += value.dump(-1, ' ', true, Json::error_handler_t::replace);
  }
}

bool is_json(std::string_view content_type) {
  std::string type = to_lower(content_type.substr(0, content_type.find(';')));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

// The imitated interpreter gives up at a thousand calls within each other.
bool is_too_deep(std::string_view text) {
  constexpr int kDepth = 990;
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDepth) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

void add_utf8(std::string& out, std::uint32_t point) {
  const auto add = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) return add(point);
  if (point < 0x800) {
    add(0xC0 | point >> 6);
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12);
    add(0x80 | (point >> 6 & 0x3F));
  } else {
    add(0xF0 | point >> 18);
    add(0x80 | (point >> 12 & 0x3F));
    add(0x80 | (point >> 6 & 0x3F));
  }
  add(0x80 | (point & 0x3F));
}

// UTF-16 and UTF-32 are told by their marks, or by where the zero bytes of the first character stand (RFC 4627, 3).
std::string to_utf8(std::string text) {
  const auto byte = [&text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 1U; };
  std::size_t width = 1, start = 0;
  bool is_little = false;
  if (byte(0) == 0xFF && byte(1) == 0xFE) {
    is_little = true;
    width = start = byte(2) == 0 && byte(3) == 0 ? 4 : 2;
  } else if (byte(0) == 0xFE && byte(1) == 0xFF) {
    width = start = 2;
  } else if (byte(0) == 0) {
    width = byte(1) == 0 ? 4 : 2;
  } else if (byte(1) == 0) {
    is_little = true;
    width = byte(2) == 0 ? 4 : 2;
  }
  if (width == 1) return text;
  const auto unit = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | byte(at + (is_little ? width - 1 - i : i));
    return value;
  };
  std::string result;
  for (std::size_t at = start; at + width <= text.size(); at += width) {
    std::uint32_t point = unit(at);
    if (width == 2 && point >= 0xD800 && point < 0xDC00 && at + 4 <= text.size()) {
      at += 2;
      point = 0x10000 + ((point - 0xD800) << 10) + (unit(at) - 0xDC00);
    }
    add_utf8(result, point);
  }
  return result;
}

}  // namespace

Error bad(std::string sentence) {
  return {Errc::invalid, About::request, std::move(sentence)};
}
Error not_authenticated() {
  return {Errc::unauthenticated, About::token, "Authentication failure"};
}
Error switched_off() {
  return {Errc::unauthenticated, About::request, "Functionality disabled"};
}
Error forbidden(std::string sentence) {
  return {Errc::denied, About::request, std::move(sentence)};
}
Error not_found(std::string sentence) {
  return {Errc::missing, About::request, std::move(sentence)};
}
Error crash() {
  return {Errc::internal, About::request, "the imitated server fails here"};
}
Error unreadable() {
  return {Errc::invalid, About::document, "the body is not JSON"};
}
Error does_not_exist(std::string_view what) {
  return bad(std::string(what == "job" ? "Job" : "Workflow") + " does not exist");
}
Error not_yours(std::string_view what) {
  return forbidden("Not authorized to access this " + std::string(what));
}

http::Response error(const Error& error, Options::Framework framework) {
  if (error.what == Errc::internal) return page(500, framework);
  if (error.about == About::document) return page(400, framework);
  return error_body(status_of(error), error.sentence);
}

http::Response error_body(int status, std::string_view sentence) {
  return json(status, "{\"error\":" + print(sentence) + "}");
}

http::Response page(int status, Options::Framework framework) {
  const std::string title(http::standard_reason(status));
  const char* doctype = framework == Options::Framework::a
                            ? "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n"
                            : "<!doctype html>\n<html lang=en>\n";
  return answer(status, kHtml,
                doctype + ("<title>" + std::to_string(status) + " " + title + "</title>\n<h1>" + title + "</h1>\n<p>" +
                           std::string(page_text(status)) + "</p>\n"));
}

http::Response json(int status, std::string body) {
  return answer(status, "application/json", std::move(body) + "\n");
}
http::Response json(int status, const Json& body) {
  return json(status, print(body));
}
http::Response created(std::uint64_t id, int status) {
  return json(status, "{\"id\":" + std::to_string(id) + "}");
}
http::Response empty_object(int status) {
  return json(status, std::string("{}"));
}
http::Response text(Bytes content) {
  return answer(200, kHtml, std::move(content));
}

http::Response nothing() {
  return answer(204, "application/json", {});
}

std::string print(const Json& value) {
  std::string out;
  print_to(out, value);
  return out;
}

std::string print(std::string_view text) {
  const bool is_plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F && c != '"' && c != '\\'; });
  if (is_plain) return "\"" + std::string(text) + "\"";
  return Json(text).dump(-1, ' ', true, Json::error_handler_t::replace);
}

Result<OrderedJson> read(const http::Request& request, Options::Framework framework) {
  if (!is_json(request.headers.get("Content-Type"))) {
    if (framework == Options::Framework::b) return failure(unreadable());
    return OrderedJson(nullptr);
  }
  const std::string text = to_utf8(request.body.str());
  if (is_too_deep(text)) return failure(crash());
  OrderedJson body = OrderedJson::parse(text, nullptr, false);
  if (body.is_discarded()) return failure(unreadable());
  return body;
}

std::uint64_t read_id(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty() || digits.size() > 18) return 0;
  return std::stoull(std::string(digits));
}

}  // namespace hpc::apis::prominence::wire
