// The kernel's filesystem by its system calls, and a shell's tools for what has no system call.
#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "site/filesystem/posix_error.h"
#include "subject.h"

namespace hpc::site {
namespace {

using RawStat = struct ::stat;

Instant instant_of(const timespec& time) {
  return from_unix_seconds(time.tv_sec) + std::chrono::microseconds(time.tv_nsec / 1000);
}

timespec timespec_of(Instant instant) {
  const std::int64_t seconds = unix_seconds(instant);
  const auto rest = instant - from_unix_seconds(seconds);
  return {.tv_sec = seconds, .tv_nsec = static_cast<long>(rest.count() * 1000)};
}

FileType type_of(mode_t mode) {
  if (S_ISDIR(mode)) return FileType::directory;
  return S_ISLNK(mode) ? FileType::symlink : FileType::regular;
}

Stat stat_of(const RawStat& raw) {
  return Stat{.inode = raw.st_ino,
              .type = type_of(raw.st_mode),
              .mode = raw.st_mode & 07777,
              .uid = raw.st_uid,
              .gid = raw.st_gid,
              .size = static_cast<std::uint64_t>(raw.st_size),
              .links = static_cast<std::uint32_t>(raw.st_nlink),
              .device = static_cast<std::uint32_t>(raw.st_dev),
              .accessed = instant_of(raw.st_atim),
              .modified = instant_of(raw.st_mtim),
              .changed = instant_of(raw.st_ctim)};
}

// Acts as somebody until the end of the block.
class Identity final {
 public:
  explicit Identity(const Credentials& who) {
    if (getuid() != 0) return;
    const std::vector<gid_t> groups(who.groups.begin(), who.groups.end());
    must(setgroups(groups.size(), groups.data()));
    must(setegid(who.gid));
    must(seteuid(who.uid));
  }
  ~Identity() {
    if (getuid() != 0) return;
    const int kept = errno;
    must(seteuid(0));
    must(setegid(0));
    must(setgroups(0, nullptr));
    errno = kept;
  }
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

 private:
  static void must(int returned) {
    if (returned != 0) std::abort();
  }
};

Result<void> outcome(int returned) {
  if (returned != 0) return posix_failure(errno);
  return {};
}

// 0 where there is no such setting.
int kernel_setting(const char* name) {
  int value = 0;
  std::ifstream(std::string("/proc/sys/fs/") + name) >> value;
  return value;
}

// What a tool says last ends with the C library's text of its errno, if it has one.
Error error_said(const std::string& text) {
  for (int number = 1; number < 134; ++number) {
    const char* sentence = strerrordesc_np(number);
    if (sentence != nullptr && text.ends_with(std::string(": ") + sentence + "\n")) return posix_error(number);
  }
  return Error{Errc::internal, About::path, text, -1};
}

class PosixSubject final : public Subject {
 public:
  PosixSubject() : old_mask_(umask(0)) {
    const char* base = std::getenv("TMPDIR");
    directory_ = std::string(base != nullptr ? base : "/tmp") + "/hpcmock-contract-XXXXXX";
    if (mkdtemp(directory_.data()) == nullptr || ::chmod(directory_.c_str(), 0755) != 0) std::abort();
    prefix_ = directory_;
    if (!has_users()) return;
    outside_ = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (::chown(directory_.c_str(), kAlice.uid, kAlice.gid) != 0 || outside_ < 0) std::abort();
    if (chroot(directory_.c_str()) != 0) std::abort();
    prefix_.clear();
  }

  ~PosixSubject() override {
    if (outside_ >= 0) {
      leave();
      close(outside_);
    }
    umask(old_mask_);
    if (!has_users()) run({"chmod", "-R", "u+rwx", directory_}, me(), false);  // what was closed must go too
    run({"rm", "-rf", directory_}, kSuperuser, false);
  }

  PosixSubject(const PosixSubject&) = delete;
  PosixSubject& operator=(const PosixSubject&) = delete;

  Credentials me() const override { return has_users() ? kAlice : Credentials{.uid = getuid(), .gid = getgid()}; }
  bool has_users() const override { return getuid() == 0; }
  bool counts_subdirectories() const override {
    RawStat raw;
    return ::stat((prefix_ + "/").c_str(), &raw) != 0 || raw.st_nlink >= 2;
  }

  bool protects_hardlinks() const override { return protected_hardlinks_ != 0; }
  bool has_plain_sticky_directories() const override { return protected_others_ == 0; }

