// The contract: who may what.
#include "contract.h"

namespace hpc::site {

BOOST_AUTO_TEST_SUITE(contract_permissions)

CONTRACT_CASE(what_one_may_not_read_write_or_search_oneself) {
  if (files.me().is_root()) return;
  me.mkdir("/d");
  me.write("/d/f", "1");
  me.chmod("/d/f", 0);
  BOOST_TEST(me.read("/d/f") == "EACCES");
  BOOST_TEST(me.write("/d/f") == "EACCES");
  BOOST_TEST(me.append("/d/f", "") == "EACCES");
  BOOST_TEST(me.truncate("/d/f", 0) == "EACCES");
  BOOST_TEST(me.access("/d/f", can_read) == "EACCES");
  BOOST_TEST(me.access("/d/f", 0) == "ok");
  me.chmod("/d", 0500);
  BOOST_TEST(me.write("/d/new") == "EACCES");
  BOOST_TEST(me.mkdir("/d/new") == "EACCES");
  BOOST_TEST(me.mkdir("/d/f") == "EEXIST");
  BOOST_TEST(me.symlink("x", "/d/new") == "EACCES");
  BOOST_TEST(me.remove("/d/f") == "EACCES");
  BOOST_TEST(me.remove("/d/missing") == "ENOENT");
  BOOST_TEST(me.rename("/d/f", "/f") == "EACCES");
  BOOST_TEST(me.list("/d") == "f");
  me.chmod("/d", 0300);
  BOOST_TEST(me.list("/d") == "EACCES");
  BOOST_TEST(me.lstat("/d/f")[0] == '-');
  me.chmod("/d", 0600);
  BOOST_TEST(me.list("/d") == "f");
  BOOST_TEST(me.lstat("/d/f") == "EACCES");
  BOOST_TEST(me.lstat("/d/missing") == "EACCES");
  BOOST_TEST(me.lstat("/d/..") == "EACCES");
  BOOST_TEST(me.write("/d/f") == "EACCES");
  BOOST_TEST(me.rename("/d/f", "/f") == "EACCES");
  const auto entries = HPC_MUST(files.list(files.me(), Path::of("/d")));
  BOOST_TEST((entries[0].stat.type == FileType::regular));
  BOOST_TEST(entries[0].stat.links == 0U);
  BOOST_TEST(me.rmdir("/d") == "ENOTEMPTY");
}

CONTRACT_CASE(one_class_decides_and_it_is_the_first_that_fits) {
  NEEDS_USERS
  const Actor alice = files.as(kAlice), bob = files.as(kBob), carol = files.as(kCarol);
  alice.write("/f", "1");
  alice.chown("/f", std::nullopt, 2000);
  alice.chmod("/f", 0046);
  BOOST_TEST(alice.read("/f") == "EACCES");
  BOOST_TEST(bob.read("/f") == "1");
  BOOST_TEST(bob.append("/f", "x") == "EACCES");
  BOOST_TEST(carol.append("/f", "2") == "ok");
  BOOST_TEST(files.as(kSuperuser).read("/f") == "12");
}

CONTRACT_CASE(root_may_all_but_execute_what_nobody_may) {
  NEEDS_USERS
  const Actor root = files.as(kSuperuser);
  me.write("/f", "1");
  me.chmod("/f", 0);
  me.mkdir("/d", 0700);
  me.chmod("/d", 0);
  BOOST_TEST(root.read("/f") == "1");
  BOOST_TEST(root.write("/d/f") == "ok");
  BOOST_TEST(root.owner("/d/f") == "0:0");
  BOOST_TEST(root.access("/f", can_execute) == "EACCES");
  BOOST_TEST(root.access("/d", can_execute) == "ok");
  me.chmod("/f", 0001);
  BOOST_TEST(root.access("/f", can_read | can_write | can_execute) == "ok");
}

CONTRACT_CASE(search_is_needed_on_each_directory_and_on_those_of_a_link) {
  NEEDS_USERS
  const Actor bob = files.as(kBob);
  me.mkdir("/private", 0700);
  me.mkdir("/private/open", 0777);
  me.write("/private/open/f", "1");
  me.symlink("private/open/f", "/l");
  BOOST_TEST(bob.read("/private/open/f") == "EACCES");
  BOOST_TEST(bob.read("/l") == "EACCES");
  BOOST_TEST(bob.read_link("/l") == "private/open/f");
  BOOST_TEST(bob.lstat("/private")[0] == 'd');
  BOOST_TEST(bob.stat("/private/..") == "EACCES");
  BOOST_TEST(bob.real_path("/l") == "EACCES");
  me.chmod("/private", 0711);
  BOOST_TEST(bob.read("/l") == "1");
  BOOST_TEST(bob.list("/private") == "EACCES");
}

CONTRACT_CASE(in_a_sticky_directory_one_removes_ones_own) {
  NEEDS_USERS
  const Actor alice = files.as(kAlice), bob = files.as(kBob), carol = files.as(kCarol);
  alice.mkdir("/t");
  alice.chmod("/t", 01777);
  bob.write("/t/bobs");
  bob.mkdir("/t/d");
  carol.write("/t/carols");
  BOOST_TEST(carol.remove("/t/bobs") == "EPERM");
  BOOST_TEST(carol.rmdir("/t/d") == "EPERM");
  BOOST_TEST(carol.rename("/t/bobs", "/t/x") == "EPERM");
  BOOST_TEST(carol.rename("/t/carols", "/t/bobs") == "EPERM");
  BOOST_TEST(carol.remove("/t/d") == "EPERM");
  BOOST_TEST(bob.rename("/t/bobs", "/t/x") == "ok");
  BOOST_TEST(alice.remove("/t/carols") == "ok");
  BOOST_TEST(files.as(kSuperuser).remove("/t/x") == "ok");
}

CONTRACT_CASE(a_directory_that_moves_must_be_writable_itself) {
  NEEDS_USERS
  const Actor alice = files.as(kAlice), bob = files.as(kBob);
  alice.mkdir("/open");
  alice.chmod("/open", 0777);
  alice.mkdir("/open/theirs", 0755);
  bob.mkdir("/open/mine");
  BOOST_TEST(bob.rename("/open/theirs", "/open/renamed") == "ok");
  BOOST_TEST(bob.rename("/open/renamed", "/open/mine/renamed") == "EACCES");
  BOOST_TEST(alice.mkdir("/open/renamed/sub") == "ok");
}

CONTRACT_CASE(the_owner_alone_changes_modes_and_times) {
  NEEDS_USERS
  const Actor alice = files.as(kAlice), bob = files.as(kBob);
  alice.write("/f", "1");
  alice.chmod("/f", 0666);
  BOOST_TEST(bob.chmod("/f", 0777) == "EPERM");
  BOOST_TEST(bob.utimes("/f", 1, 2) == "EPERM");
  BOOST_TEST(files.as(kSuperuser).chmod("/f", 0640) == "ok");
  BOOST_TEST(alice.chmod("/f", 01755) == "ok");
  BOOST_TEST(alice.mode("/f") == "1755");
}

CONTRACT_CASE(root_gives_files_away_and_the_owner_only_to_its_groups) {
  NEEDS_USERS
  const Actor alice = files.as(kAlice), bob = files.as(kBob), root = files.as(kSuperuser);
  alice.write("/f", "1");
  BOOST_TEST(alice.chown("/f", kBob.uid, std::nullopt) == "EPERM");
  BOOST_TEST(alice.chown("/f", std::nullopt, kBob.gid) == "EPERM");
  BOOST_TEST(alice.chown("/f", kAlice.uid, 2000) == "ok");
  BOOST_TEST(bob.chown("/f", std::nullopt, 2000) == "EPERM");
  BOOST_TEST(bob.chown("/f", std::nullopt, std::nullopt) == "ok");
  BOOST_TEST(alice.owner("/f") == "1000:2000");
  alice.chmod("/f", 02755);
  BOOST_TEST(bob.chown("/f", std::nullopt, std::nullopt) == "EPERM");
  BOOST_TEST(root.chown("/f", kBob.uid, kBob.gid) == "ok");
  BOOST_TEST(root.owner("/f") == "1001:1001");
  me.symlink("f", "/l");
  BOOST_TEST(root.chown("/l", 0, 0) == "ok");
  BOOST_TEST(root.owner("/f") == "0:0");
  BOOST_TEST(root.owner("/l") == "1000:1000");
}

CONTRACT_CASE(a_new_owner_or_content_takes_setuid_away) {
  NEEDS_USERS
  const Actor alice = files.as(kAlice), bob = files.as(kBob), root = files.as(kSuperuser);
  const auto mode_after = [&](std::uint32_t mode, const std::function<void()>& act) {
    root.write("/f", "1");
    root.chown("/f", kAlice.uid, 2000);
    root.chmod("/f", mode);
    act();
    return root.mode("/f");
  };
  BOOST_TEST(mode_after(06777, [&] { bob.append("/f", "x"); }) == "777");
  BOOST_TEST(mode_after(06777, [&] { bob.append("/f", ""); }) == "6777");
  BOOST_TEST(mode_after(06777, [&] { alice.write("/f", "x"); }) == "777");
  BOOST_TEST(mode_after(06777, [&] { bob.truncate("/f", 0); }) == "777");
  BOOST_TEST(mode_after(06766, [&] { bob.append("/f", "x"); }) == "2766");
  BOOST_TEST(mode_after(06766, [&] { files.as(kCarol).append("/f", "x"); }) == "766");
  BOOST_TEST(mode_after(06777, [&] { root.append("/f", "x"); }) == "6777");
  BOOST_TEST(mode_after(06777, [&] { root.chown("/f", kBob.uid, std::nullopt); }) == "777");
  BOOST_TEST(mode_after(06767, [&] { root.chown("/f", kBob.uid, std::nullopt); }) == "2767");
}

CONTRACT_CASE(setgid_is_for_members_of_the_group) {
  NEEDS_USERS
  const Actor alice = files.as(kAlice), root = files.as(kSuperuser);
  alice.write("/f");
  root.chown("/f", std::nullopt, kCarol.gid);
  BOOST_TEST(alice.chmod("/f", 02755) == "ok");
  BOOST_TEST(alice.mode("/f") == "755");
  root.chown("/f", std::nullopt, 2000);
  BOOST_TEST(alice.chmod("/f", 02755) == "ok");
  BOOST_TEST(alice.mode("/f") == "2755");
}

CONTRACT_CASE(a_setgid_directory_gives_its_group) {
  NEEDS_USERS
  const Actor bob = files.as(kBob), carol = files.as(kCarol), root = files.as(kSuperuser);
  root.mkdir("/shared");
  root.chown("/shared", 0, 2000);
  root.chmod("/shared", 02777);
  bob.write("/shared/f");
  bob.mkdir("/shared/d", 0700);
  carol.write("/shared/program", "", 02755);
  bob.write("/shared/program2", "", 02755);
  bob.symlink("x", "/shared/l");
  BOOST_TEST(root.owner("/shared/f") == "1001:2000");
  BOOST_TEST(root.owner("/shared/l") == "1001:2000");
  BOOST_TEST(root.lstat("/shared/d").starts_with("d 2700 1001:2000"));
  BOOST_TEST(root.mode("/shared/program") == "755");
  BOOST_TEST(root.mode("/shared/program2") == "2755");
}

CONTRACT_CASE(one_cannot_link_what_one_could_not_change) {
  NEEDS_USERS
  if (!files.protects_hardlinks()) return;
  const Actor alice = files.as(kAlice), bob = files.as(kBob);
  alice.mkdir("/open");
  alice.chmod("/open", 0777);
  alice.write("/open/read_only", "", 0644);
  alice.write("/open/writable", "", 0666);
  alice.write("/open/setuid", "", 04666);
  alice.symlink("x", "/open/link");
  BOOST_TEST(bob.link("/open/read_only", "/open/1") == "EPERM");
  BOOST_TEST(bob.link("/open/writable", "/open/2") == "ok");
  BOOST_TEST(bob.link("/open/setuid", "/open/3") == "EPERM");
  BOOST_TEST(bob.link("/open/link", "/open/4") == "EPERM");
  BOOST_TEST(bob.link("/open/writable", "/5") == "EACCES");
}

CONTRACT_CASE(tools_stop_at_what_they_may_not) {
  NEEDS_USERS
  const Actor alice = files.as(kAlice), bob = files.as(kBob);
  alice.mkdir("/a");
  alice.mkdir("/a/closed", 0700);
  alice.write("/a/closed/f");
  BOOST_TEST(bob.rm_r("/a") == "EACCES");
  BOOST_TEST(bob.mkdir_p("/a/x/y") == "EACCES");
  BOOST_TEST(bob.mkdir_p("/a") == "ok");
  BOOST_TEST(bob.cp("/a/closed/f", "/a/g") == "EACCES");
  alice.mkdir("/bobs");
  files.as(kSuperuser).chown("/bobs", kBob.uid, kBob.gid);
  BOOST_TEST(bob.cp("/a", "/bobs/a") == "EACCES");
  bob.write("/bobs/f", "1");
  alice.chmod("/a", 0777);
  alice.write("/a/old", "old", 0644);
  BOOST_TEST(bob.cp("/bobs/f", "/a/old") == "EACCES");
  BOOST_TEST(bob.cp("/bobs/f", "/a/old", {.force = true}) == "ok");
  BOOST_TEST(bob.owner("/a/old") == "1001:1001");
  alice.mkdir("/a/empty_closed", 0700);
  BOOST_TEST(bob.rm_r("/a/empty_closed") == "ok");
}

CONTRACT_CASE(preserving_keeps_the_owner_for_root_only) {
  NEEDS_USERS
  const Actor bob = files.as(kBob), root = files.as(kSuperuser);
  me.write("/f", "", 0644);
  me.chmod("/f", 06755);
  me.utimes("/f", 1000, 2000);
  me.mkdir("/t");
  me.chmod("/t", 0777);
  BOOST_TEST(root.cp("/f", "/t/r", {.preserve = true}) == "ok");
  BOOST_TEST(root.stat("/t/r") == root.stat("/f"));
  BOOST_TEST(bob.cp("/f", "/t/b", {.preserve = true}) == "ok");
  BOOST_TEST(root.stat("/t/b") == "- 755 1001:1001 x1 0");
  BOOST_TEST((root.found("/t/b").modified == from_unix_seconds(2000)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::site
