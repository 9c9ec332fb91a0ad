#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <cerrno>
#include <memory>

#include "site/filesystem/archive.h"
#include "site/filesystem/posix_error.h"

namespace hpc::site {
namespace {

using Reader = std::unique_ptr<::archive, decltype(&archive_read_free)>;

constexpr std::uint64_t kMaximumTotal = std::uint64_t{16} << 30;  // a small archive can hold much more
constexpr std::uint32_t kUmask = 022;

struct Member {
  Path name;  ///< from the directory into which it is unpacked, as if that were the root
  FileType type = FileType::regular;
  bool is_hard_link = false;
  std::uint32_t mode = 0;
  Uid uid = 0;
  Gid gid = 0;
  Instant modified{};
  Bytes content{};
  std::string target{};  ///< of a link of either sort
};

tl::unexpected<Error> not_an_archive(std::string sentence) {
  return failure(Error{Errc::invalid, About::path, std::move(sentence), EINVAL});
}

tl::unexpected<Error> not_an_archive(::archive* reader) {
  const char* said = archive_error_string(reader);
  return not_an_archive(said != nullptr ? said : "not an archive of this kind");
}

// Gives a rope to libarchive, piece by piece.
class RopeSource final {
 public:
  explicit RopeSource(const Bytes& rope) : rope_(rope) {}

  static la_ssize_t read(::archive*, void* self, const void** block) {
    RopeSource& source = *static_cast<RopeSource*>(self);
    // Kept here, since libarchive reads it until it asks for the next.
    source.current_ = source.rope_.slice(source.position_, kBlock);
    const std::string_view view = source.current_.flat();
    source.position_ += view.size();
    *block = view.data();
    return static_cast<la_ssize_t>(view.size());
  }

  static la_int64_t seek(::archive*, void* self, la_int64_t offset, int whence) {
    RopeSource& source = *static_cast<RopeSource*>(self);
    const la_int64_t size = static_cast<la_int64_t>(source.rope_.size());
    const la_int64_t base = whence == SEEK_SET   ? 0
                            : whence == SEEK_CUR ? static_cast<la_int64_t>(source.position_)
                                                 : size;
    if (base + offset < 0 || base + offset > size) return ARCHIVE_FATAL;
    source.position_ = static_cast<std::uint64_t>(base + offset);
    return base + offset;
  }

 private:
  static constexpr std::uint64_t kBlock = 1 << 16;
  const Bytes& rope_;
  Bytes current_;
  std::uint64_t position_ = 0;
};

void choose_kind(::archive* reader, ArchiveKind kind) {
  if (kind == ArchiveKind::zip) {
    archive_read_support_format_zip(reader);
  } else {
    archive_read_support_format_tar(reader);
  }
  if (kind == ArchiveKind::tar_gz) archive_read_support_filter_gzip(reader);
  if (kind == ArchiveKind::tar_bz2) archive_read_support_filter_bzip2(reader);
}

int filter_of(ArchiveKind kind) {
  switch (kind) {
    case ArchiveKind::tar_gz:
      return ARCHIVE_FILTER_GZIP;
    case ArchiveKind::tar_bz2:
      return ARCHIVE_FILTER_BZIP2;
    case ArchiveKind::tar:
    case ArchiveKind::zip:
      return ARCHIVE_FILTER_NONE;
  }
  return ARCHIVE_FILTER_NONE;
}

// The C locale cannot say a name that an archive has in UTF-8.
std::string text_of(const char* bytes, const char* utf8) {
  if (bytes != nullptr) return bytes;
  return utf8 != nullptr ? utf8 : "";
}

Result<Path> name_inside(const std::string& text) {
  if (text.empty() || text.front() == '/') return not_an_archive("'" + text + "' is not a relative member name");
  Result<Path> name = Path::parse(text);
  if (!name) return not_an_archive("'" + text + "': " + name.error().sentence);
  for (const std::string_view component : name->components()) {
    if (component == "..") return not_an_archive("'" + text + "' would leave the directory");
  }
  return name;
}

Result<Member> member_of(::archive_entry* entry) {
  Member member{.name =
                    HPC_TRY(name_inside(text_of(archive_entry_pathname(entry), archive_entry_pathname_utf8(entry))))};
  member.mode = static_cast<std::uint32_t>(archive_entry_perm(entry)) & 07777;
  member.uid = static_cast<Uid>(archive_entry_uid(entry));
  member.gid = static_cast<Gid>(archive_entry_gid(entry));
  member.modified = from_unix_seconds(archive_entry_mtime(entry));
  member.target = text_of(archive_entry_hardlink(entry), archive_entry_hardlink_utf8(entry));
  if (!member.target.empty()) {
    member.is_hard_link = true;
    member.target = HPC_TRY(name_inside(member.target)).str();
    return member;
  }
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return member;
    case AE_IFDIR:
      member.type = FileType::directory;
      return member;
    case AE_IFLNK:
      member.type = FileType::symlink;
      member.target = text_of(archive_entry_symlink(entry), archive_entry_symlink_utf8(entry));
      return member;
    default:
      return not_an_archive("'" + member.name.str() + "' is neither a file, a directory nor a link");
  }
}

Result<void> read_content(::archive* reader, Member& member, std::uint64_t& total) {
  std::array<char, 65536> buffer;
  for (;;) {
    const la_ssize_t count = archive_read_data(reader, buffer.data(), buffer.size());
    if (count < 0) return not_an_archive(reader);
    if (count == 0) return {};
    total += static_cast<std::uint64_t>(count);
    if (total > kMaximumTotal) return posix_failure(EFBIG);
    member.content.append(std::string_view(buffer.data(), static_cast<std::size_t>(count)));
  }
}

// Everything in it, read to the end before anything is written.
Result<std::vector<Member>> read_members(const Bytes& archive, ArchiveKind kind) {
  const Reader reader(archive_read_new(), archive_read_free);
  RopeSource source(archive);
  choose_kind(reader.get(), kind);
  archive_read_set_read_callback(reader.get(), RopeSource::read);
  archive_read_set_seek_callback(reader.get(), RopeSource::seek);
  archive_read_set_callback_data(reader.get(), &source);
  if (archive_read_open1(reader.get()) != ARCHIVE_OK) return not_an_archive(reader.get());
  if (archive_filter_code(reader.get(), 0) != filter_of(kind)) return not_an_archive("not compressed in this way");
  std::vector<Member> members;
  std::uint64_t total = 0;
  for (;;) {
    ::archive_entry* entry = nullptr;
    const int found = archive_read_next_header(reader.get(), &entry);
    if (found == ARCHIVE_EOF) return members;
    if (found < ARCHIVE_WARN) return not_an_archive(reader.get());
    Member member = HPC_TRY(member_of(entry));
    if (member.type == FileType::regular && !member.is_hard_link) HPC_TRY(read_content(reader.get(), member, total));
    members.push_back(std::move(member));
  }
}

class Unpacking final {
 public:
  Unpacking(FileSystem& files, const Credentials& who, Path directory)
      : files_(files), who_(who), directory_(std::move(directory)) {}

