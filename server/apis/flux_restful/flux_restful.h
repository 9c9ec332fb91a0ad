// Flux RESTful in one sandbox: both generations over one instance.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "apis/flux_restful/answer.h"
#include "apis/flux_restful/authentication.h"
#include "apis/flux_restful/job_wire.h"
#include "apis/flux_restful/jobs.h"
#include "apis/flux_restful/options.h"
#include "apis/flux_restful/output.h"
#include "apis/flux_restful/page_text.h"
#include "apis/flux_restful/submission.h"
#include "centre/sandbox.h"
#include "http/api.h"

namespace hpc::apis::flux_restful {

class FluxRestful final : public http::Api {
 public:
  /// They outlive it.
  FluxRestful(centre::Sandbox& sandbox, site::Site& site, site::Cluster& cluster, Options options);

  http::Response render(const Error& error, const http::Request& request) override;
  http::Response unrouted(const http::Request& request, const http::Unrouted& why) override;
  void finish(const http::Request& request, http::Response& response) override;
  std::optional<http::Response> before(const http::Request& request) override;
  std::optional<http::Response> refused(int status) override;
  bool start_again() override;

  const Options& options() const { return options_; }
  TokenTime token_time() const;

  // The early API (early.cpp).
  http::Response early_stop(const http::Request& request);
  http::Response early_list(const http::Request& request);
  http::Response early_show(const http::Request& request);
  http::Response early_cancel(const http::Request& request);
  http::Response early_submit(const http::Request& request);
  http::Response early_nodes(const http::Request& request);

  // The current API (current.cpp).
  http::Response token(const http::Request& request);
  http::Response log_in(const http::Request& request);
  http::Response stop(const http::Request& request);
  http::Response list(const http::Request& request);
  http::Response search(const http::Request& request);
  http::Response show(const http::Request& request);
  http::Response cancel(const http::Request& request);
  http::Response submit(const http::Request& request);
  http::Response output(const http::Request& request);
  http::Response stream(const http::Request& request);
  http::Response nodes(const http::Request& request);

  // What a browser shows (pages.cpp).
  http::Response home(const http::Request& request);
  http::Response log_out(const http::Request& request);
  http::Response page(const http::Request& request);
  http::Response job_table(const http::Request& request);
  http::Response submit_form(const http::Request& request);
  http::Response submit_by_form(const http::Request& request);
  http::Response job_page(const http::Request& request);
  http::Response cancel_by_page(const http::Request& request);
  http::Response docs(const http::Request& request);
  http::Response redoc(const http::Request& request);
  http::Response openapi(const http::Request& request);
  http::Response oauth_redirect(const http::Request& request);

 private:
  http::Response stop_service();
  http::Response launch(const Order& order);
  http::Response submit_order(Order order, const User* user);
  std::vector<std::string> nodes_shown(Options::NodesFilter filter) const;
  wire::JobView view(bool is_early) const;
  std::uint32_t node_limit() const;
  pages::Frame frame(const http::Request& request) const;

  centre::Sandbox& sandbox_;
  site::Site& site_;
  site::Cluster& cluster_;
  Options options_;
  Jobs jobs_;
  Outputs outputs_;
  std::vector<std::unique_ptr<site::Execution>> launched_;
  bool is_stopped_ = false;
};

}  // namespace hpc::apis::flux_restful
