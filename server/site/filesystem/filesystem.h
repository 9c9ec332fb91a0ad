// The virtual POSIX filesystem of one cluster. Behaviour and errno are POSIX's and Linux's; the contract suite in
// tests/site/filesystem runs over this class and over a real temporary directory.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "site/path.h"
#include "site/timeline.h"

namespace hpc::site {

using Uid = std::uint32_t;
using Gid = std::uint32_t;
using Inode = std::uint64_t;

/// Who asks. uid 0 may everything.
struct Credentials {
  Uid uid = 0;
  Gid gid = 0;
  std::vector<Gid> groups{};  ///< supplementary
  bool is_root() const { return uid == 0; }
  bool is_in(Gid group) const;
};

enum class FileType { regular, directory, symlink };

struct Stat {
  Inode inode = 0;
  FileType type = FileType::regular;
  std::uint32_t mode = 0;  ///< permission bits, 07777
  Uid uid = 0;
  Gid gid = 0;
  std::uint64_t size = 0;  ///< bytes; a link's is its target's length, a directory's 4096
  std::uint32_t links = 1;
  std::uint32_t device = 0;  ///< of the mount
  Instant accessed{}, modified{}, changed{};
  /// With the type's bits, as st_mode has them: 0100644.
  std::uint32_t full_mode() const;
};

struct DirectoryEntry {
  std::string name;
  Stat stat;           ///< of the entry itself, links not followed
  std::string target;  ///< of a link
};

/// A mounted filesystem. One that is not available fails everything below its path with ESTALE.
struct Mount {
  Path path{};
  std::string name{};         ///< "HOME"
  std::string description{};  ///< "Users home filesystem"
  bool available = true;
  std::uint64_t quota_bytes = 0;  ///< per user on this mount, EDQUOT beyond; 0: none
};

enum Access : unsigned { can_read = 4, can_write = 2, can_execute = 1 };

/// A tree that many filesystems start from and none changes: what a site file describes.
class FileTree;
class Tree;  ///< the inside of a FileSystem

/// All paths are resolved with the caller's permissions (search on each directory, at most 40 links: ELOOP). Every
/// failure has About::path, `posix` set, and an Errc by it: ENOENT missing; EEXIST exists; EACCES, EPERM denied;
/// ENOTDIR, EISDIR, ENOTEMPTY, ELOOP, EINVAL, EXDEV conflict or invalid; EDQUOT, ENOSPC, EFBIG too_large; ESTALE
/// unavailable. The sentence is strerror's text. Also EBUSY (conflict) for the root of a mount, ENAMETOOLONG (invalid)
/// for a path put together too long, EMLINK (too_large). There is no umask: whoever has one applies it. Reading leaves
/// access times alone (noatime).
class FileSystem final {
 public:
  /// Copy-on-write over `image` (may be null: an empty root owned by root). `clock` outlives it. Costs O(mounts),
  /// whatever the image's size. Directories of mounts that the image lacks are made (root, 0755); see check_mounts.
  FileSystem(std::shared_ptr<const FileTree> image, std::vector<Mount> mounts, const Clock& clock);
  ~FileSystem();
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;

  // Looking. `stat` follows a final link, `lstat` does not.
  Result<Stat> stat(const Credentials& who, const Path& path) const;
  Result<Stat> lstat(const Credentials& who, const Path& path) const;
  /// In byte order of names, without `.` and `..`. A path that is not a directory: ENOTDIR. Of a directory that may be
  /// read but not searched one learns names, inodes and types only: `links` is 0 then, and nothing else is set.
  Result<std::vector<DirectoryEntry>> list(const Credentials& who, const Path& path) const;
  Result<Bytes> read(const Credentials& who, const Path& path) const;
  Result<std::string> read_link(const Credentials& who, const Path& path) const;
  /// All links resolved; every component must exist.
  Result<Path> real_path(const Credentials& who, const Path& path) const;
  /// EACCES when any of the wanted rights is missing.
  Result<void> access(const Credentials& who, const Path& path, unsigned wanted) const;
  bool exists(const Credentials& who, const Path& path) const;

