#include "site/filesystem/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>

#include "base/random.h"

namespace hpc::site {
namespace {

class FixedClock final : public Clock {
 public:
  Instant now() const override { return from_unix_seconds(5000); }
};

const Credentials kRootUser;
const Credentials kUser{.uid = 1000, .gid = 1000};
constexpr ArchiveKind kKinds[] = {ArchiveKind::tar, ArchiveKind::tar_gz, ArchiveKind::tar_bz2, ArchiveKind::zip};

// Everything below a path, a line each, with what an archive keeps.
std::string shown(const FileSystem& files, const Path& path, const std::string& below = "") {
  std::string text;
  const auto entries = HPC_MUST(files.list(kRootUser, path));
  for (const DirectoryEntry& entry : entries) {
    const std::string name = below + entry.name;
    char mode[8];
    std::snprintf(mode, sizeof mode, "%o", entry.stat.mode);
    text += name + " " + mode + " " + std::to_string(unix_seconds(entry.stat.modified));
    if (entry.stat.type == FileType::symlink) text += " -> " + entry.target;
    if (entry.stat.type == FileType::regular) text += " " + HPC_MUST(files.read(kRootUser, path / entry.name)).str();
    text += "\n";
    if (entry.stat.type == FileType::directory) text += shown(files, path / entry.name, name + "/");
  }
  return text;
}

struct Site {
  Site() {
    HPC_MUST(files.change_mode(kRootUser, Path(), 0777));
    for (const char* path : {"/d", "/d/sub", "/d/empty", "/out"}) HPC_MUST(files.make_directory(kUser, Path::of(path)));
    HPC_MUST(files.write(kUser, Path::of("/d/f"), "content\n"));
    HPC_MUST(files.write(kUser, Path::of("/d/sub/program"), "#!", {.mode = 0755}));
    HPC_MUST(files.write(kUser, Path::of("/d/\xc3\xa9t\xc3\xa9"), ""));
    HPC_MUST(files.symlink(kUser, "sub/program", Path::of("/d/l")));
    HPC_MUST(files.symlink(kUser, "nowhere", Path::of("/d/dangling")));
    std::string large;
    for (int line = 0; line < 20000; ++line) large += "0123456789abcdef " + std::to_string(line) + "\n";
    HPC_MUST(files.write(kUser, Path::of("/d/sub/large"), large));
    HPC_MUST(files.change_mode(kUser, Path::of("/d/empty"), 0500));
    HPC_MUST(files.set_times(kUser, Path::of("/d/f"), from_unix_seconds(1), from_unix_seconds(1000)));
    HPC_MUST(files.set_times(kUser, Path::of("/d/sub"), from_unix_seconds(1), from_unix_seconds(2000)));
  }

  Bytes packed(ArchiveKind kind, bool dereference = false) {
    return HPC_MUST(make_archive(files, kUser, Path::of("/d"), kind, dereference));
  }
  // 0, or the errno.
  int unpacked(const Bytes& archive, ArchiveKind kind, const Credentials& who = kUser) {
    const Result<void> done = extract_archive(files, who, archive, kind, Path::of("/out"));
    if (!done && done.error().posix == EINVAL) BOOST_TEST((done.error().what == Errc::invalid));
    return done ? 0 : done.error().posix;
  }

  FixedClock clock;
  FileSystem files{nullptr, {}, clock};
};

// What an attacker packs: members as they are told, one after the other.
struct Crafted {
  Crafted() {
    archive_write_set_format_pax_restricted(writer);
    archive_write_open(
        writer, &bytes, nullptr,
        [](::archive*, void* into, const void* block, std::size_t length) {
          static_cast<Bytes*>(into)->append(std::string_view(static_cast<const char*>(block), length));
          return static_cast<la_ssize_t>(length);
        },
        nullptr);
  }
  ~Crafted() { archive_write_free(writer); }
  Crafted(const Crafted&) = delete;
  Crafted& operator=(const Crafted&) = delete;

