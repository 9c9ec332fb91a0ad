#include "site/filesystem/node.h"

namespace hpc::site {
namespace {

constexpr std::uint64_t kDirectorySize = 4096;  // one block, as ext4 gives a directory that is not large

}  // namespace

Inode Entries::find(std::string_view name) const {
  if (const auto own = own_.find(name); own != own_.end()) return own->second;
  if (below_ == nullptr) return kNone;
  const auto old = below_->find(name);
  return old != below_->end() ? old->second : kNone;
}

void Entries::insert(std::string_view name, Inode inode) {
  assert(inode != kNone && find(name) == kNone);
  own_.insert_or_assign(std::string(name), inode);
  ++count_;
}

void Entries::erase(std::string_view name) {
  assert(find(name) != kNone && count_ > 0);
  if (below_ != nullptr && below_->find(name) != below_->end()) {
    own_.insert_or_assign(std::string(name), kNone);
  } else {
    own_.erase(own_.find(name));
  }
  --count_;
}

Entries Entries::overlay() const {
  assert(below_ == nullptr);
  Entries above;
  above.below_ = &own_;
  above.count_ = count_;
  return above;
}

FileType FileNode::type() const {
  if (is_directory()) return FileType::directory;
  return is_link() ? FileType::symlink : FileType::regular;
}

std::uint64_t FileNode::size() const {
  if (is_directory()) return kDirectorySize;
  return is_link() ? link().target.size() : content().size();
}

FileNode FileNode::overlay() const {
  if (!is_directory()) return *this;
  return FileNode{.mode = mode,
              .uid = uid,
              .gid = gid,
              .links = links,
              .accessed = accessed,
              .modified = modified,
              .changed = changed,
              .body = Directory{directory().entries.overlay(), directory().parent, directory().name}};
}

}  // namespace hpc::site
