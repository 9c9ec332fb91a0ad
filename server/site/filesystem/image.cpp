#include "site/filesystem/image.h"

#include <cerrno>

#include "site/filesystem/posix_error.h"

namespace hpc::site {
namespace {

// Who writes a site file must be told which of its paths is meant.
tl::unexpected<Error> failure_at(const Path& path, int number) {
  Error error = posix_error(number);
  error.sentence = "'" + path.str() + "': " + error.sentence;
  return failure(std::move(error));
}

FileNode node_of(const FileSpec& file, Instant stamp) {
  FileNode node{.mode = file.mode & 07777,
            .uid = file.uid,
            .gid = file.gid,
            .accessed = stamp,
            .modified = stamp,
            .changed = stamp,
            .body = file.content};
  if (file.type == FileType::directory) {
    node.body = Directory{};
    node.links = 2;
  } else if (file.type == FileType::symlink) {
    node.body = Link{file.target};
    node.mode = 0777;
  }
  return node;
}

}  // namespace

FileTree::FileTree(Instant stamp) : stamp_(stamp) {
  nodes_.push_back(node_of({.path = {}, .type = FileType::directory, .mode = 0755}, stamp));
}

std::uint64_t FileTree::used_bytes(Inode directory, Uid uid) const {
  const auto usage = usage_.find(directory);
  if (usage == usage_.end()) return 0;
  const auto bytes = usage->second.find(uid);
  return bytes != usage->second.end() ? bytes->second : 0;
}

Result<void> FileTree::add(const FileSpec& file) {
  const bool is_directory = file.type == FileType::directory;
  for (const std::string_view component : file.path.components()) {
    if (component == "..") return failure_at(file.path, EINVAL);
  }
  if (file.path.has_trailing_slash() && !is_directory) return failure_at(file.path, ENOTDIR);
  if (file.type == FileType::symlink && file.target.empty()) return failure_at(file.path, ENOENT);
  const Inode parent = HPC_TRY(parent_for(file.path));
  const Inode there = file.path.is_root() ? kRoot : nodes_[parent - 1].directory().entries.find(file.path.name());
  if (there == kNone) {
    const Inode added = add_node(parent, file.path.name(), node_of(file, stamp_));
    if (at(added).is_file()) count_usage(parent, file.uid, file.content.size());
    return {};
  }
  // A directory that was made for something below it gets its attributes now.
  FileNode& node = nodes_[there - 1];
  if (!is_directory || !node.is_directory()) return failure_at(file.path, EEXIST);
  node.mode = file.mode & 07777;
  node.uid = file.uid;
  node.gid = file.gid;
  return {};
}

Result<Inode> FileTree::parent_for(const Path& path) {
  Inode directory = kRoot;
  const Path parent = path.parent();
  for (const std::string_view component : parent.components()) {
    Inode next = nodes_[directory - 1].directory().entries.find(component);
    if (next == kNone)
      next = add_node(directory, component, node_of({.path = {}, .type = FileType::directory, .mode = 0755}, stamp_));
    if (!nodes_[next - 1].is_directory()) return failure_at(path, ENOTDIR);
    directory = next;
  }
  return directory;
}

Inode FileTree::add_node(Inode directory, std::string_view name, FileNode node) {
  if (node.is_directory()) {
    node.directory().parent = directory;
    node.directory().name = name;
    ++nodes_[directory - 1].links;
  }
  nodes_.push_back(std::move(node));
  nodes_[directory - 1].directory().entries.insert(name, size());
  return size();
}

void FileTree::count_usage(Inode directory, Uid uid, std::uint64_t bytes) {
  for (;; directory = at(directory).directory().parent) {
    usage_[directory][uid] += bytes;
    if (directory == kRoot) return;
  }
}

Result<std::shared_ptr<const FileTree>> make_tree(const std::vector<FileSpec>& files, Instant stamp) {
  auto tree = std::make_shared<FileTree>(stamp);
  for (const FileSpec& file : files) HPC_TRY(tree->add(file));
  return std::shared_ptr<const FileTree>(std::move(tree));
}

}  // namespace hpc::site
