#include "apis/control/control.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "apis/control/wire.h"
#include "base/yaml.h"
#include "centre/load_site.h"
#include "centre/sandboxes.h"

namespace hpc::apis::control {
namespace {

constexpr std::pair<const char*, const char*> kDescriptions[] = {
#include "descriptions.inc"
    {"", ""}};

std::vector<http::Route> routes() {
  using http::handler;
  return {
      {"control.page", "GET", "/", handler(&Control::page)},
      {"control.version", "GET", "/_hpcmock/version", handler(&Control::version)},
      {"control.health", "GET", "/_hpcmock/health", handler(&Control::health)},
      {"control.apis", "GET", "/_hpcmock/apis", handler(&Control::apis)},
      {"control.apis.start", "POST", "/_hpcmock/apis/{api}/start", handler(&Control::start_api)},
      {"control.openapi", "GET", "/_hpcmock/openapi/{api}", handler(&Control::openapi)},
      {"control.sandboxes.list", "GET", "/_hpcmock/sandboxes", handler(&Control::list_sandboxes)},
      {"control.sandboxes.create", "POST", "/_hpcmock/sandboxes", handler(&Control::create_sandbox)},
      {"control.sandboxes.show", "GET", "/_hpcmock/sandboxes/{name}", handler(&Control::show_sandbox)},
      {"control.sandboxes.remove", "DELETE", "/_hpcmock/sandboxes/{name}", handler(&Control::remove_sandbox)},
      {"control.sandboxes.reset", "POST", "/_hpcmock/sandboxes/{name}/reset", handler(&Control::reset_sandbox)},
      {"control.clock.show", "GET", "/_hpcmock/clock", handler(&Control::show_clock)},
      {"control.clock.set", "PUT", "/_hpcmock/clock", handler(&Control::set_clock)},
      {"control.clock.advance", "POST", "/_hpcmock/clock/advance", handler(&Control::advance_clock)},
      {"control.tokens.expire", "POST", "/_hpcmock/tokens/expire", handler(&Control::expire_tokens)},
      {"control.clusters", "GET", "/_hpcmock/clusters", handler(&Control::clusters)},
      {"control.jobs.list", "GET", "/_hpcmock/clusters/{cluster}/jobs", handler(&Control::jobs)},
      {"control.jobs.show", "GET", "/_hpcmock/clusters/{cluster}/jobs/{id}", handler(&Control::job)},
      {"control.nodes.list", "GET", "/_hpcmock/clusters/{cluster}/nodes", handler(&Control::nodes)},
      {"control.nodes.set", "PUT", "/_hpcmock/clusters/{cluster}/nodes/{node}", handler(&Control::set_node)},
      {"control.files.list", "GET", "/_hpcmock/clusters/{cluster}/files/{path...}", handler(&Control::files)},
      {"control.files.content", "GET", "/_hpcmock/clusters/{cluster}/content/{path...}", handler(&Control::content)},
      {"control.journal", "GET", "/_hpcmock/journal", handler(&Control::journal)},
  };
}

Result<std::optional<std::uint64_t>> seed_in(const OrderedJson& body) {
  if (!body.contains("seed")) return std::optional<std::uint64_t>();
  if (!body.at("seed").is_number_unsigned())
    return failure(Errc::invalid, About::request, "\"seed\" is not an integer of 0 or more");
  return std::optional(body.at("seed").get<std::uint64_t>());
}

Result<Instant> instant_in(const std::string& text) {
  const auto instant = parse_iso(text);
  if (!instant)
    return failure(Errc::invalid, About::request, "expected an instant such as 2026-01-05T08:00:00Z, got \"" + text + '"');
  return *instant;
}

Result<centre::ApiOptions> options_in(const OrderedJson& apis, const site::SiteSpec& site) {
  if (!apis.is_object()) return failure(Errc::invalid, About::request, "\"apis\" is not an object");
  auto options = centre::changed_options(site, Json::parse(apis.dump()));
  if (!options) return failure(Errc::invalid, About::request, "\"apis\": " + options.error().sentence);
  return options;
}

}  // namespace

http::Response Control::render(const Error& error, const http::Request&) { return error_response(error); }

http::Response Control::unrouted(const http::Request& request, const http::Unrouted& why) {
  if (!why.path_known)
    return json_response({{"error", "nothing is mounted at " + request.path},
                          {"about", "request"},
                          {"hint", "GET /_hpcmock/apis lists the APIs and their base URLs"}},
                         404);
  std::string allowed;
  for (const std::string& method : why.allowed) allowed += (allowed.empty() ? "" : ", ") + method;
  http::Response response;
  if (request.method == "OPTIONS") {
    response.status = 204;
  } else {
    response = json_response(
        {{"error", request.method + " is not allowed here; allowed: " + allowed}, {"about", "request"}}, 405);
  }
  response.headers.add("Allow", allowed);
  return response;
}

Result<http::Response> Control::version(const http::Request&) {
  return json_response({{"name", "hpcmock"},
                        {"version", HPCMOCK_VERSION},
                        {"capabilities", {"clock", "sandbox", "sandbox-options", "journal", "nodes", "files", "token-expiry"}}});
}

Result<http::Response> Control::health(const http::Request&) {
  return json_response({{"status", "ok"}, {"sandboxes", sandbox_.owner().count()}});
}

Result<http::Response> Control::apis(const http::Request& request) {
  OrderedJson list = OrderedJson::array();
  for (const http::ApiType& type : sandbox_.owner().types()) {
    list.push_back({{"name", type.name},
                    {"title", type.title},
                    {"url", sandbox_.owner().url_of(type, sandbox_.name(), request.origin())},
                    {"operations", type.router.routes().size()}});
  }
  return json_response({{"apis", std::move(list)}});
}

Result<http::Response> Control::start_api(const http::Request& request) {
  const std::string& name = request.parameter("api");
  http::Api* api = sandbox_.find_api(name);
  if (!api) return failure(Errc::missing, About::request, "there is no API named " + name);
  return json_response({{"api", name}, {"started", api->start_again()}});
}

Result<http::Response> Control::openapi(const http::Request& request) {
  for (const auto& [api, text] : kDescriptions) {
    if (request.parameter("api") != api || !*api) continue;
    const YamlDocument document = HPC_TRY(YamlDocument::parse(text, std::string("schemas/") + api + "/openapi.yaml"));
    return json_response(document.root());
  }
  return failure(Errc::missing, About::document, "there is no OpenAPI description of " + request.parameter("api"));
}

Result<http::Response> Control::list_sandboxes(const http::Request& request) {
  OrderedJson list = OrderedJson::array();
  for (const std::string& name : sandbox_.owner().names())
    if (const auto sandbox = sandbox_.owner().get(name))
      list.push_back(sandbox_to_wire(*sandbox, request, sandbox_.owner()));
  return json_response({{"sandboxes", std::move(list)}});
}

Result<http::Response> Control::create_sandbox(const http::Request& request) {
  const OrderedJson body = HPC_TRY(object_in(request, {"name", "seed", "clock", "start", "apis"}));
  centre::Sandboxes::Wanted wanted;
  wanted.name = HPC_TRY(text_in(body, "name")).value_or("");
  if (!body.contains("name")) wanted.name = "sandbox-" + sandbox_.site().random().hex_digits(12);
  wanted.seed = HPC_TRY(seed_in(body));
  if (const auto clock = HPC_TRY(text_in(body, "clock"))) wanted.clock = HPC_TRY(site::parse_clock_setting(*clock));
  if (const auto start = HPC_TRY(text_in(body, "start"))) wanted.start = HPC_TRY(instant_in(*start));
  if (body.contains("apis")) wanted.apis = HPC_TRY(options_in(body.at("apis"), sandbox_.owner().spec()));
  const auto made = HPC_TRY(sandbox_.owner().create(std::move(wanted)));
  http::Response response = json_response(sandbox_to_wire(*made, request, sandbox_.owner()), 201);
  response.headers.add("Location", request.base_path + "/_hpcmock/sandboxes/" + made->name());
  return response;
}

Result<http::Response> Control::show_sandbox(const http::Request& request) {
  const auto found = sandbox_.owner().get(request.parameter("name"));
  if (!found)
    return failure(Errc::missing, About::sandbox, "there is no sandbox named " + request.parameter("name"));
  return json_response(sandbox_to_wire(*found, request, sandbox_.owner()));
}

Result<http::Response> Control::remove_sandbox(const http::Request& request) {
  HPC_TRY(sandbox_.owner().remove(request.parameter("name")));
  http::Response response;
  response.status = 204;
  return response;
}

Result<http::Response> Control::reset_sandbox(const http::Request& request) {
  const auto fresh = HPC_TRY(sandbox_.owner().reset(request.parameter("name")));
  return json_response(sandbox_to_wire(*fresh, request, sandbox_.owner()));
}

Result<http::Response> Control::show_clock(const http::Request&) { return json_response(clock_to_wire(sandbox_)); }

Result<http::Response> Control::set_clock(const http::Request& request) {
  const OrderedJson body = HPC_TRY(object_in(request, {"mode"}));
  const auto mode = HPC_TRY(text_in(body, "mode"));
  if (!mode) return failure(Errc::invalid, About::request, "\"mode\" is missing: real, scaled:FACTOR, manual, stepping or idle-skip");
  sandbox_.pacer().set(HPC_TRY(site::parse_clock_setting(*mode)));
  return json_response(clock_to_wire(sandbox_));
}

Result<http::Response> Control::advance_clock(const http::Request& request) {
  const OrderedJson body = HPC_TRY(object_in(request, {"by", "to", "events"}));
  if (body.size() != 1)
    return failure(Errc::invalid, About::request,
                   "expected exactly one of \"by\" (a duration: \"90s\", \"24h\"), \"to\" (an instant) and \"events\" (a count)");
  site::Pacer& pacer = sandbox_.pacer();
  const Instant now = sandbox_.site().clock().now();
  if (body.contains("events")) {
    if (!body.at("events").is_number_unsigned() || body.at("events").get<std::uint64_t>() > 1'000'000)
      return failure(Errc::invalid, About::request, "\"events\" is not an integer from 0 to 1000000");
    for (auto left = body.at("events").get<std::uint64_t>(); left > 0 && pacer.advance_to_next(); --left) {
    }
  } else if (const auto to = HPC_TRY(text_in(body, "to"))) {
    const Instant instant = HPC_TRY(instant_in(*to));
    if (instant < now)
      return failure(Errc::conflict, About::request, "time does not go back: it is " + instant_to_wire(now));
    pacer.advance_to(instant);
  } else {
    const OrderedJson& by = body.at("by");
    const auto duration = parse_duration(by.is_string() ? by.get<std::string>() : by.dump());
    if (!duration)
      return failure(Errc::invalid, About::request, "\"by\" is not a duration such as \"500ms\", \"90s\", \"24h\": " + by.dump());
    pacer.advance_to(now + *duration);
  }
  return json_response(clock_to_wire(sandbox_));
}

Result<http::Response> Control::expire_tokens(const http::Request&) {
  const std::int64_t now = unix_seconds(sandbox_.site().host().wall());
  sandbox_.site().keys().expired_before = now + 1;
  return json_response({{"expired_before", now + 1}});
}

http::ApiType api_type() {
  http::ApiType type;
  type.name = "control";
  type.title = "hpcmock's own control API";
  type.mounts = {{"/_hpcmock", "/_hpcmock"}, {"", ""}};
  type.router = http::Router(routes());
  type.is_control = true;
  type.instantiate = [](http::Sandbox& sandbox) {
    return std::make_unique<Control>(centre::Sandbox::of(sandbox));
  };
  type.example = "curl {url}/sandboxes";
  return type;
}

}  // namespace hpc::apis::control
