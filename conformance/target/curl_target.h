// The target over the network, by libcurl.
#pragma once

#include <memory>
#include <string>

#include "base/time.h"
#include "conformance/target/target.h"

namespace hpc::conformance {

class CurlTarget final : public Target {
 public:
  struct Options {
    Duration connect_timeout = std::chrono::seconds(10);
    Duration timeout = std::chrono::seconds(60);  ///< of a whole exchange
    std::string proxy;                            ///< "": the environment's (http_proxy, no_proxy); "none": no proxy
    std::string ca_file;
    std::string client_certificate;  ///< PEM
    std::string client_key;          ///< PEM; "" when it is in the certificate's file
    bool verify_tls = true;
    std::string user_agent = "hpcmock-check";
  };
  explicit CurlTarget(Options options);
  ~CurlTarget() override;

  Result<http::Response> send(const http::Request& request) override;
  void limit_response(std::uint64_t bytes) override;

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace hpc::conformance
