#include "apis/flux_restful/flux_restful.h"

#include <algorithm>
#include <cassert>

#include "apis/flux_restful/framework.h"
#include "apis/flux_restful/wire.h"
#include "base/digest.h"
#include "centre/sandboxes.h"

namespace hpc::apis::flux_restful {
namespace {

constexpr const char* kName = "flux_restful";

const http::Router& table();

// The service's own listener serves all sandboxes, and belongs to the one that it reaches without a prefix.
void switch_listener(centre::Sandbox& sandbox, bool open) {
  const auto& change = sandbox.owner().listener_switch;
  if (sandbox.name() == centre::Sandboxes::kDefault && change) (void)change(kName, open);  // there may be none
}

}  // namespace

FluxRestful::FluxRestful(centre::Sandbox& sandbox, site::Site& site, site::Cluster& cluster, Options options)
    : sandbox_(sandbox),
      site_(site),
      cluster_(cluster),
      options_(std::move(options)),
      jobs_((site.accounts().ensure_user(options_.job_user), site), cluster, options_),
      outputs_(jobs_) {
  switch_listener(sandbox_, true);  // a sandbox that begins again serves again
}

http::Response FluxRestful::render(const Error&, const http::Request&) {
  return wire::internal_error();
}

http::Response FluxRestful::unrouted(const http::Request& request, const http::Unrouted& why) {
  return framework::unrouted(request, why, options_, table());
}

std::optional<http::Response> FluxRestful::before(const http::Request& request) {
  if (!is_stopped_) return framework::before(request, options_, table());
  http::Response nothing;
  nothing.afterwards = http::Response::Afterwards::drop;
  return nothing;
}

// What h11 cannot read; limits of the listener's own stay its own.
std::optional<http::Response> FluxRestful::refused(int status) {
  if (status == 408 || status == 413) return std::nullopt;
  return framework::malformed(options_.generation != Options::Generation::current);
}

bool FluxRestful::start_again() {
  if (!is_stopped_) return false;
  is_stopped_ = false;
  switch_listener(sandbox_, true);
  return true;
}

void FluxRestful::finish(const http::Request& request, http::Response& response) {
  wire::complete(request, response, site_.clock().now());
}

TokenTime FluxRestful::token_time() const {
  if (options_.tokens_on_virtual_clock) return {site_.clock().now()};
  return {site_.host().wall(), site_.keys().expired_before};
}

wire::JobView FluxRestful::view(bool is_early) const {
  return {.now = site_.clock().now(), .is_early = is_early, .style = options_.scheduler_style};
}

std::uint32_t FluxRestful::node_limit() const {
  return options_.node_limit.value_or(static_cast<std::uint32_t>(cluster_.scheduler().nodes().size()));
}

// The order of a set: the same as long as the server runs, and none that a client could rely on.
std::vector<std::string> FluxRestful::nodes_shown(Options::NodesFilter filter) const {
  std::vector<std::pair<std::string, std::string>> keyed;
  for (std::string& name : jobs_.node_names(filter == Options::NodesFilter::free)) {
    std::string key = md5(std::to_string(site_.seed()) + name);
    keyed.emplace_back(std::move(key), std::move(name));
  }
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::string> names;
  for (auto& [key, name] : keyed) names.push_back(std::move(name));
  return names;
}

http::Response FluxRestful::stop_service() {
  http::Response response = wire::stopped();
  if (options_.stop == Options::Stop::ignore) return response;
  if (options_.stop == Options::Stop::drop) response.afterwards = http::Response::Afterwards::drop;
  is_stopped_ = true;
  switch_listener(sandbox_, false);
  return response;
}

// A workflow tool on the server itself, whose jobs it would submit.
http::Response FluxRestful::launch(const Order& order) {
  const std::string& word = order.command.front();
  if (word != "nextflow" && word != "snakemake") return wire::unknown_launcher(word);
  if (order.workdir) {
    const Result<site::Path> folder = site::Path::parse(*order.workdir);
    if (!folder || !cluster_.files().exists({}, *folder)) return wire::launcher_lacks(*order.workdir);
  }
  if (std::find(options_.launchers.begin(), options_.launchers.end(), word) == options_.launchers.end())
    return wire::launcher_lacks(word);
  site::Programs::Call call;
  call.command = order.command;
  call.user = options_.job_user;
  if (const Result<site::Credentials> who = site_.accounts().credentials(call.user)) call.credentials = *who;
  call.working_directory = site::Path::of(order.workdir.value_or("/tmp"));
  call.environment = order.environment;
  launched_.push_back(cluster_.programs().run(std::move(call), [](site::ExitStatus) {}));
  return wire::launcher_started();
}

namespace {

using F = FluxRestful;
using Operation = http::Response (F::*)(const http::Request&);

http::Handler open(Operation operation) {
  return [operation](http::Api& api, const http::Request& request) -> Result<http::Response> {
    return (static_cast<F&>(api).*operation)(request);
  };
}

// The three ways of asking who it is; each before anything else of the request is looked at.
http::Handler with_basic(Operation operation) {
  return [operation](http::Api& api, const http::Request& request) -> Result<http::Response> {
    F& flux = static_cast<F&>(api);
    const Checked<void> allowed = check_basic(request, flux.options());
    return allowed ? (flux.*operation)(request) : allowed.error();
  };
}

http::Handler with_token(Operation operation) {
  return [operation](http::Api& api, const http::Request& request) -> Result<http::Response> {
    F& flux = static_cast<F&>(api);
    const auto user = check_bearer(request, flux.options(), Right::user, flux.token_time());
    return user ? (flux.*operation)(request) : user.error();
  };
}

http::Handler with_login(Operation operation) {
  return [operation](http::Api& api, const http::Request& request) -> Result<http::Response> {
    F& flux = static_cast<F&>(api);
    const Checked<void> allowed = check_page_login(request, flux.options());
    return allowed ? (flux.*operation)(request) : allowed.error();
  };
}

// curl -d says "form" of JSON too, and no form begins as JSON does.
bool is_form(const http::Request& request) {
  const std::string_view type = request.headers.get("Content-Type");
  if (!request.body.empty() && std::string_view("{[\"").find(request.body.slice(0, 1).str()) != std::string_view::npos)
    return false;
  return type.starts_with("application/x-www-form-urlencoded") || type.starts_with("multipart/form-data");
}

using Generation = Options::Generation;

// Paths that both generations have: the page of the one stands beside the call of the other.
http::Handler shared(bool (*is_page)(const Options&, const http::Request&), http::Handler page, http::Handler call) {
  return [is_page, page = std::move(page), call = std::move(call)](http::Api& api, const http::Request& request) {
    return is_page(static_cast<F&>(api).options(), request) ? page(api, request) : call(api, request);
  };
}

http::Handler jobs_or_table() {
  return shared([](const Options& options, const http::Request&) { return options.generation == Generation::current; },
                with_login(&F::job_table), with_basic(&F::early_list));
}

http::Handler form_or_job() {
  return shared([](const Options& options,
                   const http::Request&) { return options.pages && options.generation != Generation::early; },
                with_login(&F::submit_form), with_basic(&F::early_show));
}

http::Handler submit_or_form() {
  return shared(
      [](const Options& options, const http::Request& request) {
        if (options.generation == Generation::current) return true;
        return options.pages && options.generation == Generation::both && is_form(request);
      },
      with_login(&F::submit_by_form), with_basic(&F::early_submit));
}

void add_early(std::vector<http::Route>& routes) {
  routes.push_back({"flux_restful.early.stop", "POST", "/service/stop", with_basic(&F::early_stop)});
  routes.push_back({"flux_restful.early.list", "GET", "/jobs", jobs_or_table()});
  routes.push_back({"flux_restful.early.nodes", "GET", "/nodes", with_basic(&F::early_nodes)});
  routes.push_back({"flux_restful.early.cancel", "POST", "/jobs/{uid}/cancel", with_basic(&F::early_cancel)});
  routes.push_back({"flux_restful.early.submit", "POST", "/jobs/submit", submit_or_form()});
  routes.push_back({"flux_restful.pages.submit", "GET", "/jobs/submit", form_or_job()});
  routes.push_back({"flux_restful.early.job", "GET", "/jobs/{uid}", with_basic(&F::early_show)});
}

void add_current(std::vector<http::Route>& routes) {
  routes.push_back({"flux_restful.token", "POST", "/v1/token", open(&F::token)});
  routes.push_back({"flux_restful.login", "POST", "/v1/login/access-token", open(&F::log_in)});
  routes.push_back({"flux_restful.stop", "POST", "/v1/service/stop", open(&F::stop)});
  routes.push_back({"flux_restful.list", "GET", "/v1/jobs", with_token(&F::list)});
  routes.push_back({"flux_restful.search", "GET", "/v1/jobs/search", with_token(&F::search)});
  routes.push_back({"flux_restful.job", "GET", "/v1/jobs/{jobid}", with_token(&F::show)});
  routes.push_back({"flux_restful.cancel", "POST", "/v1/jobs/{jobid}/cancel", with_token(&F::cancel)});
  routes.push_back({"flux_restful.submit", "POST", "/v1/jobs/submit", open(&F::submit)});
  routes.push_back({"flux_restful.output", "GET", "/v1/jobs/{jobid}/output", with_token(&F::output)});
  routes.push_back({"flux_restful.stream", "GET", "/v1/jobs/{jobid}/output/stream", open(&F::stream)});
  routes.push_back({"flux_restful.nodes", "GET", "/v1/nodes", with_token(&F::nodes)});
}

void add_pages(std::vector<http::Route>& routes) {
  routes.push_back({"flux_restful.pages.home", "GET", "/", open(&F::home)});
  routes.push_back({"flux_restful.pages.logout", "GET", "/logout", open(&F::log_out)});
  routes.push_back({"flux_restful.pages.page", "GET", "/page/{name}", open(&F::page)});
  routes.push_back({"flux_restful.pages.job", "GET", "/job/{jobid}", with_login(&F::job_page)});
  routes.push_back({"flux_restful.pages.cancel", "GET", "/job/{jobid}/cancel", with_login(&F::cancel_by_page)});
  for (const char* method : {"GET", "HEAD"}) {
    routes.push_back({"flux_restful.docs", method, "/docs", open(&F::docs)});
    routes.push_back({"flux_restful.docs.redoc", method, "/redoc", open(&F::redoc)});
    routes.push_back({"flux_restful.docs.openapi", method, "/openapi.json", open(&F::openapi)});
    routes.push_back({"flux_restful.docs.oauth2", method, "/docs/oauth2-redirect", open(&F::oauth_redirect)});
  }
}

std::vector<http::Route> routes() {
  std::vector<http::Route> all;
  add_early(all);
  add_current(all);
  add_pages(all);
  return all;
}

const http::Router& table() {
  static const http::Router router(routes());  // never changes
  return router;
}

std::unique_ptr<http::Api> instantiate(http::Sandbox& sandbox) {
  centre::Sandbox& own = centre::Sandbox::of(sandbox);
  site::Site& site = own.site();
  Options options = read_options(own.options(kName));
  Result<site::Cluster*> cluster = site.cluster(options.cluster);
  if (!cluster) cluster = site.cluster(site.cluster_names().front());  // a site file has at least one
  assert(cluster);
  return std::make_unique<FluxRestful>(own, site, **cluster, std::move(options));
}

}  // namespace

http::ApiType api_type() {
  http::ApiType type;
  type.name = kName;
  type.title = "Flux RESTful";
  type.mounts = {{"/flux", ""}};
  type.router = http::Router(routes());
  type.instantiate = instantiate;
  type.head_as_get = false;
  type.greeting = [](const Json& options, const std::string& url, int process) {
    return wire::start_lines(read_options(options), url, process);
  };
  type.example = "curl -X POST {url}/jobs/submit -d '{\"command\": \"sleep 60\"}'";
  return type;
}

}  // namespace hpc::apis::flux_restful
