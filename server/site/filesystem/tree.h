// Tree: the nodes of one filesystem, copy-on-write over an image; its mounts, and who has used how much of them. It
// knows no callers and checks no permissions: permissions.h and the operations do.
#pragma once

#include <map>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "site/filesystem/image.h"
#include "site/filesystem/node.h"
#include "site/timeline.h"

namespace hpc::site {

class Tree final {
 public:
  Tree(std::shared_ptr<const FileTree> image, std::vector<Mount> mounts, const Clock& clock);

  Instant now() const { return clock_.now(); }
  const FileNode& at(Inode inode) const;
  /// The node as one of our own. References stay until the node is freed.
  FileNode& change(Inode inode);
  /// `in` is the directory in which it was found: a file's mount is its directory's.
  Stat stat(Inode inode, Inode in) const;

  // Names. Both stamp the directory; a directory's own parent, name and links follow.
  Inode create(Inode directory, std::string_view name, FileNode node);
  void add_name(Inode directory, std::string_view name, Inode inode);
  /// Frees a node that has lost its last name.
  void remove_name(Inode directory, std::string_view name);
  /// Takes the place of what had the name `to_name`.
  void move(Inode from, std::string_view from_name, Inode to, std::string_view to_name);

  bool is_ancestor_or_self(Inode ancestor, Inode directory) const;
  std::string path_text(Inode directory) const;

  // Mounts.
  const std::vector<Mount>& mounts() const { return mounts_; }
  bool set_available(const Path& mount, bool available);
  bool is_mount_root(Inode inode) const;
  /// False for the root of a mount that is not available.
  bool may_enter(Inode directory) const;
  std::uint32_t device_of(Inode directory) const;
  std::uint32_t device_at(const Path& path) const;  ///< by the text of the path

  // Quotas, per mount and owner. Root may exceed them.
  bool can_afford(const Credentials& who, std::uint32_t device, Uid owner, std::uint64_t more) const;
  void account(std::uint32_t device, Uid owner, std::uint64_t before, std::uint64_t after);
  std::uint64_t used_bytes(std::uint32_t device, Uid owner) const;

 private:
  struct MountPoint {
    Inode root = kRoot;
    Mount* mount = nullptr;       ///< absent for a root filesystem that nobody described
    std::uint32_t enclosing = 0;  ///< the device it is mounted on; 0 for the root
  };

  Inode directory_for(const Path& mount);
  void touch(Inode directory);
  const MountPoint& point(std::uint32_t device) const { return points_[device - 1]; }

  std::shared_ptr<const FileTree> image_;  ///< shared by all filesystems made from it
  std::vector<Mount> mounts_;
  const Clock& clock_;
  std::unordered_map<Inode, FileNode> changed_;  ///< what is new or differs from the image; never iterated
  Inode last_;
  std::vector<MountPoint> points_;                               ///< a device is an index + 1
  std::map<std::pair<std::uint32_t, Uid>, std::int64_t> usage_;  ///< beyond the image's
};

}  // namespace hpc::site