  Result<Stat> stat(const Credentials& who, const Path& path) override {
    const Identity identity(who);
    RawStat raw;
    if (::stat(at(path).c_str(), &raw) != 0) return posix_failure(errno);
    return stat_of(raw);
  }

  Result<Stat> lstat(const Credentials& who, const Path& path) override {
    const Identity identity(who);
    RawStat raw;
    if (::lstat(at(path).c_str(), &raw) != 0) return posix_failure(errno);
    return stat_of(raw);
  }

  Result<std::vector<DirectoryEntry>> list(const Credentials& who, const Path& path) override {
    const Identity identity(who);
    DIR* stream = opendir(at(path).c_str());
    if (stream == nullptr) return posix_failure(errno);
    std::vector<DirectoryEntry> entries;
    while (const dirent* found = readdir(stream)) {
      const std::string name = found->d_name;
      if (name == "." || name == "..") continue;
      DirectoryEntry entry{name, Stat{.inode = found->d_ino, .links = 0}, ""};
      RawStat raw;
      if (fstatat(dirfd(stream), name.c_str(), &raw, AT_SYMLINK_NOFOLLOW) == 0) entry.stat = stat_of(raw);
      if (entry.stat.type == FileType::symlink) entry.target = target_of(dirfd(stream), name);
      entries.push_back(std::move(entry));
    }
    closedir(stream);
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return entries;
  }

