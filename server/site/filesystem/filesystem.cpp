// Making a filesystem, and looking at it.
#include "site/filesystem/filesystem.h"

#include <cerrno>

#include "site/filesystem/permissions.h"
#include "site/filesystem/posix_error.h"
#include "site/filesystem/resolve.h"
#include "site/filesystem/tree.h"

namespace hpc::site {

std::uint32_t Stat::full_mode() const {
  switch (type) {
    case FileType::regular:
      return 0100000U | mode;
    case FileType::directory:
      return 0040000U | mode;
    case FileType::symlink:
      return 0120000U | mode;
  }
  return mode;
}

FileSystem::FileSystem(std::shared_ptr<const FileTree> image, std::vector<Mount> mounts, const Clock& clock)
    : tree_(std::make_unique<Tree>(std::move(image), std::move(mounts), clock)) {}

FileSystem::~FileSystem() = default;

Result<Stat> FileSystem::stat(const Credentials& who, const Path& path) const {
  const Place place = HPC_TRY(find(*tree_, who, path, FollowLast::yes));
  return tree_->stat(place.inode, place.directory);
}

Result<Stat> FileSystem::lstat(const Credentials& who, const Path& path) const {
  const Place place = HPC_TRY(find(*tree_, who, path, FollowLast::no));
  return tree_->stat(place.inode, place.directory);
}

Result<std::vector<DirectoryEntry>> FileSystem::list(const Credentials& who, const Path& path) const {
  const Place place = HPC_TRY(find(*tree_, who, path, FollowLast::yes));
  const FileNode& node = tree_->at(place.inode);
  if (!node.is_directory()) return posix_failure(ENOTDIR);
  if (!may(node, who, can_read)) return posix_failure(EACCES);
  const bool may_search = may(node, who, can_execute);
  std::vector<DirectoryEntry> entries;
  entries.reserve(node.directory().entries.size());
  node.directory().entries.for_each([&](const std::string& name, Inode inode) {
    const FileNode& child = tree_->at(inode);
    if (!may_search) {
      entries.push_back({name, Stat{.inode = inode, .type = child.type(), .links = 0}, ""});
    } else {
      entries.push_back({name, tree_->stat(inode, place.inode), child.is_link() ? child.link().target : ""});
    }
  });
  return entries;
}

Result<Bytes> FileSystem::read(const Credentials& who, const Path& path) const {
  const Place place = HPC_TRY(find(*tree_, who, path, FollowLast::yes));
  const FileNode& node = tree_->at(place.inode);
  if (!may(node, who, can_read)) return posix_failure(EACCES);
  if (node.is_directory()) return posix_failure(EISDIR);
  return node.content();
}

Result<std::string> FileSystem::read_link(const Credentials& who, const Path& path) const {
  const Place place = HPC_TRY(find(*tree_, who, path, FollowLast::no));
  const FileNode& node = tree_->at(place.inode);
  if (!node.is_link()) return posix_failure(EINVAL);
  return node.link().target;
}

Result<Path> FileSystem::real_path(const Credentials& who, const Path& path) const {
  Walk walk(*tree_, who, path);
  // The name under which something was found is known to the walk only.
  for (;;) {
    const Last last = HPC_TRY(walk.to_last());
    const Inode inode = walk.inode_of(last);
    if (inode == kNone) return posix_failure(ENOENT);
    const FileNode& node = tree_->at(inode);
    if (node.is_link()) {
      HPC_TRY(walk.follow(node.link().target));
      continue;
    }
    if (last.wants_directory && !node.is_directory()) return posix_failure(ENOTDIR);
    if (!tree_->may_enter(inode)) return posix_failure(ESTALE);
    if (node.is_directory()) return Path::parse(tree_->path_text(inode));
    return Path::parse(last.name, Path() / tree_->path_text(last.directory));
  }
}

Result<void> FileSystem::access(const Credentials& who, const Path& path, unsigned wanted) const {
  const Place place = HPC_TRY(find(*tree_, who, path, FollowLast::yes));
  if (!may(tree_->at(place.inode), who, wanted)) return posix_failure(EACCES);
  return {};
}

bool FileSystem::exists(const Credentials& who, const Path& path) const {
  return find(*tree_, who, path, FollowLast::yes).has_value();
}

const std::vector<Mount>& FileSystem::mounts() const {
  return tree_->mounts();
}

bool FileSystem::set_available(const Path& mount, bool available) {
  return tree_->set_available(mount, available);
}

std::uint64_t FileSystem::used_bytes(const Path& path, Uid uid) const {
  const Result<Path> real = real_path(Credentials{}, path);
  return tree_->used_bytes(tree_->device_at(real ? *real : path), uid);
}

}  // namespace hpc::site