  Result<void> unpack(const std::vector<Member>& members) {
    for (const Member& member : members) HPC_TRY(unpack(member));
    // Children first: a closed directory stays open until all that is in it is there, and its times last.
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
      if (member->type != FileType::directory) continue;
      // A later member may have put a link in its place, or in that of a parent.
      HPC_TRY(prepare_parents(member->name));
      const Result<Stat> there = files_.lstat(who_, place_of(member->name));
      if (there && there->type == FileType::directory) HPC_TRY(give_attributes(*member));
    }
    return {};
  }

 private:
  Path place_of(const Path& name) const { return directory_ / std::string_view(name.str()).substr(1); }

  Result<void> unpack(const Member& member) {
    if (member.name.is_root()) return {};  // "./", which is there
    HPC_TRY(prepare_parents(member.name));
    const Path place = place_of(member.name);
    if (member.type == FileType::directory) return enter_or_make(place);
    if (const Result<Stat> there = files_.lstat(who_, place); there) {
      if (there->type == FileType::directory) return posix_failure(EISDIR);
      HPC_TRY(files_.remove(who_, place));
    }
    if (member.is_hard_link) {
      const Path target = Path::of(member.target);
      HPC_TRY(prepare_parents(target));
      return files_.link(who_, place_of(target), place);
    }
    if (member.type == FileType::symlink) return files_.symlink(who_, member.target, place);
    HPC_TRY(files_.write(who_, place, member.content, {.mode = mode_of(member), .exclusive = true}));
    return give_attributes(member);
  }

  Result<void> prepare_parents(const Path& name) {
    Path place = directory_;
    const Path parent = name.parent();
    for (const std::string_view component : parent.components()) {
      place = place / component;
      HPC_TRY(enter_or_make(place));
    }
    return {};
  }

  Result<void> enter_or_make(const Path& place) {
    const Result<Stat> there = files_.lstat(who_, place);
    if (!there) {
      if (there.error().posix != ENOENT) return failure(there.error());
      return files_.make_directory(who_, place, 0755);
    }
    if (there->type == FileType::directory) return {};
    if (there->type == FileType::regular) return posix_failure(ENOTDIR);
    // A link, of this archive or older. One that stays inside may be used.
    const Path real = HPC_TRY(files_.real_path(who_, place));
    if (!real.is_under(directory_)) return not_an_archive("'" + place.str() + "' would leave the directory");
    if (HPC_TRY(files_.stat(who_, place)).type != FileType::directory) return posix_failure(ENOTDIR);
    return {};
  }

  std::uint32_t mode_of(const Member& member) const {
    return who_.is_root() ? member.mode : member.mode & 0777 & ~kUmask;
  }

  Result<void> give_attributes(const Member& member) {
    if (member.name.is_root()) return {};
    const Path place = place_of(member.name);
    if (who_.is_root()) HPC_TRY(files_.change_owner(who_, place, member.uid, member.gid));
    HPC_TRY(files_.change_mode(who_, place, mode_of(member)));
    const Stat made = HPC_TRY(files_.stat(who_, place));
    return files_.set_times(who_, place, made.accessed, member.modified);
  }

  FileSystem& files_;
  const Credentials& who_;
  Path directory_;  ///< without links
};

}  // namespace

Result<void> extract_archive(FileSystem& files, const Credentials& who, const Bytes& archive, ArchiveKind kind,
                             const Path& directory) {
  const Path real = HPC_TRY(files.real_path(who, directory));
  if (HPC_TRY(files.stat(who, real)).type != FileType::directory) return posix_failure(ENOTDIR);
  const std::vector<Member> members = HPC_TRY(read_members(archive, kind));
  return Unpacking(files, who, real).unpack(members);
}

}  // namespace hpc::site
