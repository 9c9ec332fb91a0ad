#include "site/filesystem/permissions.h"

#include <algorithm>
#include <cerrno>

#include "site/filesystem/posix_error.h"

namespace hpc::site {

bool Credentials::is_in(Gid group) const {
  return gid == group || std::find(groups.begin(), groups.end(), group) != groups.end();
}

bool may(const FileNode& node, const Credentials& who, unsigned wanted) {
  if (who.is_root()) return (wanted & can_execute) == 0 || node.is_directory() || (node.mode & 0111) != 0;
  // One class decides: an owner without a right does not get it from the group's bits.
  const unsigned shift = node.uid == who.uid ? 6 : who.is_in(node.gid) ? 3 : 0;
  return ((node.mode >> shift) & wanted) == wanted;
}

bool acts_as_owner(const FileNode& node, const Credentials& who) {
  return who.is_root() || node.uid == who.uid;
}

Result<void> may_create_in(const FileNode& directory, const Credentials& who) {
  if (!may(directory, who, can_write | can_execute)) return posix_failure(EACCES);
  return {};
}

Result<void> may_remove(const FileNode& directory, const FileNode& victim, const Credentials& who, bool as_directory) {
  if (!may(directory, who, can_write | can_execute)) return posix_failure(EACCES);
  const bool is_sticky = (directory.mode & kSticky) != 0;
  if (is_sticky && !acts_as_owner(victim, who) && !acts_as_owner(directory, who)) return posix_failure(EPERM);
  if (as_directory && !victim.is_directory()) return posix_failure(ENOTDIR);
  if (!as_directory && victim.is_directory()) return posix_failure(EISDIR);
  return {};
}

Result<void> may_link(const FileNode& node, const Credentials& who) {
  if (acts_as_owner(node, who)) return {};
  const bool gives_rights =
      (node.mode & kSetUid) != 0 || (node.mode & (kSetGid | kGroupExecute)) == (kSetGid | kGroupExecute);
  if (node.is_file() && !gives_rights && may(node, who, can_read | can_write)) return {};
  return posix_failure(EPERM);
}

FileNode new_node(const FileNode& directory, const Credentials& who, std::uint32_t mode, bool is_directory) {
  const bool inherits = (directory.mode & kSetGid) != 0;
  FileNode node{
      .mode = mode & (is_directory ? 01777 : 07777), .uid = who.uid, .gid = inherits ? directory.gid : who.gid};
  if (is_directory) {
    if (inherits) node.mode |= kSetGid;
    node.links = 2;
    node.body = Directory{};
    return node;
  }
  const bool gives_group = (node.mode & (kSetGid | kGroupExecute)) == (kSetGid | kGroupExecute);
  if (inherits && gives_group && !who.is_root() && !who.is_in(node.gid)) node.mode &= ~kSetGid;
  return node;
}

std::uint32_t without_privileges(const FileNode& node, const Credentials& who) {
  std::uint32_t mode = node.mode & ~kSetUid;
  if ((mode & kGroupExecute) != 0 || (!who.is_root() && !who.is_in(node.gid))) mode &= ~kSetGid;
  return mode;
}

}  // namespace hpc::site
