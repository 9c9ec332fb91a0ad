// Users, groups and Slurm accounts of a site. Users can be added while it runs (an API that knows users of its own).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/filesystem/filesystem.h"
#include "site/spec.h"

namespace hpc::site {

class Accounts final {
 public:
  /// `spec` outlives it. root (0) exists always.
  explicit Accounts(const SiteSpec& spec);

  /// nullptr when there is none.
  const UserSpec* user(std::string_view name) const;
  const UserSpec* user(Uid uid) const;
  const GroupSpec* group(std::string_view name) const;
  const GroupSpec* group(Gid gid) const;
  std::vector<const UserSpec*> users() const;  ///< by name

  /// Name, or the number as text when unknown: what `ls -l` prints.
  std::string user_name(Uid uid) const;
  std::string group_name(Gid gid) const;
  /// Errc::missing, About::user.
  Result<Credentials> credentials(std::string_view user) const;
  bool is_in_account(std::string_view user, std::string_view account) const;

  /// The user, made with the next free uid, a group and account of the same name and home /home/<name> when it is not
  /// there.
  const UserSpec& ensure_user(std::string_view name);

 private:
  std::map<std::string, const UserSpec*, std::less<>> users_;
  std::map<Uid, const UserSpec*> by_uid_;
  std::map<std::string, const GroupSpec*, std::less<>> groups_;
  std::map<Gid, const GroupSpec*> by_gid_;
  std::vector<std::unique_ptr<UserSpec>> added_users_;
  std::vector<std::unique_ptr<GroupSpec>> added_groups_;
};

}  // namespace hpc::site
