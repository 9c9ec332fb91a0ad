// What the contract suite is about: something that behaves like a POSIX filesystem. One is ours, one is the kernel's.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "site/filesystem/filesystem.h"

namespace hpc::site {

inline const Credentials kSuperuser{};
inline const Credentials kAlice{.uid = 1000, .gid = 1000, .groups = {2000}};
inline const Credentials kBob{.uid = 1001, .gid = 1001, .groups = {2000}};
inline const Credentials kCarol{.uid = 1002, .gid = 1002};

class Actor;

/// Starts as an empty directory, 0755, that belongs to me().
class Subject {
 public:
  virtual ~Subject() = default;
  virtual Credentials me() const = 0;
  /// Whether it can act as somebody else.
  virtual bool has_users() const = 0;
  /// Some disks do not count subdirectories in a directory's links.
  virtual bool counts_subdirectories() const { return true; }
  /// Linux's fs.protected_hardlinks, and whether its fellows protected_symlinks and protected_regular are off, as ours
  /// are.
  virtual bool protects_hardlinks() const { return true; }
  virtual bool has_plain_sticky_directories() const { return true; }

  virtual Result<Stat> stat(const Credentials& who, const Path& path) = 0;
  virtual Result<Stat> lstat(const Credentials& who, const Path& path) = 0;
  virtual Result<std::vector<DirectoryEntry>> list(const Credentials& who, const Path& path) = 0;
  virtual Result<Bytes> read(const Credentials& who, const Path& path) = 0;
  virtual Result<std::string> read_link(const Credentials& who, const Path& path) = 0;
  virtual Result<Path> real_path(const Credentials& who, const Path& path) = 0;
  virtual Result<void> access(const Credentials& who, const Path& path, unsigned wanted) = 0;
  virtual Result<void> write(const Credentials& who, const Path& path, std::string_view content,
                             const FileSystem::Write& how) = 0;
  virtual Result<void> truncate(const Credentials& who, const Path& path, std::uint64_t size) = 0;
  virtual Result<void> remove(const Credentials& who, const Path& path) = 0;
  virtual Result<void> link(const Credentials& who, const Path& existing, const Path& created) = 0;
  virtual Result<void> symlink(const Credentials& who, std::string_view target, const Path& created) = 0;
  virtual Result<void> make_directory(const Credentials& who, const Path& path, std::uint32_t mode) = 0;
  virtual Result<void> remove_directory(const Credentials& who, const Path& path) = 0;
  virtual Result<void> rename(const Credentials& who, const Path& from, const Path& to) = 0;
  virtual Result<void> change_mode(const Credentials& who, const Path& path, std::uint32_t mode) = 0;
  virtual Result<void> change_owner(const Credentials& who, const Path& path, std::optional<Uid> uid,
                                    std::optional<Gid> gid) = 0;
  virtual Result<void> set_times(const Credentials& who, const Path& path, Instant accessed, Instant modified) = 0;
  // What a shell's tools do: mkdir -p, rm -r, cp -T. `posix` is -1 where a tool gives no errno.
  virtual Result<void> make_directories(const Credentials& who, const Path& path) = 0;
  virtual Result<void> remove_all(const Credentials& who, const Path& path) = 0;
  virtual Result<void> copy(const Credentials& who, const Path& from, const Path& to, const FileSystem::Copy& how) = 0;

  Actor as(const Credentials& who);
  /// Everything there is, a line each: path, type, mode, owner, links, content.
  std::string tree();
};

std::unique_ptr<Subject> virtual_subject();
/// A temporary directory; run by root, the process lives in it (chroot) until the subject is gone.
std::unique_ptr<Subject> posix_subject();

/// A subject, used by somebody, in words: "ok" or the name of an errno; or what was found.
class Actor {
 public:
  Actor(Subject& subject, Credentials who) : subject_(subject), who_(std::move(who)) {}

  std::string write(std::string_view path, std::string_view content = "", std::uint32_t mode = 0644) const;
  std::string write_how(std::string_view path, std::string_view content, const FileSystem::Write& how) const;
  std::string append(std::string_view path, std::string_view content) const;
  std::string truncate(std::string_view path, std::uint64_t size) const;
  std::string remove(std::string_view path) const;
  std::string link(std::string_view existing, std::string_view created) const;
  std::string symlink(std::string_view target, std::string_view created) const;
  std::string mkdir(std::string_view path, std::uint32_t mode = 0755) const;
  std::string rmdir(std::string_view path) const;
  std::string rename(std::string_view from, std::string_view to) const;
  std::string chmod(std::string_view path, std::uint32_t mode) const;
  std::string chown(std::string_view path, std::optional<Uid> uid, std::optional<Gid> gid) const;
  std::string utimes(std::string_view path, std::int64_t accessed, std::int64_t modified) const;
  std::string mkdir_p(std::string_view path) const;
  std::string rm_r(std::string_view path) const;
  std::string cp(std::string_view from, std::string_view to, const FileSystem::Copy& how = {}) const;

  std::string read(std::string_view path) const;
  std::string list(std::string_view path) const;  ///< "a b c"
  std::string read_link(std::string_view path) const;
  std::string real_path(std::string_view path) const;
  std::string access(std::string_view path, unsigned wanted) const;
  std::string stat(std::string_view path) const;  ///< "- 644 1000:1000 x1 5"
  std::string lstat(std::string_view path) const;
  std::string mode(std::string_view path) const;   ///< "644"
  std::string owner(std::string_view path) const;  ///< "1000:1000"
  Stat found(std::string_view path) const;         ///< must be there

 private:
  Subject& subject_;
  Credentials who_;
};

std::string shown(const Stat& stat, bool counts_subdirectories);
std::string shown(const Result<void>& result);

}  // namespace hpc::site
