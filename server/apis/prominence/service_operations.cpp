// Usage, resources, tokens for workers, health.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/prominence/authentication.h"
#include "apis/prominence/prominence.h"
#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {
namespace {

struct Usage {
  double cpu_hours = 0, wall_hours = 0;
  std::uint64_t jobs = 0;
  void add(const Usage& other) {
    cpu_hours += other.cpu_hours;
    wall_hours += other.wall_hours;
    jobs += other.jobs;
  }
  Json json() const { return {{"cpuTime", cpu_hours}, {"numberOfJobs", jobs}, {"wallTime", wall_hours}}; }
};

double hours(Duration duration) {
  return static_cast<double>(duration.count()) / 3.6e9;
}

Usage usage_of(const Job& job) {
  Usage usage;
  Duration wall{};
  bool ran = false;
  for (const TaskReport& task : job.report->tasks) {
    wall += task.wall_time;
    ran = ran || task.ran;
  }
  if (!ran) return usage;
  usage.jobs = 1;
  usage.cpu_hours = hours(wall * 13 / 16);
  usage.wall_hours = hours(wall) * job.description->cpus * job.description->nodes;
  return usage;
}

Usage usage_between(const Jobs& jobs, const std::string& user, const std::string& group, Instant first, Instant last) {
  Usage usage;
  for (const Id id : jobs.history_of(user)) {
    const Job& job = *jobs.find(id);
    if (job.created >= first && job.created < last && (group.empty() || job.owner->groups == group)) usage.add(usage_of(job));
  }
  return usage;
}

}  // namespace

Result<http::Response> Prominence::accounting(const Caller& caller, const http::Request& request) {
  const http::Fields fields = request.query_fields();
  const std::string* start = fields.first("start");
  if (!start) return failure(wire::bad("Start date must be provided"));
  const std::string* end = fields.first("end");
  if (!end) return failure(wire::bad("End date must be provided"));
  const std::optional<Instant> first = parse_iso(*start), last = parse_iso(*end);
  if (!first || !last) return failure(wire::crash());
  const auto is_true = [&fields](const char* name) { return fields.has(name) && *fields.first(name) == "true"; };
  const Instant beyond = *last + std::chrono::days(1);
  Json groups = Json::object(), users = Json::object();
  if (is_true("by_group")) {
    Usage usage;
    for (const std::string& user : jobs_.users()) usage.add(usage_between(jobs_, user, caller.groups, *first, beyond));
    groups[caller.groups] = usage.json();
  }
  const bool all = is_true("show_all_users");
  for (const std::string& user : jobs_.users()) {
    if (!all && (user != caller.username || is_true("by_group"))) continue;
    const Usage usage = usage_between(jobs_, user, all ? caller.groups : "", *first, beyond);
    if (usage.jobs != 0) users[user] = usage.json();
  }
  return wire::json(200, Json{{"usage", {{"groups", groups}, {"users", users}}}});
}

Result<http::Response> Prominence::resources(const Caller& caller, const http::Request&) {
  if (caller.groups.empty()) return failure(wire::crash());
  if (cluster_.reachability() != site::Reachability::up) return wire::error_body(200, "Unable to get resources");
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

Result<http::Response> Prominence::health(const http::Request&) {
  if (cluster_.reachability() != site::Reachability::up)
    return wire::json(409, Json{{"errors", "HTCONDOR_COLLECTOR,HTCONDOR_SCHEDD"}});
  http::Response response = wire::json(204, std::string());
  response.body = {};
  return response;
}

// Off in the imitated service, and here.
Result<http::Response> Prominence::time_series(const Caller&, const http::Request&) {
  return failure(wire::switched_off());
}

}  // namespace hpc::apis::prominence
