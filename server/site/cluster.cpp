#include "site/cluster.h"

#include <algorithm>

#include "site/accounts.h"

namespace hpc::site {
namespace {

ProgramWorld world_of(const ClusterSpec& spec, const Accounts& accounts, FileSystem& files, Timeline& timeline) {
  return ProgramWorld{
      files,
      timeline,
      spec.name,
      [&accounts](Uid uid) { return accounts.user_name(uid); },
      [&accounts](Gid gid) { return accounts.group_name(gid); },
      [&accounts](std::string_view user) {
        const UserSpec* found = accounts.user(user);
        return found ? found->home : std::string("/");
      },
  };
}

}  // namespace

Cluster::Cluster(const ClusterSpec& spec, const Accounts& accounts, Timeline& timeline)
    : spec_(spec),
      reachability_(spec.reachability),
      files_(spec.files, spec.mounts, timeline),
      programs_(world_of(spec, accounts, files_, timeline), spec.programs),
      scheduler_(timeline, programs_, spec.nodes, spec.partitions, spec.scheduler,
                 [&accounts](std::string_view user, std::string_view account) {
                   return accounts.is_in_account(user, account);
                 }) {}

bool Cluster::admits(std::string_view user) const {
  return std::find(spec_.denied_users.begin(), spec_.denied_users.end(), user) == spec_.denied_users.end();
}

}  // namespace hpc::site
