#include "site/filesystem/tree.h"

#include <cassert>

namespace hpc::site {

Tree::Tree(std::shared_ptr<const FileTree> image, std::vector<Mount> mounts, const Clock& clock)
    : image_(image != nullptr ? std::move(image) : std::make_shared<const FileTree>(clock.now())),
      mounts_(std::move(mounts)),
      clock_(clock),
      last_(image_->size()) {
  points_.reserve(mounts_.size() + 1);
  points_.push_back({});
  for (Mount& mount : mounts_) {
    const Inode root = directory_for(mount.path);
    if (root == kRoot) {
      points_.front().mount = &mount;
    } else {
      points_.push_back({.root = root, .mount = &mount, .enclosing = 0});
    }
  }
  // Only now is every mount known, whatever their order.
  for (MountPoint& each : points_) {
    if (each.root != kRoot) each.enclosing = device_of(at(each.root).directory().parent);
  }
}

// check_mounts() tells those who read mounts from a file whether this can succeed.
Inode Tree::directory_for(const Path& mount) {
  Inode directory = kRoot;
  for (const std::string_view component : mount.components()) {
    assert(component != "..");
    Inode next = at(directory).directory().entries.find(component);
    if (next == kNone) next = create(directory, component, FileNode{.mode = 0755, .links = 2, .body = Directory{}});
    assert(at(next).is_directory());
    directory = next;
  }
  return directory;
}

const FileNode& Tree::at(Inode inode) const {
  if (const auto ours = changed_.find(inode); ours != changed_.end()) return ours->second;
  assert(image_->has(inode));
  return image_->at(inode);
}

FileNode& Tree::change(Inode inode) {
  if (const auto ours = changed_.find(inode); ours != changed_.end()) return ours->second;
  assert(image_->has(inode));
  return changed_.emplace(inode, image_->at(inode).overlay()).first->second;
}

Stat Tree::stat(Inode inode, Inode in) const {
  const FileNode& node = at(inode);
  return Stat{.inode = inode,
              .type = node.type(),
              .mode = node.mode,
              .uid = node.uid,
              .gid = node.gid,
              .size = node.size(),
              .links = node.links,
              .device = device_of(node.is_directory() ? inode : in),
              .accessed = node.accessed,
              .modified = node.modified,
              .changed = node.changed};
}

void Tree::touch(Inode directory) {
  FileNode& node = change(directory);
  node.modified = node.changed = now();
}

Inode Tree::create(Inode directory, std::string_view name, FileNode node) {
  node.accessed = node.modified = node.changed = now();
  const Inode inode = ++last_;
  if (node.is_directory()) {
    node.directory().parent = directory;
    node.directory().name = name;
    ++change(directory).links;
  }
  if (node.is_file()) account(device_of(directory), node.uid, 0, node.size());
  changed_.emplace(inode, std::move(node));
  change(directory).directory().entries.insert(name, inode);
  touch(directory);
  return inode;
}

void Tree::add_name(Inode directory, std::string_view name, Inode inode) {
  FileNode& node = change(inode);
  assert(!node.is_directory());
  ++node.links;
  node.changed = now();
  change(directory).directory().entries.insert(name, inode);
  touch(directory);
}

void Tree::remove_name(Inode directory, std::string_view name) {
  const Inode inode = at(directory).directory().entries.find(name);
  assert(inode != kNone && !is_mount_root(inode));
  change(directory).directory().entries.erase(name);
  touch(directory);
  FileNode& node = change(inode);
  if (node.is_directory()) {
    assert(node.directory().entries.empty());
    --change(directory).links;
    node.links = 0;
  } else {
    --node.links;
    node.changed = now();
  }
  if (node.links > 0) return;
  if (node.is_file()) account(device_of(directory), node.uid, node.size(), 0);
  changed_.erase(inode);
}

void Tree::move(Inode from, std::string_view from_name, Inode to, std::string_view to_name) {
  if (at(to).directory().entries.find(to_name) != kNone) remove_name(to, to_name);
  const Inode inode = at(from).directory().entries.find(from_name);
  assert(inode != kNone);
  change(from).directory().entries.erase(from_name);
  change(to).directory().entries.insert(to_name, inode);
  touch(from);
  touch(to);
  FileNode& node = change(inode);
  node.changed = now();
  if (!node.is_directory()) return;
  node.directory().parent = to;
  node.directory().name = to_name;
  --change(from).links;
  ++change(to).links;
}

bool Tree::is_ancestor_or_self(Inode ancestor, Inode directory) const {
  while (directory != ancestor && directory != kRoot) directory = at(directory).directory().parent;
  return directory == ancestor;
}

std::string Tree::path_text(Inode directory) const {
  std::string text;
  for (; directory != kRoot; directory = at(directory).directory().parent) {
    text.insert(0, "/" + at(directory).directory().name);
  }
  return text.empty() ? "/" : text;
}

}  // namespace hpc::site
