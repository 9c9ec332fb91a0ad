#include "apis/refissh/refissh.h"

#include <cassert>

#include "apis/refissh/framework.h"
#include "apis/refissh/wire.h"
#include "centre/sandbox.h"

namespace hpc::apis::refissh {
namespace {

constexpr const char* kPrefix = "/refissh";

site::Credentials login(site::Site& site, const Options& options) {
  site.accounts().ensure_user(options.user);
  return *site.accounts().credentials(options.user);
}

std::string account_of(site::Site& site, const Options& options) {
  const site::UserSpec& user = site.accounts().ensure_user(options.user);
  return user.accounts.empty() ? std::string() : user.accounts.front();
}

// `http://host/s/ci-7/refissh` of the request's own URL, at whichever base path it came in.
std::string own_url(const http::Request& request) {
  const std::size_t own = request.path.size() - std::string_view(kPrefix).size();
  const std::string path = request.target.substr(0, request.target.find('?'));
  return request.origin() + (path.starts_with('/') ? path.substr(0, path.size() - own) : request.base_path + kPrefix);
}

}  // namespace

Refissh::Refissh(site::Site& site, site::Cluster& cluster, Options options, std::vector<std::string> prefixes)
    : site_(site),
      cluster_(cluster),
      options_(std::move(options)),
      prefixes_(std::move(prefixes)),
      who_(login(site, options_)),
      files_(cluster.files(), options_, who_),
      jobs_({cluster, site.timeline(), files_, options_, who_, account_of(site, options_)}),
      images_(site.clock()) {}

http::Response Refissh::render(const Error& error, const http::Request&) {
  return wire::error(error, options_.error_body);
}

http::Response Refissh::unrouted(const http::Request& request, const http::Unrouted&) {
  return framework::unrouted(request, options_);
}

std::optional<http::Response> Refissh::before(const http::Request& request) {
  return framework::before(request, options_);
}

void Refissh::finish(const http::Request& request, http::Response& response) {
  framework::finish(request, response, site_.clock().now());
}

Result<Caller> Refissh::caller(const http::Request& request, Part part) const {
  return authenticate(options_, request, part, site_.host().wall());
}

wire::Links Refissh::links(const Caller& caller, const http::Request& request) const {
  return {.base = options_.external_url.empty() ? own_url(request) : options_.external_url,
          .token = caller.token,
          .storage_id = options_.storage_id,
          .with_details = false,
          .doubled = options_.doubled_listing_url};
}

Result<http::Response> Refissh::head_resource(const Caller& caller, const http::Request& request) {
  const std::optional<Resource> found = files_.find(caller.project, request.parameter("path"));
  return wire::head_of(found ? std::optional(found->type) : std::nullopt);
}

Result<http::Response> Refissh::get_resource(const Caller& caller, const http::Request& request) {
  const std::string& path = request.parameter("path");
  const std::optional<Resource> found = files_.find(caller.project, path);
  if (!found) return failure(wire::resource_missing());
  const wire::View view = options_.resinfo_views ? wire::view_of(request) : wire::View::plain;
  wire::Links links = this->links(caller, request);
  if (view == wire::View::information) return wire::json(wire::resource(*found, links));
  if (found->type == ResourceType::file) return wire::download(HPC_TRY(files_.read(caller.project, path)));
  links.with_details = view == wire::View::full;
  return wire::json(wire::listing(HPC_TRY(files_.list(caller.project, path)), links));
}

Result<http::Response> Refissh::create_resource(const Caller& caller, const http::Request& request) {
  const std::string& path = request.parameter("path");
  const std::string_view type = request.headers.get("Content-Type");
  if (options_.content_type_required && type.empty()) return failure(wire::no_content_type());
  HPC_TRY(wire::asks_for_folder(type) ? files_.make_folder(caller.project, path)
                                      : files_.create(caller.project, path, request.body));
  return wire::done(201);
}

Result<http::Response> Refissh::update_file(const Caller& caller, const http::Request& request) {
  HPC_TRY(files_.update(caller.project, request.parameter("path"), request.body));
  return wire::done(201);
}

Result<http::Response> Refissh::delete_resource(const Caller& caller, const http::Request& request) {
  HPC_TRY(files_.remove(caller.project, request.parameter("path")));
  return wire::done(204);
}

Result<http::Response> Refissh::list_jobs(const Caller& caller, const http::Request&) {
  if (!caller.is_admin) return failure(wire::not_admin());
  return wire::json(wire::jobs(jobs_.all(), options_.queue_server));
}

Result<http::Response> Refissh::start_job(const Caller& caller, const http::Request& request) {
  const JobOrder order = HPC_TRY(wire::read_job(request.body, options_));
  const bool image_is_known = images_.has(caller.project, order.image);
  if (!image_is_known && options_.require_registered_image) return failure(wire::image_unregistered());
  const JobIdentity* job = HPC_TRY(jobs_.start(caller.project, request.parameter("service_ID"), order, image_is_known));
  return wire::json(wire::job(*job, options_.queue_server));
}

Result<http::Response> Refissh::job_status(const Caller& caller, const http::Request& request) {
  const std::string& id = request.parameter("service_ID");
  const JobStage stage = HPC_TRY(jobs_.stage(caller.project, id));
  if (options_.job_result && wire::asks_for_result(request.headers.get("Expect")))
    return wire::text(jobs_.result(id).value_or(std::string(wire::no_result())));
  if (stage == JobStage::running || stage == JobStage::exiting)
    if (std::optional<std::string> page = jobs_.page(id)) return wire::text(std::move(*page));
  return wire::text(std::string(wire::stage(stage, options_.expose_queue_state)));
}

Result<http::Response> Refissh::message_job(const Caller& caller, const http::Request& request) {
  const std::string& id = request.parameter("service_ID");
  HPC_TRY(jobs_.stage(caller.project, id));  // an unknown job is told of before a malformed message
  const std::string message = HPC_TRY(wire::read_message(request.body));
  HPC_TRY(jobs_.tell(caller.project, id, message));
  return wire::done(200);
}

Result<http::Response> Refissh::abort_job(const Caller& caller, const http::Request& request) {
  const Result<void> aborted = jobs_.abort(caller.project, request.parameter("service_ID"));
  if (aborted) return wire::done(200);
  if (aborted.error().what == Errc::missing && options_.unknown_job_delete == 405)
    return failure(wire::unknown_job_refused());
  return failure(aborted.error());
}

Result<http::Response> Refissh::list_images(const Caller& caller, const http::Request&) {
  return wire::json(wire::images(images_.of(caller.project)));
}

// What the body of a registration names: the file's content, shared and not copied.
Result<Bytes> Refissh::image_source(const Caller& caller, const http::Request& request) const {
  if (!wire::is_image_name(request.parameter("image_name"))) return failure(wire::image_illegal());
  const std::string location = HPC_TRY(wire::read_image_source(request.body));
  const std::optional<std::string> path = wire::path_of_source(location, options_.storage_id, prefixes_);
  if (!path || !Files::is_inside(*path)) return failure(wire::image_illegal());
  return files_.read(caller.project, *path).map_error([](const Error& error) {
    return error.what == Errc::missing ? wire::source_missing() : error;
  });
}

namespace {
// One client waits for one answer at a time on its connection.
std::string waiter(const http::Request& request) {
  return request.client_address + " " + request.method + " " + request.path;
}
}  // namespace

std::optional<http::Response> Refissh::still_copying(const http::Request& request) {
  const auto found = copying_.find(waiter(request));
  if (found == copying_.end()) return std::nullopt;
  if (site_.clock().now() < found->second) return http::Response::not_yet();
  copying_.erase(found);
  return wire::done(204);
}

http::Response Refissh::copied(const http::Request& request) {
  if (options_.image_copy_delay <= Duration{}) return wire::done(204);
  copying_[waiter(request)] = site_.clock().now() + options_.image_copy_delay;
  site_.timeline().after(options_.image_copy_delay, [] {});  // so that the held answer is tried again then
  return http::Response::not_yet();
}

Result<http::Response> Refissh::register_image(const Caller& caller, const http::Request& request) {
  if (std::optional<http::Response> waiting = still_copying(request)) return std::move(*waiting);
  Bytes content = HPC_TRY(image_source(caller, request));
  HPC_TRY(images_.add(caller.project, request.parameter("image_name"), std::move(content)));
  return copied(request);
}

Result<http::Response> Refissh::update_image(const Caller& caller, const http::Request& request) {
  if (std::optional<http::Response> waiting = still_copying(request)) return std::move(*waiting);
  Bytes content = HPC_TRY(image_source(caller, request));
  HPC_TRY(images_.replace(caller.project, request.parameter("image_name"), std::move(content)));
  return copied(request);
}

Result<http::Response> Refissh::get_image(const Caller& caller, const http::Request& request) {
  const std::string& name = request.parameter("image_name");
  if (!wire::is_image_name(name)) return failure(wire::image_illegal());
  return wire::json(wire::image(HPC_TRY(images_.find(caller.project, name))));
}

Result<http::Response> Refissh::delete_image(const Caller& caller, const http::Request& request) {
  const std::string& name = request.parameter("image_name");
  if (!wire::is_image_name(name)) return failure(wire::image_illegal());
  HPC_TRY(images_.remove(caller.project, name));
  return wire::done(204);
}

namespace {

using Operation = Result<http::Response> (Refissh::*)(const Caller&, const http::Request&);

// The token is looked at when the route is known, and before anything else of the request.
http::Handler with_token(Part part, Operation operation) {
  return [part, operation](http::Api& api, const http::Request& request) -> Result<http::Response> {
    Refissh& refissh = static_cast<Refissh&>(api);
    const Caller caller = HPC_TRY(refissh.caller(request, part));
    return (refissh.*operation)(caller, request);
  };
}

http::Router routes() {
  const auto files = [](Operation operation) { return with_token(Part::files, operation); };
  const auto jobs = [](Operation operation) { return with_token(Part::jobs, operation); };
  const auto images = [](Operation operation) { return with_token(Part::images, operation); };
  using R = Refissh;
  std::vector<http::Route> table;
  table.push_back({"refissh.files.head", "HEAD", "/refissh/files/{path...}", files(&R::head_resource)});
  table.push_back({"refissh.files.get", "GET", "/refissh/files/{path...}", files(&R::get_resource)});
  table.push_back({"refissh.files.create", "POST", "/refissh/files/{path...}", files(&R::create_resource)});
  table.push_back({"refissh.files.update", "PUT", "/refissh/files/{path...}", files(&R::update_file)});
  table.push_back({"refissh.files.delete", "DELETE", "/refissh/files/{path...}", files(&R::delete_resource)});
  table.push_back({"refissh.jobs.list", "GET", "/refissh/jobs/", jobs(&R::list_jobs)});
  table.push_back({"refissh.jobs.start", "POST", "/refissh/jobs/{service_ID}", jobs(&R::start_job)});
  table.push_back({"refissh.jobs.status", "GET", "/refissh/jobs/{service_ID}", jobs(&R::job_status)});
  table.push_back({"refissh.jobs.message", "PUT", "/refissh/jobs/{service_ID}", jobs(&R::message_job)});
  table.push_back({"refissh.jobs.abort", "DELETE", "/refissh/jobs/{service_ID}", jobs(&R::abort_job)});
  table.push_back({"refissh.images.list", "GET", "/refissh/images/", images(&R::list_images)});
  table.push_back({"refissh.images.register", "POST", "/refissh/images/{image_name...}", images(&R::register_image)});
  table.push_back({"refissh.images.update", "PUT", "/refissh/images/{image_name...}", images(&R::update_image)});
  table.push_back({"refissh.images.get", "GET", "/refissh/images/{image_name...}", images(&R::get_image)});
  table.push_back({"refissh.images.delete", "DELETE", "/refissh/images/{image_name...}", images(&R::delete_image)});
  // The document's examples leave the s away in these two.
  table.push_back({"refissh.image.register", "POST", "/refissh/image/{image_name...}", images(&R::register_image)});
  table.push_back({"refissh.image.update", "PUT", "/refissh/image/{image_name...}", images(&R::update_image)});
  return http::Router(std::move(table));
}

std::unique_ptr<http::Api> instantiate(http::Sandbox& sandbox) {
  centre::Sandbox& own = centre::Sandbox::of(sandbox);
  site::Site& site = own.site();
  Options options = read_options(own.options("refissh"));
  std::vector<std::string> prefixes = read_base_paths(own.options("refissh"));
  prefixes.insert(prefixes.begin(), kPrefix);
  Result<site::Cluster*> cluster = site.cluster(options.cluster);
  if (!cluster) cluster = site.cluster(site.cluster_names().front());  // a site file has at least one
  assert(cluster);
  return std::make_unique<Refissh>(site, **cluster, std::move(options), std::move(prefixes));
}

std::vector<http::Mount> more_mounts(const Json& options) {
  std::vector<http::Mount> mounts;
  for (std::string& path : read_base_paths(options)) mounts.push_back({std::move(path), kPrefix});
  return mounts;
}

}  // namespace

http::ApiType api_type() {
  http::ApiType type;
  type.name = "refissh";
  type.title = "refissh";
  type.mounts = {{kPrefix, kPrefix}};
  type.more_mounts = more_mounts;
  type.router = routes();
  type.instantiate = instantiate;
  type.example = "curl -H 'X-Auth-Token: token-a' {url}/files/";
  return type;
}

}  // namespace hpc::apis::refissh
