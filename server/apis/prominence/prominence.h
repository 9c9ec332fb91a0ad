// PROMINENCE in one sandbox: what each operation does.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "apis/prominence/jobs.h"
#include "apis/prominence/options.h"
#include "apis/prominence/query.h"
#include "apis/prominence/time_series.h"
#include "apis/prominence/wire_data.h"
#include "apis/prominence/workflows.h"
#include "http/api.h"
#include "site/objects/objects.h"
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
  Result<http::Response> take_snapshot(const Caller& caller, const http::Request& request);
  Result<http::Response> get_snapshot(const Caller& caller, const http::Request& request);

  // Workflows.
  Result<http::Response> submit_workflow(const Caller& caller, const http::Request& request);
  Result<http::Response> list_workflows(const Caller& caller, const http::Request& request);
  Result<http::Response> describe_workflow(const Caller& caller, const http::Request& request);
  Result<http::Response> delete_workflow(const Caller& caller, const http::Request& request);
  Result<http::Response> delete_workflows(const Caller& caller, const http::Request& request);
  Result<http::Response> rerun_workflow(const Caller& caller, const http::Request& request);
  Result<http::Response> remove_workflow(const Caller& caller, const http::Request& request);
  Result<http::Response> clone_workflow(const Caller& caller, const http::Request& request);
  Result<http::Response> workflow_stdout(const Caller& caller, const http::Request& request);
  Result<http::Response> workflow_stderr(const Caller& caller, const http::Request& request);

  // Data, and the object storage behind its URLs.
  Result<http::Response> list_data(const Caller& caller, const http::Request& request);
  Result<http::Response> list_shared_data(const Caller& caller, const http::Request& request);
  Result<http::Response> upload_data(const Caller& caller, const http::Request& request);
  Result<http::Response> delete_data(const Caller& caller, const http::Request& request);
  Result<http::Response> output_data(const Caller& caller, const http::Request& request);
  Result<http::Response> put_object(const http::Request& request);
  Result<http::Response> post_object(const http::Request& request);
  Result<http::Response> get_object(const http::Request& request);

  // Key-value store.
  Result<http::Response> list_keys(const Caller& caller, const http::Request& request);
  Result<http::Response> get_key(const Caller& caller, const http::Request& request);
  Result<http::Response> set_key(const Caller& caller, const http::Request& request);
  Result<http::Response> delete_key(const Caller& caller, const http::Request& request);

  // The service itself.
  Result<http::Response> accounting(const Caller& caller, const http::Request& request);
  Result<http::Response> resources(const Caller& caller, const http::Request& request);
  Result<http::Response> worker_token(const Caller& caller, const http::Request& request);
  Result<http::Response> health(const http::Request& request);
  Result<http::Response> store_point(const Caller& caller, const http::Request& request);
  Result<http::Response> read_points(const Caller& caller, const http::Request& request);

  // The identity provider that `prominence login` is pointed at.
  Result<http::Response> register_client(const http::Request& request);
  Result<http::Response> start_login(const http::Request& request);
  Result<http::Response> finish_login(const http::Request& request);
  Result<http::Response> user_information(const http::Request& request);
  Result<http::Response> login_page(const http::Request& request);

  // The mock's own: what an operator would change while the service runs.
  Result<http::Response> show_deployment(const http::Request& request);
  Result<http::Response> change_deployment(const http::Request& request);

 private:
  Result<Job*> job_of(const Caller& caller, const http::Request& request);
  Result<std::shared_ptr<const Description>> create_description(const Caller& caller, const Json& body) const;
  Result<void> check_uploads(const Caller& caller, const Description& description, bool artifacts_too = true) const;
  bool has_upload(const Caller& caller, const std::string& name) const;
  std::vector<const Job*> select(const Caller& caller, const Query& query) const;
  std::vector<const Job*> select_among(const Caller& caller, const std::vector<Id>& ids, const Query& query) const;
  Result<http::Response> delete_all(const Caller& caller, const std::vector<Id>& ids);
  Result<Workflow*> workflow_of(const Caller& caller, const http::Request& request);
  Result<Workflow*> create_workflow(const Caller& caller, std::shared_ptr<const Json> body);
  std::vector<const Workflow*> select_by_ids(const Caller& caller, const Query& query) const;
  std::vector<const Workflow*> select_workflows(const Caller& caller, const Query& query) const;
  Result<http::Response> delete_all_workflows(const Caller& caller, const std::vector<Id>& ids);
  Result<http::Response> workflow_output(const Caller& caller, const http::Request& request, bool is_stderr);
  Result<Job*> snapshot_job(const Caller& caller, const http::Request& request);
  std::string url_base(const http::Request& request) const;
  std::string presigned(const http::Request& request, const std::string& method, const std::string& key,
                        std::chrono::seconds lifetime) const;
  std::string signature(const std::string& method, const std::string& key, const std::string& expires) const;
  bool is_valid(const wire::Signed& by, const std::string& method, const std::string& key) const;
  Result<std::string> signed_key(const http::Request& request, const std::string& method) const;
  Result<Json> objects_below(const std::string& prefix, const std::string& shown) const;
  Result<http::Response> output(const Caller& caller, const http::Request& request, bool is_stderr);
  bool is_up(Backend backend) const;
  Result<void> check_keys() const;
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
  site::ObjectStore objects_;
  std::set<std::string> uploads_;  ///< their keys, in the order of listings
  Jobs jobs_;
  Workflows workflows_;
  TimeSeries series_;
  std::map<std::string, Instant> device_codes_;                       ///< and when they were given, by the host's clock
  std::map<std::string, std::map<std::string, std::string>> values_;  ///< by user and key
  std::map<std::string, std::unique_ptr<Call>> calls_;
};

http::ApiType api_type();

}  // namespace hpc::apis::prominence
