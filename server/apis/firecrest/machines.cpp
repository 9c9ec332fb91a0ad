#include "apis/firecrest/machines.h"

#include <algorithm>
#include <cassert>

namespace hpc::apis::firecrest {

std::vector<std::string> Machines::names() const {
  return options_.systems.empty() ? site_.cluster_names() : options_.systems;
}

site::Cluster* Machines::find(std::string_view name) {
  const std::vector<std::string> offered = names();
  if (std::find(offered.begin(), offered.end(), name) == offered.end()) return nullptr;
  const auto cluster = site_.cluster(name);
  return cluster ? *cluster : nullptr;
}

Contact Machines::contact(const site::Cluster& machine, std::string_view user) const {
  // The policy is asked before a connection is made.
  if (!machine.admits(user)) return Contact::denied;
  if (options_.is_down("certificator")) return Contact::refused;  // without a certificate there is no session
  switch (machine.reachability()) {
    case site::Reachability::up:
      break;
    case site::Reachability::refused:
      return Contact::refused;
    case site::Reachability::no_route:
      return Contact::no_route;
    case site::Reachability::unresolvable:
      return Contact::unresolvable;
    case site::Reachability::timed_out:
      return Contact::timed_out;
  }
  // A certificate for somebody whom the machine does not know opens no session.
  return site_.accounts().user(user) ? Contact::works : Contact::refused;
}

site::AdvanceReservations& Machines::reservations(site::Cluster& machine) {
  return reservations_.try_emplace(machine.name(), machine.scheduler(), site_.clock()).first->second;
}

std::string Machines::transfer_system() const {
  if (!options_.transfer_system.empty()) return options_.transfer_system;
  const std::vector<std::string> offered = names();
  return offered.empty() ? std::string() : offered.front();
}

Login login(site::Site& site, site::Cluster& machine, const std::string& user) {
  const site::UserSpec* known = site.accounts().user(user);
  assert(known);
  const auto credentials = site.accounts().credentials(user);
  assert(credentials);
  const auto home = site::Path::parse(known->home.empty() ? "/home/" + user : known->home);
  return Login{machine, user, *credentials, home ? *home : site::Path()};
}

}  // namespace hpc::apis::firecrest