  Result<Bytes> read(const Credentials& who, const Path& path) override {
    const Identity identity(who);
    const int file = open(at(path).c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return posix_failure(errno);
    std::string content;
    std::array<char, 65536> buffer;
    ssize_t count = 0;
    while ((count = ::read(file, buffer.data(), buffer.size())) > 0)
      content.append(buffer.data(), static_cast<std::size_t>(count));
    const int number = errno;
    close(file);
    if (count < 0) return posix_failure(number);
    return Bytes(content);
  }

  Result<std::string> read_link(const Credentials& who, const Path& path) override {
    const Identity identity(who);
    const std::string target = target_of(AT_FDCWD, at(path));
    if (target.empty()) return posix_failure(errno);
    return target;
  }

  Result<Path> real_path(const Credentials& who, const Path& path) override {
    const Identity identity(who);
    // The C library walks `..` without asking whether the directory may be searched; the kernel asks.
    if (RawStat raw; ::stat(at(path).c_str(), &raw) != 0) return posix_failure(errno);
    char* real = realpath(at(path).c_str(), nullptr);
    if (real == nullptr) return posix_failure(errno);
    const std::string text = std::string(real).substr(prefix_.size());
    std::free(real);
    return Path::parse(text.empty() ? "/" : text);
  }

  Result<void> access(const Credentials& who, const Path& path, unsigned wanted) override {
    const Identity identity(who);
    return outcome(faccessat(AT_FDCWD, at(path).c_str(), static_cast<int>(wanted), AT_EACCESS));
  }

  Result<void> write(const Credentials& who, const Path& path, std::string_view content,
                     const FileSystem::Write& how) override {
    const Identity identity(who);
    const int flags = O_WRONLY | O_CLOEXEC | (how.append ? O_APPEND : O_TRUNC) | (how.create ? O_CREAT : 0) |
                      (how.create && how.exclusive ? O_EXCL : 0);
    const int file = open(at(path).c_str(), flags, how.mode);
    if (file < 0) return posix_failure(errno);
    const ssize_t count = content.empty() ? 0 : ::write(file, content.data(), content.size());
    const int number = errno;
    close(file);
    if (count != static_cast<ssize_t>(content.size())) return posix_failure(number);
    return {};
  }

  Result<void> truncate(const Credentials& who, const Path& path, std::uint64_t size) override {
    const Identity identity(who);
    return outcome(::truncate(at(path).c_str(), static_cast<off_t>(size)));
  }
  Result<void> remove(const Credentials& who, const Path& path) override {
    const Identity identity(who);
    return outcome(unlink(at(path).c_str()));
  }
  Result<void> link(const Credentials& who, const Path& existing, const Path& created) override {
    const Identity identity(who);
    return outcome(::link(at(existing).c_str(), at(created).c_str()));
  }
  Result<void> symlink(const Credentials& who, std::string_view target, const Path& created) override {
    const Identity identity(who);
    return outcome(::symlink((target.starts_with('/') ? prefix_ : "").append(target).c_str(), at(created).c_str()));
  }
  Result<void> make_directory(const Credentials& who, const Path& path, std::uint32_t mode) override {
    const Identity identity(who);
    return outcome(mkdir(at(path).c_str(), mode));
  }
  Result<void> remove_directory(const Credentials& who, const Path& path) override {
    const Identity identity(who);
    return outcome(rmdir(at(path).c_str()));
  }
  Result<void> rename(const Credentials& who, const Path& from, const Path& to) override {
    const Identity identity(who);
    return outcome(::rename(at(from).c_str(), at(to).c_str()));
  }
  Result<void> change_mode(const Credentials& who, const Path& path, std::uint32_t mode) override {
    const Identity identity(who);
    return outcome(chmod(at(path).c_str(), mode));
  }
  Result<void> change_owner(const Credentials& who, const Path& path, std::optional<Uid> uid,
                            std::optional<Gid> gid) override {
    const Identity identity(who);
    return outcome(chown(at(path).c_str(), uid.value_or(static_cast<Uid>(-1)), gid.value_or(static_cast<Gid>(-1))));
  }
  Result<void> set_times(const Credentials& who, const Path& path, Instant accessed, Instant modified) override {
    const Identity identity(who);
    const std::array<timespec, 2> times{timespec_of(accessed), timespec_of(modified)};
    return outcome(utimensat(AT_FDCWD, at(path).c_str(), times.data(), 0));
  }

  Result<void> make_directories(const Credentials& who, const Path& path) override {
    return run({"mkdir", "-p", "--", outside(path)}, who);
  }
  Result<void> remove_all(const Credentials& who, const Path& path) override {
    return run({"rm", "-r", "--", outside(path)}, who);
  }
  Result<void> copy(const Credentials& who, const Path& from, const Path& to, const FileSystem::Copy& how) override {
    std::vector<std::string> words{"cp", "-T", how.dereference ? "-L" : "-P"};
    if (how.recursive) words.push_back("-r");
    if (how.preserve) words.push_back("-p");
    if (how.force) words.push_back("-f");
    words.insert(words.end(), {"--", outside(from), outside(to)});
    return run(words, who);
  }

 private:
  // Without a chroot, what is nearest to a root is a directory named by a dot.
  std::string at(const Path& path) const {
    if (path.is_root()) return prefix_.empty() ? "/" : prefix_ + "/.";
    return prefix_ + path.str() + (path.has_trailing_slash() ? "/" : "");
  }
  std::string outside(const Path& path) const {
    return directory_ + path.str() + (path.has_trailing_slash() ? "/" : "");
  }

  // Empty, with errno, when it is no link.
  std::string target_of(int directory, const std::string& path) const {
    std::string target(PATH_MAX, '\0');
    const ssize_t length = readlinkat(directory, path.c_str(), target.data(), target.size());
    target.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    if (!prefix_.empty() && target.starts_with(prefix_)) target.erase(0, prefix_.size());
    return target;
  }

  void leave() const {
    if (fchdir(outside_) != 0 || chroot(".") != 0) std::abort();
  }

  // The tools are not in the directory: they run outside, on the paths as seen from there.
  Result<void> run(const std::vector<std::string>& words, const Credentials& who, bool may_switch = true) const {
    std::array<int, 2> ends;
    if (pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
    const pid_t child = fork();
    if (child == 0) {
      if (may_switch && outside_ >= 0) {
        leave();
        const std::vector<gid_t> groups(who.groups.begin(), who.groups.end());
        if (setgroups(groups.size(), groups.data()) != 0 || setgid(who.gid) != 0 || setuid(who.uid) != 0) _exit(126);
      }
      umask(022);
      dup2(ends[1], STDERR_FILENO);
      setenv("LC_ALL", "C", 1);
      std::vector<char*> arguments;
      for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
      arguments.push_back(nullptr);
      execvp(arguments[0], arguments.data());
      _exit(127);
    }
    close(ends[1]);
    std::string said;
    std::array<char, 1024> buffer;
    ssize_t count = 0;
    while ((count = ::read(ends[0], buffer.data(), buffer.size())) > 0)
      said.append(buffer.data(), static_cast<std::size_t>(count));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0) return failure(error_said(said));
    return {};
  }

  const int protected_hardlinks_ = kernel_setting("protected_hardlinks");
  const int protected_others_ = kernel_setting("protected_symlinks") + kernel_setting("protected_regular");
  mode_t old_mask_;
  std::string directory_;  ///< as seen from outside
  std::string prefix_;     ///< of every path; none in the chroot
  int outside_ = -1;
};

}  // namespace

std::unique_ptr<Subject> posix_subject() {
  return std::make_unique<PosixSubject>();
}

}  // namespace hpc::site
