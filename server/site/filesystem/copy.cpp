// cp, with its recursion.
#include <cerrno>
#include <map>

#include "site/filesystem/filesystem.h"
#include "site/filesystem/permissions.h"
#include "site/filesystem/posix_error.h"
#include "site/filesystem/resolve.h"

namespace hpc::site {
namespace {

// Where a copy would arrive: the directory itself when `to` is one, else the one that will hold it.
Result<Inode> arrival(const Tree& tree, const Credentials& who, const Path& to) {
  if (const Result<Place> there = find(tree, who, to, FollowLast::yes); there && tree.at(there->inode).is_directory()) {
    return there->inode;
  }
  const Last last = HPC_TRY(find_parent(tree, who, to));
  return last.directory;
}

class Copying final {
 public:
  Copying(FileSystem& files, const Credentials& who, const FileSystem::Copy& how)
      : files_(files), who_(who), how_(how) {}

  Result<void> copy(const Path& from, const Path& to) {
    at_ = from;
    const Stat source = HPC_TRY(how_.dereference ? files_.stat(who_, from) : files_.lstat(who_, from));
    if (const Result<Stat> there = files_.stat(who_, to); there && there->inode == source.inode)
      return posix_failure(EINVAL);
    switch (source.type) {
      case FileType::regular:
        return copy_file(from, to, source);
      case FileType::directory:
        return copy_directory(from, to, source);
      case FileType::symlink:
        return copy_link(from, to);
    }
    return {};
  }

  const Path& at() const { return at_; }

 private:
  std::uint32_t mode_of_new(const Stat& source) const { return source.mode & 0777 & ~how_.umask; }

  Result<void> copy_file(const Path& from, const Path& to, const Stat& source) {
    const Bytes content = HPC_TRY(files_.read(who_, from));
    at_ = to;
    const Result<void> written = files_.write(who_, to, content, {.mode = mode_of_new(source)});
    if (!written) {
      if (!how_.force || written.error().posix != EACCES) return written;
      if (!files_.remove(who_, to)) return written;
      HPC_TRY(files_.write(who_, to, content, {.mode = mode_of_new(source)}));
    }
    return give_attributes(to, source, source.mode);
  }

  // cp writes through a link that is in its way with a file, but not with a link: that takes its place.
  Result<void> copy_link(const Path& from, const Path& to) {
    const std::string target = HPC_TRY(files_.read_link(who_, from));
    at_ = to;
    if (const Result<Stat> there = files_.lstat(who_, to); there) {
      if (there->type == FileType::directory) return posix_failure(EISDIR);
      HPC_TRY(files_.remove(who_, to));
    }
    return files_.symlink(who_, target, to);
  }

  Result<void> copy_directory(const Path& from, const Path& to, const Stat& source) {
    if (!how_.recursive) return posix_failure(EISDIR);
    const std::vector<DirectoryEntry> entries = HPC_TRY(files_.list(who_, from));
    at_ = to;
    const Result<Stat> there = files_.lstat(who_, to);
    if (there && there->type != FileType::directory) return posix_failure(ENOTDIR);
    // Until it is filled, its owner must be able to write in it.
    if (!there) HPC_TRY(files_.make_directory(who_, to, mode_of_new(source) | 0700));
    for (const DirectoryEntry& entry : entries) HPC_TRY(copy(from / entry.name, to / entry.name));
    at_ = to;
    if (how_.preserve) return give_attributes(to, source, source.mode);
    if (there) return {};
    const Stat made = HPC_TRY(files_.stat(who_, to));
    return files_.change_mode(who_, to, mode_of_new(source) | (made.mode & 07000));
  }

  Result<void> give_attributes(const Path& to, const Stat& source, std::uint32_t mode) {
    if (!how_.preserve) return {};
    if (who_.is_root()) {
      HPC_TRY(files_.change_owner(who_, to, source.uid, source.gid));
    } else if (!files_.change_owner(who_, to, std::nullopt, source.gid) || source.uid != who_.uid) {
      mode &= ~(kSetUid | kSetGid);  // they would give rights of somebody else
    }
    HPC_TRY(files_.change_mode(who_, to, mode));
    return files_.set_times(who_, to, source.accessed, source.modified);
  }

  FileSystem& files_;
  const Credentials& who_;
  const FileSystem::Copy& how_;
  Path at_;  ///< what is being worked on: the source, then the copy
};

}  // namespace

Result<void> FileSystem::copy(const Credentials& who, const Path& from, const Path& to, const Copy& how, Path* failed) {
  if (failed != nullptr) *failed = from;
  const Place source = HPC_TRY(find(*tree_, who, from, how.dereference ? FollowLast::yes : FollowLast::no));
  if (how.recursive && tree_->at(source.inode).is_directory()) {
    if (failed != nullptr) *failed = to;
    if (tree_->is_ancestor_or_self(source.inode, HPC_TRY(arrival(*tree_, who, to)))) return posix_failure(EINVAL);
  }
  Copying copying(*this, who, how);
  Result<void> copied = copying.copy(from, to);
  if (failed != nullptr) *failed = copying.at();
  return copied;
}

}  // namespace hpc::site
