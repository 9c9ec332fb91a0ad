// The contract: making, changing and removing files and links.
#include "contract.h"

namespace hpc::site {

BOOST_AUTO_TEST_SUITE(contract_files)

CONTRACT_CASE(writing_makes_a_file_with_exactly_its_mode) {
  BOOST_TEST(me.write("/f", "hello", 0666) == "ok");
  BOOST_TEST(me.read("/f") == "hello");
  BOOST_TEST(me.mode("/f") == "666");
  BOOST_TEST(me.found("/f").size == 5U);
  BOOST_TEST(me.found("/f").links == 1U);
  BOOST_TEST((me.found("/f").uid == files.me().uid));
}

CONTRACT_CASE(writing_again_keeps_inode_and_mode_and_nothing_of_the_content) {
  me.write("/f", "a long content", 0600);
  const Inode before = me.found("/f").inode;
  BOOST_TEST(me.write("/f", "short", 0666) == "ok");
  BOOST_TEST(me.found("/f").inode == before);
  BOOST_TEST(me.mode("/f") == "600");
  BOOST_TEST(me.read("/f") == "short");
}

CONTRACT_CASE(writing_may_insist_that_a_file_is_new_or_is_not) {
  me.write("/f", "old");
  me.symlink("nowhere", "/dangling");
  BOOST_TEST(me.write_how("/f", "x", {.exclusive = true}) == "EEXIST");
  BOOST_TEST(me.write_how("/dangling", "x", {.exclusive = true}) == "EEXIST");
  BOOST_TEST(me.write_how("/", "x", {.exclusive = true}) == "EEXIST");
  BOOST_TEST(me.write_how("/new", "x", {.exclusive = true}) == "ok");
  BOOST_TEST(me.write_how("/missing", "x", {.create = false}) == "ENOENT");
  BOOST_TEST(me.write_how("/dangling", "x", {.create = false}) == "ENOENT");
  BOOST_TEST(me.write_how("/f", "x", {.create = false}) == "ok");
  BOOST_TEST(me.write_how("/f/", "x", {.create = false}) == "ENOTDIR");
  BOOST_TEST(me.read("/f") == "x");
}

CONTRACT_CASE(writing_through_a_link_makes_what_it_names) {
  me.mkdir("/d");
  me.symlink("d/new", "/l");
  me.symlink("l", "/l2");
  me.symlink("missing/new", "/nowhere");
  BOOST_TEST(me.write("/l2", "1") == "ok");
  BOOST_TEST(me.read("/d/new") == "1");
  BOOST_TEST(me.write("/nowhere", "1") == "ENOENT");
  me.symlink("..", "/d/up");
  BOOST_TEST(me.write("/d/up") == "EISDIR");
}

CONTRACT_CASE(a_directory_cannot_be_written_or_read) {
  me.mkdir("/d");
  me.write("/f");
  BOOST_TEST(me.write("/d") == "EISDIR");
  BOOST_TEST(me.write_how("/d", "", {.create = false}) == "EISDIR");
  BOOST_TEST(me.write("/d/..") == "EISDIR");
  BOOST_TEST(me.write("/new/") == "EISDIR");
  BOOST_TEST(me.write("/f/") == "EISDIR");
  BOOST_TEST(me.write("/f/x") == "ENOTDIR");
  BOOST_TEST(me.write("/missing/x") == "ENOENT");
  BOOST_TEST(me.read("/d") == "EISDIR");
  BOOST_TEST(me.truncate("/d", 0) == "EISDIR");
}

CONTRACT_CASE(appending_adds_at_the_end_and_makes_what_is_missing) {
  BOOST_TEST(me.append("/f", "one") == "ok");
  BOOST_TEST(me.append("/f", "") == "ok");
  BOOST_TEST(me.append("/f", "+two") == "ok");
  BOOST_TEST(me.read("/f") == "one+two");
  BOOST_TEST(me.append("/empty", "") == "ok");
  BOOST_TEST(me.found("/empty").size == 0U);
}

CONTRACT_CASE(truncating_cuts_or_fills_with_zeros) {
  me.write("/f", "12345");
  me.symlink("f", "/l");
  BOOST_TEST(me.truncate("/l", 3) == "ok");
  BOOST_TEST(me.read("/f") == "123");
  BOOST_TEST(me.truncate("/f", 5) == "ok");
  BOOST_TEST(me.read("/f") == std::string("123\0\0", 5));
  BOOST_TEST(me.truncate("/missing", 0) == "ENOENT");
  BOOST_TEST(me.truncate("/f/", 0) == "ENOTDIR");
}

CONTRACT_CASE(removing_takes_a_name_away_and_not_what_it_links_to) {
  me.mkdir("/d");
  me.write("/f", "1");
  me.symlink("f", "/l");
  me.symlink("d", "/to_d");
  BOOST_TEST(me.remove("/l") == "ok");
  BOOST_TEST(me.remove("/to_d/") == "ENOTDIR");
  BOOST_TEST(me.remove("/to_d") == "ok");
  BOOST_TEST(me.list("/") == "d f");
  BOOST_TEST(me.remove("/d") == "EISDIR");
  BOOST_TEST(me.remove("/d/") == "EISDIR");
  BOOST_TEST(me.remove("/d/..") == "EISDIR");
  BOOST_TEST(me.remove("/f/") == "ENOTDIR");
  BOOST_TEST(me.remove("/missing") == "ENOENT");
  BOOST_TEST(me.remove("/missing/") == "ENOENT");
  BOOST_TEST(me.remove("/f") == "ok");
  BOOST_TEST(me.read("/f") == "ENOENT");
}

CONTRACT_CASE(a_file_lives_as_long_as_one_of_its_names) {
  me.mkdir("/d");
  me.write("/f", "1");
  BOOST_TEST(me.link("/f", "/d/g") == "ok");
  BOOST_TEST(me.found("/f").inode == me.found("/d/g").inode);
  BOOST_TEST(me.found("/f").links == 2U);
  me.append("/d/g", "2");
  me.chmod("/d/g", 0600);
  BOOST_TEST(me.read("/f") == "12");
  BOOST_TEST(me.mode("/f") == "600");
  BOOST_TEST(me.remove("/f") == "ok");
  BOOST_TEST(me.read("/d/g") == "12");
  BOOST_TEST(me.found("/d/g").links == 1U);
}

CONTRACT_CASE(what_cannot_be_linked) {
  me.mkdir("/d");
  me.write("/f");
  me.symlink("f", "/l");
  BOOST_TEST(me.link("/d", "/new") == "EPERM");
  BOOST_TEST(me.link("/f", "/d") == "EEXIST");
  BOOST_TEST(me.link("/f", "/l") == "EEXIST");
  BOOST_TEST(me.link("/missing", "/new") == "ENOENT");
  BOOST_TEST(me.link("/f", "/new/") == "ENOENT");
  BOOST_TEST(me.link("/f", "/d/..") == "EEXIST");
  BOOST_TEST(me.link("/f", "/missing/x") == "ENOENT");
  BOOST_TEST(me.link("/f/", "/new") == "ENOTDIR");
  BOOST_TEST(me.link("/l", "/l2") == "ok");
  BOOST_TEST(me.read_link("/l2") == "f");
  BOOST_TEST(me.found("/l").links == 2U);
  BOOST_TEST(me.found("/f").links == 1U);
}

CONTRACT_CASE(a_new_link_needs_a_free_name) {
  me.mkdir("/d");
  me.symlink("x", "/dangling");
  BOOST_TEST(me.symlink("x", "/d") == "EEXIST");
  BOOST_TEST(me.symlink("x", "/dangling") == "EEXIST");
  BOOST_TEST(me.symlink("x", "/d/..") == "EEXIST");
  BOOST_TEST(me.symlink("x", "/new/") == "ENOENT");
  BOOST_TEST(me.symlink("x", "/missing/new") == "ENOENT");
  BOOST_TEST(me.symlink("x", "/dangling/new") == "ENOENT");
}

CONTRACT_CASE(each_change_leaves_its_stamps_and_no_others) {
  me.mkdir("/d");
  me.write("/d/f", "1");
  const auto moved = [&me](std::string_view path, const std::function<void()>& act) {
    me.utimes(path, 1000, 2000);
    const Instant changed = me.found(path).changed;
    act();
    std::string text = me.found(path).modified == from_unix_seconds(2000) ? "" : "modified ";
    return text + (me.found(path).changed == changed ? "" : "changed");
  };
  BOOST_TEST(moved("/d", [&] { me.write("/d/new"); }) != "");
  BOOST_TEST(moved("/d", [&] { me.write("/d/f", "2"); }) == "");
  BOOST_TEST(moved("/d", [&] { me.chmod("/d/f", 0600); }) == "");
  BOOST_TEST(moved("/d", [&] { me.rename("/d/new", "/d/g"); }).starts_with("modified"));
  BOOST_TEST(moved("/d", [&] { me.remove("/d/g"); }).starts_with("modified"));
  BOOST_TEST(moved("/d", [&] { me.mkdir("/d/s"); }).starts_with("modified"));
  BOOST_TEST(moved("/d", [&] { me.rename("/d/s", "/s"); }).starts_with("modified"));
  BOOST_TEST(moved("/d", [&] { me.rename("/s", "/d/s"); }).starts_with("modified"));
  BOOST_TEST(moved("/d", [&] { me.write("/d/s/x"); }) == "");
  BOOST_TEST(moved("/d", [&] { me.link("/d/f", "/d/h"); }).starts_with("modified"));
  BOOST_TEST(moved("/d", [&] { me.write("/d/missing/x"); }) == "");
  BOOST_TEST(moved("/d/f", [&] { me.write("/d/f", "2"); }).starts_with("modified"));
  BOOST_TEST(moved("/d/f", [&] { me.write("/d/f", ""); }).starts_with("modified"));
  BOOST_TEST(moved("/d/f", [&] { me.append("/d/f", ""); }) == "");
  BOOST_TEST(moved("/d/f", [&] { me.append("/d/f", "x"); }).starts_with("modified"));
  BOOST_TEST(moved("/d/f", [&] { me.read("/d/f"); }) == "");
  BOOST_TEST(!moved("/d/f", [&] { me.chmod("/d/f", 0600); }).starts_with("modified"));
  BOOST_TEST(!moved("/d/f", [&] { me.link("/d/f", "/d/i"); }).starts_with("modified"));
}

CONTRACT_CASE(times_are_set_exactly) {
  me.write("/f");
  me.symlink("f", "/l");
  const Instant accessed = from_unix_seconds(12345) + std::chrono::microseconds(678901);
  BOOST_TEST(files.set_times(files.me(), Path::of("/l"), accessed, from_unix_seconds(-5)).has_value());
  BOOST_TEST((me.found("/f").accessed == accessed));
  BOOST_TEST((me.found("/f").modified == from_unix_seconds(-5)));
  BOOST_TEST(me.utimes("/missing", 0, 0) == "ENOENT");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::site
