// The systems that FirecREST offers, as one user reaches them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "apis/firecrest/options.h"
#include "site/reservations.h"
#include "site/site.h"

namespace hpc::apis::firecrest {

/// How a command sent to a system fails before it runs.
enum class Contact {
  works,
  unresolvable,  ///< -2
  no_route,      ///< 113
  refused,       ///< 111
  timed_out,     ///< it runs, and is killed after the time that the service gives it
  denied,        ///< the policy forbids this user this system
};

class Machines final {
 public:
  /// Both outlive it.
  Machines(site::Site& site, const Options& options) : site_(site), options_(options) {}

  /// Public names, as configured.
  std::vector<std::string> names() const;
  /// nullptr when FirecREST offers no such system. Case-sensitive.
  site::Cluster* find(std::string_view name);
  Contact contact(const site::Cluster& machine, std::string_view user) const;
  site::AdvanceReservations& reservations(site::Cluster& machine);
  /// The system that runs internal transfers.
  std::string transfer_system() const;

  site::Site& site() { return site_; }
  const Options& options() const { return options_; }

 private:
  site::Site& site_;
  const Options& options_;
  std::map<std::string, site::AdvanceReservations> reservations_;  // by system, made on first use
};

/// One user at one machine, with whom that user is there.
struct Login {
  site::Cluster& machine;
  std::string user;
  site::Credentials credentials;
  site::Path home;
};

/// The user must be one whom contact() lets in.
Login login(site::Site& site, site::Cluster& machine, const std::string& user);

}  // namespace hpc::apis::firecrest
