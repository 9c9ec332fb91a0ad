// Spack Monitor in one sandbox: which endpoint a request is for.
#pragma once

#include <memory>

#include "apis/spack_monitor/endpoint.h"
#include "apis/spack_monitor/service.h"
#include "apis/spack_monitor/site_builds.h"
#include "http/api.h"

namespace hpc::apis::spack_monitor {

class SpackMonitor final : public http::Api {
 public:
  /// `site` outlives it. `router` has the routes of all endpoints; it is shared with the other sandboxes.
  SpackMonitor(site::Site& site, Options options, std::shared_ptr<const http::Router> router)
      : service_(site, std::move(options)), site_builds_(service_), router_(std::move(router)) {}

  http::Response render(const Error& error, const http::Request& request) override;
  http::Response unrouted(const http::Request& request, const http::Unrouted& why) override;
  std::optional<http::Response> before(const http::Request& request) override;
  void finish(const http::Request& request, http::Response& response) override;

  http::Response serve(const Endpoint& endpoint, const http::Request& request);
  Service& service() { return service_; }

 private:
  struct Place {
    const Endpoint* endpoint = nullptr;
    http::Fields parameters;
  };
  Place find(std::string_view path) const;
  http::Response resolve(const http::Request& request, std::string_view path);

  Service service_;
  SiteBuilds site_builds_;
  std::shared_ptr<const http::Router> router_;  // shared with the other sandboxes
};

http::ApiType api_type();

}  // namespace hpc::apis::spack_monitor
