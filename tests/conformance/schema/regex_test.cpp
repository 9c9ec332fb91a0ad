#include "conformance/schema/regex.h"

#include <boost/test/unit_test.hpp>

namespace hpc::conformance {
namespace {

bool finds(const std::string& pattern, const std::string& text) {
  Regex::Scratch scratch;
  return HPC_MUST(Regex::compile(pattern)).search(text, scratch) == Regex::Outcome::found;
}

BOOST_AUTO_TEST_SUITE(regex)

BOOST_AUTO_TEST_CASE(what_ecma_262_and_pcre2_understand_differently_follows_ecma_262) {
  BOOST_TEST(finds("^\\s$", "\xc2\xa0"));
  BOOST_TEST(finds("^\\s$", "\xef\xbb\xbf"));
  BOOST_TEST(!finds("^\\S$", "\xc2\xa0"));
  BOOST_TEST(finds("^[\\s]$", "\xe2\x80\xa8"));
  BOOST_TEST(!finds("^[\\S]$", "\xe2\x80\xa8"));
  BOOST_TEST(finds("^[\\S]$", "\xf0\x9f\x92\xa9"));
  BOOST_TEST(!finds("^\\d$", "\xd9\xa1"));  // an Arabic digit
  BOOST_TEST(!finds("^\\w$", "\xc3\xa9"));
  BOOST_TEST(!finds("a$", "a\n"));
  BOOST_TEST(!finds("^.$", "\r"));
  BOOST_TEST(finds("^\\v$", "\x0b"));
  BOOST_TEST(!finds("^\\v$", "\n"));
  BOOST_TEST(finds("^[[:alpha:]]$", "a]"));
  BOOST_TEST(!finds("^[[:alpha:]]$", "x"));
  BOOST_TEST(finds("^(a)?\\1b$", "b"));
  BOOST_TEST(finds("^[^]$", "\n"));
  BOOST_TEST(!finds("[]", "a"));
  BOOST_TEST(finds("^\\cJ$", "\n"));
  BOOST_TEST(finds("^[\\b]$", "\b"));
}

BOOST_AUTO_TEST_CASE(escapes_name_characters) {
  BOOST_TEST(finds("^\\u00e9$", "\xc3\xa9"));
  BOOST_TEST(finds("^\\ud83d\\udca9$", "\xf0\x9f\x92\xa9"));
  BOOST_TEST(finds("^\\u{1F4A9}$", "\xf0\x9f\x92\xa9"));
  BOOST_TEST(finds("^[\\ud83d\\udc00-\\ud83d\\udfff]$", "\xf0\x9f\x92\xa9"));
  BOOST_TEST(finds("^\\x41\\0$", std::string("A\0", 2)));
  BOOST_TEST(finds("^\\/\\-\\_\\@$", "/-_@"));
  BOOST_TEST(finds("^\\p{Lu}\\p{Letter}\\P{L}$", "Ab1"));
  BOOST_TEST(finds("^\\p{Script=Greek}$", "\xce\xb1"));
  BOOST_TEST(!finds("\\ud83d", "\xf0\x9f\x92\xa9"));
}

BOOST_AUTO_TEST_CASE(hyphens_in_classes_are_ranges_only_between_characters) {
  BOOST_TEST(finds("^[\\w-]+$", "a-b"));
  BOOST_TEST(finds("^[\\w.-]+$", "a.-"));
  BOOST_TEST(finds("^[\\s-x]$", "-"));
  BOOST_TEST(!finds("^[\\s-x]$", "a"));
  BOOST_TEST(finds("^[a-c-e]$", "-"));
  BOOST_TEST(!finds("^[a-c-e]$", "d"));
  BOOST_TEST(finds("^[-a]$", "-"));
  BOOST_TEST(finds("^[\xc3\xa0-\xc3\xbc]$", "\xc3\xa9"));
}

BOOST_AUTO_TEST_CASE(braces_that_repeat_nothing_are_letters) {
  BOOST_TEST(finds("^{a}$", "{a}"));
  BOOST_TEST(finds("^x{,2}$", "x{,2}"));
  BOOST_TEST(finds("^x{2,}$", "xxx"));
  BOOST_TEST(finds("^x{2}?$", "xx"));
}

BOOST_AUTO_TEST_CASE(groups_of_every_kind) {
  BOOST_TEST(finds("^(?:a|b)(?=c)c$", "bc"));
  BOOST_TEST(finds("(?<!a)b", "cb"));
  BOOST_TEST(!finds("(?<=a)b", "cb"));
  BOOST_TEST(finds("^(?<x>a)\\k<x>$", "aa"));
  BOOST_TEST(!finds("^a(?!b)", "ab"));
}

BOOST_AUTO_TEST_CASE(what_ecma_262_does_not_have_is_refused) {
  for (const char* pattern :
       {"(?P<n>a)", "(?>a)", "(?i)a",   "a++",   "a*+",         "(*UTF)a",       "\\Aa",    "a\\Z",
        "\\a",      "\\h",   "\\Qa\\E", "(?#c)", "+",           "a|*",           "(",       ")",
        "[a",       "a\\",   "[b-a]",   "\\u12", "\\u{110000}", "\\p{Nonsense}", "\\k<no>", "^*"}) {
    BOOST_TEST(!Regex::compile(pattern).has_value(), pattern);
  }
}

BOOST_AUTO_TEST_CASE(literal_prefixes_take_the_short_way_with_the_same_result) {
  BOOST_TEST(finds("^x-", "x-a"));
  BOOST_TEST(!finds("^x-", "ax-"));
  BOOST_TEST(finds("^", ""));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::conformance
