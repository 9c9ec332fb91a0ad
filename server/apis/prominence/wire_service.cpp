#include "apis/prominence/wire_service.h"

#include <nlohmann/json.hpp>

namespace hpc::apis::prominence::wire {
namespace {

double hours(Duration duration) {
  return static_cast<double>(duration.count()) / 3.6e9;
}

Json figures(const std::map<std::string, Usage>& all) {
  Json json = Json::object();
  for (const auto& [name, usage] : all)
    json[name] = {{"cpuTime", hours(usage.cpu)}, {"numberOfJobs", usage.jobs}, {"wallTime", hours(usage.wall)}};
  return json;
}

const char* name_of(Backend backend) {
  switch (backend) {
    case Backend::collector:
      return "HTCONDOR_COLLECTOR";
    case Backend::schedd:
      return "HTCONDOR_SCHEDD";
    case Backend::elasticsearch:
      return "ELASTICSEARCH_EXCP";
    case Backend::etcd:
      return "ETCD_EXCP";
    case Backend::influxdb:
      return "INFLUXDB_EXCP";
    case Backend::storage:
      return "";  // not looked at
  }
  return "";
}

}  // namespace

Json usage(const std::map<std::string, Usage>& groups, const std::map<std::string, Usage>& users) {
  return {{"usage", {{"groups", figures(groups)}, {"users", figures(users)}}}};
}

Json resources(const std::vector<const site::Node*>& nodes, const std::string& site) {
  const auto amounts = [](std::uint64_t cpus, std::uint64_t megabytes) {
    return Json{{"cpus", cpus}, {"memory", megabytes / 1024}};
  };
  Json existing = Json::array();
  for (const site::Node* node : nodes)
    existing.push_back({{"capacity", amounts(node->spec.cpus, node->spec.memory)},
                        {"free", amounts(node->spec.cpus - node->used_cpus, node->spec.memory - node->used_memory)},
                        {"site", site}});
  return {{"existing", existing}};
}

Json token(const std::string& token) {
  return {{"token", token}};
}

Json health(const std::set<Backend>& down) {
  std::string errors;
  for (const Backend backend : down) errors += (errors.empty() ? "" : ",") + std::string(name_of(backend));
  return {{"errors", errors}};
}

}  // namespace hpc::apis::prominence::wire
