#include "site/path.h"

#include <boost/test/unit_test.hpp>
#include <cerrno>

namespace hpc::site {
namespace {

std::string shown(std::string_view text, const Path& base = {}) {
  const Result<Path> path = Path::parse(text, base);
  if (!path) return "errno " + std::to_string(path.error().posix);
  return path->str() + (path->has_trailing_slash() ? " demands a directory" : "");
}

BOOST_AUTO_TEST_SUITE(path)

BOOST_AUTO_TEST_CASE(dots_and_double_slashes_go_and_double_dots_stay) {
  BOOST_TEST(shown("/a//b/./c") == "/a/b/c");
  BOOST_TEST(shown("//") == "/");
  BOOST_TEST(shown("/.") == "/");
  BOOST_TEST(shown("/a/../b") == "/a/../b");
  BOOST_TEST(shown("/..") == "/..");
  BOOST_TEST(shown("/...") == "/...");
}

BOOST_AUTO_TEST_CASE(a_trailing_slash_is_remembered_apart) {
  BOOST_TEST(shown("/a/") == "/a demands a directory");
  BOOST_TEST(shown("/a/.") == "/a demands a directory");
  BOOST_TEST(shown("/a.") == "/a.");
  BOOST_TEST(shown("/") == "/");
  BOOST_TEST((Path::of("/a/") != Path::of("/a")));
  BOOST_TEST((Path::of("/./") == Path()));
}

BOOST_AUTO_TEST_CASE(a_relative_path_is_read_from_its_base) {
  const Path home = Path::of("/home/u/");
  BOOST_TEST(shown("x", home) == "/home/u/x");
  BOOST_TEST(shown("../x/", home) == "/home/u/../x demands a directory");
  BOOST_TEST(shown("/x", home) == "/x");
  BOOST_TEST(shown(".", home) == "/home/u demands a directory");
  BOOST_TEST(shown(".") == "/");
}

BOOST_AUTO_TEST_CASE(what_is_no_path_is_refused_with_its_errno) {
  BOOST_TEST(shown("") == "errno " + std::to_string(ENOENT));
  BOOST_TEST(shown(std::string_view("/a\0b", 4)) == "errno " + std::to_string(EINVAL));
  BOOST_TEST(shown("/" + std::string(255, 'x')) == "/" + std::string(255, 'x'));
  BOOST_TEST(shown("/" + std::string(256, 'x')) == "errno " + std::to_string(ENAMETOOLONG));
  std::string longest;
  while (longest.size() < 4094) longest += "/a";
  BOOST_TEST(shown(longest + "/") == longest + " demands a directory");
  BOOST_TEST(shown(longest + "/a") == "errno " + std::to_string(ENAMETOOLONG));
  BOOST_TEST(shown("a/b", Path::of(longest)) == "errno " + std::to_string(ENAMETOOLONG));
  BOOST_TEST((Path::parse("").error().what == Errc::missing));
  BOOST_TEST((Path::parse("").error().about == About::path));
  BOOST_TEST(Path::parse("").error().sentence == "No such file or directory");
}

BOOST_AUTO_TEST_CASE(name_and_parent_take_it_apart) {
  BOOST_TEST(Path::of("/a/b/").name() == "b");
  BOOST_TEST(Path().name() == "");
  BOOST_TEST(Path::of("/a/b").parent().str() == "/a");
  BOOST_TEST(Path::of("/a").parent().str() == "/");
  BOOST_TEST(Path().parent().str() == "/");
  const Path three = Path::of("/a/b/c");
  BOOST_TEST(three.components().size() == 3U);
  BOOST_TEST(three.components()[2] == "c");
  BOOST_TEST(Path().components().empty());
}

BOOST_AUTO_TEST_CASE(appending_keeps_to_components) {
  BOOST_TEST((Path::of("/a/") / "b").str() == "/a/b");
  BOOST_TEST((Path() / "b").str() == "/b");
  BOOST_TEST((Path::of("/a") / "/b").str() == "/b");
  BOOST_TEST((Path::of("/a") / "").str() == "/a");
  BOOST_TEST((Path::of("/a") / "b/").has_trailing_slash());
}

BOOST_AUTO_TEST_CASE(being_under_counts_by_components) {
  BOOST_TEST(Path::of("/a/b").is_under(Path::of("/a")));
  BOOST_TEST(Path::of("/a").is_under(Path::of("/a")));
  BOOST_TEST(Path::of("/a").is_under(Path()));
  BOOST_TEST(!Path::of("/ab").is_under(Path::of("/a")));
  BOOST_TEST(!Path::of("/a").is_under(Path::of("/a/b")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
