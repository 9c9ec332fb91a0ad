// What makes, moves and removes directories, and all that is in them.
#include <cerrno>

#include "site/filesystem/filesystem.h"
#include "site/filesystem/permissions.h"
#include "site/filesystem/posix_error.h"
#include "site/filesystem/resolve.h"

namespace hpc::site {
namespace {

// Both ends of a rename(2), found and allowed.
class Renaming final {
 public:
  Renaming(const Tree& tree, const Credentials& who) : tree_(tree), who_(who) {}

  // The order of the checks is Linux's (fs/namei.c): what is the case first, then what is allowed.
  Result<void> look_up(const Path& source, const Path& target) {
    from = HPC_TRY(find_parent(tree_, who_, source));
    to = HPC_TRY(find_parent(tree_, who_, target));
    if (tree_.device_of(from.directory) != tree_.device_of(to.directory)) return posix_failure(EXDEV);
    if (from.kind != Last::Kind::name || to.kind != Last::Kind::name) return posix_failure(EBUSY);
    moved = tree_.at(from.directory).directory().entries.find(from.name);
    if (moved == kNone) return posix_failure(ENOENT);
    replaced = tree_.at(to.directory).directory().entries.find(to.name);
    const bool is_directory = tree_.at(moved).is_directory();
    if (!is_directory && (from.wants_directory || to.wants_directory)) return posix_failure(ENOTDIR);
    if (is_directory && tree_.is_ancestor_or_self(moved, to.directory)) return posix_failure(EINVAL);
    if (replaced != kNone && tree_.at(replaced).is_directory() && tree_.is_ancestor_or_self(replaced, from.directory)) {
      return posix_failure(ENOTEMPTY);
    }
    return {};
  }

  Result<void> check_permissions() const {
    const FileNode& node = tree_.at(moved);
    HPC_TRY(may_remove(tree_.at(from.directory), node, who_, node.is_directory()));
    if (replaced == kNone) {
      HPC_TRY(may_create_in(tree_.at(to.directory), who_));
    } else {
      HPC_TRY(may_remove(tree_.at(to.directory), tree_.at(replaced), who_, node.is_directory()));
    }
    // Its `..` will be written.
    if (node.is_directory() && from.directory != to.directory && !may(node, who_, can_write))
      return posix_failure(EACCES);
    if (tree_.is_mount_root(moved) || (replaced != kNone && tree_.is_mount_root(replaced))) return posix_failure(EBUSY);
    if (node.is_directory() && replaced != kNone && !tree_.at(replaced).directory().entries.empty()) {
      return posix_failure(ENOTEMPTY);
    }
    return {};
  }

  Last from, to;
  Inode moved = kNone, replaced = kNone;

 private:
  const Tree& tree_;
  const Credentials& who_;
};

}  // namespace

Result<void> FileSystem::make_directory(const Credentials& who, const Path& path, std::uint32_t mode) {
  const Last last = HPC_TRY(find_parent(*tree_, who, path));
  if (last.kind != Last::Kind::name) return posix_failure(EEXIST);
  const FileNode& directory = tree_->at(last.directory);
  if (directory.directory().entries.find(last.name) != kNone) return posix_failure(EEXIST);
  HPC_TRY(may_create_in(directory, who));
  tree_->create(last.directory, last.name, new_node(directory, who, mode, true));
  return {};
}

Result<void> FileSystem::make_directories(const Credentials& who, const Path& path, std::uint32_t mode) {
  constexpr std::uint32_t kUsable = 0300;  // POSIX: the owner must be able to go on inside those in between
  Path prefix;
  for (const std::string_view component : path.components()) {
    prefix = prefix / component;
    const bool is_last = prefix.str().size() == path.str().size();
    const Result<void> made = make_directory(who, prefix, is_last ? mode : mode | kUsable);
    if (made) continue;
    if (made.error().posix != EEXIST) return made;
    const Result<Stat> there = stat(who, prefix);
    if (!there && there.error().posix != ENOENT) return failure(there.error());
    if (!there || there->type != FileType::directory) return posix_failure(is_last || !there ? EEXIST : ENOTDIR);
  }
  return {};
}

Result<void> FileSystem::remove_directory(const Credentials& who, const Path& path) {
  const Last last = HPC_TRY(find_parent(*tree_, who, path));
  if (last.kind == Last::Kind::above) return posix_failure(ENOTEMPTY);
  if (last.kind == Last::Kind::here) return posix_failure(EBUSY);
  const FileNode& directory = tree_->at(last.directory);
  const Inode inode = directory.directory().entries.find(last.name);
  if (inode == kNone) return posix_failure(ENOENT);
  const FileNode& node = tree_->at(inode);
  HPC_TRY(may_remove(directory, node, who, true));
  if (tree_->is_mount_root(inode)) return posix_failure(EBUSY);
  if (!node.directory().entries.empty()) return posix_failure(ENOTEMPTY);
  tree_->remove_name(last.directory, last.name);
  return {};
}

Result<void> FileSystem::remove_all(const Credentials& who, const Path& path, Path* failed) {
  if (failed != nullptr) *failed = path;
  if (path.is_root()) return posix_failure(EBUSY);
  if (path.name() == "..") return posix_failure(EINVAL);
  const Stat top = HPC_TRY(lstat(who, path));
  if (top.type != FileType::directory) return remove(who, path);
  const Result<std::vector<DirectoryEntry>> entries = list(who, path);
  if (!entries) {
    // What cannot be read may still be empty.
    if (remove_directory(who, path)) return {};
    return failure(entries.error());
  }
  for (const DirectoryEntry& entry : *entries) HPC_TRY(remove_all(who, path / entry.name, failed));
  if (failed != nullptr) *failed = path;
  return remove_directory(who, path);
}

Result<void> FileSystem::rename(const Credentials& who, const Path& from, const Path& to) {
  Renaming renaming(*tree_, who);
  HPC_TRY(renaming.look_up(from, to));
  if (renaming.moved == renaming.replaced) return {};  // two names of one file: POSIX leaves both
  HPC_TRY(renaming.check_permissions());
  tree_->move(renaming.from.directory, renaming.from.name, renaming.to.directory, renaming.to.name);
  return {};
}

}  // namespace hpc::site
