// FileTree: the tree that many filesystems start from. Never changes once it is made, so threads may share it.
#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include "site/filesystem/node.h"

namespace hpc::site {

class FileTree final {
 public:
  /// An empty root, owned by root, 0755.
  explicit FileTree(Instant stamp);

  bool has(Inode inode) const { return inode != kNone && inode <= nodes_.size(); }
  const FileNode& at(Inode inode) const { return nodes_[inode - 1]; }
  /// Nodes are numbered from 1 to this.
  Inode size() const { return nodes_.size(); }
  /// Held by files of `uid` below a directory; 0 when it is not of this tree.
  std::uint64_t used_bytes(Inode directory, Uid uid) const;

  /// Only while it is being made.
  Result<void> add(const FileSpec& file);

 private:
  Result<Inode> parent_for(const Path& path);
  Inode add_node(Inode directory, std::string_view name, FileNode node);
  void count_usage(Inode directory, Uid uid, std::uint64_t bytes);

  Instant stamp_;
  std::vector<FileNode> nodes_;
  std::unordered_map<Inode, std::map<Uid, std::uint64_t>> usage_;  ///< by directory, all below it included
};

}  // namespace hpc::site
