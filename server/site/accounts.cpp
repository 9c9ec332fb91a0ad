#include "site/accounts.h"

#include <algorithm>

namespace hpc::site {
namespace {

const UserSpec& root_user() {
  static const UserSpec root{.name = "root", .uid = 0, .gid = 0, .groups = {}, .accounts = {}, .home = "/root", .full_name = "root"};
  return root;
}

const GroupSpec& root_group() {
  static const GroupSpec root{"root", 0};
  return root;
}

}  // namespace

Accounts::Accounts(const SiteSpec& spec) {
  users_.emplace("root", &root_user());
  by_uid_.emplace(0, &root_user());
  groups_.emplace("root", &root_group());
  by_gid_.emplace(0, &root_group());
  for (const GroupSpec& group : spec.groups) {
    groups_.insert_or_assign(group.name, &group);
    by_gid_.insert_or_assign(group.gid, &group);
  }
  for (const UserSpec& user : spec.users) {
    users_.insert_or_assign(user.name, &user);
    by_uid_.insert_or_assign(user.uid, &user);
  }
}

const UserSpec* Accounts::user(std::string_view name) const {
  const auto found = users_.find(name);
  return found == users_.end() ? nullptr : found->second;
}

const UserSpec* Accounts::user(Uid uid) const {
  const auto found = by_uid_.find(uid);
  return found == by_uid_.end() ? nullptr : found->second;
}

const GroupSpec* Accounts::group(std::string_view name) const {
  const auto found = groups_.find(name);
  return found == groups_.end() ? nullptr : found->second;
}

const GroupSpec* Accounts::group(Gid gid) const {
  const auto found = by_gid_.find(gid);
  return found == by_gid_.end() ? nullptr : found->second;
}

std::vector<const UserSpec*> Accounts::users() const {
  std::vector<const UserSpec*> all;
  for (const auto& [name, user] : users_) all.push_back(user);
  return all;
}

std::string Accounts::user_name(Uid uid) const {
  const UserSpec* found = user(uid);
  return found ? found->name : std::to_string(uid);
}

std::string Accounts::group_name(Gid gid) const {
  const GroupSpec* found = group(gid);
  return found ? found->name : std::to_string(gid);
}

Result<Credentials> Accounts::credentials(std::string_view name) const {
  const UserSpec* found = user(name);
  if (!found) return failure(Errc::missing, About::user, "there is no user " + std::string(name));
  Credentials who{found->uid, found->gid, {}};
  for (const std::string& member : found->groups)
    if (const GroupSpec* of = group(member)) who.groups.push_back(of->gid);
  return who;
}

bool Accounts::is_in_account(std::string_view name, std::string_view account) const {
  const UserSpec* found = user(name);
  return found && std::find(found->accounts.begin(), found->accounts.end(), account) != found->accounts.end();
}

const UserSpec& Accounts::ensure_user(std::string_view name) {
  if (const UserSpec* found = user(name)) return *found;
  const Uid id = std::max({by_uid_.rbegin()->first, by_gid_.rbegin()->first, Uid{9999}}) + 1;
  auto group = std::make_unique<GroupSpec>(GroupSpec{std::string(name), id});
  auto added = std::make_unique<UserSpec>();
  added->name = name;
  added->uid = id;
  added->gid = id;
  added->accounts = {added->name};
  added->home = "/home/" + added->name;
  groups_.emplace(group->name, group.get());
  by_gid_.emplace(id, group.get());
  users_.emplace(added->name, added.get());
  by_uid_.emplace(id, added.get());
  added_groups_.push_back(std::move(group));
  added_users_.push_back(std::move(added));
  return *added_users_.back();
}

}  // namespace hpc::site
