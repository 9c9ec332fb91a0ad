// Usage, resources, tokens for workers, health.
#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "apis/prominence/authentication.h"
#include "apis/prominence/prominence.h"
#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {
namespace {

double hours(Duration duration) {
  return static_cast<double>(duration.count()) / 3.6e9;
}

Json figures(const Usage& usage) {
  return {{"cpuTime", hours(usage.cpu)}, {"numberOfJobs", usage.jobs}, {"wallTime", hours(usage.wall)}};
}

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
  if (!start) return failure(wire::bad("Start date must be provided"));
  const std::string* end = fields.first("end");
  if (!end) return failure(wire::bad("End date must be provided"));
  const std::optional<Instant> first = read_day(*start), last = read_day(*end);
  if (!first || !last) return failure(wire::crash());
  const auto is_true = [&fields](const char* name) { return fields.has(name) && *fields.first(name) == "true"; };
  Json groups = Json::object(), users = Json::object();
  if (is_true("by_group")) groups[caller.groups] = figures(jobs_.usage().of_group(caller.groups, *first, *last));
  if (is_true("show_all_users")) {
    for (const auto& [user, usage] : jobs_.usage().users_of(caller.groups, *first, *last)) users[user] = figures(usage);
  } else if (!is_true("by_group")) {
    const Usage usage = jobs_.usage().of_user(caller.username, *first, *last);
    if (usage.jobs != 0) users[caller.username] = figures(usage);
  }
  return wire::json(200, Json{{"usage", {{"groups", groups}, {"users", users}}}});
}

Result<http::Response> Prominence::resources(const Caller& caller, const http::Request&) {
  if (caller.groups.empty()) return failure(wire::crash());
  if (!is_up(Backend::collector)) return wire::error_body(200, "Unable to get resources");
  std::vector<const site::Node*> nodes;
  for (const site::Node& node : cluster_.scheduler().nodes())
    if (node.availability == site::NodeAvailability::up) nodes.push_back(&node);
  const auto free_cpus = [](const site::Node* node) { return node->spec.cpus - node->used_cpus; };
  std::stable_sort(nodes.begin(), nodes.end(), [&](const site::Node* a, const site::Node* b) { return free_cpus(a) > free_cpus(b); });
  Json existing = Json::array();
  for (const site::Node* node : nodes)
    existing.push_back({{"capacity", {{"cpus", node->spec.cpus}, {"memory", node->spec.memory / 1024}}},
                        {"free", {{"cpus", free_cpus(node)}, {"memory", (node->spec.memory - node->used_memory) / 1024}}},
                        {"site", options_.site}});
  return wire::json(200, Json{{"existing", existing}});
}

Result<http::Response> Prominence::worker_token(const Caller& caller, const http::Request&) {
  const std::int64_t expires = unix_seconds(site_.host().wall()) + 864000;
  return wire::json(201, Json{{"token", job_token(options_, caller, "", expires)}});
}

bool Prominence::is_up(Backend backend) const {
  const bool is_of_scheduler = backend == Backend::collector || backend == Backend::schedd;
  if (is_of_scheduler && cluster_.reachability() != site::Reachability::up) return false;
  return options_.outages.count(backend) == 0;
}

Result<http::Response> Prominence::health(const http::Request&) {
  constexpr std::pair<Backend, const char*> kNames[] = {
      {Backend::collector, "HTCONDOR_COLLECTOR"},      {Backend::schedd, "HTCONDOR_SCHEDD"},
      {Backend::elasticsearch, "ELASTICSEARCH_EXCP"}, {Backend::etcd, "ETCD_EXCP"},
      {Backend::influxdb, "INFLUXDB_EXCP"},
  };
  std::string errors;
  for (const auto& [backend, name] : kNames)
    if (!is_up(backend)) errors += (errors.empty() ? "" : ",") + std::string(name);
  if (!errors.empty()) return wire::json(409, Json{{"errors", errors}});
  http::Response response = wire::json(204, std::string());
  response.body = {};
  return response;
}

}  // namespace hpc::apis::prominence
