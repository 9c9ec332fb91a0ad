#include "conformance/target/curl_target.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <mutex>
#include <string_view>

namespace hpc::conformance {
namespace {

struct Received {
  http::Response response;
  std::string body;
  std::uint64_t limit = 0;
  std::uint64_t head_size = 0;
  bool over_limit = false;

  /// False when the answer is larger than it may be.
  bool fits(std::size_t more) {
    over_limit = over_limit || head_size + body.size() + more > limit;
    return !over_limit;
  }
};

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// "HTTP/1.1 201 CREATED": starts a response anew, so that of interim ones (100, 103) nothing stays.
void take_status_line(std::string_view line, Received& received) {
  received.response = {};
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return;
  const auto rest = trimmed(line.substr(space));
  received.response.status = 0;
  for (const char c : rest.substr(0, 3)) {
    if (c >= '0' && c <= '9') received.response.status = received.response.status * 10 + (c - '0');
  }
  if (rest.size() > 4) received.response.reason = trimmed(rest.substr(4));
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& received = *static_cast<Received*>(user);
  if (!received.fits(size * count)) return 0;
  received.head_size += size * count;
  const std::string_view line(data, size * count);
  const auto colon = line.find(':');
  if (line.starts_with("HTTP/")) {
    take_status_line(trimmed(line), received);
  } else if (colon != std::string_view::npos) {
    received.response.headers.add(std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))));
  }
  return size * count;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& received = *static_cast<Received*>(user);
  if (!received.fits(size * count)) return 0;
  received.body.append(data, size * count);
  return size * count;
}

/// What is left of the request body to be sent.
struct Sending {
  const std::vector<Bytes::Piece>* pieces = nullptr;
  std::size_t piece = 0;
  std::size_t offset = 0;
};

std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& sending = *static_cast<Sending*>(user);
  std::size_t given = 0;
  const auto room = size * count;
  while (given < room && sending.piece < sending.pieces->size()) {
    const auto view = (*sending.pieces)[sending.piece].view().substr(sending.offset);
    const auto part = std::min(room - given, view.size());
    std::copy_n(view.data(), part, buffer + given);
    given += part;
    sending.offset += part;
    if (part == view.size()) {
      ++sending.piece;
      sending.offset = 0;
    }
  }
  return given;
}

/// libcurl may have to send again, after it found a kept connection closed.
int on_seek(void* user, curl_off_t offset, int origin) {
  if (offset != 0 || origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  auto& sending = *static_cast<Sending*>(user);
  sending.piece = sending.offset = 0;
  return CURL_SEEKFUNC_OK;
}

Errc errc_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return Errc::timed_out;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT: return Errc::unavailable;
    default: return Errc::invalid;
  }
}

void start_curl_once() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

long milliseconds(Duration duration) { return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count()); }

}  // namespace

struct CurlTarget::Handle {
  CURL* curl = nullptr;
  Options options;
  std::uint64_t limit = UINT64_MAX;
  std::array<char, CURL_ERROR_SIZE> message{};

  curl_slist* header_list(const http::Request& request) const;
  void configure();
  void prepare(const http::Request& request, curl_slist* headers, Received& received, Sending& sending);
  Error error(CURLcode code, const Received& received, const http::Request& request) const;
};

curl_slist* CurlTarget::Handle::header_list(const http::Request& request) const {
  curl_slist* list = nullptr;
  for (const auto& header : request.headers) {
    // libcurl drops "Name:" and sends "Name;" as an empty header.
    const auto line = header.value.empty() ? header.name + ";" : header.name + ": " + header.value;
    list = curl_slist_append(list, line.c_str());
  }
  if (!request.headers.has("Expect")) list = curl_slist_append(list, "Expect:");
  if (!request.headers.has("Content-Type")) list = curl_slist_append(list, "Content-Type:");
  return list;
}

void CurlTarget::Handle::configure() {
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options.connect_timeout));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds(options.timeout));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, options.user_agent.c_str());
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message.data());
  if (!options.proxy.empty()) curl_easy_setopt(curl, CURLOPT_PROXY, options.proxy == "none" ? "" : options.proxy.c_str());
  if (!options.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
  if (!options.client_certificate.empty()) curl_easy_setopt(curl, CURLOPT_SSLCERT, options.client_certificate.c_str());
  if (!options.client_key.empty()) curl_easy_setopt(curl, CURLOPT_SSLKEY, options.client_key.c_str());
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, options.verify_tls ? 1L : 0L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, options.verify_tls ? 2L : 0L);
}

void CurlTarget::Handle::prepare(const http::Request& request, curl_slist* headers, Received& received, Sending& sending) {
  curl_easy_reset(curl);
  configure();
  curl_easy_setopt(curl, CURLOPT_URL, request.target.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &received);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &received);
  const bool usually_has_body = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (request.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  } else if (!request.body.empty() || usually_has_body) {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, &sending);
    curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, on_seek);
    curl_easy_setopt(curl, CURLOPT_SEEKDATA, &sending);
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

Error CurlTarget::Handle::error(CURLcode code, const Received& received, const http::Request& request) const {
  if (received.over_limit) return {Errc::too_large, About::request, "the response has more than " + std::to_string(received.limit) + " bytes"};
  const std::string reason = message[0] != '\0' ? message.data() : curl_easy_strerror(code);
  return {errc_of(code), About::request, request.method + " " + request.target + ": " + reason};
}

CurlTarget::CurlTarget(Options options) : handle_(std::make_unique<Handle>()) {
  start_curl_once();
  handle_->options = std::move(options);
  handle_->curl = curl_easy_init();
}

CurlTarget::~CurlTarget() { curl_easy_cleanup(handle_->curl); }

void CurlTarget::limit_response(std::uint64_t bytes) { handle_->limit = bytes; }

Result<http::Response> CurlTarget::send(const http::Request& request) {
  Received received;
  received.limit = handle_->limit;
  Sending sending{&request.body.pieces()};
  auto* headers = handle_->header_list(request);
  handle_->message[0] = '\0';
  handle_->prepare(request, headers, received, sending);
  const auto code = curl_easy_perform(handle_->curl);
  curl_slist_free_all(headers);
  if (code != CURLE_OK) return failure(handle_->error(code, received, request));
  received.response.body = Bytes(std::move(received.body));
  return std::move(received.response);
}

}  // namespace hpc::conformance
