#include "apis/spack_monitor/spack_monitor.h"

#include <algorithm>
#include <unordered_map>

#include "apis/spack_monitor/framework.h"
#include "base/encoding.h"
#include "centre/sandbox.h"

namespace hpc::apis::spack_monitor {
namespace {

constexpr std::string_view kPrefix = "/ms1/";

const Endpoint& endpoint_of(const http::Route& route) {
  static const auto index = [] {
    std::unordered_map<std::string_view, const Endpoint*> all;
    for (const Endpoint& endpoint : endpoints()) all.emplace(endpoint.operation, &endpoint);
    return all;
  }();
  return *index.at(route.operation);
}

bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Whether Django's patterns take these, too: ids are digits, everything else is one segment.
bool are_valid(const http::Fields& parameters) {
  for (const auto& [name, value] : parameters) {
    if (name == "rest") continue;
    if (name.ends_with("id") && !is_number(value)) return false;
    if (name == "key" && value.find('.') != std::string::npos) return false;  // a format's suffix begins there
    if (value.find('/') != std::string::npos) return false;
  }
  return true;
}

// As the application gets it from its front end: escapes decoded, slashes merged, dots resolved.
std::string canonical(std::string_view path, bool merges) {
  const std::string decoded = percent_decode(path);
  if (!merges) return percent_encode(decoded, "/");
  std::vector<std::string_view> segments;
  bool ends_in_slash = true;
  for (std::string_view rest = decoded; !rest.empty();) {
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    ends_in_slash = segment.empty() || segment == "." || segment == "..";
    if (segment == ".." && !segments.empty()) segments.pop_back();
    if (!ends_in_slash) segments.push_back(segment);
  }
  std::string result;
  for (const std::string_view segment : segments) (result += '/') += percent_encode(segment);
  return ends_in_slash ? result + "/" : result;
}

// "/api/specs.json" -> "/api/specs/" and "json"; absent format: no such suffix.
struct Suffixed {
  std::string path;
  std::string_view format;
};
std::optional<Suffixed> without_suffix(std::string_view path) {
  if (!path.starts_with("/api/")) return std::nullopt;
  if (path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || dot < slash || dot + 1 == path.size()) return std::nullopt;
  const std::string_view format = path.substr(dot + 1);
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (!std::all_of(format.begin(), format.end(), is_plain)) return std::nullopt;
  std::string bare(path.substr(0, dot));
  if (!bare.ends_with('/')) bare += '/';
  return Suffixed{std::move(bare), format};
}

}  // namespace

http::Response SpackMonitor::render(const Error&, const http::Request&) {
  return framework::crash_page(true);
}

std::optional<http::Response> SpackMonitor::before(const http::Request& request) {
  if (std::optional<http::Response> refusal = framework::before(service_, request)) return refusal;
  const std::string own = "/" + service_.options.prefix + "/";
  if (own == kPrefix) return std::nullopt;
  // The prefix is a setting, and the routes are the same for all sandboxes.
  const std::string path = canonical(request.path, service_.options.nginx);
  if (path.starts_with(kPrefix) || path + "/" == kPrefix) return framework::not_found_page();
  if (path + "/" == own) return framework::redirect(request);
  if (path.starts_with(own)) return resolve(request, std::string(kPrefix) + path.substr(own.size()));
  return std::nullopt;
}

void SpackMonitor::finish(const http::Request& request, http::Response& response) {
  framework::finish(service_, request, response);
}

SpackMonitor::Place SpackMonitor::find(std::string_view path) const {
  http::Router::Match match = router_->match("GET", path);
  if (!match.route && match.why.path_known) match = router_->match(match.why.allowed.front(), path);
  if (!match.route || !are_valid(match.parameters)) return {};
  return {&endpoint_of(*match.route), std::move(match.parameters)};
}

http::Response SpackMonitor::serve(const Endpoint& endpoint, const http::Request& request) {
  if (!are_valid(request.path_parameters)) return resolve(request, request.path);
  return framework::serve(service_, {endpoint, request, request.path_parameters, ""});
}

http::Response SpackMonitor::unrouted(const http::Request& request, const http::Unrouted&) {
  return resolve(request, canonical(request.path, service_.options.nginx));
}

http::Response SpackMonitor::resolve(const http::Request& request, std::string_view path) {
  if (const Place place = find(path); place.endpoint)
    return framework::serve(service_, {*place.endpoint, request, place.parameters, ""});
  if (const std::optional<Suffixed> suffixed = without_suffix(path))
    if (const Place place = find(suffixed->path); place.endpoint)
      return framework::serve(service_, {*place.endpoint, request, place.parameters, suffixed->format});
  if (find(std::string(path) + "/").endpoint) return framework::redirect(request);
  return framework::not_found_page();
}

namespace {

http::Router routes() {
  std::vector<http::Route> table;
  for (const Endpoint& endpoint : endpoints())
    table.push_back({endpoint.operation, endpoint.method, endpoint.pattern,
                     [&endpoint](http::Api& api, const http::Request& request) -> Result<http::Response> {
                       return static_cast<SpackMonitor&>(api).serve(endpoint, request);
                     }});
  return http::Router(std::move(table));
}

}  // namespace

http::ApiType api_type() {
  http::ApiType type;
  type.name = "spack_monitor";
  type.title = "Spack Monitor";
  type.mounts = {{"/spack-monitor", ""}};
  type.router = routes();
  auto router = std::make_shared<const http::Router>(routes());  // shared by the instances of all sandboxes
  type.instantiate = [router](http::Sandbox& sandbox) -> std::unique_ptr<http::Api> {
    centre::Sandbox& one = centre::Sandbox::of(sandbox);
    return std::make_unique<SpackMonitor>(one.site(), read_options(one.options("spack_monitor")), router);
  };
  type.follows_site = [](const Json& options) { return !read_options(options).reporting_clusters.empty(); };
  type.example = "curl {url}/ms1/";
  return type;
}

}  // namespace hpc::apis::spack_monitor
