#include "apis/prominence/prominence.h"

#include <nlohmann/json.hpp>

#include "apis/prominence/authentication.h"
#include "apis/prominence/framework.h"
#include "apis/prominence/wire.h"
#include "centre/sandbox.h"

namespace hpc::apis::prominence {
namespace {

std::shared_ptr<const Place> place_on(site::Site& site, site::Cluster& cluster, const Options& options) {
  auto place = std::make_shared<Place>(Place{cluster, site.timeline(), options, {}, {}});
  return place;
}

}  // namespace

Prominence::Prominence(site::Site& site, site::Cluster& cluster, Options options)
    : site_(site), cluster_(cluster), options_(std::move(options)), jobs_(site, place_on(site, cluster, options_)) {}

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
  return authenticate(options_, site_, request);
}

std::function<std::string(const std::string&)> Prominence::link_maker(const http::Request&) const {
  return {};
}
bool Prominence::has_upload(const Caller&, const std::string&) const {
  return false;
}
bool Prominence::is_workflow_of(const Caller&, const http::Request&) const {
  return false;
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
};

// The same operations below each base path; the documented one is named as the description names it.
http::Router routes() {
  std::vector<http::Route> table;
  for (const char* base : framework::kBases)
    for (const Line& line : kTable)
      table.push_back({"prominence." + std::string(line.operation), line.method, base + std::string(line.path),
                       with_token(line.handler)});
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
