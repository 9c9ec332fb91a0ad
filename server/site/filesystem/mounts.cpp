// Mounts and quotas of a tree.
#include <algorithm>
#include <cassert>
#include <cerrno>

#include "site/filesystem/posix_error.h"
#include "site/filesystem/tree.h"

namespace hpc::site {

bool Tree::set_available(const Path& mount, bool available) {
  const auto found = std::find_if(mounts_.begin(), mounts_.end(),
                                  [&mount](const Mount& each) { return each.path.str() == mount.str(); });
  if (found == mounts_.end()) return false;
  found->available = available;
  return true;
}

bool Tree::is_mount_root(Inode inode) const {
  return std::any_of(points_.begin(), points_.end(), [inode](const MountPoint& each) { return each.root == inode; });
}

bool Tree::may_enter(Inode directory) const {
  return std::none_of(points_.begin(), points_.end(), [directory](const MountPoint& each) {
    return each.root == directory && each.mount != nullptr && !each.mount->available;
  });
}

std::uint32_t Tree::device_of(Inode directory) const {
  for (;; directory = at(directory).directory().parent) {
    for (std::uint32_t index = 0; index < points_.size(); ++index) {
      if (points_[index].root == directory) return index + 1;
    }
    assert(directory != kRoot);
  }
}

std::uint32_t Tree::device_at(const Path& path) const {
  std::uint32_t device = 1;
  std::size_t longest = 0;
  for (std::uint32_t index = 1; index < points_.size(); ++index) {
    const Path& mount = points_[index].mount->path;
    if (path.is_under(mount) && mount.str().size() > longest) {
      device = index + 1;
      longest = mount.str().size();
    }
  }
  return device;
}

bool Tree::can_afford(const Credentials& who, std::uint32_t device, Uid owner, std::uint64_t more) const {
  const Mount* mount = point(device).mount;
  if (more == 0 || who.is_root() || mount == nullptr || mount->quota_bytes == 0) return true;
  const std::uint64_t used = used_bytes(device, owner);
  return used <= mount->quota_bytes && more <= mount->quota_bytes - used;
}

void Tree::account(std::uint32_t device, Uid owner, std::uint64_t before, std::uint64_t after) {
  if (before != after) usage_[{device, owner}] += static_cast<std::int64_t>(after) - static_cast<std::int64_t>(before);
}

std::uint64_t Tree::used_bytes(std::uint32_t device, Uid owner) const {
  // The image counts whole subtrees; what lies on mounts further down is not this mount's.
  std::int64_t used = static_cast<std::int64_t>(image_->used_bytes(point(device).root, owner));
  for (const MountPoint& each : points_) {
    if (each.enclosing == device) used -= static_cast<std::int64_t>(image_->used_bytes(each.root, owner));
  }
  if (const auto since = usage_.find({device, owner}); since != usage_.end()) used += since->second;
  assert(used >= 0);
  return static_cast<std::uint64_t>(used);
}

Result<void> check_mounts(const FileTree* image, const std::vector<Mount>& mounts) {
  for (const Mount& mount : mounts) {
    Inode inode = kRoot;
    for (const std::string_view component : mount.path.components()) {
      if (component == "..") return posix_failure(EINVAL);
      if (image == nullptr || inode == kNone) continue;
      if (!image->at(inode).is_directory()) return posix_failure(ENOTDIR);
      inode = image->at(inode).directory().entries.find(component);
    }
    if (image != nullptr && inode != kNone && !image->at(inode).is_directory()) return posix_failure(ENOTDIR);
  }
  return {};
}

}  // namespace hpc::site
