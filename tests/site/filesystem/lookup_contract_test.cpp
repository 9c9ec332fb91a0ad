// The contract: finding what a path means.
#include "contract.h"

namespace hpc::site {

BOOST_AUTO_TEST_SUITE(contract_lookup)

CONTRACT_CASE(a_missing_name_and_a_name_below_a_file_differ) {
  me.write("/f", "12345");
  BOOST_TEST(me.stat("/missing") == "ENOENT");
  BOOST_TEST(me.stat("/missing/x") == "ENOENT");
  BOOST_TEST(me.stat("/f/x") == "ENOTDIR");
  BOOST_TEST(me.list("/f") == "ENOTDIR");
  BOOST_TEST(me.list("/missing") == "ENOENT");
  BOOST_TEST(me.read("/missing") == "ENOENT");
  BOOST_TEST(me.access("/missing", 0) == "ENOENT");
  BOOST_TEST(me.chmod("/missing", 0644) == "ENOENT");
}

CONTRACT_CASE(a_trailing_slash_demands_a_directory) {
  me.write("/f");
  me.mkdir("/d");
  me.symlink("d", "/to_d");
  me.symlink("f", "/to_f");
  me.symlink("nowhere", "/dangling");
  BOOST_TEST(me.lstat("/d/")[0] == 'd');
  BOOST_TEST(me.lstat("/f/") == "ENOTDIR");
  BOOST_TEST(me.read("/f/") == "ENOTDIR");
  BOOST_TEST(me.lstat("/to_d")[0] == 'l');
  BOOST_TEST(me.lstat("/to_d/")[0] == 'd');
  BOOST_TEST(me.lstat("/to_f/") == "ENOTDIR");
  BOOST_TEST(me.lstat("/dangling/") == "ENOENT");
  BOOST_TEST(me.read_link("/to_d/") == "EINVAL");
  BOOST_TEST(me.real_path("/f/") == "ENOTDIR");
}

CONTRACT_CASE(a_slash_at_the_end_of_a_link_counts_too) {
  me.write("/f");
  me.mkdir("/d");
  me.symlink("f/", "/to_f");
  me.symlink("d/", "/to_d");
  me.symlink("new/", "/to_new");
  BOOST_TEST(me.stat("/to_f") == "ENOTDIR");
  BOOST_TEST(me.stat("/to_d")[0] == 'd');
  BOOST_TEST(me.write("/to_d/x") == "ok");
  BOOST_TEST(me.write("/to_new") == "EISDIR");
  BOOST_TEST(me.write("/to_f") == "EISDIR");
}

CONTRACT_CASE(double_dots_mean_the_parent_of_where_a_link_led) {
  me.mkdir("/a");
  me.mkdir("/a/b");
  me.write("/a/x", "of a");
  me.write("/x", "of the root");
  me.symlink("a/b", "/l");
  BOOST_TEST(me.read("/l/../x") == "of a");
  BOOST_TEST(me.read("/a/../x") == "of the root");
  BOOST_TEST(me.real_path("/l/..") == "/a");
  me.write("/f");
  BOOST_TEST(me.stat("/f/..") == "ENOTDIR");
  BOOST_TEST(me.stat("/missing/..") == "ENOENT");
}

CONTRACT_CASE(forty_links_are_followed_and_no_more) {
  me.write("/0", "found");
  for (int link = 1; link <= 41; ++link) me.symlink(std::to_string(link - 1), "/" + std::to_string(link));
  BOOST_TEST(me.read("/40") == "found");
  BOOST_TEST(me.read("/41") == "ELOOP");
  BOOST_TEST(me.lstat("/41")[0] == 'l');
  me.symlink("loop", "/loop");
  BOOST_TEST(me.stat("/loop") == "ELOOP");
  BOOST_TEST(me.stat("/loop/x") == "ELOOP");
  BOOST_TEST(me.write("/loop") == "ELOOP");
  BOOST_TEST(me.mkdir("/loop") == "EEXIST");
}

CONTRACT_CASE(links_are_followed_by_their_text_when_they_are_used) {
  me.mkdir("/a");
  me.mkdir("/b");
  me.write("/a/x", "a");
  me.write("/b/x", "b");
  me.symlink("../a", "/b/relative");
  me.symlink("/b/relative/./x", "/absolute");
  BOOST_TEST(me.read("/absolute") == "a");
  BOOST_TEST(me.real_path("/absolute") == "/a/x");
  me.rename("/a", "/c");
  BOOST_TEST(me.read("/absolute") == "ENOENT");
  BOOST_TEST(me.rename("/b", "/a") == "ok");
  BOOST_TEST(me.read_link("/absolute") == "/b/relative/./x");
}

CONTRACT_CASE(a_link_tells_its_text_and_the_texts_length) {
  me.symlink("no//where/.", "/l");
  BOOST_TEST(me.read_link("/l") == "no//where/.");
  BOOST_TEST(me.found("/l").size == 11U);
  BOOST_TEST(me.mode("/l") == "777");
  me.write("/f");
  BOOST_TEST(me.read_link("/f") == "EINVAL");
  BOOST_TEST(me.read_link("/") == "EINVAL");
}

CONTRACT_CASE(a_links_text_has_limits) {
  std::string longest;
  while (longest.size() < 4095) longest += longest.size() % 200 == 199 ? "/" : "x";
  BOOST_TEST(me.symlink("", "/l") == "ENOENT");
  BOOST_TEST(me.symlink(longest + "x", "/l") == "ENAMETOOLONG");
  BOOST_TEST(me.symlink(std::string(256, 'x'), "/long_name") == "ok");
  BOOST_TEST(me.stat("/long_name") == "ENAMETOOLONG");
  BOOST_TEST(me.lstat("/long_name")[0] == 'l');
}

CONTRACT_CASE(a_real_path_has_no_links) {
  me.mkdir("/a");
  me.mkdir("/a/b");
  me.write("/a/b/f");
  me.symlink("a/b", "/l");
  me.symlink("/l/f", "/to_f");
  BOOST_TEST(me.real_path("/l") == "/a/b");
  BOOST_TEST(me.real_path("/l/") == "/a/b");
  BOOST_TEST(me.real_path("/to_f") == "/a/b/f");
  BOOST_TEST(me.real_path("/l/../b/../..") == "/");
  BOOST_TEST(me.real_path("/l/missing") == "ENOENT");
  BOOST_TEST(me.real_path("/a/b/f/x") == "ENOTDIR");
}

CONTRACT_CASE(a_listing_is_in_byte_order_and_says_what_each_is) {
  me.write("/b");
  me.write("/B");
  me.mkdir("/a");
  me.symlink("b", "/.l");
  me.write("/a.b");
  BOOST_TEST(me.list("/") == ".l B a a.b b");
  BOOST_TEST(me.list("/a") == "");
  const auto entries = HPC_MUST(files.list(files.me(), Path()));
  BOOST_TEST((entries[0].stat.type == FileType::symlink));
  BOOST_TEST(entries[0].target == "b");
  BOOST_TEST((entries[2].stat.type == FileType::directory));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::site