  // Files. New ones get mode `mode`, exactly, and the caller's uid and gid (a setgid directory's gid).
  struct Write {
    std::uint32_t mode = 0644;
    bool append = false;
    bool exclusive = false;  ///< EEXIST when it exists
    bool create = true;      ///< false: ENOENT when it does not
  };
  Result<void> write(const Credentials& who, const Path& path, Bytes content, const Write& how);
  Result<void> write(const Credentials& who, const Path& path, Bytes content) {
    return write(who, path, std::move(content), Write{});
  }
  Result<void> append(const Credentials& who, const Path& path, std::string_view text, std::uint32_t mode = 0644);
  Result<void> truncate(const Credentials& who, const Path& path, std::uint64_t size);
  /// unlink(2): not for directories (EISDIR).
  Result<void> remove(const Credentials& who, const Path& path);
  Result<void> link(const Credentials& who, const Path& existing, const Path& created);
  Result<void> symlink(const Credentials& who, std::string_view target, const Path& created);

  // Directories.
  Result<void> make_directory(const Credentials& who, const Path& path, std::uint32_t mode = 0755);
  /// mkdir -p: no failure when it is there as a directory.
  Result<void> make_directories(const Credentials& who, const Path& path, std::uint32_t mode = 0755);
  Result<void> remove_directory(const Credentials& who, const Path& path);
  /// rm -r, depth first; stops at the first failure. `failed` (if given) is the path it failed at. Refuses the root
  /// (EBUSY) and a path that ends in `..` (EINVAL), as rm does, before anything is removed.
  Result<void> remove_all(const Credentials& who, const Path& path, Path* failed = nullptr);
  /// rename(2).
  Result<void> rename(const Credentials& who, const Path& from, const Path& to);
  struct Copy {
    bool preserve = false;      ///< mode, owner (root only), times
    bool dereference = false;   ///< follow links in the source
    bool recursive = true;      ///< false: EISDIR for a directory
    bool force = false;         ///< a file that cannot be opened for writing is removed and made anew
    std::uint32_t umask = 022;  ///< taken from the modes of what is new, unless they are preserved
  };
  /// cp onto exactly `to` (not into it when it is a directory: that decision is the caller's). Directories merge; a
  /// link takes the place of a file. EINVAL: onto itself, or a directory into itself. EISDIR, ENOTDIR: a directory over
  /// a file or the reverse.
  Result<void> copy(const Credentials& who, const Path& from, const Path& to, const Copy& how, Path* failed = nullptr);

  // Attributes. chmod by the owner, chown by root (the owner may change to a group it is in), utimes by the owner.
  Result<void> change_mode(const Credentials& who, const Path& path, std::uint32_t mode);
  Result<void> change_owner(const Credentials& who, const Path& path, std::optional<Uid> uid, std::optional<Gid> gid);
  Result<void> set_times(const Credentials& who, const Path& path, Instant accessed, Instant modified);

  const std::vector<Mount>& mounts() const;
  /// For faults and the control API; false when there is no such mount.
  bool set_available(const Path& mount, bool available);
  /// Bytes held by files of `uid` on the mount that holds `path`.
  std::uint64_t used_bytes(const Path& path, Uid uid) const;

 private:
  std::unique_ptr<Tree> tree_;
};

/// What a tree is made of, in an order in which parents come first (missing parents are made: root, 0755).
struct FileSpec {
  Path path{};
  FileType type = FileType::regular;
  std::uint32_t mode = 0644;
  Uid uid = 0;
  Gid gid = 0;
  Bytes content{};       ///< of a regular file
  std::string target{};  ///< of a link
};

/// Directories may come again, to give attributes to one that was made for a child. The sentence of a failure has the
/// path.
Result<std::shared_ptr<const FileTree>> make_tree(const std::vector<FileSpec>& files, Instant stamp);

/// Whether a FileSystem can be made of these (anything else is a bug there): a mount's path must not pass through
/// anything but directories of the image (ENOTDIR), nor contain `..` (EINVAL).
Result<void> check_mounts(const FileTree* image, const std::vector<Mount>& mounts);

}  // namespace hpc::site
