// Modes, patterns and listings, as a shell writes and shows them.
#include <boost/test/unit_test.hpp>
#include <cerrno>

#include "site/filesystem/glob.h"
#include "site/filesystem/listing.h"
#include "site/filesystem/mode.h"

namespace hpc::site {
namespace {

class FixedClock final : public Clock {
 public:
  Instant now() const override { return {}; }
};

const Credentials kUser{.uid = 1000, .gid = 1000};

std::string changed(std::string_view text, std::uint32_t current, bool is_directory = false) {
  const Result<std::uint32_t> mode = parse_mode_change(text, current, is_directory);
  if (!mode) return mode.error().posix == EINVAL ? "invalid" : "?";
  char octal[8];
  std::snprintf(octal, sizeof octal, "%04o", *mode);
  return octal;
}

BOOST_AUTO_TEST_SUITE(mode)

BOOST_AUTO_TEST_CASE(an_octal_mode_is_the_mode) {
  BOOST_TEST(changed("755", 0) == "0755");
  BOOST_TEST(changed("0", 0777) == "0000");
  BOOST_TEST(changed("4755", 0) == "4755");
  BOOST_TEST(changed("07777", 0) == "7777");
  BOOST_TEST(changed("10000", 0) == "invalid");
  BOOST_TEST(changed("99999999999999999999", 0) == "invalid");
  BOOST_TEST(changed("78", 0) == "invalid");
  BOOST_TEST(changed("755x", 0) == "invalid");
}

BOOST_AUTO_TEST_CASE(a_directory_keeps_setgid_unless_it_is_named) {
  BOOST_TEST(changed("755", 02700, true) == "2755");
  BOOST_TEST(changed("0755", 02700, true) == "2755");
  BOOST_TEST(changed("00755", 02700, true) == "0755");
  BOOST_TEST(changed("755", 02700, false) == "0755");
  BOOST_TEST(changed("755", 01700, true) == "0755");
  BOOST_TEST(changed("g=rx", 02770, true) == "2750");
  BOOST_TEST(changed("g-s", 02770, true) == "0770");
  BOOST_TEST(changed("g=rx", 02770, false) == "0750");
}

BOOST_AUTO_TEST_CASE(a_symbolic_mode_is_applied_from_left_to_right) {
  BOOST_TEST(changed("u=rwx,g=rx,o=", 0) == "0750");
  BOOST_TEST(changed("go-w", 0777) == "0755");
  BOOST_TEST(changed("a+r", 0) == "0444");
  BOOST_TEST(changed("u+x-w", 0600) == "0500");
  BOOST_TEST(changed("g=u", 0740) == "0770");
  BOOST_TEST(changed("o=g-w", 0760) == "0764");
  BOOST_TEST(changed("u+s,+t", 0755) == "5755");
  BOOST_TEST(changed("g+s", 0755) == "2755");
  BOOST_TEST(changed("ug+rw,o-rwx", 0007) == "0660");
  BOOST_TEST(changed("a=", 0777) == "0000");
}

BOOST_AUTO_TEST_CASE(a_mode_for_nobody_in_particular_goes_by_the_umask) {
  BOOST_TEST(changed("+w", 0) == "0200");
  BOOST_TEST(changed("+x", 0644) == "0755");
  BOOST_TEST(changed("=rw", 0777) == "0644");
  BOOST_TEST(changed("-w", 0666) == "0466");
}

BOOST_AUTO_TEST_CASE(a_capital_x_is_for_directories_and_what_can_run) {
  BOOST_TEST(changed("a+X", 0644) == "0644");
  BOOST_TEST(changed("a+X", 0744) == "0755");
  BOOST_TEST(changed("a+X", 0644, true) == "0755");
}

BOOST_AUTO_TEST_CASE(what_is_no_mode) {
  for (const char* text : {"", "x", "u", "u+q", "u+r,", ",u+r", "u+r o+r", "8", "-", "z+r", "u++", "rwxr-xr-x"}) {
    const std::string outcome = changed(text, 0600);
    BOOST_TEST_CONTEXT(text) {
      // A sign without bits is allowed, as in GNU's chmod.
      const bool is_empty_change = std::string_view(text) == "-" || std::string_view(text) == "u++";
      BOOST_TEST(outcome == (is_empty_change ? "0600" : "invalid"));
    }
  }
}

BOOST_AUTO_TEST_CASE(modes_are_shown_as_ls_shows_them) {
  BOOST_TEST(permission_letters(0755) == "rwxr-xr-x");
  BOOST_TEST(permission_letters(0) == "---------");
  BOOST_TEST(permission_letters(07777) == "rwsrwsrwt");
  BOOST_TEST(permission_letters(07000) == "--S--S--T");
  BOOST_TEST(permission_letters(0640) == "rw-r-----");
  BOOST_TEST(type_letter(FileType::directory) == 'd');
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(glob)

BOOST_AUTO_TEST_CASE(patterns_match_whole_texts) {
  const std::vector<std::pair<const char*, const char*>> matching{{"", ""},
                                                                  {"*", ""},
                                                                  {"*", "a/b.c"},
                                                                  {"a*", "a"},
                                                                  {"*.txt", "x.txt"},
                                                                  {"a*b*c", "aXbYbc"},
                                                                  {"?b", "ab"},
                                                                  {"[ab]c", "bc"},
                                                                  {"[a-c]", "b"},
                                                                  {"[!a]", "b"},
                                                                  {"[^a]", "b"},
                                                                  {"[]a]", "]"},
                                                                  {"[!]a]", "b"},
                                                                  {"[a-]", "-"},
                                                                  {"\\*", "*"},
                                                                  {"[\\]]", "]"},
                                                                  {"[[:digit:]]*", "7x"},
                                                                  {"[![:alpha:]_]", "1"},
                                                                  {"[", "["},
                                                                  {"[a", "[a"},
                                                                  {"**", "x"},
                                                                  {"a\\", "a\\"},
                                                                  {".*", ".x"},
                                                                  {"*[0-9]", "job12"},
                                                                  {"[[:upper:][:digit:]]", "A"}};
  for (const auto& [pattern, text] : matching) BOOST_TEST(glob_match(pattern, text), pattern << " matches " << text);
  const std::vector<std::pair<const char*, const char*>> others{
      {"", "a"},        {"?", ""},      {"a*", "ba"},   {"*.txt", "x.txt2"}, {"[a-c]", "d"},       {"[!a]", "a"},
      {"\\*", "x"},     {"[ab]", "ab"}, {"a*b", "acd"}, {"[c-a]", "b"},      {"[[:digit:]]", "a"}, {"[a", "a"},
      {"[[:no:]]", "n"}};
  for (const auto& [pattern, text] : others)
    BOOST_TEST(!glob_match(pattern, text), pattern << " does not match " << text);
}

BOOST_AUTO_TEST_CASE(many_stars_do_not_take_for_ever) {
  std::string pattern;
  for (int star = 0; star < 200; ++star) pattern += "*a";
  BOOST_TEST(!glob_match(pattern + "b", std::string(20000, 'a')));
  BOOST_TEST(glob_match(pattern, std::string(20000, 'a')));
}

BOOST_AUTO_TEST_CASE(wildcards_are_seen_unless_they_are_quoted) {
  BOOST_TEST(is_glob("a*"));
  BOOST_TEST(is_glob("[a]"));
  BOOST_TEST(!is_glob("a\\*"));
  BOOST_TEST(!is_glob("["));
  BOOST_TEST(!is_glob("plain"));
}

// A home with a few files of each sort.
struct Home {
  Home() {
    HPC_MUST(files.change_mode(Credentials{}, Path(), 0777));
    for (const char* path : {"/h/a/x.txt", "/h/a/y.txt", "/h/b/x.txt", "/h/.hidden/z.txt"}) {
      HPC_MUST(files.make_directories(kUser, Path::of(path).parent()));
      HPC_MUST(files.write(kUser, Path::of(path), "1"));
    }
    for (const char* path : {"/h/1.txt", "/h/2.txt", "/h/.dot", "/h/a star*"})
      HPC_MUST(files.write(kUser, Path::of(path), "1"));
    HPC_MUST(files.symlink(kUser, "nowhere", Path::of("/h/dangling")));
  }

  std::string words(std::string_view pattern, const Credentials& who = kUser) const {
    std::string text;
    for (const std::string& word : expand_glob_words(files, who, pattern, Path::of("/h"))) text += "[" + word + "]";
    return text;
  }

  FixedClock clock;
  FileSystem files{nullptr, {}, clock};
};

BOOST_FIXTURE_TEST_CASE(a_pattern_gives_the_names_that_exist_as_it_is_written, Home) {
  BOOST_TEST(words("*.txt") == "[1.txt][2.txt]");
  BOOST_TEST(words("*/x.txt") == "[a/x.txt][b/x.txt]");
  BOOST_TEST(words("/h/?/*") == "[/h/a/x.txt][/h/a/y.txt][/h/b/x.txt]");
  BOOST_TEST(words("*/") == "[a/][b/]");
  BOOST_TEST(words("../h/[ab]") == "[../h/a][../h/b]");
  BOOST_TEST(words("*") == "[1.txt][2.txt][a][a star*][b][dangling]");
  BOOST_TEST(words(".*") == "[.dot][.hidden]");
  BOOST_TEST(words("a\\ star\\*") == "[a star*]");
  BOOST_TEST(words("d*") == "[dangling]");
  BOOST_TEST(words("nothing*") == "");
  BOOST_TEST(words("1.txt/*") == "");
  BOOST_TEST(words("1.txt") == "[1.txt]");
  BOOST_TEST(words("/") == "[/]");
}

BOOST_FIXTURE_TEST_CASE(what_may_not_be_listed_matches_nothing, Home) {
  HPC_MUST(files.change_mode(kUser, Path::of("/h/a"), 0700));
  BOOST_TEST(words("*/x.txt", {.uid = 7, .gid = 7}) == "[b/x.txt]");
  HPC_MUST(files.change_mode(kUser, Path::of("/h/b"), 0711));
  BOOST_TEST(words("b/*", {.uid = 7, .gid = 7}) == "");
  BOOST_TEST(words("b/x.txt", {.uid = 7, .gid = 7}) == "[b/x.txt]");
}

BOOST_FIXTURE_TEST_CASE(paths_come_sorted, Home) {
  const std::vector<Path> found = HPC_MUST(expand_glob(files, kUser, "*/*.txt", Path::of("/h")));
  std::string text;
  for (const Path& path : found) text += path.str() + " ";
  BOOST_TEST(text == "/h/a/x.txt /h/a/y.txt /h/b/x.txt ");
  BOOST_TEST(expand_glob(files, kUser, "", Path()).error().posix == ENOENT);
}

BOOST_FIXTURE_TEST_CASE(a_recursive_listing_goes_through_directories_as_ls_does, Home) {
  const auto shown = [this](const Credentials& who, bool hidden) {
    std::string text;
    const auto sections = HPC_MUST(list_recursively(files, who, Path::of("/h"), hidden));
    for (const ListingSection& section : sections) {
      text += section.below + ":";
      for (const DirectoryEntry& entry : section.entries) text += " " + entry.name;
      text += section.failed ? " " + section.failed->sentence + "\n" : "\n";
    }
    return text;
  };
  HPC_MUST(files.make_directories(kUser, Path::of("/h/a/deep/er")));
  BOOST_TEST(shown(kUser, false) ==
             ": 1.txt 2.txt a a star* b dangling\na: deep x.txt y.txt\na/deep: er\na/deep/er:\nb: x.txt\n");
  HPC_MUST(files.change_mode(kUser, Path::of("/h/a"), 0700));
  BOOST_TEST(shown({.uid = 7, .gid = 7}, true) ==
             ": .dot .hidden 1.txt 2.txt a a star* b dangling\n.hidden: z.txt\na: Permission denied\nb: x.txt\n");
  BOOST_TEST(list_recursively(files, kUser, Path::of("/h/1.txt")).error().posix == ENOTDIR);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site
