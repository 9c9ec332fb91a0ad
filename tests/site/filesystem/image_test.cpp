// What only the virtual filesystem has: images, mounts, quotas, virtual time.
#include <boost/test/unit_test.hpp>
#include <cerrno>

#include "site/filesystem/filesystem.h"

namespace hpc::site {
namespace {

class FixedClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  void set(std::int64_t seconds) { now_ = from_unix_seconds(seconds); }

 private:
  Instant now_ = from_unix_seconds(1000);
};

const Credentials kRootUser;
const Credentials kUser{.uid = 1000, .gid = 1000};

FileSpec directory(std::string_view path, Uid uid = 1000, std::uint32_t mode = 0755) {
  return {.path = Path::of(path), .type = FileType::directory, .mode = mode, .uid = uid, .gid = uid};
}

FileSpec file(std::string_view path, std::string_view content, Uid uid = 1000) {
  return {.path = Path::of(path), .uid = uid, .gid = uid, .content = Bytes(content)};
}

std::shared_ptr<const FileTree> an_image() {
  return HPC_MUST(make_tree({directory("/home"), directory("/home/u"), file("/home/u/a", "aaaa"),
                             file("/home/u/b", "bb"), directory("/home/u/sub"), file("/home/u/sub/c", "c")},
                            from_unix_seconds(500)));
}

int number(const Result<void>& result) {
  return result ? 0 : result.error().posix;
}

std::string names(const FileSystem& files, std::string_view path) {
  std::string text;
  for (const auto entries = HPC_MUST(files.list(kRootUser, Path::of(path))); const DirectoryEntry& entry : entries) {
    text += entry.name + " ";
  }
  return text;
}

std::string text_of(const FileSystem& files, std::string_view path) {
  return HPC_MUST(files.read(kRootUser, Path::of(path))).str();
}

BOOST_AUTO_TEST_SUITE(image)

BOOST_AUTO_TEST_CASE(two_filesystems_of_one_image_never_see_each_other) {
  const FixedClock clock;
  const auto image = an_image();
  FileSystem first(image, {}, clock);
  FileSystem second(image, {}, clock);
  HPC_MUST(first.write(kUser, Path::of("/home/u/a"), "changed"));
  HPC_MUST(first.append(kUser, Path::of("/home/u/b"), "+"));
  HPC_MUST(first.remove_all(kUser, Path::of("/home/u/sub")));
  HPC_MUST(first.rename(kUser, Path::of("/home/u/b"), Path::of("/home/u/z")));
  HPC_MUST(first.change_mode(kUser, Path::of("/home/u"), 0700));
  HPC_MUST(second.write(kUser, Path::of("/home/u/new"), "n"));
  BOOST_TEST(names(first, "/home/u") == "a z ");
  BOOST_TEST(text_of(first, "/home/u/a") == "changed");
  BOOST_TEST(text_of(first, "/home/u/z") == "bb+");
  BOOST_TEST(names(second, "/home/u") == "a b new sub ");
  BOOST_TEST(text_of(second, "/home/u/a") == "aaaa");
  BOOST_TEST(HPC_MUST(second.stat(kUser, Path::of("/home/u"))).mode == 0755U);
  BOOST_TEST(HPC_MUST(first.stat(kUser, Path::of("/home/u"))).links == 2U);
  BOOST_TEST(HPC_MUST(second.stat(kUser, Path::of("/home/u"))).links == 3U);
  const FileSystem third(image, {}, clock);
  BOOST_TEST(names(third, "/home/u") == "a b sub ");
  BOOST_TEST(text_of(third, "/home/u/b") == "bb");
}

BOOST_AUTO_TEST_CASE(a_name_of_the_image_can_go_and_come_back) {
  const FixedClock clock;
  FileSystem files(an_image(), {}, clock);
  const Inode before = HPC_MUST(files.stat(kUser, Path::of("/home/u/a"))).inode;
  for (int round = 0; round < 3; ++round) {
    HPC_MUST(files.remove(kUser, Path::of("/home/u/a")));
    BOOST_TEST(names(files, "/home/u") == "b sub ");
    HPC_MUST(files.write(kUser, Path::of("/home/u/a"), "again"));
    BOOST_TEST(names(files, "/home/u") == "a b sub ");
  }
  BOOST_TEST(HPC_MUST(files.stat(kUser, Path::of("/home/u/a"))).inode != before);
}

BOOST_AUTO_TEST_CASE(a_read_content_does_not_change_with_the_file) {
  const FixedClock clock;
  FileSystem files(an_image(), {}, clock);
  HPC_MUST(files.append(kUser, Path::of("/home/u/a"), "1"));
  const Bytes read = HPC_MUST(files.read(kUser, Path::of("/home/u/a")));
  HPC_MUST(files.append(kUser, Path::of("/home/u/a"), "2"));
  HPC_MUST(files.truncate(kUser, Path::of("/home/u/a"), 1));
  BOOST_TEST(read.str() == "aaaa1");
  BOOST_TEST(text_of(files, "/home/u/a") == "a");
}

BOOST_AUTO_TEST_CASE(without_an_image_there_is_an_empty_root) {
  const FixedClock clock;
  const FileSystem files(nullptr, {}, clock);
  const Stat root = HPC_MUST(files.stat(kUser, Path()));
  BOOST_TEST(names(files, "/") == "");
  BOOST_TEST(root.uid == 0U);
  BOOST_TEST(root.full_mode() == 040755U);
  BOOST_TEST((root.modified == clock.now()));
}

BOOST_AUTO_TEST_CASE(parents_that_an_image_does_not_name_belong_to_root_until_it_does) {
  const FixedClock clock;
  const auto image = HPC_MUST(make_tree({file("/x/y/f", "1"), directory("/x", 7, 0750)}, clock.now()));
  const FileSystem files(image, {}, clock);
  const Stat x = HPC_MUST(files.stat(kRootUser, Path::of("/x")));
  BOOST_TEST(x.uid == 7U);
  BOOST_TEST(x.mode == 0750U);
  BOOST_TEST(x.links == 3U);
  BOOST_TEST(HPC_MUST(files.stat(kRootUser, Path::of("/x/y"))).uid == 0U);
}

BOOST_AUTO_TEST_CASE(an_image_that_contradicts_itself_is_refused_with_the_path) {
  const auto refused = [](const std::vector<FileSpec>& specs) {
    const auto tree = make_tree(specs, Instant{});
    return tree ? std::string("made") : tree.error().sentence;
  };
  BOOST_TEST(refused({file("/a", "1"), file("/a", "2")}) == "'/a': File exists");
  BOOST_TEST(refused({file("/a", "1"), directory("/a")}) == "'/a': File exists");
  BOOST_TEST(refused({file("/a", "1"), file("/a/b", "2")}) == "'/a/b': Not a directory");
  BOOST_TEST(refused({file("/a/../b", "1")}) == "'/a/../b': Invalid argument");
  BOOST_TEST(refused({directory("/a"), directory("/a")}) == "made");
}

BOOST_AUTO_TEST_CASE(stamps_are_the_virtual_now) {
  FixedClock clock;
  FileSystem files(an_image(), {}, clock);
  clock.set(2000);
  HPC_MUST(files.write(kUser, Path::of("/home/u/new"), "1"));
  clock.set(3000);
  HPC_MUST(files.change_mode(kUser, Path::of("/home/u/new"), 0600));
  BOOST_TEST(HPC_MUST(files.read(kUser, Path::of("/home/u/new"))).str() == "1");
  const Stat made = HPC_MUST(files.stat(kUser, Path::of("/home/u/new")));
  BOOST_TEST((made.accessed == from_unix_seconds(2000)));
  BOOST_TEST((made.modified == from_unix_seconds(2000)));
  BOOST_TEST((made.changed == from_unix_seconds(3000)));
  const Stat parent = HPC_MUST(files.stat(kUser, Path::of("/home/u")));
  BOOST_TEST((parent.modified == from_unix_seconds(2000)));
  BOOST_TEST((parent.accessed == from_unix_seconds(500)));
  BOOST_TEST((HPC_MUST(files.stat(kUser, Path::of("/home/u/a"))).modified == from_unix_seconds(500)));
}

BOOST_AUTO_TEST_CASE(above_the_root_is_the_root) {
  const FixedClock clock;
  FileSystem files(an_image(), {}, clock);
  BOOST_TEST(HPC_MUST(files.real_path(kUser, Path::of("/../../home/../home/u/.."))).str() == "/home");
  BOOST_TEST(number(files.remove_directory(kRootUser, Path())) == EBUSY);
  BOOST_TEST(number(files.remove_all(kRootUser, Path())) == EBUSY);
  BOOST_TEST(number(files.make_directory(kRootUser, Path())) == EEXIST);
  BOOST_TEST(number(files.rename(kRootUser, Path(), Path::of("/x"))) == EBUSY);
  BOOST_TEST(number(files.write(kRootUser, Path(), "x")) == EISDIR);
  BOOST_TEST(names(files, "/") == "home ");
}

BOOST_AUTO_TEST_CASE(a_path_put_together_too_long_is_refused) {
  const FixedClock clock;
  FileSystem files(an_image(), {}, clock);
  BOOST_TEST(number(files.write(kRootUser, Path() / std::string(256, 'x'), "")) == ENAMETOOLONG);
  std::string deep;
  while (deep.size() < 4100) deep += "/..";
  BOOST_TEST(number(files.access(kRootUser, Path() / deep, 0)) == ENAMETOOLONG);
  BOOST_TEST(number(files.write(kRootUser, Path() / std::string_view("a\0b", 3), "")) == EINVAL);
}

BOOST_AUTO_TEST_CASE(a_file_may_grow_to_a_limit_by_holes_that_cost_nothing) {
  const FixedClock clock;
  FileSystem files(an_image(), {}, clock);
  const Path path = Path::of("/home/u/a");
  HPC_MUST(files.truncate(kUser, path, std::uint64_t{1} << 40));
  BOOST_TEST(HPC_MUST(files.stat(kUser, path)).size == std::uint64_t{1} << 40);
  BOOST_TEST(number(files.truncate(kUser, path, (std::uint64_t{1} << 40) + 1)) == EFBIG);
  BOOST_TEST(number(files.append(kUser, path, "x")) == EFBIG);
  HPC_MUST(files.truncate(kUser, path, 6));
  BOOST_TEST((HPC_MUST(files.read(kUser, path)) == std::string_view("aaaa\0\0", 6)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(mounts)

std::vector<Mount> home_and_scratch(std::uint64_t quota = 0) {
  return {{.path = Path::of("/home"), .name = "HOME", .quota_bytes = quota},
          {.path = Path::of("/lustre/scratch"), .name = "SCRATCH", .quota_bytes = quota}};
}

BOOST_AUTO_TEST_CASE(a_mount_the_image_lacks_is_made) {
  const FixedClock clock;
  const FileSystem files(an_image(), home_and_scratch(), clock);
  BOOST_TEST(names(files, "/") == "home lustre ");
  const auto device = [&files](std::string_view path) {
    return HPC_MUST(files.stat(kRootUser, Path::of(path))).device;
  };
  BOOST_TEST(device("/home") == device("/home/u/sub/c"));
  BOOST_TEST(device("/home") != device("/lustre/scratch"));
  BOOST_TEST(device("/lustre") == device("/"));
  BOOST_TEST(device("/lustre") != device("/lustre/scratch"));
}

BOOST_AUTO_TEST_CASE(names_do_not_cross_mounts) {
  const FixedClock clock;
  FileSystem files(an_image(), home_and_scratch(), clock);
  BOOST_TEST(number(files.rename(kRootUser, Path::of("/home/u/a"), Path::of("/lustre/scratch/a"))) == EXDEV);
  BOOST_TEST(number(files.link(kRootUser, Path::of("/home/u/a"), Path::of("/lustre/a"))) == EXDEV);
  HPC_MUST(files.copy(kRootUser, Path::of("/home/u"), Path::of("/lustre/scratch/u"), {}));
  BOOST_TEST(names(files, "/lustre/scratch/u") == "a b sub ");
}

BOOST_AUTO_TEST_CASE(the_root_of_a_mount_is_busy) {
  const FixedClock clock;
  FileSystem files(an_image(), home_and_scratch(), clock);
  BOOST_TEST(number(files.remove_directory(kRootUser, Path::of("/lustre/scratch"))) == EBUSY);
  BOOST_TEST(number(files.rename(kRootUser, Path::of("/home"), Path::of("/casa"))) == EBUSY);
  BOOST_TEST(number(files.remove_all(kRootUser, Path::of("/lustre"))) == EBUSY);
  HPC_MUST(files.rename(kRootUser, Path::of("/lustre"), Path::of("/moved")));
  BOOST_TEST(names(files, "/moved") == "scratch ");
}

BOOST_AUTO_TEST_CASE(what_is_below_a_mount_that_is_not_available_is_stale) {
  const FixedClock clock;
  FileSystem files(an_image(), home_and_scratch(), clock);
  BOOST_TEST(files.set_available(Path::of("/home"), false));
  BOOST_TEST(!files.set_available(Path::of("/home/u"), false));
  for (const char* path : {"/home", "/home/u", "/home/u/a", "/home/../lustre"}) {
    const auto stat = files.stat(kRootUser, Path::of(path));
    BOOST_TEST(!stat.has_value());
    BOOST_TEST(stat.error().posix == ESTALE);
    BOOST_TEST((stat.error().what == Errc::unavailable));
  }
  BOOST_TEST(number(files.write(kUser, Path::of("/home/u/new"), "")) == ESTALE);
  BOOST_TEST(names(files, "/") == "home lustre ");
  HPC_MUST(files.symlink(kRootUser, "/home/u/a", Path::of("/lustre/scratch/l")));
  BOOST_TEST(files.read(kRootUser, Path::of("/lustre/scratch/l")).error().posix == ESTALE);
  BOOST_TEST(files.set_available(Path::of("/home/"), true));
  BOOST_TEST(text_of(files, "/lustre/scratch/l") == "aaaa");
}

BOOST_AUTO_TEST_CASE(a_quota_counts_per_mount_and_owner) {
  const FixedClock clock;
  FileSystem files(an_image(), home_and_scratch(10), clock);  // the image holds 7 bytes of the user's
  const Path scratch = Path::of("/lustre/scratch");
  HPC_MUST(files.change_mode(kRootUser, scratch, 01777));
  BOOST_TEST(files.used_bytes(Path::of("/home/u/a"), 1000) == 7U);
  BOOST_TEST(files.used_bytes(scratch, 1000) == 0U);
  BOOST_TEST(files.used_bytes(Path(), 1000) == 0U);
  HPC_MUST(files.write(kUser, Path::of("/home/u/new"), "123"));
  const Result<void> more = files.append(kUser, Path::of("/home/u/new"), "4");
  BOOST_TEST(number(more) == EDQUOT);
  BOOST_TEST((more.error().what == Errc::too_large));
  BOOST_TEST(text_of(files, "/home/u/new") == "123");
  HPC_MUST(files.write(kUser, scratch / "ten", "0123456789"));
  BOOST_TEST(number(files.write(kUser, scratch / "eleven", "x")) == EDQUOT);
  BOOST_TEST(names(files, "/lustre/scratch") == "ten ");
  HPC_MUST(files.write({.uid = 1001, .gid = 1001}, scratch / "other", "0123456789"));
  HPC_MUST(files.write(kRootUser, scratch / "root", "0123456789ABC"));
}

BOOST_AUTO_TEST_CASE(what_goes_gives_its_quota_back) {
  const FixedClock clock;
  FileSystem files(an_image(), home_and_scratch(10), clock);
  const auto used = [&files] { return files.used_bytes(Path::of("/home"), 1000); };
  HPC_MUST(files.write(kUser, Path::of("/home/u/a"), "1"));
  BOOST_TEST(used() == 4U);
  HPC_MUST(files.link(kUser, Path::of("/home/u/b"), Path::of("/home/u/b2")));
  BOOST_TEST(used() == 4U);
  HPC_MUST(files.remove(kUser, Path::of("/home/u/b")));
  BOOST_TEST(used() == 4U);
  HPC_MUST(files.rename(kUser, Path::of("/home/u/sub/c"), Path::of("/home/u/b2")));
  BOOST_TEST(used() == 2U);
  HPC_MUST(files.change_owner(kRootUser, Path::of("/home/u/a"), 1001, std::nullopt));
  BOOST_TEST(used() == 1U);
  BOOST_TEST(files.used_bytes(Path::of("/home"), 1001) == 1U);
  BOOST_TEST(number(files.truncate(kUser, Path::of("/home/u/b2"), 11)) == EDQUOT);
  HPC_MUST(files.truncate(kUser, Path::of("/home/u/b2"), 10));
  BOOST_TEST(used() == 10U);
  HPC_MUST(files.remove_all(kRootUser, Path::of("/home/u")));
  BOOST_TEST(used() == 0U);
}

BOOST_AUTO_TEST_CASE(who_is_over_the_quota_may_still_shrink) {
  const FixedClock clock;
  FileSystem files(an_image(), home_and_scratch(5), clock);
  BOOST_TEST(number(files.write(kUser, Path::of("/home/u/a"), "12345")) == EDQUOT);
  BOOST_TEST(text_of(files, "/home/u/a") == "aaaa");
  HPC_MUST(files.write(kUser, Path::of("/home/u/a"), "123"));
  HPC_MUST(files.write(kUser, Path::of("/home/u/empty"), ""));
}

BOOST_AUTO_TEST_CASE(a_mount_inside_a_mount_counts_for_itself) {
  const FixedClock clock;
  const FileSystem files(an_image(), {{.path = Path::of("/home/u/sub")}, {.path = Path::of("/home")}, {.path = Path()}},
                         clock);
  BOOST_TEST(files.used_bytes(Path::of("/home/u"), 1000) == 6U);
  BOOST_TEST(files.used_bytes(Path::of("/home/u/sub/c"), 1000) == 1U);
  BOOST_TEST(files.used_bytes(Path(), 1000) == 0U);
}

BOOST_AUTO_TEST_CASE(mounts_are_checked_before_they_are_made) {
  const auto image = an_image();
  const auto checked = [&image](std::string_view path) {
    return number(check_mounts(image.get(), {{.path = Path::of(path)}}));
  };
  BOOST_TEST(checked("/home") == 0);
  BOOST_TEST(checked("/home/u/new/er") == 0);
  BOOST_TEST(checked("/home/u/a") == ENOTDIR);
  BOOST_TEST(checked("/home/u/a/b") == ENOTDIR);
  BOOST_TEST(checked("/home/../x") == EINVAL);
  BOOST_TEST(number(check_mounts(nullptr, {{.path = Path::of("/x/y")}})) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
