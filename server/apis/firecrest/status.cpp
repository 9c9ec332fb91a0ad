#include "apis/firecrest/status.h"

#include <algorithm>

#include "apis/firecrest/status_wire.h"

namespace hpc::apis::firecrest {

Answer Status::remembered(const Call& call, const std::function<http::Response()>& make) {
  const Instant now = machines_.site().clock().now();
  const bool asks_anew = call.request.headers.get("Cache-Control").find("no-cache") != std::string_view::npos;
  const auto found = cache_.find(call.request.path);
  if (found != cache_.end() && !asks_anew && now < found->second.made + machines_.options().status_cache)
    return found->second.response;
  http::Response response = make();
  // Paths of things that do not exist are as many as a client likes: they do not pile up.
  if (response.status == 200) cache_[call.request.path] = {now, response};
  return response;
}

std::vector<MountState> Status::mounts_of(const std::string& system, const std::string& user) {
  std::vector<MountState> states;
  site::Cluster* machine = machines_.find(system);
  if (!machine) return states;
  const bool reached = machines_.contact(*machine, user) == Contact::works;
  for (const site::Mount& mount : machine->files().mounts()) {
    if (mount.name.empty()) continue;
    MountState state{mount.name, mount.path.str(), mount.description, false};
    if (reached && mount.available) {
      const Login who = login(machines_.site(), *machine, user);
      state.available =
          machine->files().access(who.credentials, mount.path, site::can_read | site::can_execute).has_value();
    }
    states.push_back(std::move(state));
  }
  return states;
}

SystemState Status::state_of(const std::string& system, const std::string& user, bool with_filesystems) {
  SystemState state{system, Contact::unresolvable, {}};
  const site::Cluster* machine = machines_.find(system);
  if (!machine) return state;
  state.contact = machines_.contact(*machine, user);
  if (state.contact != Contact::works || !with_filesystems) return state;
  for (const MountState& mount : mounts_of(system, user))
    if (!mount.available) state.failed.push_back(mount.path);
  return state;
}

Answer Status::systems(const Call& call) {
  return remembered(call, [this, &call] {
    std::vector<SystemState> systems;
    for (const std::string& name : machines_.names())
      systems.push_back(state_of(name, call.user, machines_.options().systems_list_probes_filesystems));
    return wire::system_list(std::move(systems));
  });
}

Answer Status::system(const Call& call) {
  return remembered(call, [this, &call] {
    const std::string& name = call.request.parameter("system");
    if (!machines_.find(name)) return wire::unknown_system();
    return wire::one_system(state_of(name, call.user, true));
  });
}

Answer Status::services(const Call& call) {
  return remembered(call, [this] { return wire::service_list(machines_.options().services_down); });
}

Answer Status::service(const Call& call) {
  return remembered(call, [this, &call] {
    const std::string& name = call.request.parameter("service");
    const std::vector<std::string>& known = wire::service_names();
    const std::vector<std::string>& down = machines_.options().services_down;
    if (std::find(known.begin(), known.end(), name) == known.end()) return wire::unknown_service();
    return wire::one_service(name, std::find(down.begin(), down.end(), name) != down.end());
  });
}

Answer Status::parameters(const Call& call) {
  return remembered(call, [this, &call] {
    std::map<std::string, std::vector<std::string>> mounted;
    for (const std::string& name : machines_.names())
      for (const MountState& mount : mounts_of(name, call.user)) mounted[name].push_back(mount.path);
    for (const std::string& name : machines_.names()) mounted.try_emplace(name);
    return wire::parameters(machines_.options(), mounted, machines_.names());
  });
}

Answer Status::filesystems(const Call& call) {
  return remembered(call, [this, &call] {
    std::map<std::string, std::vector<MountState>> mounts;
    for (const std::string& name : machines_.names()) mounts[name] = mounts_of(name, call.user);
    return wire::filesystems_of_all(mounts);
  });
}

Answer Status::filesystems_of(const Call& call) {
  return remembered(call, [this, &call] {
    const std::string& name = call.request.parameter("system");
    if (!machines_.find(name)) return wire::filesystems_of_unknown(name);
    return wire::filesystems_of_one(name, mounts_of(name, call.user));
  });
}

}  // namespace hpc::apis::firecrest
