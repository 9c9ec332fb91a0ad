// What a filesystem is made of: nodes (an inode and its content) and the tables that give them names.
#pragma once

#include <cassert>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "site/filesystem/filesystem.h"

namespace hpc::site {

constexpr Inode kNone = 0;
constexpr Inode kRoot = 1;

constexpr std::uint32_t kSetUid = 04000;
constexpr std::uint32_t kSetGid = 02000;
constexpr std::uint32_t kSticky = 01000;
constexpr std::uint32_t kGroupExecute = 0010;

/// The names in a directory, in byte order: what was changed, over a table of the image that stays as it is. Changing
/// one name in a directory of thousands costs one entry.
class Entries final {
 public:
  using Table = std::map<std::string, Inode, std::less<>>;

  Inode find(std::string_view name) const;  ///< kNone when there is none
  void insert(std::string_view name, Inode inode);
  void erase(std::string_view name);
  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  /// Calls visit(name, inode) in order.
  template <class Visit>
  void for_each(Visit&& visit) const;
  /// One that can be changed over this one, which stays and outlives it.
  Entries overlay() const;

 private:
  const Table* below_ = nullptr;
  Table own_;  ///< kNone: the name below is gone
  std::size_t count_ = 0;
};

struct Directory {
  Entries entries;
  Inode parent = kRoot;
  std::string name;  ///< in its parent; "" for the root
};

struct Link {
  std::string target;
};

struct FileNode {
  std::uint32_t mode = 0;  ///< permission bits, 07777
  Uid uid = 0;
  Gid gid = 0;
  std::uint32_t links = 1;
  Instant accessed{}, modified{}, changed{};
  std::variant<Bytes, Directory, Link> body{};

  bool is_file() const { return std::holds_alternative<Bytes>(body); }
  bool is_directory() const { return std::holds_alternative<Directory>(body); }
  bool is_link() const { return std::holds_alternative<Link>(body); }
  FileType type() const;
  std::uint64_t size() const;
  Bytes& content() { return std::get<Bytes>(body); }
  const Bytes& content() const { return std::get<Bytes>(body); }
  Directory& directory() { return std::get<Directory>(body); }
  const Directory& directory() const { return std::get<Directory>(body); }
  const Link& link() const { return std::get<Link>(body); }

  /// A copy that can be changed: content is shared, a directory's entries lie over this one's.
  FileNode overlay() const;
};

template <class Visit>
void Entries::for_each(Visit&& visit) const {
  static const Table kEmpty;
  const Table& below = below_ != nullptr ? *below_ : kEmpty;
  auto old = below.begin();
  for (const auto& [name, inode] : own_) {
    for (; old != below.end() && old->first < name; ++old) visit(old->first, old->second);
    if (old != below.end() && old->first == name) ++old;
    if (inode != kNone) visit(name, inode);
  }
  for (; old != below.end(); ++old) visit(old->first, old->second);
}

}  // namespace hpc::site
