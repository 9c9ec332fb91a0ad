// PROMINENCE in one sandbox: what each operation does.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "apis/prominence/jobs.h"
#include "apis/prominence/options.h"
#include "apis/prominence/query.h"
#include "http/api.h"
#include "site/site.h"

namespace hpc::apis::prominence {

class Prominence final : public http::Api {
 public:
  /// `site` and `cluster` outlive it.
  Prominence(site::Site& site, site::Cluster& cluster, Options options);

  http::Response render(const Error& error, const http::Request& request) override;
  http::Response unrouted(const http::Request& request, const http::Unrouted& why) override;
  std::optional<http::Response> before(const http::Request& request) override;
  void finish(const http::Request& request, http::Response& response) override;

  Result<Caller> caller(const http::Request& request) const;

  // Jobs.
  Result<http::Response> submit_job(const Caller& caller, const http::Request& request);
  Result<http::Response> list_jobs(const Caller& caller, const http::Request& request);
  Result<http::Response> describe_job(const Caller& caller, const http::Request& request);
  Result<http::Response> delete_job(const Caller& caller, const http::Request& request);
  Result<http::Response> delete_jobs(const Caller& caller, const http::Request& request);
  Result<http::Response> job_stdout(const Caller& caller, const http::Request& request);
  Result<http::Response> job_stderr(const Caller& caller, const http::Request& request);
  Result<http::Response> remove_job(const Caller& caller, const http::Request& request);
  Result<http::Response> clone_job(const Caller& caller, const http::Request& request);
  Result<http::Response> run_in_job(const Caller& caller, const http::Request& request);

 private:
  Result<Job*> job_of(const Caller& caller, const http::Request& request);
  Result<std::shared_ptr<const Description>> create_description(const Caller& caller, const Json& body) const;
  Result<void> check_uploads(const Caller& caller, const Json& body) const;
  bool has_upload(const Caller& caller, const std::string& name) const;
  std::vector<const Job*> select(const Caller& caller, const Query& query) const;
  Result<http::Response> delete_all(const Caller& caller, const std::vector<Id>& ids);
  Result<http::Response> output(const Caller& caller, const http::Request& request, bool is_stderr);
  Instant now() const { return site_.clock().now(); }

  /// Presigned URLs as this request's client reaches them.
  std::function<std::string(const std::string& key)> link_maker(const http::Request& request) const;
  bool is_workflow_of(const Caller& caller, const http::Request& request) const;
  /// An exec that somebody waits for.
  struct Call {
    std::unique_ptr<site::Execution> execution;
    std::string output;
    std::optional<site::ExitStatus> ended;
    Instant started;
  };
  std::unique_ptr<Call> start_call(const Job& job, const std::string& words);

  site::Site& site_;
  site::Cluster& cluster_;
  Options options_;
  Jobs jobs_;
  std::map<std::string, std::unique_ptr<Call>> calls_;
};

http::ApiType api_type();

}  // namespace hpc::apis::prominence
