#include "apis/firecrest/firecrest.h"

#include <nlohmann/json.hpp>

#include "apis/firecrest/wire.h"
#include "centre/sandbox.h"
#include "centre/sandboxes.h"

namespace hpc::apis::firecrest {
namespace {

bool is_under(const http::Request& request, std::string_view prefix) {
  return std::string_view(request.path).substr(0, prefix.size()) == prefix;
}

bool is_identity(const http::Request& request) {
  return is_under(request, "/auth/");
}
bool is_storage(const http::Request& request) {
  return is_under(request, "/object-storage");
}
bool is_reservations(const http::Request& request) {
  return is_under(request, "/reservations");
}

http::Response settle(Answer answer) {
  return answer ? *std::move(answer) : std::move(answer.error());
}

/// A handler of a service: the token first, then the member function of that part.
template <class Part>
http::Handler service(Part Firecrest::*part, Answer (Part::*member)(const Call&)) {
  return [part, member](http::Api& api, const http::Request& request) -> Result<http::Response> {
    Firecrest& firecrest = static_cast<Firecrest&>(api);
    auto user = firecrest.tokens.user_of(request);
    if (!user) return std::move(user.error());
    return settle((firecrest.*part.*member)(Call{request, *std::move(user)}));
  };
}

/// A handler that needs no token.
template <class Part>
http::Handler open(Part Firecrest::*part, Answer (Part::*member)(const http::Request&)) {
  return [part, member](http::Api& api, const http::Request& request) -> Result<http::Response> {
    return settle((static_cast<Firecrest&>(api).*part.*member)(request));
  };
}

/// GET /<service>/status of every service but the status service.
http::Handler alive() {
  return [](http::Api& api, const http::Request& request) -> Result<http::Response> {
    auto user = static_cast<Firecrest&>(api).tokens.user_of(request);
    if (!user) return std::move(user.error());
    return wire::json(200, Json{{"success", "ack"}});
  };
}

using F = Firecrest;

std::vector<http::Route> identity_routes() {
  const std::string realm = "/auth/realms/{realm}";
  return {
      {"firecrest.auth.token", "POST", realm + "/protocol/openid-connect/token",
       open(&F::identity_provider, &IdentityProvider::token)},
      {"firecrest.auth.discovery", "GET", realm + "/.well-known/openid-configuration",
       open(&F::identity_provider, &IdentityProvider::discovery)},
      {"firecrest.auth.keys", "GET", realm + "/protocol/openid-connect/certs",
       open(&F::identity_provider, &IdentityProvider::keys)},
      {"firecrest.auth.realm", "GET", realm, open(&F::identity_provider, &IdentityProvider::realm)},
  };
}

std::vector<http::Route> status_routes() {
  return {
      {"firecrest.status.systems", "GET", "/status/systems", service(&F::status, &Status::systems)},
      {"firecrest.status.system", "GET", "/status/systems/{system}", service(&F::status, &Status::system)},
      {"firecrest.status.services", "GET", "/status/services", service(&F::status, &Status::services)},
      {"firecrest.status.service", "GET", "/status/services/{service}", service(&F::status, &Status::service)},
      {"firecrest.status.parameters", "GET", "/status/parameters", service(&F::status, &Status::parameters)},
      {"firecrest.status.filesystems", "GET", "/status/filesystems", service(&F::status, &Status::filesystems)},
      {"firecrest.status.filesystems_of", "GET", "/status/filesystems/{system}",
       service(&F::status, &Status::filesystems_of)},
  };
}

std::vector<http::Route> task_routes() {
  return {
      {"firecrest.tasks.list", "GET", "/tasks", service(&F::task_desk, &TaskDesk::list)},
      {"firecrest.tasks.list", "GET", "/tasks/", service(&F::task_desk, &TaskDesk::list)},
      {"firecrest.tasks.status", "GET", "/tasks/status", alive()},
      {"firecrest.tasks.of_service", "GET", "/tasks/taskslist", open(&F::task_desk, &TaskDesk::tasks_of_service)},
      {"firecrest.tasks.show", "GET", "/tasks/{taskid}", service(&F::task_desk, &TaskDesk::show)},
      {"firecrest.tasks.create", "POST", "/tasks", service(&F::task_desk, &TaskDesk::create)},
      {"firecrest.tasks.create", "POST", "/tasks/", service(&F::task_desk, &TaskDesk::create)},
      {"firecrest.tasks.update", "PUT", "/tasks/{taskid}", service(&F::task_desk, &TaskDesk::update)},
      {"firecrest.tasks.remove", "DELETE", "/tasks/{taskid}", service(&F::task_desk, &TaskDesk::remove)},
      {"firecrest.tasks.expire", "POST", "/tasks/expire/{taskid}", service(&F::task_desk, &TaskDesk::expire)},
  };
}

std::vector<http::Route> compute_routes() {
  return {
      {"firecrest.compute.status", "GET", "/compute/status", alive()},
      {"firecrest.jobs.upload", "POST", "/compute/jobs/upload", service(&F::compute, &Compute::upload)},
      {"firecrest.jobs.path", "POST", "/compute/jobs/path", service(&F::compute, &Compute::submit_path)},
      {"firecrest.jobs.list", "GET", "/compute/jobs", service(&F::compute, &Compute::jobs)},
      {"firecrest.jobs.show", "GET", "/compute/jobs/{jobid}", service(&F::compute, &Compute::job)},
      {"firecrest.jobs.cancel", "DELETE", "/compute/jobs/{jobid}", service(&F::compute, &Compute::cancel)},
      {"firecrest.compute.accounting", "GET", "/compute/acct", service(&F::compute, &Compute::accounting)},
      {"firecrest.compute.nodes", "GET", "/compute/nodes", service(&F::compute, &Compute::nodes)},
      {"firecrest.compute.node", "GET", "/compute/nodes/{nodeName}", service(&F::compute, &Compute::node)},
      {"firecrest.compute.partitions", "GET", "/compute/partitions", service(&F::compute, &Compute::partitions)},
      {"firecrest.compute.reservations", "GET", "/compute/reservations", service(&F::compute, &Compute::reservations)},
  };
}

std::vector<http::Route> utilities_routes() {
  return {
      {"firecrest.utilities.status", "GET", "/utilities/status", alive()},
      {"firecrest.utilities.ls", "GET", "/utilities/ls", service(&F::utilities, &Utilities::list)},
      {"firecrest.utilities.mkdir", "POST", "/utilities/mkdir", service(&F::utilities, &Utilities::make_directory)},
      {"firecrest.utilities.rename", "PUT", "/utilities/rename", service(&F::utilities, &Utilities::rename)},
      {"firecrest.utilities.chmod", "PUT", "/utilities/chmod", service(&F::utilities, &Utilities::chmod)},
      {"firecrest.utilities.chown", "PUT", "/utilities/chown", service(&F::utilities, &Utilities::chown)},
      {"firecrest.utilities.copy", "POST", "/utilities/copy", service(&F::utilities, &Utilities::copy)},
      {"firecrest.utilities.compress", "POST", "/utilities/compress", service(&F::utilities, &Utilities::compress)},
      {"firecrest.utilities.extract", "POST", "/utilities/extract", service(&F::utilities, &Utilities::extract)},
      {"firecrest.utilities.file", "GET", "/utilities/file", service(&F::utilities, &Utilities::file_type)},
      {"firecrest.utilities.stat", "GET", "/utilities/stat", service(&F::utilities, &Utilities::stat)},
      {"firecrest.utilities.symlink", "POST", "/utilities/symlink", service(&F::utilities, &Utilities::symlink)},
      {"firecrest.utilities.head", "GET", "/utilities/head", service(&F::utilities, &Utilities::head)},
      {"firecrest.utilities.tail", "GET", "/utilities/tail", service(&F::utilities, &Utilities::tail)},
      {"firecrest.utilities.view", "GET", "/utilities/view", service(&F::utilities, &Utilities::view)},
      {"firecrest.utilities.checksum", "GET", "/utilities/checksum", service(&F::utilities, &Utilities::checksum)},
      {"firecrest.utilities.download", "GET", "/utilities/download", service(&F::utilities, &Utilities::download)},
      {"firecrest.utilities.upload", "POST", "/utilities/upload", service(&F::utilities, &Utilities::upload)},
      {"firecrest.utilities.rm", "DELETE", "/utilities/rm", service(&F::utilities, &Utilities::remove)},
      {"firecrest.utilities.whoami", "GET", "/utilities/whoami", service(&F::utilities, &Utilities::whoami)},
  };
}

std::vector<http::Route> storage_routes() {
  using Internal = InternalTransfers;
  using External = ExternalTransfers;
  return {
      {"firecrest.storage.status", "GET", "/storage/status", alive()},
      {"firecrest.transfers.cp", "POST", "/storage/xfer-internal/cp", service(&F::internal_transfers, &Internal::copy)},
      {"firecrest.transfers.mv", "POST", "/storage/xfer-internal/mv", service(&F::internal_transfers, &Internal::move)},
      {"firecrest.transfers.rsync", "POST", "/storage/xfer-internal/rsync",
       service(&F::internal_transfers, &Internal::rsync)},
      {"firecrest.transfers.rm", "POST", "/storage/xfer-internal/rm",
       service(&F::internal_transfers, &Internal::remove)},
      {"firecrest.transfers.compress", "POST", "/storage/xfer-internal/compress",
       service(&F::internal_transfers, &Internal::compress)},
      {"firecrest.transfers.extract", "POST", "/storage/xfer-internal/extract",
       service(&F::internal_transfers, &Internal::extract)},
      {"firecrest.transfers.upload", "POST", "/storage/xfer-external/upload",
       service(&F::external_transfers, &External::upload)},
      {"firecrest.transfers.download", "POST", "/storage/xfer-external/download",
       service(&F::external_transfers, &External::download)},
      {"firecrest.transfers.invalidate", "POST", "/storage/xfer-external/invalidate",
       service(&F::external_transfers, &External::invalidate)},
      {"firecrest.objects.post", "POST", "/object-storage/{bucket}", open(&F::object_storage, &ObjectStorage::post)},
      {"firecrest.objects.get", "GET", "/object-storage/{bucket}/{key...}",
       open(&F::object_storage, &ObjectStorage::get)},
  };
}

std::vector<http::Route> reservation_routes() {
  using Service = ReservationService;
  return {
      {"firecrest.reservations.status", "GET", "/reservations/status", alive()},
      {"firecrest.reservations.list", "GET", "/reservations", service(&F::reservations, &Service::list)},
      {"firecrest.reservations.list", "GET", "/reservations/", service(&F::reservations, &Service::list)},
      {"firecrest.reservations.create", "POST", "/reservations", service(&F::reservations, &Service::create)},
      {"firecrest.reservations.create", "POST", "/reservations/", service(&F::reservations, &Service::create)},
      {"firecrest.reservations.update", "PUT", "/reservations/{reservation}",
       service(&F::reservations, &Service::update)},
      {"firecrest.reservations.remove", "DELETE", "/reservations/{reservation}",
       service(&F::reservations, &Service::remove)},
  };
}

std::vector<http::Route> routes() {
  std::vector<http::Route> all;
  for (auto&& part : {identity_routes(), status_routes(), task_routes(), compute_routes(), utilities_routes(),
                      storage_routes(), reservation_routes()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

// What comes nearest to a port on which nobody listens.
http::Response nobody_there() {
  http::Response response;
  response.status = 502;
  response.afterwards = http::Response::Afterwards::drop;
  return response;
}

// Headers of gunicorn, in its order; the connection ends with the answer.
void speak_as_gunicorn(Instant now, http::Response& response) {
  http::Headers headers = {{"Server", "gunicorn"}, {"Date", http_date(now)}, {"Connection", "close"}};
  if (const std::string* type = response.headers.find("Content-Type")) headers.add("Content-Type", *type);
  if (response.status != 204) headers.add("Content-Length", std::to_string(response.body.size()));
  for (const http::Header& header : response.headers)
    if (header.name != "Content-Type") headers.add(header.name, header.value);
  response.headers = std::move(headers);
  if (response.afterwards == http::Response::Afterwards::as_asked)
    response.afterwards = http::Response::Afterwards::close;
}

}  // namespace

Firecrest::Firecrest(site::Site& site, Options options, std::function<std::string()> storage_address)
    : site_(site),
      options_(std::move(options)),
      tokens(site, options_),
      gateway(site, tokens, options_),
      machines(site, options_),
      tasks(site.timeline(), options_),
      identity_provider(site, options_.service_account_role),
      status(machines),
      task_desk(tasks),
      compute(machines, tasks),
      utilities(machines),
      object_storage(site.clock(), options_, std::move(storage_address)),
      internal_transfers(machines, tasks),
      external_transfers(machines, tasks, object_storage),
      reservations(machines) {}

// Handlers give finished answers; what arrives here is a fault that none of them expects.
http::Response Firecrest::render(const Error& error, const http::Request& request) {
  if (!is_reservations(request)) return wire::internal_error_page();
  return wire::failed(500, error.sentence, "FirecREST Internal error");
}

http::Response Firecrest::unrouted(const http::Request& request, const http::Unrouted& why) {
  if (is_identity(request))
    return why.path_known ? identity_provider.method_not_allowed() : identity_provider.not_found();
  if (is_storage(request)) return object_storage.method_not_allowed(request);
  if (!why.path_known) return wire::not_found_page();
  if (request.method == "OPTIONS") return wire::options_answer(why);
  if (is_reservations(request))
    return wire::failed(405, "The method is not allowed for the requested URL.", "Method not allowed");
  return wire::method_not_allowed_page(why);
}

std::optional<http::Response> Firecrest::before(const http::Request& request) {
  external_transfers.catch_up();
  if (is_identity(request) || is_storage(request)) return std::nullopt;
  if (options_.profile == Options::Profile::gateway) return gateway.answer(request);
  const std::string_view service = std::string_view(request.path).substr(1);
  if (options_.is_down(service.substr(0, service.find('/')))) return nobody_there();
  return std::nullopt;
}

void Firecrest::finish(const http::Request& request, http::Response& response) {
  if (!is_identity(request) && !is_storage(request)) {
    // Kong's own answers have a Server already; nginx's reason phrases are the standard ones.
    if (!response.headers.has("Server")) response.reason = wire::reason(response.status);
    if (options_.profile == Options::Profile::direct)
      speak_as_gunicorn(site_.clock().now(), response);
    else
      gateway.pass(request, response);
  } else if (!response.headers.has("Content-Length") && response.status != 204) {
    response.headers.add("Content-Length", std::to_string(response.body.size()));
  }
}

http::ApiType api_type() {
  http::ApiType type;
  type.name = "firecrest";
  type.title = "FirecREST v1";
  type.mounts = {{"/firecrest", ""}, {"/auth", "/auth"}, {"/object-storage", "/object-storage"}};
  type.router = http::Router(routes());
  type.instantiate = [](http::Sandbox& sandbox) -> std::unique_ptr<http::Api> {
    centre::Sandbox& own = centre::Sandbox::of(sandbox);
    const auto storage_address = [&owner = own.owner()] {
      http::ApiType storage;  // the storage's mount, when it has a listener of its own
      storage.name = ObjectStorage::kMount.substr(1);
      return owner.url_of(storage, centre::Sandboxes::kDefault, "");
    };
    return std::make_unique<Firecrest>(own.site(), read_options(own.options("firecrest")), storage_address);
  };
  type.example =
      "curl -s -X POST {url}/auth/realms/kcrealm/protocol/openid-connect/token -d grant_type=client_credentials "
      "-d client_id=firecrest-sample -d client_secret=b391e177-fa50-4987-beaf-e6d33ca93571";
  return type;
}

}  // namespace hpc::apis::firecrest
