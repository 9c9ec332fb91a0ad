// The deployment's object storage, as MinIO answers: presigned POST and GET of S3, nothing else.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "apis/firecrest/answer.h"
#include "apis/firecrest/options.h"
#include "apis/firecrest/storage_wire.h"
#include "site/objects/objects.h"
#include "site/objects/sigv4.h"
#include "site/timeline.h"

namespace hpc::apis::firecrest {

class ObjectStorage final {
 public:
  static constexpr std::string_view kMount = "/object-storage";

  /// Clock and options outlive it. `own_address`: the origin of the storage's own listener, or "".
  ObjectStorage(const site::Clock& clock, const Options& options, std::function<std::string()> own_address)
      : clock_(clock), options_(options), own_address_(std::move(own_address)), store(clock) {}

  // What clients of the storage ask.
  Answer post(const http::Request& request);
  Answer get(const http::Request& request);
  http::Response method_not_allowed(const http::Request& request) const;

  // What the transfers ask.
  /// The storage's public URL: the configured one, else its own listener's, else as the client of this request reaches
  /// it; with the sandbox's prefix.
  std::string base_url(const http::Request& request) const;
  wire::UploadForm upload_form(const std::string& base_url, const std::string& bucket, const std::string& key) const;
  std::string download_url(const std::string& base_url, const std::string& bucket, const std::string& key) const;

 private:
  const site::Clock& clock_;
  const Options& options_;
  std::function<std::string()> own_address_;

 public:
  site::ObjectStore store;
};

}  // namespace hpc::apis::firecrest
