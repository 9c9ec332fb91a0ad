#include <archive.h>
#include <archive_entry.h>

#include <map>
#include <memory>

#include "site/filesystem/archive.h"

// libarchive's xar writer, which nothing here asks for, would bring libxml2 and ICU into a static link: with this
// definition the linker leaves it out.
extern "C" int archive_write_set_format_xar(archive*) {
  return ARCHIVE_FATAL;
}

namespace hpc::site {
namespace {

using Writer = std::unique_ptr<::archive, decltype(&archive_write_free)>;
using Entry = std::unique_ptr<::archive_entry, decltype(&archive_entry_free)>;

tl::unexpected<Error> failure_of(::archive* writer) {
  const char* said = archive_error_string(writer);
  return failure(Errc::internal, About::path, said != nullptr ? said : "the archive cannot be written");
}

la_ssize_t append_block(::archive*, void* written, const void* block, std::size_t length) {
  static_cast<Bytes*>(written)->append(std::string_view(static_cast<const char*>(block), length));
  return static_cast<la_ssize_t>(length);
}

void choose_kind(::archive* writer, ArchiveKind kind) {
  if (kind == ArchiveKind::zip) {
    archive_write_set_format_zip(writer);
  } else {
    archive_write_set_format_gnutar(writer);
  }
  if (kind == ArchiveKind::tar_bz2) archive_write_add_filter_bzip2(writer);
  if (kind == ArchiveKind::tar_gz) {
    archive_write_add_filter_gzip(writer);
    archive_write_set_filter_option(writer, "gzip", "timestamp", nullptr);  // it would be the host's
  }
  // A plain tar is filled up to whole records, as everywhere; behind anything else that would be garbage.
  if (kind != ArchiveKind::tar) archive_write_set_bytes_in_last_block(writer, 1);
}

class Packing final {
 public:
  Packing(const FileSystem& files, const Credentials& who, ArchiveKind kind, bool dereference)
      : files_(files), who_(who), has_hard_links_(kind != ArchiveKind::zip), dereference_(dereference) {
    choose_kind(writer_.get(), kind);
  }

  Result<Bytes> pack(const Path& source, const std::string& name) {
    if (archive_write_open(writer_.get(), &written_, nullptr, append_block, nullptr) != ARCHIVE_OK) {
      return failure_of(writer_.get());
    }
    HPC_TRY(add(source, name));
    if (archive_write_close(writer_.get()) != ARCHIVE_OK) return failure_of(writer_.get());
    return std::move(written_);
  }

 private:
  Result<void> add(const Path& path, const std::string& name) {
    const Stat stat = HPC_TRY(dereference_ ? files_.stat(who_, path) : files_.lstat(who_, path));
    Entry entry(archive_entry_new(), archive_entry_free);
    describe(entry.get(), name, stat);
    switch (stat.type) {
      case FileType::directory:
        return add_directory(entry.get(), path, name);
      case FileType::symlink:
        archive_entry_set_symlink(entry.get(), HPC_TRY(files_.read_link(who_, path)).c_str());
        return header(entry.get());
      case FileType::regular:
        return add_file(entry.get(), path, name, stat);
    }
    return {};
  }

  static void describe(::archive_entry* entry, const std::string& name, const Stat& stat) {
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_mode(entry, static_cast<__LA_MODE_T>(stat.full_mode()));
    archive_entry_set_uid(entry, stat.uid);
    archive_entry_set_gid(entry, stat.gid);
    archive_entry_set_mtime(entry, unix_seconds(stat.modified), 0);
  }

  Result<void> header(::archive_entry* entry) {
    if (archive_write_header(writer_.get(), entry) < ARCHIVE_WARN) return failure_of(writer_.get());
    return {};
  }

  Result<void> add_directory(::archive_entry* entry, const Path& path, const std::string& name) {
    const std::vector<DirectoryEntry> children = HPC_TRY(files_.list(who_, path));
    archive_entry_set_pathname(entry, (name + "/").c_str());
    HPC_TRY(header(entry));
    for (const DirectoryEntry& child : children) HPC_TRY(add(path / child.name, name + "/" + child.name));
    return {};
  }

  Result<void> add_file(::archive_entry* entry, const Path& path, const std::string& name, const Stat& stat) {
    if (has_hard_links_ && stat.links > 1) {
      const auto [first, is_first] = first_names_.emplace(stat.inode, name);
      if (!is_first) {
        archive_entry_set_hardlink(entry, first->second.c_str());
        archive_entry_set_size(entry, 0);
        return header(entry);
      }
    }
    const Bytes content = HPC_TRY(files_.read(who_, path));
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    HPC_TRY(header(entry));
    for (const Bytes::Piece& piece : content.pieces()) {
      const std::string_view view = piece.view();
      if (archive_write_data(writer_.get(), view.data(), view.size()) < 0) return failure_of(writer_.get());
    }
    return {};
  }

  const FileSystem& files_;
  const Credentials& who_;
  bool has_hard_links_;
  bool dereference_;
  std::map<Inode, std::string> first_names_;
  Bytes written_;  ///< before the writer: that flushes into it when it is freed
  Writer writer_{archive_write_new(), archive_write_free};
};

}  // namespace

Result<Bytes> make_archive(const FileSystem& files, const Credentials& who, const Path& source, ArchiveKind kind,
                           bool dereference) {
  std::string name(source.name());
  if (name == "..") name = HPC_TRY(files.real_path(who, source)).name();
  if (name.empty()) name = ".";
  return Packing(files, who, kind, dereference).pack(source, name);
}

}  // namespace hpc::site
