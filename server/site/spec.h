// What a site file says, decoded: shared and never changed once loaded. A sandbox's Site is made from it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "site/clock.h"
#include "site/filesystem/filesystem.h"
#include "site/nodes.h"
#include "site/programs/programs.h"
#include "site/scheduler.h"

namespace hpc::site {

struct GroupSpec {
  std::string name;
  Gid gid = 0;
};

struct UserSpec {
  std::string name;
  Uid uid = 0;
  Gid gid = 0;                        ///< primary group
  std::vector<std::string> groups;    ///< supplementary, by name
  std::vector<std::string> accounts;  ///< Slurm accounts (projects); the first is the default
  std::string home;                   ///< "/home/<name>" unless said
  std::string full_name;
};

/// How a machine answers to the front ends' connections.
enum class Reachability {
  up,
  refused,       ///< ECONNREFUSED, 111
  no_route,      ///< EHOSTUNREACH, 113
  unresolvable,  ///< the name is not known, -2
  timed_out,     ///< every command takes too long
};

struct ClusterSpec {
  std::string name;
  std::string description;
  Reachability reachability = Reachability::up;
  std::vector<std::string> denied_users;  ///< policy: may not use this machine
  std::vector<NodeSpec> nodes;
  std::vector<PartitionSpec> partitions;
  SchedulerPolicy scheduler;
  std::vector<Mount> mounts;
  std::shared_ptr<const FileTree> files;  ///< shared by all sandboxes
  std::vector<OutcomeRule> programs;
};

/// An OIDC client of the site's identity provider.
struct ClientSpec {
  std::string id;
  std::string secret;
  std::string user;                ///< preferred_username of its tokens
  std::string service_account_of;  ///< with role firecrest-sa: acts as this user; "" otherwise
  std::string scope = "firecrest profile email";
};

struct RealmSpec {
  std::string name;
  std::vector<ClientSpec> clients;
  std::chrono::seconds token_lifetime{300};
};

/// 2026-01-05T08:00:00Z: where virtual time starts when neither the site file nor the host's date says so.
constexpr Instant kFixedStart = Instant(std::chrono::seconds(1767600000));

struct SiteSpec {
  std::string name = "site";
  std::uint64_t seed = 1;
  ClockSetting clock;
  /// Where virtual time starts. Absent: at the host's date in modes real, scaled and idle-skip, else at kFixedStart.
  std::optional<Instant> start;
  std::vector<GroupSpec> groups;
  std::vector<UserSpec> users;
  std::vector<RealmSpec> realms;
  std::vector<ClusterSpec> clusters;
  /// `apis.<name>` as the file has it, with --set applied; an API reads its own (an object; empty when not there).
  std::map<std::string, std::shared_ptr<const Json>> apis;
};

}  // namespace hpc::site
