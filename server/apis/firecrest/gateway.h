// The API gateway that a deployment puts in front of the services: Kong 3.2.2 with upstream's demo configuration. It
// refuses what it does not route, checks tokens before the services do, and adds headers.
#pragma once

#include <optional>

#include "apis/firecrest/authentication.h"
#include "http/message.h"

namespace hpc::apis::firecrest {

class Gateway final {
 public:
  /// All outlive it.
  Gateway(site::Site& site, Tokens& tokens, const Options& options) : site_(site), tokens_(tokens), options_(options) {}

  /// The gateway's own answer; absent when the request goes on to a service.
  std::optional<http::Response> answer(const http::Request& request);
  /// The headers of a service's answer as a client sees them behind the gateway; also those of the gateway's own.
  void pass(const http::Request& request, http::Response& response) const;

 private:
  std::optional<http::Response> refuse_token(const http::Request& request);
  std::optional<http::Response> refuse_haste();
  bool is_known_issuer(std::string_view issuer) const;

  site::Site& site_;
  Tokens& tokens_;
  const Options& options_;
  // Requests of the current window. Windows are aligned, as Kong's rate-limiting plugin has them.
  std::int64_t window_ = 0;
  std::uint64_t taken_ = 0;
};

}  // namespace hpc::apis::firecrest
