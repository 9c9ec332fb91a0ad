// What makes, changes and removes files and links.
#include <algorithm>
#include <cerrno>

#include "site/filesystem/filesystem.h"
#include "site/filesystem/permissions.h"
#include "site/filesystem/posix_error.h"
#include "site/filesystem/resolve.h"

namespace hpc::site {
namespace {

constexpr std::uint64_t kMaximumFile = std::uint64_t{1} << 40;  // holes are shared zeros, but their pieces are counted
constexpr std::size_t kMaximumTarget = 4095;
constexpr std::uint32_t kMaximumLinks = 65000;  // ext4's

struct Opened {
  Inode directory = kRoot;
  std::string name;     ///< of what is to be made
  Inode inode = kNone;  ///< kNone: to be made
};

// open(2) for writing, up to the point where something would change. The order of the checks is Linux's.
Result<Opened> open_for_writing(const Tree& tree, const Credentials& who, const Path& path,
                                const FileSystem::Write& how) {
  const bool exclusive = how.create && how.exclusive;
  Walk walk(tree, who, path);
  for (;;) {
    const Last last = HPC_TRY(walk.to_last());
    if (last.kind != Last::Kind::name) return posix_failure(exclusive ? EEXIST : EISDIR);
    if (how.create && last.wants_directory) return posix_failure(EISDIR);
    const Inode inode = walk.inode_of(last);
    if (inode == kNone) {
      if (!how.create) return posix_failure(ENOENT);
      HPC_TRY(may_create_in(tree.at(last.directory), who));
      return Opened{last.directory, std::string(last.name), kNone};
    }
    if (exclusive) return posix_failure(EEXIST);
    const FileNode& node = tree.at(inode);
    if (node.is_link()) {
      HPC_TRY(walk.follow(node.link().target));
      continue;
    }
    if (node.is_directory()) return posix_failure(EISDIR);
    if (last.wants_directory) return posix_failure(ENOTDIR);
    if (!may(node, who, can_write)) return posix_failure(EACCES);
    return Opened{last.directory, std::string(last.name), inode};
  }
}

// Whether a file may have this size; nothing is written when it may not.
Result<void> check_size(const Tree& tree, const Credentials& who, const Opened& file, std::uint64_t size) {
  if (size > kMaximumFile) return posix_failure(EFBIG);
  const std::uint64_t before = file.inode == kNone ? 0 : tree.at(file.inode).size();
  const Uid owner = file.inode == kNone ? who.uid : tree.at(file.inode).uid;
  const std::uint64_t more = size > before ? size - before : 0;
  if (!tree.can_afford(who, tree.device_of(file.directory), owner, more)) return posix_failure(EDQUOT);
  return {};
}

// Runs `change` on the content and sees to all that goes with it.
template <class Change>
void change_content(Tree& tree, const Credentials& who, const Opened& file, Change&& change) {
  FileNode& node = tree.change(file.inode);
  const std::uint64_t before = node.size();
  change(node.content());
  tree.account(tree.device_of(file.directory), node.uid, before, node.size());
  if (!who.is_root()) node.mode = without_privileges(node, who);
  node.modified = node.changed = tree.now();
}

// Makes the file that does not exist yet.
Inode make_file(Tree& tree, const Credentials& who, const Opened& file, std::uint32_t mode, Bytes content) {
  FileNode node = new_node(tree.at(file.directory), who, mode, false);
  node.body = std::move(content);
  return tree.create(file.directory, file.name, std::move(node));
}

Bytes with_size(const Bytes& content, std::uint64_t size) {
  if (size <= content.size()) return content.slice(0, size);
  Bytes longer = content;
  const std::uint64_t missing = size - content.size();
  // The zeros of a hole are one piece, however long the hole.
  const Bytes zeros(std::string(static_cast<std::size_t>(std::min<std::uint64_t>(missing, 1 << 24)), '\0'));
  while (longer.size() < size) longer.append(zeros.slice(0, size - longer.size()));
  return longer;
}

// The directory in which mknod, symlink, link can make a name; `..`, and a slash behind the name, are in the way.
Result<Last> place_for_new(const Tree& tree, const Credentials& who, const Path& path) {
  const Last last = HPC_TRY(find_parent(tree, who, path));
  if (last.kind != Last::Kind::name) return posix_failure(EEXIST);
  if (tree.at(last.directory).directory().entries.find(last.name) != kNone) return posix_failure(EEXIST);
  if (last.wants_directory) return posix_failure(ENOENT);
  return last;
}

}  // namespace

Result<void> FileSystem::write(const Credentials& who, const Path& path, Bytes content, const Write& how) {
  const Opened file = HPC_TRY(open_for_writing(*tree_, who, path, how));
  const std::uint64_t kept = how.append && file.inode != kNone ? tree_->at(file.inode).size() : 0;
  HPC_TRY(check_size(*tree_, who, file, kept + content.size()));
  if (file.inode == kNone) {
    make_file(*tree_, who, file, how.mode, std::move(content));
  } else if (!how.append) {
    change_content(*tree_, who, file, [&content](Bytes& old) { old = std::move(content); });
  } else if (!content.empty()) {
    change_content(*tree_, who, file, [&content](Bytes& old) { old.append(content); });
  }
  return {};
}

Result<void> FileSystem::append(const Credentials& who, const Path& path, std::string_view text, std::uint32_t mode) {
  const Opened file = HPC_TRY(open_for_writing(*tree_, who, path, {.mode = mode, .append = true}));
  const std::uint64_t kept = file.inode != kNone ? tree_->at(file.inode).size() : 0;
  HPC_TRY(check_size(*tree_, who, file, kept + text.size()));
  if (file.inode == kNone) {
    make_file(*tree_, who, file, mode, Bytes(text));
  } else if (!text.empty()) {
    change_content(*tree_, who, file, [text](Bytes& old) { old.append(text); });
  }
  return {};
}

Result<void> FileSystem::truncate(const Credentials& who, const Path& path, std::uint64_t size) {
  const Place place = HPC_TRY(find(*tree_, who, path, FollowLast::yes));
  const FileNode& node = tree_->at(place.inode);
  if (node.is_directory()) return posix_failure(EISDIR);
  if (!may(node, who, can_write)) return posix_failure(EACCES);
  const Opened file{place.directory, "", place.inode};
  HPC_TRY(check_size(*tree_, who, file, size));
  change_content(*tree_, who, file, [size](Bytes& old) { old = with_size(old, size); });
  return {};
}

Result<void> FileSystem::remove(const Credentials& who, const Path& path) {
  const Last last = HPC_TRY(find_parent(*tree_, who, path));
  if (last.kind != Last::Kind::name) return posix_failure(EISDIR);
  const FileNode& directory = tree_->at(last.directory);
  const Inode inode = directory.directory().entries.find(last.name);
  if (inode == kNone) return posix_failure(ENOENT);
  const FileNode& node = tree_->at(inode);
  if (last.wants_directory) return posix_failure(node.is_directory() ? EISDIR : ENOTDIR);
  HPC_TRY(may_remove(directory, node, who, false));
  tree_->remove_name(last.directory, last.name);
  return {};
}

Result<void> FileSystem::link(const Credentials& who, const Path& existing, const Path& created) {
  const Place place = HPC_TRY(find(*tree_, who, existing, FollowLast::no));
  const Last last = HPC_TRY(place_for_new(*tree_, who, created));
  const FileNode& node = tree_->at(place.inode);
  const Inode home = node.is_directory() ? place.inode : place.directory;
  if (tree_->device_of(home) != tree_->device_of(last.directory)) return posix_failure(EXDEV);
  HPC_TRY(may_link(node, who));
  HPC_TRY(may_create_in(tree_->at(last.directory), who));
  if (node.is_directory()) return posix_failure(EPERM);
  if (node.links >= kMaximumLinks) return posix_failure(EMLINK);
  tree_->add_name(last.directory, last.name, place.inode);
  return {};
}

Result<void> FileSystem::symlink(const Credentials& who, std::string_view target, const Path& created) {
  if (target.empty()) return posix_failure(ENOENT);
  if (target.find('\0') != std::string_view::npos) return posix_failure(EINVAL);
  if (target.size() > kMaximumTarget) return posix_failure(ENAMETOOLONG);
  const Last last = HPC_TRY(place_for_new(*tree_, who, created));
  const FileNode& directory = tree_->at(last.directory);
  HPC_TRY(may_create_in(directory, who));
  FileNode node = new_node(directory, who, 0777, false);
  node.body = Link{std::string(target)};
  tree_->create(last.directory, last.name, std::move(node));
  return {};
}

}  // namespace hpc::site
