#include "apis/prominence/prominence.h"

#include <nlohmann/json.hpp>

#include "apis/prominence/authentication.h"
#include "apis/prominence/framework.h"
#include "apis/prominence/wire.h"
#include "centre/sandbox.h"

namespace hpc::apis::prominence {
namespace {

// Runs keep their outputs here and find what was uploaded; nothing runs once this instance is gone.
std::shared_ptr<const Place> place_on(site::Site& site, site::Cluster& cluster, const Options& options,
                                      site::ObjectStore& objects) {
  objects.make_bucket(kBucket);
  const auto keep = [&objects, &options](const std::string& key, Bytes content) {
    if (options.outages.count(Backend::storage) != 0) return false;
    return objects.put(kBucket, key, std::move(content)).has_value();
  };
  const auto fetch = [&objects](const std::string& key) -> std::optional<Bytes> {
    const site::StoredObject* object = objects.find(kBucket, key);
    return object ? std::optional(object->content) : std::nullopt;
  };
  return std::make_shared<Place>(Place{cluster, site.timeline(), options, keep, fetch});
}

}  // namespace

Prominence::Prominence(site::Site& site, site::Cluster& cluster, Options options)
    : site_(site),
      cluster_(cluster),
      options_(std::move(options)),
      objects_(site.clock()),
      jobs_(site, place_on(site, cluster, options_, objects_)),
      workflows_(site, jobs_, options_) {
  objects_.on_put = [this](const std::string&, const std::string& key) {
    if (key.starts_with("uploads/")) uploads_.insert(key);
  };
}

http::Response Prominence::render(const Error& error, const http::Request&) {
  return wire::error(error, options_.framework);
}

http::Response Prominence::unrouted(const http::Request& request, const http::Unrouted&) {
  return framework::before(request, options_).value_or(wire::page(404, options_.framework));
}

std::optional<http::Response> Prominence::before(const http::Request& request) {
  return framework::before(request, options_);
}

void Prominence::finish(const http::Request& request, http::Response& response) {
  framework::finish(request, response, now());
}

Result<Caller> Prominence::caller(const http::Request& request) const {
  Caller caller = HPC_TRY(authenticate(options_, site_, request));
  caller.url = url_base(request) + std::string(framework::base_of(request.path));
  return caller;
}

namespace {

using Operation = Result<http::Response> (Prominence::*)(const Caller&, const http::Request&);

// The token is looked at when the route is known, and before anything else of the request.
http::Handler with_token(Operation operation) {
  return [operation](http::Api& api, const http::Request& request) -> Result<http::Response> {
    Prominence& prominence = static_cast<Prominence&>(api);
    const Caller caller = HPC_TRY(prominence.caller(request));
    return (prominence.*operation)(caller, request);
  };
}

struct Line {
  const char* operation;
  const char* method;
  const char* path;
  Operation handler;
};

using P = Prominence;
const Line kTable[] = {
    {"jobs.submit", "POST", "/jobs", &P::submit_job},
    {"jobs.list", "GET", "/jobs", &P::list_jobs},
    {"jobs.delete_several", "DELETE", "/jobs", &P::delete_jobs},
    {"jobs.describe", "GET", "/jobs/{id}", &P::describe_job},
    {"jobs.delete", "DELETE", "/jobs/{id}", &P::delete_job},
    {"jobs.stdout", "GET", "/jobs/{id}/stdout", &P::job_stdout},
    {"jobs.stderr", "GET", "/jobs/{id}/stderr", &P::job_stderr},
    {"jobs.exec", "POST", "/jobs/{id}/exec", &P::run_in_job},
    {"jobs.remove", "PUT", "/jobs/{id}/remove", &P::remove_job},
    {"jobs.clone", "PUT", "/jobs/{id}/clone", &P::clone_job},
    {"jobs.take_snapshot", "PUT", "/jobs/{id}/snapshot", &P::take_snapshot},
    {"jobs.get_snapshot", "GET", "/jobs/{id}/snapshot", &P::get_snapshot},
    {"workflows.submit", "POST", "/workflows", &P::submit_workflow},
    {"workflows.list", "GET", "/workflows", &P::list_workflows},
    {"workflows.delete_several", "DELETE", "/workflows", &P::delete_workflows},
    {"workflows.describe", "GET", "/workflows/{id}", &P::describe_workflow},
    {"workflows.delete", "DELETE", "/workflows/{id}", &P::delete_workflow},
    {"workflows.rerun", "PUT", "/workflows/{id}", &P::rerun_workflow},
    {"workflows.remove", "PUT", "/workflows/{id}/remove", &P::remove_workflow},
    {"workflows.clone", "PUT", "/workflows/{id}/clone", &P::clone_workflow},
    {"workflows.job_stdout", "GET", "/workflows/{id}/{job}/stdout", &P::workflow_stdout},
    {"workflows.job_stderr", "GET", "/workflows/{id}/{job}/stderr", &P::workflow_stderr},
    {"workflows.instance_stdout", "GET", "/workflows/{id}/{job}/{n}/stdout", &P::workflow_stdout},
    {"workflows.instance_stderr", "GET", "/workflows/{id}/{job}/{n}/stderr", &P::workflow_stderr},
    {"data.list", "GET", "/data", &P::list_data},
    {"data.list_path", "GET", "/data/{path...}", &P::list_shared_data},
    {"data.upload_root", "POST", "/data", &P::upload_data},
    {"data.upload", "POST", "/data/upload", &P::upload_data},
    {"data.output", "POST", "/data/output", &P::output_data},
    {"data.delete", "DELETE", "/data/{path...}", &P::delete_data},
    {"kv.list", "GET", "/kv", &P::list_keys},
    {"kv.get", "GET", "/kv/{key...}", &P::get_key},
    {"kv.set", "POST", "/kv/{key...}", &P::set_key},
    {"kv.delete", "DELETE", "/kv/{key...}", &P::delete_key},
    {"accounting", "GET", "/accounting", &P::accounting},
    {"resources", "GET", "/resources", &P::resources},
    {"token", "POST", "/token", &P::worker_token},
    {"ts.store", "POST", "/ts", &P::store_point},
    {"ts.read", "GET", "/ts/{id}", &P::read_points},
};

// The same operations below each base path; the documented one is named as the description names it.
http::Router routes() {
  std::vector<http::Route> table;
  for (const char* base : framework::kBases) {
    for (const Line& line : kTable)
      table.push_back({"prominence." + std::string(line.operation), line.method, base + std::string(line.path),
                       with_token(line.handler)});
    table.push_back({"prominence.health", "GET", base + std::string("/health"), http::handler(&Prominence::health)});
  }
  table.push_back({"prominence.oidc.register", "POST", "/oidc/register", http::handler(&Prominence::register_client)});
  table.push_back({"prominence.oidc.devicecode", "POST", "/oidc/devicecode", http::handler(&Prominence::start_login)});
  table.push_back({"prominence.oidc.token", "POST", "/oidc/token", http::handler(&Prominence::finish_login)});
  table.push_back({"prominence.oidc.userinfo", "GET", "/oidc/userinfo", http::handler(&Prominence::user_information)});
  table.push_back({"prominence.oidc.device", "GET", "/oidc/device", http::handler(&Prominence::login_page)});
  table.push_back({"prominence.deployment.show", "GET", "/deployment", http::handler(&Prominence::show_deployment)});
  table.push_back(
      {"prominence.deployment.change", "PATCH", "/deployment", http::handler(&Prominence::change_deployment)});
  table.push_back({"prominence.store.put", "PUT", "/store/{bucket}/{key...}", http::handler(&Prominence::put_object)});
  table.push_back({"prominence.store.get", "GET", "/store/{bucket}/{key...}", http::handler(&Prominence::get_object)});
  table.push_back({"prominence.store.post", "POST", "/store/{bucket}", http::handler(&Prominence::post_object)});
  return http::Router(std::move(table));
}

std::unique_ptr<http::Api> instantiate(http::Sandbox& sandbox) {
  centre::Sandbox& own = centre::Sandbox::of(sandbox);
  Options options = read_options(own.options("prominence"));
  Result<site::Cluster*> cluster = own.site().cluster(options.cluster);
  if (!cluster) cluster = own.site().cluster(own.site().cluster_names().front());
  return std::make_unique<Prominence>(own.site(), **cluster, std::move(options));
}

}  // namespace

http::ApiType api_type() {
  http::ApiType type;
  type.name = "prominence";
  type.title = "PROMINENCE";
  type.mounts = {{"/prominence", ""}};
  type.router = routes();
  type.instantiate = instantiate;
  type.example = "curl -H \"Authorization: Bearer $ACCESS_TOKEN\" {url}/api/v1/jobs";
  return type;
}

}  // namespace hpc::apis::prominence
