#include "apis/firecrest/status_wire.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/firecrest/wire.h"

namespace hpc::apis::firecrest::wire {
namespace {

constexpr const char* kAvailable = "available";
constexpr const char* kNotAvailable = "not available";

std::string failed_filesystems(const std::vector<std::string>& paths) {
  std::string joined;
  for (const std::string& path : paths) joined += (joined.empty() ? "" : ",") + path;
  return "Filesystem " + joined + " is not available";
}

std::string description(const SystemState& system) {
  switch (system.contact) {
    case Contact::works:
      break;
    case Contact::unresolvable:
    case Contact::timed_out:
      return "System down";
    case Contact::no_route:
    case Contact::refused:
    case Contact::denied:
      return "System does not accept connections";
  }
  return system.failed.empty() ? "System ready" : failed_filesystems(system.failed);
}

Json system_json(const SystemState& system, bool available) {
  return Json{{"description", description(system)},
              {"status", available ? kAvailable : kNotAvailable},
              {"system", system.name}};
}

Json service_json(const std::string& name, bool is_down) {
  return Json{{"description", is_down ? "server down" : "server up & flask running"},
              {"service", name},
              {"status", is_down ? kNotAvailable : kAvailable},
              {"status_code", is_down ? 400 : 200}};
}

Json mounts_json(const std::vector<MountState>& mounts) {
  Json list = Json::array();
  for (const MountState& mount : mounts)
    list.push_back(Json{{"description", mount.description},
                        {"name", mount.name},
                        {"path", mount.path},
                        {"status", mount.available ? kAvailable : kNotAvailable},
                        {"status_code", mount.available ? 200 : 400}});
  return list;
}

Json parameter(const char* name, const char* sentence, const char* unit, Json value) {
  return Json{{"name", name}, {"description", sentence}, {"unit", unit}, {"value", std::move(value)}};
}

}  // namespace

http::Response system_list(std::vector<SystemState> systems) {
  const auto works = [](const SystemState& system) {
    return system.contact == Contact::works && system.failed.empty();
  };
  std::stable_partition(systems.begin(), systems.end(), [&works](const SystemState& system) { return !works(system); });
  Json out = Json::array();
  for (const SystemState& system : systems) out.push_back(system_json(system, works(system)));
  return json(200, Json{{"description", "List of systems with status and description."}, {"out", out}});
}

// A failed filesystem leaves a system asked for by name available (src/status/status.py, 1.16.6).
http::Response one_system(const SystemState& system) {
  return json(
      200, Json{{"description", "System information"}, {"out", system_json(system, system.contact == Contact::works)}});
}

http::Response unknown_system() {
  return described(404, "System does not exists.");
}

const std::vector<std::string>& service_names() {
  static const std::vector<std::string> kNames = {"certificator", "utilities", "compute",
                                                  "tasks",        "storage",   "reservations"};
  return kNames;
}

http::Response service_list(const std::vector<std::string>& down) {
  Json out = Json::array();
  for (const std::string& name : service_names())
    out.push_back(service_json(name, std::find(down.begin(), down.end(), name) != down.end()));
  return json(200, Json{{"description", "List of services with status and description."}, {"out", out}});
}

http::Response one_service(const std::string& name, bool is_down) {
  return json(200, service_json(name, is_down));
}

http::Response unknown_service() {
  return json(404, Json{{"description", "Service does not exists"}, {"status_code", 404}});
}

http::Response parameters(const Options& options, const std::map<std::string, std::vector<std::string>>& mounted,
                          const std::vector<std::string>& systems) {
  Json filesystems = Json::array();
  for (const std::string& system : systems)
    filesystems.push_back(Json{{"mounted", mounted.at(system)}, {"system", system}});
  Json out;
  out["compute"] =
      Json::array({parameter("WORKLOAD_MANAGER", "Type of resource and workload manager used in compute microservice.",
                             "", options.workload_manager)});
  out["general"] = Json::array({parameter("FIRECREST_VERSION", "FirecREST version.", "", options.version),
                                parameter("FIRECREST_BUILD", "FirecREST build timestamp.", "", options.build)});
  out["storage"] =
      Json::array({parameter("OBJECT_STORAGE", "Type of object storage, like `swift`, `s3v2` or `s3v4`.", "", "s3v4"),
                   parameter("STORAGE_TEMPURL_EXP_TIME", "Expiration time for temp URLs.", "seconds",
                             std::to_string(options.link_life.count())),
                   parameter("STORAGE_MAX_FILE_SIZE", "Maximum file size for temp URLs.", "MB",
                             std::to_string(options.storage_max_file_size_mb)),
                   parameter("FILESYSTEMS", "Available filesystems through the API.", "", std::move(filesystems))});
  out["utilities"] = Json::array(
      {parameter("UTILITIES_MAX_FILE_SIZE",
                 "The maximum allowable file size for various operations of the utilities microservice.", "MB",
                 std::to_string(options.max_file_size_mb)),
       parameter("UTILITIES_TIMEOUT",
                 "Maximum time duration for executing the commands in the cluster for the utilities microservice.",
                 "seconds", std::to_string(options.utilities_timeout.count()))});
  return json(200, Json{{"description", "Firecrest's parameters"}, {"out", out}});
}

http::Response filesystems_of_all(const std::map<std::string, std::vector<MountState>>& mounts) {
  Json out = Json::object();
  for (const auto& [system, own] : mounts) out[system] = mounts_json(own);
  return json(200, Json{{"description", "Filesystem information"}, {"out", out}});
}

http::Response filesystems_of_one(const std::string& system, const std::vector<MountState>& mounts) {
  return json(200, Json{{"description", "Filesystem information for system " + system}, {"out", mounts_json(mounts)}});
}

http::Response filesystems_of_unknown(const std::string& system) {
  return json(404, Json{{"description", "Filesystem information for system " + system},
                        {"out", "System '" + system + "' doesn't exist"}});
}

}  // namespace hpc::apis::firecrest::wire
