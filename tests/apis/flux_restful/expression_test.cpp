// What Python 3.11's re answers to each row.
#include "apis/flux_restful/expression.h"

#include <boost/test/unit_test.hpp>

using hpc::apis::flux_restful::Expression;

BOOST_AUTO_TEST_SUITE(flux_restful_expression)

BOOST_AUTO_TEST_CASE(it_finds_what_python_finds) {
  struct Row {
    const char* pattern;
    const char* text;
    bool found;
  };
  for (const Row& row : {
           Row{"INACTIVE", "xINACTIVEy", true},
           Row{"a|b", "zb", true},
           Row{"^ab$", "ab", true},
           Row{"^ab$", "ab\n", true},
           Row{"\\Aab\\Z", "ab\n", false},
           Row{"a.c", "a\nc", false},
           Row{"(?s)a.c", "a\nc", true},
           Row{"(?i)running", "RUNNING", true},
           Row{"(?m)^b$", "a\nb\nc", true},
           Row{"(?<=flux-)sample", "flux-sample", true},
           Row{"(?<!flux-)sample", "flux-sample", false},
           Row{"(?P<n>a)(?P=n)", "aa", true},
           Row{"(a)(b)\\2\\1", "abba", true},
           Row{"a{2,3}b", "aaab", true},
           Row{"a{,2}b", "aaab", true},
           Row{"a{x}", "a{x}", true},
           Row{"{", "{", true},
           Row{"[]a]", "]", true},
           Row{"[^]a]+$", "]bc", true},
           Row{"[a-c-]+$", "a-b", true},
           Row{"[\\d_-]+$", "12_3-", true},
           Row{"\\bfoo\\b", "a foo b", true},
           Row{"\\bfoo\\b", "afoob", false},
           Row{"a*?b", "aaab", true},
           Row{"(a*)*$", "aaa", true},
           Row{"(?:a|ab)(?:c|bcd)(d*)$", "abcd", true},
           Row{"(a)?(?(1)b|c)", "ab", true},
           Row{"^(a)?(?(1)b|c)$", "c", true},
           Row{"a(?!b)", "ab", false},
           Row{"a(?!b)", "ac", true},
           Row{"a(?=b)b", "ab", true},
           Row{"\\x41\\u0042\\103", "ABC", true},
           Row{"é+$", "éé", true},
           Row{"[à-ï]", "é", true},
           Row{"(?i)É", "é", true},
           Row{"\\w+$", "äöü", true},
           Row{"^.$", "ƒ", true},
           Row{"a++a", "aaa", false},
           Row{"(?>a+)b", "aab", true},
           Row{"", "x", true},
           Row{"(?#note)a", "a", true},
           Row{"\\.", "x.y", true},
           Row{"[\\]]", "]", true},
           Row{"(?x) a b # c", "ab", true},
           Row{"(?i:A)b", "ab", true},
           Row{"(?i:A)b", "aB", false},
           Row{"(a|b)*c|d", "ababd", true},
           Row{"x*", "", true},
           Row{"(?:x{0,3}){2}y", "xxxxy", true},
           Row{"(a+)\\1$", "aaaa", true},
           Row{"\\t", "\t", true},
           Row{"[\\b]", "\b", true},
           Row{"'sched': \\{", "{'sched': {'", true},
           Row{"a(?#note){2}b", "aab", true},
           Row{"(?(1)a|b)(c)?$", "b", true},
           Row{"(?i)(?#x)B", "b", true},
       }) {
    const auto expression = Expression::compile(row.pattern);
    BOOST_TEST_REQUIRE(expression.has_value(), row.pattern);
    std::uint64_t steps = 100'000;
    const auto found = expression->search(row.text, steps);
    BOOST_TEST((found == row.found), row.pattern << " in " << row.text);
  }
}

BOOST_AUTO_TEST_CASE(what_python_refuses_is_refused) {
  for (const char* pattern :
       {"(?#c)*",   "a+(?#c)*",         "(?i){2}", "[",      "(",       ")",        "*",     "a**",     "a{2,1}", "?a",
        "(?P<1>a)", "(?P<n>a)(?P<n>b)", "\\q",     "\\2",    "(?P=n)",  "(?<=a+)b", "[b-a]", "[a-\\d]", "\\",     "(?",
        "(?z)",     "a(?i)b",           "^*",      "(?P<n>", "(?(2)a)", "\\x4",     "a|*",   "{2}"})
    BOOST_TEST(!Expression::compile(pattern).has_value(), pattern);
}

BOOST_AUTO_TEST_CASE(what_would_take_for_ever_is_given_up) {
  const auto expression = Expression::compile("(a+)+$");
  std::uint64_t steps = 100'000;
  BOOST_TEST(!expression->search("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", steps).has_value());
  BOOST_TEST(steps == 0u);
  BOOST_TEST(!Expression::compile("((a{1000}){1000}){1000}").has_value());
  BOOST_TEST(!Expression::compile(std::string(100'000, '(')).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
