// The control API, /_hpcmock: sandboxes, clock, journal, and a look at jobs, nodes and files. An API like the others.
#pragma once

#include <string>

#include "centre/sandbox.h"
#include "http/api.h"

namespace hpc::apis::control {

class Control final : public http::Api {
 public:
  explicit Control(centre::Sandbox& sandbox) : sandbox_(sandbox) {}

  http::Response render(const Error& error, const http::Request& request) override;
  http::Response unrouted(const http::Request& request, const http::Unrouted& why) override;

  Result<http::Response> page(const http::Request& request);
  Result<http::Response> version(const http::Request& request);
  Result<http::Response> health(const http::Request& request);
  Result<http::Response> apis(const http::Request& request);
  Result<http::Response> start_api(const http::Request& request);
  Result<http::Response> openapi(const http::Request& request);

  Result<http::Response> list_sandboxes(const http::Request& request);
  Result<http::Response> create_sandbox(const http::Request& request);
  Result<http::Response> show_sandbox(const http::Request& request);
  Result<http::Response> remove_sandbox(const http::Request& request);
  Result<http::Response> reset_sandbox(const http::Request& request);

  Result<http::Response> show_clock(const http::Request& request);
  Result<http::Response> set_clock(const http::Request& request);
  Result<http::Response> advance_clock(const http::Request& request);
  Result<http::Response> expire_tokens(const http::Request& request);

  // In inspection.cpp.
  Result<http::Response> clusters(const http::Request& request);
  Result<http::Response> jobs(const http::Request& request);
  Result<http::Response> job(const http::Request& request);
  Result<http::Response> nodes(const http::Request& request);
  Result<http::Response> set_node(const http::Request& request);
  Result<http::Response> files(const http::Request& request);
  Result<http::Response> content(const http::Request& request);
  Result<http::Response> journal(const http::Request& request);

 private:
  Result<site::Cluster*> cluster_of(const http::Request& request);

  centre::Sandbox& sandbox_;
};

}  // namespace hpc::apis::control
