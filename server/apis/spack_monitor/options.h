// What `apis.spack_monitor:` of a site file may say.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"

namespace hpc::apis::spack_monitor {

struct UserOption {
  std::string token;     ///< the API token: 40 hex digits, one per user
  std::string password;  ///< of the account
};

struct Options {
  // Who may do what.
  std::map<std::string, UserOption, std::less<>> users;
  /// `off` with an owner of its own for what nobody owns; `off_strictly` as the real server has it: no owner, so that
  /// builds/new/ crashes.
  enum class Authentication { required, off, off_strictly } authentication = Authentication::required;
  bool analyze_needs_token = false;
  std::string secret;       ///< of the JWTs; "": follows from the seed
  std::string auth_server;  ///< the realm; "": this server's /auth/token/
  std::chrono::seconds token_lifetime{6000};
  bool tokens_age_with_site = false;  ///< by the virtual clock instead of the host's
  std::uint64_t throttle_count = 0;   ///< anonymous requests of one address per period; 0: as many as they like
  std::chrono::seconds throttle_period{86400};

  // What is accepted.
  bool list_form = true;  ///< specs as Spack sent them before September 2021, which the seed's examples upload
  bool missing_nodes_crash = true;  ///< a spec without nodes is 500, else 400

  // What it says of itself.
  enum class ServiceInfo { running, moved, unavailable } service_info = ServiceInfo::running;
  std::string moved_to = "/ms2/";
  std::string prefix = "ms1";
  std::string contact_url = "https://github.com/spack/spack-monitor/issues";
  std::string environment = "test";
  std::string created_at, updated_at;  ///< "": when the service was first asked
  std::string scheme = "http";         ///< of the links that it makes
  bool nginx = true;                   ///< the headers of the documented deployment's front end

  // The simulated world: clusters whose `spack install` jobs report here.
  std::vector<std::string> reporting_clusters;
};

/// `json` has passed the schema; what it does not say keeps its default.
Options read_options(const Json& json);

}  // namespace hpc::apis::spack_monitor