  Crafted& add(const char* name, unsigned type, const char* link = nullptr, const char* hard = nullptr,
               std::uint32_t mode = 0644) {
    ::archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, static_cast<__LA_MODE_T>(mode));
    archive_entry_set_uid(entry, 77);
    archive_entry_set_size(entry, type == AE_IFREG && hard == nullptr ? 1 : 0);
    if (link != nullptr) archive_entry_set_symlink(entry, link);
    if (hard != nullptr) archive_entry_set_hardlink(entry, hard);
    archive_write_header(writer, entry);
    if (type == AE_IFREG && hard == nullptr) archive_write_data(writer, "x", 1);
    archive_entry_free(entry);
    return *this;
  }
  const Bytes& done() {
    archive_write_close(writer);
    return bytes;
  }

  Bytes bytes;
  ::archive* writer = archive_write_new();
};

BOOST_FIXTURE_TEST_SUITE(archives, Site)

BOOST_AUTO_TEST_CASE(what_was_packed_comes_out_again) {
  const std::string before = shown(files, Path::of("/d"));
  for (const ArchiveKind kind : kKinds) {
    BOOST_TEST_CONTEXT("kind " << static_cast<int>(kind)) {
      BOOST_TEST(unpacked(packed(kind), kind) == 0);
      BOOST_TEST(shown(files, Path::of("/out/d")) == before);
      BOOST_TEST(HPC_MUST(files.stat(kUser, Path::of("/out/d/f"))).uid == 1000U);
      HPC_MUST(files.remove_all(kRootUser, Path::of("/out/d")));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_same_tree_gives_the_same_bytes) {
  for (const ArchiveKind kind : kKinds) BOOST_TEST((packed(kind) == packed(kind)));
}

BOOST_AUTO_TEST_CASE(compression_makes_it_smaller) {
  const std::uint64_t plain = packed(ArchiveKind::tar).size();
  BOOST_TEST(plain % 10240 == 0U);
  for (const ArchiveKind kind : {ArchiveKind::tar_gz, ArchiveKind::tar_bz2, ArchiveKind::zip}) {
    BOOST_TEST(packed(kind).size() * 3 < plain);
  }
}

BOOST_AUTO_TEST_CASE(a_single_file_is_packed_under_its_name) {
  for (const ArchiveKind kind : kKinds) {
    const Bytes archive = HPC_MUST(make_archive(files, kUser, Path::of("/d/f"), kind, false));
    BOOST_TEST(unpacked(archive, kind) == 0);
    BOOST_TEST(shown(files, Path::of("/out")) == "f 644 1000 content\n\n");
  }
}

BOOST_AUTO_TEST_CASE(links_are_followed_when_asked_to) {
  HPC_MUST(files.remove(kUser, Path::of("/d/dangling")));
  BOOST_TEST(unpacked(packed(ArchiveKind::tar_gz, true), ArchiveKind::tar_gz) == 0);
  const Stat l = HPC_MUST(files.lstat(kUser, Path::of("/out/d/l")));
  BOOST_TEST((l.type == FileType::regular));
  BOOST_TEST(l.mode == 0755U);
}

BOOST_AUTO_TEST_CASE(hard_links_stay_one_file_in_a_tar) {
  HPC_MUST(files.link(kUser, Path::of("/d/f"), Path::of("/d/g")));
  BOOST_TEST(unpacked(packed(ArchiveKind::tar), ArchiveKind::tar) == 0);
  BOOST_TEST(HPC_MUST(files.stat(kUser, Path::of("/out/d/g"))).inode ==
             HPC_MUST(files.stat(kUser, Path::of("/out/d/f"))).inode);
  HPC_MUST(files.remove_all(kRootUser, Path::of("/out/d")));
  BOOST_TEST(unpacked(packed(ArchiveKind::zip), ArchiveKind::zip) == 0);
  BOOST_TEST(HPC_MUST(files.read(kUser, Path::of("/out/d/g"))).str() == "content\n");
}

BOOST_AUTO_TEST_CASE(unpacking_replaces_files_and_merges_directories) {
  const Bytes archive = packed(ArchiveKind::tar);
  BOOST_TEST(unpacked(archive, ArchiveKind::tar) == 0);
  HPC_MUST(files.write(kUser, Path::of("/out/d/f"), "changed"));
  HPC_MUST(files.write(kUser, Path::of("/out/d/own"), "mine"));
  HPC_MUST(files.remove(kUser, Path::of("/out/d/l")));
  HPC_MUST(files.write(kUser, Path::of("/kept"), "kept"));
  HPC_MUST(files.symlink(kUser, "/kept", Path::of("/out/d/l")));
  BOOST_TEST(unpacked(archive, ArchiveKind::tar) == 0);
  BOOST_TEST(HPC_MUST(files.read(kUser, Path::of("/out/d/f"))).str() == "content\n");
  BOOST_TEST(HPC_MUST(files.read(kUser, Path::of("/out/d/own"))).str() == "mine");
  BOOST_TEST(HPC_MUST(files.read_link(kUser, Path::of("/out/d/l"))) == "sub/program");
  BOOST_TEST(HPC_MUST(files.read(kUser, Path::of("/kept"))).str() == "kept");
}

BOOST_AUTO_TEST_CASE(root_restores_owners_and_others_get_modes_by_a_umask) {
  const Bytes archive = Crafted().add("f", AE_IFREG, nullptr, nullptr, 06777).done();
  BOOST_TEST(unpacked(archive, ArchiveKind::tar) == 0);
  Stat f = HPC_MUST(files.stat(kUser, Path::of("/out/f")));
  BOOST_TEST(f.uid == 1000U);
  BOOST_TEST(f.mode == 0755U);
  BOOST_TEST(unpacked(archive, ArchiveKind::tar, kRootUser) == 0);
  f = HPC_MUST(files.stat(kUser, Path::of("/out/f")));
  BOOST_TEST(f.uid == 77U);
  BOOST_TEST(f.mode == 06777U);
}

BOOST_AUTO_TEST_CASE(what_is_no_such_archive_is_refused_and_nothing_is_written) {
  for (const ArchiveKind kind : kKinds) {
    BOOST_TEST_CONTEXT("kind " << static_cast<int>(kind)) {
      const Bytes whole = packed(kind);
      BOOST_TEST(unpacked("this is a text and no archive at all", kind) == EINVAL);
      BOOST_TEST(unpacked("", kind) == EINVAL);
      BOOST_TEST(unpacked(whole.slice(0, whole.size() / 2), kind) == EINVAL);
      for (const ArchiveKind other : kKinds) {
        if (other != kind) BOOST_TEST(unpacked(whole, other) == EINVAL);
      }
    }
  }
  BOOST_TEST(shown(files, Path::of("/out")) == "");
}

BOOST_AUTO_TEST_CASE(a_damaged_archive_stays_inside_its_directory) {
  HPC_MUST(files.remove(kUser, Path::of("/d/sub/large")));
  const std::string before = shown(files, Path::of("/d"));
  Random random(7);
  int refused = 0;
  for (const ArchiveKind kind : kKinds) {
    const std::string whole = packed(kind).str();
    for (int round = 0; round < 100; ++round) {
      std::string damaged = whole;
      for (int flip = 0; flip < 5; ++flip) {
        damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
      }
      if (unpacked(Bytes(damaged), kind) != 0) ++refused;
    }
  }
  BOOST_TEST(refused > 100);
  BOOST_TEST(shown(files, Path::of("/d")) == before);
  BOOST_TEST(HPC_MUST(files.list(kRootUser, Path())).size() == 2U);
}

BOOST_AUTO_TEST_CASE(members_that_would_leave_the_directory_are_refused_before_anything_is_written) {
  HPC_MUST(files.write(kUser, Path::of("/target"), "safe"));
  const auto refused = [this](Crafted& crafted) {
    BOOST_TEST(unpacked(crafted.done(), ArchiveKind::tar) == EINVAL);
    BOOST_TEST(shown(files, Path::of("/out")) == "");
    BOOST_TEST(HPC_MUST(files.read(kUser, Path::of("/target"))).str() == "safe");
  };
  refused(Crafted().add("ok", AE_IFREG).add("../target", AE_IFREG));
  refused(Crafted().add("ok", AE_IFREG).add("a/../../target", AE_IFREG));
  refused(Crafted().add("/target", AE_IFREG));
  refused(Crafted().add("..", AE_IFDIR));
  refused(Crafted().add("x", AE_IFREG, nullptr, "../target"));
  refused(Crafted().add("device", AE_IFCHR));
}

BOOST_AUTO_TEST_CASE(members_that_would_leave_by_a_link_are_refused) {
  HPC_MUST(files.make_directory(kUser, Path::of("/outside")));
  HPC_MUST(files.write(kUser, Path::of("/outside/target"), "safe"));
  HPC_MUST(files.change_mode(kUser, Path::of("/outside"), 0700));
  const std::string before = shown(files, Path::of("/outside"));
  const auto refused = [&](Crafted& crafted) {
    BOOST_TEST(unpacked(crafted.done(), ArchiveKind::tar) == EINVAL);
    BOOST_TEST(shown(files, Path::of("/outside")) == before);
    BOOST_TEST(HPC_MUST(files.stat(kUser, Path::of("/outside"))).mode == 0700U);
    const auto left = HPC_MUST(files.list(kUser, Path::of("/out")));
    for (const DirectoryEntry& entry : left) HPC_MUST(files.remove_all(kUser, Path::of("/out") / entry.name));
  };
  refused(Crafted().add("l", AE_IFLNK, "/outside").add("l/target", AE_IFREG));
  refused(Crafted().add("l", AE_IFLNK, "../outside").add("l/new", AE_IFREG));
  refused(Crafted().add("l", AE_IFLNK, "/outside").add("x", AE_IFREG, nullptr, "l/target"));
  refused(Crafted().add("l", AE_IFLNK, "/outside").add("l", AE_IFDIR, nullptr, nullptr, 0777));
  refused(Crafted()
              .add("d", AE_IFDIR, nullptr, nullptr, 0777)
              .add("a", AE_IFLNK, "d")
              .add("a/target", AE_IFDIR)
              .add("a", AE_IFLNK, "/outside"));
}

BOOST_AUTO_TEST_CASE(a_link_put_over_a_used_one_does_not_lead_modes_outside) {
  HPC_MUST(files.make_directory(kUser, Path::of("/outside"), 0700));
  const Bytes archive = Crafted()
                            .add("d", AE_IFDIR, nullptr, nullptr, 0755)
                            .add("l", AE_IFLNK, "d")
                            .add("l", AE_IFDIR, nullptr, nullptr, 0777)
                            .add("l", AE_IFLNK, "/outside")
                            .done();
  BOOST_TEST(unpacked(archive, ArchiveKind::tar) == 0);
  BOOST_TEST(HPC_MUST(files.stat(kUser, Path::of("/outside"))).mode == 0700U);
}

BOOST_AUTO_TEST_CASE(packing_and_unpacking_need_their_permissions) {
  const Credentials stranger{.uid = 7, .gid = 7};
  BOOST_TEST(
      extract_archive(files, stranger, packed(ArchiveKind::tar), ArchiveKind::tar, Path::of("/out")).error().posix ==
      EACCES);
  BOOST_TEST(
      extract_archive(files, kUser, packed(ArchiveKind::tar), ArchiveKind::tar, Path::of("/d/f")).error().posix ==
      ENOTDIR);
  BOOST_TEST(extract_archive(files, kUser, packed(ArchiveKind::tar), ArchiveKind::tar, Path::of("/no")).error().posix ==
             ENOENT);
  BOOST_TEST(make_archive(files, kUser, Path::of("/no"), ArchiveKind::tar, false).error().posix == ENOENT);
  HPC_MUST(files.change_mode(kUser, Path::of("/d/f"), 0600));
  BOOST_TEST(make_archive(files, stranger, Path::of("/d"), ArchiveKind::tar, false).error().posix == EACCES);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
