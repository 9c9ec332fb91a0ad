// Usage, resources, tokens for workers, health.
#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "apis/prominence/authentication.h"
#include "apis/prominence/prominence.h"
#include "apis/prominence/refusals.h"
#include "apis/prominence/wire.h"
#include "apis/prominence/wire_service.h"

namespace hpc::apis::prominence {
namespace {

// YYYY-MM-DD and nothing else.
std::optional<Instant> read_day(const std::string& text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  if (text.size() != kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < kForm.size(); ++i)
    if (kForm[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != kForm[i]) return std::nullopt;
  return parse_iso(text);
}

}  // namespace

Result<http::Response> Prominence::accounting(const Caller& caller, const http::Request& request) {
  const http::Fields fields = request.query_fields();
  const std::string* start = fields.first("start");
  if (!start) return failure(wire::refusal(Refusal::no_start));
  const std::string* end = fields.first("end");
  if (!end) return failure(wire::refusal(Refusal::no_end));
  const std::optional<Instant> first = read_day(*start), last = read_day(*end);
  if (!first || !last) return failure(wire::crash());
  const auto is_true = [&fields](const char* name) { return fields.has(name) && *fields.first(name) == "true"; };
  std::map<std::string, Usage> groups, users;
  const UsageByDay& all = jobs_.usage();
  if (is_true("by_group")) groups[caller.groups] = all.of_group(caller.groups, *first, *last);
  if (is_true("show_all_users")) {
    users = all.users_of(caller.groups, *first, *last);
  } else if (!is_true("by_group")) {
    const Usage own = all.of_user(caller.username, *first, *last);
    if (own.jobs != 0) users[caller.username] = own;
  }
  return wire::json(200, wire::usage(groups, users));
}

Result<http::Response> Prominence::resources(const Caller& caller, const http::Request&) {
  if (caller.groups.empty()) return failure(wire::crash());
  if (!is_up(Backend::collector)) return wire::odd_refusal(OddRefusal::no_resources);
  std::vector<const site::Node*> nodes;
  for (const site::Node& node : cluster_.scheduler().nodes())
    if (node.availability == site::NodeAvailability::up) nodes.push_back(&node);
  const auto free_cpus = [](const site::Node* node) { return node->spec.cpus - node->used_cpus; };
  std::stable_sort(nodes.begin(), nodes.end(),
                   [&](const site::Node* a, const site::Node* b) { return free_cpus(a) > free_cpus(b); });
  return wire::json(200, wire::resources(nodes, options_.site));
}

Result<http::Response> Prominence::worker_token(const Caller& caller, const http::Request&) {
  const std::int64_t expires = unix_seconds(site_.host().wall()) + 864000;
  return wire::json(201, wire::token(job_token(options_, caller, "", expires)));
}

bool Prominence::is_up(Backend backend) const {
  const bool is_of_scheduler = backend == Backend::collector || backend == Backend::schedd;
  if (is_of_scheduler && cluster_.reachability() != site::Reachability::up) return false;
  return options_.outages.count(backend) == 0;
}

Result<http::Response> Prominence::health(const http::Request&) {
  std::set<Backend> down;
  for (const Backend backend :
       {Backend::collector, Backend::schedd, Backend::elasticsearch, Backend::etcd, Backend::influxdb})
    if (!is_up(backend)) down.insert(backend);
  if (!down.empty()) return wire::json(409, wire::health(down));
  return wire::nothing();
}

}  // namespace hpc::apis::prominence
