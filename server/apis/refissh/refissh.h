// refissh in one sandbox: what each operation of the document does.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apis/refissh/authentication.h"
#include "apis/refissh/files.h"
#include "apis/refissh/images.h"
#include "apis/refissh/jobs.h"
#include "apis/refissh/options.h"
#include "http/api.h"
#include "site/site.h"

namespace hpc::apis::refissh {

class Refissh final : public http::Api {
 public:
  /// `site` and `cluster` outlive it. `prefixes` are the base paths at which it is reached.
  Refissh(site::Site& site, site::Cluster& cluster, Options options, std::vector<std::string> prefixes);

  http::Response render(const Error& error, const http::Request& request) override;
  http::Response unrouted(const http::Request& request, const http::Unrouted& why) override;
  std::optional<http::Response> before(const http::Request& request) override;
  void finish(const http::Request& request, http::Response& response) override;

  Result<Caller> caller(const http::Request& request, Part part) const;

  Result<http::Response> head_resource(const Caller& caller, const http::Request& request);
  Result<http::Response> get_resource(const Caller& caller, const http::Request& request);
  Result<http::Response> create_resource(const Caller& caller, const http::Request& request);
  Result<http::Response> update_file(const Caller& caller, const http::Request& request);
  Result<http::Response> delete_resource(const Caller& caller, const http::Request& request);

  Result<http::Response> list_jobs(const Caller& caller, const http::Request& request);
  Result<http::Response> start_job(const Caller& caller, const http::Request& request);
  Result<http::Response> job_status(const Caller& caller, const http::Request& request);
  Result<http::Response> message_job(const Caller& caller, const http::Request& request);
  Result<http::Response> abort_job(const Caller& caller, const http::Request& request);

  Result<http::Response> list_images(const Caller& caller, const http::Request& request);
  Result<http::Response> register_image(const Caller& caller, const http::Request& request);
  Result<http::Response> update_image(const Caller& caller, const http::Request& request);
  Result<http::Response> get_image(const Caller& caller, const http::Request& request);
  Result<http::Response> delete_image(const Caller& caller, const http::Request& request);

 private:
  wire::Links links(const Caller& caller, const http::Request& request) const;
  Result<Bytes> image_source(const Caller& caller, const http::Request& request) const;
  http::Response copied(const http::Request& request);
  std::optional<http::Response> still_copying(const http::Request& request);

  site::Site& site_;
  site::Cluster& cluster_;
  Options options_;
  std::vector<std::string> prefixes_;
  site::Credentials who_;
  Files files_;
  Jobs jobs_;
  Images images_;
  std::map<std::string, Instant> copying_;  ///< answers that wait for Options::image_copy_delay, by who waits for what
};

http::ApiType api_type();

}  // namespace hpc::apis::refissh
