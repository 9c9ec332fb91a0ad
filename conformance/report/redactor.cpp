#include "conformance/report/redactor.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "conformance/expression/scope.h"

namespace hpc::conformance {
namespace {

constexpr std::string_view kHidden = "***";
constexpr std::size_t kShortestSecret = 4;
constexpr std::size_t kLongSecret = 12;
constexpr std::string_view kSecretNames[] = {"password",      "passwd",     "client_secret", "secret",        "access_token", "refresh_token",
                                             "id_token",      "api_key",    "apikey",        "authorization", "cookie",       "set-cookie",
                                             "x-auth-token",  "x-api-key",  "private_key",   "proxy-authorization", "client_assertion", "token"};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// A short secret inside of a longer word ("token-a" in "token-auth") is not that secret.
bool is_inside_word(std::string_view text, std::size_t at, std::size_t size) {
  if (size >= kLongSecret) return false;
  return (at > 0 && is_word(text[at - 1])) || (at + size < text.size() && is_word(text[at + size]));
}

std::uint32_t first_bytes(std::string_view text) {
  std::uint32_t bytes = 0;
  std::memcpy(&bytes, text.data(), kShortestSecret);
  return bytes;
}

/// A place in the table of first bytes: most texts have no place that is taken.
std::size_t place_of(std::uint32_t bytes) { return (bytes * 2654435761U) >> 18U; }

/// "Bearer x" -> "x"; "session=x; Path=/" -> "x".
std::vector<std::string> secrets_in_header(const http::Header& header) {
  const auto name = to_lower(header.name);
  const std::string_view value = header.value;
  if (name == "cookie" || name == "set-cookie") {
    std::vector<std::string> all;
    std::size_t start = 0;
    while (start < value.size()) {
      const auto end = std::min(value.find(';', start), value.size());
      const auto pair = value.substr(start, end - start);
      if (const auto equals = pair.find('='); equals != std::string_view::npos) all.emplace_back(pair.substr(equals + 1));
      if (name == "set-cookie") break;  // What follows are attributes.
      start = end + 1;
    }
    return all;
  }
  const auto space = value.find(' ');
  std::vector<std::string> all{std::string(space == std::string_view::npos ? value : value.substr(space + 1))};
  if (to_lower(value).starts_with("basic ")) {
    const auto pair = base64_decode(all.front());
    if (const auto colon = pair ? pair->find(':') : std::string::npos; colon != std::string::npos) all.push_back(pair->substr(colon + 1));
  }
  return all;
}

}  // namespace

bool Redactor::is_secret_name(std::string_view name) {
  const auto lower = to_lower(name);
  return std::find(std::begin(kSecretNames), std::end(kSecretNames), lower) != std::end(kSecretNames) || lower.ends_with("_secret") || lower.ends_with("_password") ||
         lower.ends_with("_token");
}

void Redactor::add_forms(std::string_view secret) {
  if (secret.size() < kShortestSecret) return;
  const auto escaped = Json(to_valid_utf8(secret)).dump();
  for (auto form : {std::string(secret), percent_encode(secret), base64(secret), base64url(secret), escaped.substr(1, escaped.size() - 2)}) {
    auto& same_start = secrets_[first_bytes(form)];
    if (std::find(same_start.begin(), same_start.end(), form) != same_start.end()) continue;
    taken_[place_of(first_bytes(form))] = true;
    same_start.push_back(std::move(form));
    std::stable_sort(same_start.begin(), same_start.end(), [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  }
}

/// The size of the longest secret that stands at a place of a text; 0: none does. Time does not grow with their number.
std::size_t Redactor::secret_at(std::string_view text, std::size_t at) const {
  const auto rest = text.substr(at);
  if (rest.size() < kShortestSecret || !taken_[place_of(first_bytes(rest))]) return 0;
  const auto known = secrets_.find(first_bytes(rest));
  if (known == secrets_.end()) return 0;
  for (const auto& secret : known->second) {
    if (rest.starts_with(secret) && !is_inside_word(text, at, secret.size())) return secret.size();
  }
  return 0;
}

void Redactor::add_secret(std::string_view secret) {
  const std::lock_guard lock(mutex_);
  add_forms(secret);
}

void Redactor::learn_headers(const http::Headers& headers) {
  for (const auto& header : headers) {
    if (!is_secret_name(header.name)) continue;
    for (const auto& secret : secrets_in_header(header)) add_forms(secret);
  }
}

void Redactor::learn_json(const Json& value, bool secret) {
  if (value.is_string() && secret) {
    add_forms(value.get_ref<const std::string&>());
  } else if (value.is_array()) {
    for (const auto& one : value) learn_json(one, secret);
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.items()) learn_json(member, is_secret_name(name));
  }
}

void Redactor::learn_body(const http::Headers& headers, const Bytes& body) {
  const auto type = to_lower(headers.get("Content-Type"));
  if (type.starts_with("application/x-www-form-urlencoded")) {
    for (const auto& [name, value] : http::parse_urlencoded(body.str())) {
      if (is_secret_name(name)) add_forms(value);
    }
  } else if (is_json_media_type(type)) {
    learn_json(body_value(type, body), false);
  }
}

void Redactor::learn(const std::vector<arazzo::Exchange>& exchanges) {
  const std::lock_guard lock(mutex_);
  for (const auto& exchange : exchanges) {
    learn_headers(exchange.request.headers);
    learn_body(exchange.request.headers, exchange.request.body);
    if (!exchange.response) continue;
    learn_headers(exchange.response->headers);
    learn_body(exchange.response->headers, exchange.response->body);
  }
}

std::string Redactor::text(std::string_view text) const {
  const std::lock_guard lock(mutex_);
  std::string hidden;
  std::size_t copied = 0;
  std::size_t end = 0;  // Of the secrets found so far; those that overlap are hidden as one.
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto size = secret_at(text, at);
    if (size == 0) continue;
    if (at >= end) hidden.append(text.substr(copied, at - copied)).append(kHidden);
    end = std::max(end, at + size);
    copied = end;
  }
  return hidden.append(text.substr(copied));
}

bool Redactor::holds_secret(std::string_view text) const {
  const std::lock_guard lock(mutex_);
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (secret_at(text, at) != 0) return true;
  }
  return false;
}

void Redactor::redact(http::Headers& headers) const {
  http::Headers hidden;
  for (const auto& header : headers) hidden.add(header.name, text(header.value));
  headers = std::move(hidden);
}

void Redactor::redact(Bytes& body) const {
  auto plain = body.str();
  if (holds_secret(plain)) body = Bytes(text(plain));
}

void Redactor::redact(arazzo::Exchange& exchange) const {
  exchange.request.target = text(exchange.request.target);
  exchange.problem = text(exchange.problem);
  redact(exchange.request.headers);
  redact(exchange.request.body);
  if (!exchange.response) return;
  redact(exchange.response->headers);
  redact(exchange.response->body);
}

void Redactor::redact(CheckResult& check) {
  learn(check.exchanges);
  for (auto& exchange : check.exchanges) redact(exchange);
  for (auto& failure : check.failures) {
    failure.expected = text(failure.expected);
    failure.got = text(failure.got);
  }
  check.reason = text(check.reason);
  check.rerun = text(check.rerun);
  for (auto& left : check.left_behind) left = text(left);
}

}  // namespace hpc::conformance
