#include "subject.h"

namespace hpc::site {
namespace {

class TickingClock final : public Clock {
 public:
  // Real clocks move between two operations; the suite wants to see which of them left a stamp.
  Instant now() const override { return now_ += std::chrono::microseconds(1); }

 private:
  mutable Instant now_ = from_unix_seconds(1'800'000'000);
};

class VirtualSubject final : public Subject {
 public:
  VirtualSubject() { HPC_MUST(files_.change_owner(kSuperuser, Path(), kAlice.uid, kAlice.gid)); }

  Credentials me() const override { return kAlice; }
  bool has_users() const override { return true; }

  Result<Stat> stat(const Credentials& who, const Path& path) override { return files_.stat(who, path); }
  Result<Stat> lstat(const Credentials& who, const Path& path) override { return files_.lstat(who, path); }
  Result<std::vector<DirectoryEntry>> list(const Credentials& who, const Path& path) override {
    return files_.list(who, path);
  }
  Result<Bytes> read(const Credentials& who, const Path& path) override { return files_.read(who, path); }
  Result<std::string> read_link(const Credentials& who, const Path& path) override {
    return files_.read_link(who, path);
  }
  Result<Path> real_path(const Credentials& who, const Path& path) override { return files_.real_path(who, path); }
  Result<void> access(const Credentials& who, const Path& path, unsigned wanted) override {
    return files_.access(who, path, wanted);
  }
  // Both ways to append must keep the contract.
  Result<void> write(const Credentials& who, const Path& path, std::string_view content,
                     const FileSystem::Write& how) override {
    if (how.append && how.create && !how.exclusive && content.size() % 2 == 0) {
      return files_.append(who, path, content, how.mode);
    }
    return files_.write(who, path, Bytes(content), how);
  }
  Result<void> truncate(const Credentials& who, const Path& path, std::uint64_t size) override {
    return files_.truncate(who, path, size);
  }
  Result<void> remove(const Credentials& who, const Path& path) override { return files_.remove(who, path); }
  Result<void> link(const Credentials& who, const Path& existing, const Path& created) override {
    return files_.link(who, existing, created);
  }
  Result<void> symlink(const Credentials& who, std::string_view target, const Path& created) override {
    return files_.symlink(who, target, created);
  }
  Result<void> make_directory(const Credentials& who, const Path& path, std::uint32_t mode) override {
    return files_.make_directory(who, path, mode);
  }
  Result<void> remove_directory(const Credentials& who, const Path& path) override {
    return files_.remove_directory(who, path);
  }
  Result<void> rename(const Credentials& who, const Path& from, const Path& to) override {
    return files_.rename(who, from, to);
  }
  Result<void> change_mode(const Credentials& who, const Path& path, std::uint32_t mode) override {
    return files_.change_mode(who, path, mode);
  }
  Result<void> change_owner(const Credentials& who, const Path& path, std::optional<Uid> uid,
                            std::optional<Gid> gid) override {
    return files_.change_owner(who, path, uid, gid);
  }
  Result<void> set_times(const Credentials& who, const Path& path, Instant accessed, Instant modified) override {
    return files_.set_times(who, path, accessed, modified);
  }
  Result<void> make_directories(const Credentials& who, const Path& path) override {
    return files_.make_directories(who, path);
  }
  Result<void> remove_all(const Credentials& who, const Path& path) override { return files_.remove_all(who, path); }
  Result<void> copy(const Credentials& who, const Path& from, const Path& to, const FileSystem::Copy& how) override {
    return files_.copy(who, from, to, how);
  }

 private:
  TickingClock clock_;
  FileSystem files_{nullptr, {}, clock_};
};

}  // namespace

std::unique_ptr<Subject> virtual_subject() {
  return std::make_unique<VirtualSubject>();
}

}  // namespace hpc::site
