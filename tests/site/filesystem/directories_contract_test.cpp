// The contract: directories, rename, and the tools that walk trees.
#include "contract.h"

namespace hpc::site {

BOOST_AUTO_TEST_SUITE(contract_directories)

CONTRACT_CASE(a_directory_needs_a_free_name_in_a_directory) {
  me.write("/f");
  me.symlink("nowhere", "/dangling");
  BOOST_TEST(me.mkdir("/d", 0750) == "ok");
  BOOST_TEST(me.mode("/d") == "750");
  BOOST_TEST(me.mkdir("/slash/") == "ok");
  BOOST_TEST(me.mkdir("/d") == "EEXIST");
  BOOST_TEST(me.mkdir("/f") == "EEXIST");
  BOOST_TEST(me.mkdir("/f/") == "EEXIST");
  BOOST_TEST(me.mkdir("/dangling") == "EEXIST");
  BOOST_TEST(me.mkdir("/dangling/") == "EEXIST");
  BOOST_TEST(me.mkdir("/") == "EEXIST");
  BOOST_TEST(me.mkdir("/d/..") == "EEXIST");
  BOOST_TEST(me.mkdir("/missing/d") == "ENOENT");
  BOOST_TEST(me.mkdir("/f/d") == "ENOTDIR");
  BOOST_TEST(me.mkdir("/sticky", 07777) == "ok");
  BOOST_TEST(me.mode("/sticky") == "1777");
}

CONTRACT_CASE(a_directorys_links_count_its_subdirectories) {
  if (!files.counts_subdirectories()) return;
  me.mkdir("/d");
  BOOST_TEST(me.found("/d").links == 2U);
  me.mkdir("/d/a");
  me.mkdir("/d/b");
  me.write("/d/f");
  BOOST_TEST(me.found("/d").links == 4U);
  me.rename("/d/a", "/a");
  BOOST_TEST(me.found("/d").links == 3U);
  BOOST_TEST(me.found("/").links == 4U);
  me.rename("/a", "/d/b");
  BOOST_TEST(me.found("/d").links == 3U);
  BOOST_TEST(me.found("/").links == 3U);
  me.rmdir("/d/b");
  BOOST_TEST(me.found("/d").links == 2U);
}

CONTRACT_CASE(only_an_empty_directory_is_removed) {
  me.mkdir("/d");
  me.write("/d/f");
  me.symlink("d", "/l");
  BOOST_TEST(me.rmdir("/d") == "ENOTEMPTY");
  BOOST_TEST(me.rmdir("/d/f") == "ENOTDIR");
  BOOST_TEST(me.rmdir("/d/f/") == "ENOTDIR");
  BOOST_TEST(me.rmdir("/d/..") == "ENOTEMPTY");
  if (files.has_users()) BOOST_TEST(me.rmdir("/") == "EBUSY");  // else it is no root
  BOOST_TEST(me.rmdir("/missing") == "ENOENT");
  me.remove("/d/f");
  BOOST_TEST(me.rmdir("/l") == "ENOTDIR");
  BOOST_TEST(me.rmdir("/l/") == "ENOTDIR");
  BOOST_TEST(me.rmdir("/d/") == "ok");
  BOOST_TEST(me.stat("/l") == "ENOENT");
}

CONTRACT_CASE(a_rename_takes_the_place_of_a_file) {
  me.write("/a", "a");
  me.write("/b", "b");
  me.symlink("a", "/l");
  const Inode before = me.found("/a").inode;
  BOOST_TEST(me.rename("/a", "/b") == "ok");
  BOOST_TEST(me.list("/") == "b l");
  BOOST_TEST(me.found("/b").inode == before);
  BOOST_TEST(me.rename("/b", "/l") == "ok");
  BOOST_TEST(me.lstat("/l")[0] == '-');
  BOOST_TEST(me.rename("/l", "/l") == "ok");
  BOOST_TEST(me.rename("/missing", "/x") == "ENOENT");
  BOOST_TEST(me.rename("/l", "/missing/x") == "ENOENT");
  BOOST_TEST(me.rename("/l", "/l/x") == "ENOTDIR");
}

CONTRACT_CASE(a_rename_onto_another_name_of_the_same_file_does_nothing) {
  me.write("/a", "a");
  me.link("/a", "/b");
  BOOST_TEST(me.rename("/a", "/b") == "ok");
  BOOST_TEST(me.list("/") == "a b");
}

CONTRACT_CASE(a_directory_takes_the_place_of_an_empty_directory_only) {
  me.mkdir("/d");
  me.write("/d/f");
  me.mkdir("/empty");
  me.mkdir("/full");
  me.write("/full/f");
  me.write("/file");
  BOOST_TEST(me.rename("/d", "/full") == "ENOTEMPTY");
  BOOST_TEST(me.rename("/d", "/file") == "ENOTDIR");
  BOOST_TEST(me.rename("/file", "/empty") == "EISDIR");
  BOOST_TEST(me.rename("/file", "/full") == "EISDIR");
  BOOST_TEST(me.rename("/d", "/empty") == "ok");
  BOOST_TEST(me.list("/empty") == "f");
  BOOST_TEST(me.real_path("/empty/..") == "/");
}

CONTRACT_CASE(a_directory_cannot_move_below_itself_nor_onto_its_ancestor) {
  me.mkdir("/a");
  me.mkdir("/a/b");
  me.mkdir("/a/b/c");
  me.symlink("a/b", "/l");
  BOOST_TEST(me.rename("/a", "/a/x") == "EINVAL");
  BOOST_TEST(me.rename("/a", "/a/b/c/x") == "EINVAL");
  BOOST_TEST(me.rename("/a", "/l/x") == "EINVAL");
  BOOST_TEST(me.rename("/a/b/c", "/a") == "ENOTEMPTY");
  BOOST_TEST(me.rename("/a/b", "/a") == "ENOTEMPTY");
  BOOST_TEST(me.rename("/a/b", "/a/b") == "ok");
  me.write("/a/f");
  BOOST_TEST(me.rename("/a/f", "/a") == "ENOTEMPTY");
}

CONTRACT_CASE(slashes_and_dots_in_a_rename) {
  me.mkdir("/d");
  me.write("/f");
  me.symlink("d", "/l");
  BOOST_TEST(me.rename("/f/", "/g") == "ENOTDIR");
  BOOST_TEST(me.rename("/f", "/g/") == "ENOTDIR");
  BOOST_TEST(me.rename("/d/", "/e/") == "ok");
  BOOST_TEST(me.rename("/l/", "/m") == "ENOTDIR");
  BOOST_TEST(me.rename("/e/..", "/x") == "EBUSY");
  BOOST_TEST(me.rename("/f", "/e/..") == "EBUSY");
  BOOST_TEST(me.rename("/", "/x") == "EBUSY");
  BOOST_TEST(me.rename("/l", "/e/l") == "ok");
  BOOST_TEST(me.read_link("/e/l") == "d");
}

CONTRACT_CASE(a_moved_directory_keeps_what_is_in_it) {
  me.mkdir("/a");
  me.mkdir("/a/b");
  me.write("/a/b/f", "1");
  me.mkdir("/x");
  BOOST_TEST(me.rename("/a", "/x/y") == "ok");
  BOOST_TEST(me.read("/x/y/b/f") == "1");
  BOOST_TEST(me.real_path("/x/y/b/../../..") == "/");
  BOOST_TEST(me.rename("/x/y/b", "/x") == "ENOTEMPTY");
}

CONTRACT_CASE(making_directories_makes_what_is_missing_of_a_path) {
  BOOST_TEST(me.mkdir_p("/a/b/c/") == "ok");
  BOOST_TEST(me.mkdir_p("/a/b") == "ok");
  BOOST_TEST(me.mkdir_p("/") == "ok");
  me.write("/f");
  me.symlink("a/b", "/l");
  me.symlink("nowhere", "/dangling");
  BOOST_TEST(me.mkdir_p("/l/d/../e") == "ok");
  BOOST_TEST(me.list("/a/b") == "c d e");
  BOOST_TEST(me.mkdir_p("/l") == "ok");
  BOOST_TEST(me.mkdir_p("/f") == "EEXIST");
  BOOST_TEST(me.mkdir_p("/f/x") == "ENOTDIR");
  BOOST_TEST(me.mkdir_p("/dangling") == "EEXIST");
}

CONTRACT_CASE(removing_all_removes_links_and_not_what_they_name) {
  me.mkdir_p("/a/b/c");
  me.write("/a/b/f");
  me.write("/kept");
  me.mkdir("/d");
  me.write("/d/kept");
  me.symlink("../kept", "/a/l");
  me.symlink("../d", "/a/m");
  BOOST_TEST(me.rm_r("/a") == "ok");
  BOOST_TEST(me.list("/") == "d kept");
  BOOST_TEST(me.list("/d") == "kept");
  BOOST_TEST(me.rm_r("/a") == "ENOENT");
  BOOST_TEST(me.rm_r("/kept") == "ok");
  BOOST_TEST(me.rm_r("/d/..") != "ok");
  BOOST_TEST(me.list("/") == "d");
}

CONTRACT_CASE(a_copied_file_is_another_file) {
  me.write("/f", "1", 0751);
  me.utimes("/f", 1000, 2000);
  BOOST_TEST(me.cp("/f", "/g") == "ok");
  BOOST_TEST(me.stat("/f") == me.stat("/g"));
  BOOST_TEST((me.found("/g").modified != from_unix_seconds(2000)));
  me.write("/g", "22");
  BOOST_TEST(me.read("/f") == "1");
  me.chmod("/g", 0600);
  BOOST_TEST(me.cp("/f", "/g") == "ok");
  BOOST_TEST(me.mode("/g") == "600");
  BOOST_TEST(me.cp("/f", "/g", {.preserve = true}) == "ok");
  BOOST_TEST(me.mode("/g") == "751");
  BOOST_TEST((me.found("/g").modified == from_unix_seconds(2000)));
}

CONTRACT_CASE(copying_goes_by_the_umask_and_drops_privileges) {
  me.write("/f", "", 0777);
  me.chmod("/f", 06777);
  me.mkdir("/d", 0777);
  BOOST_TEST(me.cp("/f", "/g") == "ok");
  BOOST_TEST(me.mode("/g") == "755");
  BOOST_TEST(me.cp("/d", "/e") == "ok");
  BOOST_TEST(me.mode("/e") == "755");
  BOOST_TEST(me.cp("/f", "/h", {.preserve = true}) == "ok");
  BOOST_TEST(me.mode("/h") == "6777");
}

CONTRACT_CASE(a_copied_tree_has_all_of_it_and_merges_with_what_is_there) {
  me.mkdir("/a");
  me.mkdir("/a/closed", 0550);
  me.write("/a/f", "1");
  me.symlink("f", "/a/l");
  me.symlink("nowhere", "/a/dangling");
  me.mkdir("/b");
  me.write("/b/own", "2");
  me.write("/b/l", "in the way");
  BOOST_TEST(me.cp("/a", "/b") == "ok");
  BOOST_TEST(me.list("/b") == "closed dangling f l own");
  BOOST_TEST(me.read_link("/b/l") == "f");
  BOOST_TEST(me.mode("/b/closed") == "550");
  BOOST_TEST(me.cp("/a", "/c") == "ok");
  me.write("/c/f", "3");
  BOOST_TEST(me.read("/a/f") == "1");
}

CONTRACT_CASE(copying_follows_links_when_asked_to) {
  me.mkdir("/a");
  me.write("/f", "1");
  me.symlink("../f", "/a/l");
  me.symlink("a", "/to_a");
  BOOST_TEST(me.cp("/to_a", "/b", {.dereference = true}) == "ok");
  BOOST_TEST(me.lstat("/b/l")[0] == '-');
  BOOST_TEST(me.read("/b/l") == "1");
  BOOST_TEST(me.cp("/to_a", "/c") == "ok");
  BOOST_TEST(me.read_link("/c") == "a");
  BOOST_TEST(me.cp("/f", "/a/l2") == "ok");
  me.symlink("f", "/through");
  me.write("/g", "2");
  BOOST_TEST(me.cp("/g", "/through") == "ok");
  BOOST_TEST(me.read("/f") == "2");
}

CONTRACT_CASE(what_cannot_be_copied) {
  me.mkdir("/d");
  me.mkdir("/d/e");
  me.write("/f", "1");
  me.link("/f", "/same");
  BOOST_TEST(me.cp("/missing", "/x") == "ENOENT");
  BOOST_TEST(me.cp("/f", "/f") != "ok");
  BOOST_TEST(me.cp("/f", "/same") != "ok");
  BOOST_TEST(me.cp("/d", "/d/e/x") != "ok");
  BOOST_TEST(me.cp("/d", "/d") != "ok");
  BOOST_TEST(me.cp("/d", "/f") != "ok");
  BOOST_TEST(me.cp("/f", "/d") != "ok");
  BOOST_TEST(me.cp("/d", "/x", {.recursive = false}) != "ok");
  BOOST_TEST(me.stat("/x") == "ENOENT");
  BOOST_TEST(me.cp("/f", "/missing/x") == "ENOENT");
  BOOST_TEST(me.read("/f") == "1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::site
