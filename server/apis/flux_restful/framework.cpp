#include "apis/flux_restful/framework.h"

#include <algorithm>

#include "apis/flux_restful/wire.h"
#include "base/encoding.h"

namespace hpc::apis::flux_restful::framework {
namespace {

using Generation = Options::Generation;

bool is_under_v1(std::string_view path) {
  return path.starts_with("/v1/");
}

// The early API's paths, except those that the pages of the current one have too.
bool is_of_early_only(std::string_view path) {
  if (path == "/nodes" || path == "/service/stop") return true;
  return path.starts_with("/jobs/") && path != "/jobs/submit";
}

bool is_page_of_current(std::string_view path) {
  return path == "/logout" || path.starts_with("/job/");
}

bool is_absent(std::string_view path, const Options& options) {
  if (options.generation == Generation::early) return is_under_v1(path) || is_page_of_current(path);
  if (!options.pages && is_page_of_current(path)) return true;
  if (options.generation != Generation::current) return false;
  return is_of_early_only(path) || (!options.pages && (path == "/jobs" || path == "/jobs/submit"));
}

bool has_encoded_slash(std::string_view path) {
  return path.find("%2F") != std::string_view::npos || path.find("%2f") != std::string_view::npos;
}

bool is_known(std::string_view path, const Options& options, const http::Router& router) {
  if (is_absent(path, options) || has_encoded_slash(path)) return false;
  const http::Router::Match match = router.match("GET", path);
  return match.route || match.why.path_known;
}

std::string location(const http::Request& request, std::string_view path) {
  std::string origin = request.origin();
  const bool is_trusted = request.client_address.starts_with("127.0.0.1:");
  if (is_trusted && request.headers.get("X-Forwarded-Proto") == "https") origin.replace(0, 4, "https");
  return origin + request.base_path + std::string(path) + (request.query.empty() ? "" : "?" + request.query);
}

// An address that would be known without its last slashes, or (of the folders of files) with one.
std::optional<http::Response> redirect(const http::Request& request, const Options& options,
                                       const http::Router& router) {
  const std::string_view path = request.path;
  const bool early = is_early(request, options);
  if (path == "/static" || path == "/data") return wire::redirect(location(request, std::string(path) + "/"), early);
  const std::size_t end = path.find_last_not_of('/');
  if (end == std::string_view::npos || end + 1 == path.size()) return std::nullopt;
  const std::string_view shorter = path.substr(0, end + 1);
  if (!is_known(shorter, options, router)) return std::nullopt;
  return wire::redirect(location(request, shorter), early);
}

std::string_view first_method(const http::Request& request, const http::Unrouted& why) {
  if (request.path == "/v1/jobs/submit") return "POST";  // its table has this one before /v1/jobs/{jobid}
  return why.allowed.empty() ? std::string_view("GET") : std::string_view(why.allowed.front());
}

}  // namespace

http::Response malformed(bool is_early) {
  http::Response response = wire::malformed_request();
  if (is_early) response.afterwards = http::Response::Afterwards::drop;
  return response;
}

bool is_early(const http::Request& request, const Options& options) {
  if (options.generation != Generation::both) return options.generation == Generation::early;
  return !is_under_v1(request.path) && !is_page_of_current(request.path);
}

std::optional<http::Response> before(const http::Request& request, const Options& options, const http::Router& router) {
  if (request.minor_version == 1 && !request.headers.has("Host")) {
    return malformed(is_early(request, options));
  }
  if (has_encoded_slash(request.path)) return wire::not_found();
  if (!is_absent(request.path, options)) return std::nullopt;
  return redirect(request, options, router).value_or(wire::not_found());
}

http::Response unrouted(const http::Request& request, const http::Unrouted& why, const Options& options,
                        const http::Router& router) {
  if (why.path_known) return wire::wrong_method(is_early(request, options) ? "" : first_method(request, why));
  return redirect(request, options, router).value_or(wire::not_found());
}

}  // namespace hpc::apis::flux_restful::framework
