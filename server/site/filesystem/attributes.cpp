// Modes, owners and times.
#include <cerrno>

#include "site/filesystem/filesystem.h"
#include "site/filesystem/permissions.h"
#include "site/filesystem/posix_error.h"
#include "site/filesystem/resolve.h"

namespace hpc::site {

Result<void> FileSystem::change_mode(const Credentials& who, const Path& path, std::uint32_t mode) {
  const Place place = HPC_TRY(find(*tree_, who, path, FollowLast::yes));
  if (!acts_as_owner(tree_->at(place.inode), who)) return posix_failure(EPERM);
  FileNode& node = tree_->change(place.inode);
  node.mode = mode & 07777;
  if (!who.is_root() && !who.is_in(node.gid)) node.mode &= ~kSetGid;
  node.changed = tree_->now();
  return {};
}

Result<void> FileSystem::change_owner(const Credentials& who, const Path& path, std::optional<Uid> uid,
                                      std::optional<Gid> gid) {
  const Place place = HPC_TRY(find(*tree_, who, path, FollowLast::yes));
  const FileNode& old = tree_->at(place.inode);
  const bool is_owner = old.uid == who.uid;
  if (uid && !who.is_root() && !(is_owner && *uid == old.uid)) return posix_failure(EPERM);
  if (gid && !who.is_root() && !(is_owner && (*gid == old.gid || who.is_in(*gid)))) return posix_failure(EPERM);
  // Changing nothing is everybody's right, unless the mode would lose something by it.
  const bool loses_rights = !old.is_directory() && without_privileges(old, who) != old.mode;
  if (loses_rights && !acts_as_owner(old, who)) return posix_failure(EPERM);
  FileNode& node = tree_->change(place.inode);
  if (loses_rights) node.mode = without_privileges(node, who);
  if (uid && node.is_file()) {
    const std::uint32_t device = tree_->device_of(place.directory);
    tree_->account(device, node.uid, node.size(), 0);
    tree_->account(device, *uid, 0, node.size());
  }
  node.uid = uid.value_or(node.uid);
  node.gid = gid.value_or(node.gid);
  node.changed = tree_->now();
  return {};
}

Result<void> FileSystem::set_times(const Credentials& who, const Path& path, Instant accessed, Instant modified) {
  const Place place = HPC_TRY(find(*tree_, who, path, FollowLast::yes));
  if (!acts_as_owner(tree_->at(place.inode), who)) return posix_failure(EPERM);
  FileNode& node = tree_->change(place.inode);
  node.accessed = accessed;
  node.modified = modified;
  node.changed = tree_->now();
  return {};
}

}  // namespace hpc::site
