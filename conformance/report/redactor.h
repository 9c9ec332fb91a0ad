// Keeps secrets out of everything that is printed or written.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "conformance/report/verdict.h"

namespace hpc::conformance {

/// May be used from several threads.
class Redactor final {
 public:
  /// A value that must never be seen; texts shorter than four bytes are no secrets, those
  /// shorter than twelve are hidden as whole words. Its percent-encoded and base64
  /// forms are hidden too.
  void add_secret(std::string_view secret);
  /// Whether a name says that its value is secret: password, client_secret, access_token, Authorization...
  static bool is_secret_name(std::string_view name);
  /// Adds what the exchanges of a check show to be secret: tokens in answers, credentials in requests.
  void learn(const std::vector<arazzo::Exchange>& exchanges);

  /// Learns from the check's exchanges, then hides every secret in all its texts.
  void redact(CheckResult& check);
  std::string text(std::string_view text) const;
  bool holds_secret(std::string_view text) const;

 private:
  void add_forms(std::string_view secret);
  void learn_headers(const http::Headers& headers);
  void learn_body(const http::Headers& headers, const Bytes& body);
  void learn_json(const Json& value, bool secret);
  void redact(arazzo::Exchange& exchange) const;
  void redact(http::Headers& headers) const;
  void redact(Bytes& body) const;

  std::size_t secret_at(std::string_view text, std::size_t at) const;

  mutable std::mutex mutex_;
  std::unordered_map<std::uint32_t, std::vector<std::string>> secrets_;  ///< by their first four bytes, the longest first
  std::array<bool, 16384> taken_{};                                      ///< which first bytes there are, about
};

}  // namespace hpc::conformance
