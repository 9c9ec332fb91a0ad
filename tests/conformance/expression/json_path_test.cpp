#include "conformance/expression/json_path.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <string>

using namespace hpc;
using namespace hpc::conformance;

namespace {

/// The selected values as a JSON array, or "error".
std::string selected(const char* path, const char* document) {
  const auto compiled = JsonPath::compile(path);
  if (!compiled) return "error";
  const auto value = Json::parse(document);
  Json result = Json::array();
  for (const auto* node : compiled->select(value)) result.push_back(*node);
  return result.dump();
}

struct Row {
  const char* path;
  const char* document;
  const char* result;
};

void check(std::initializer_list<Row> rows) {
  for (const auto& row : rows) BOOST_TEST(selected(row.path, row.document) == row.result, row.path << " gives " << selected(row.path, row.document) << ", not " << row.result);
}

constexpr const char* kLetters = R"(["a","b","c","d","e","f","g"])";
// In the manner of the RFC's table 11.
constexpr const char* kFilters = R"({"a":[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}],"o":{"p":1,"q":2,"r":3,"s":5,"t":{"u":6}},"e":"f"})";

}  // namespace

BOOST_AUTO_TEST_SUITE(json_path)

BOOST_AUTO_TEST_CASE(names_select_members_and_nothing_else) {
  check({{"$", "{\"k\":1}", "[{\"k\":1}]"},
         {"$.j['k.k']", R"({"j":{"k.k":3}})", "[3]"},
         {"$[\"j\"].k", R"({"j":{"k":4}})", "[4]"},
         {"$['\\'']['@']", R"({"'":{"@":2}})", "[2]"},
         {"$['\\u263a']", R"({"☺":1})", "[1]"},
         {"$['\\uD834\\uDD1E']", R"({"𝄞":1})", "[1]"},
         {"$.☺", R"({"☺":1})", "[1]"},
         {"$.a", "[1]", "[]"},
         {"$['a']", "\"a\"", "[]"},
         {"$.a", R"({"a":null})", "[null]"}});
}

BOOST_AUTO_TEST_CASE(wildcards_and_unions_keep_order_and_duplicates) {
  check({{"$[*]", R"({"j":1,"k":2})", "[1,2]"},
         {"$.*", "[1,2]", "[1,2]"},
         {"$[*]", "1", "[]"},
         {"$[0, 3]", kLetters, R"(["a","d"])"},
         {"$[0:2, 5]", kLetters, R"(["a","b","f"])"},
         {"$[0, 0]", kLetters, R"(["a","a"])"},
         {"$[ 'a' ,'b' ]", R"({"b":2,"a":1})", "[1,2]"}});
}

BOOST_AUTO_TEST_CASE(indices_and_slices_count_from_both_ends) {
  check({{"$[1]", kLetters, R"(["b"])"},
         {"$[-2]", kLetters, R"(["f"])"},
         {"$[9]", kLetters, "[]"},
         {"$[1:3]", kLetters, R"(["b","c"])"},
         {"$[5:]", kLetters, R"(["f","g"])"},
         {"$[1:5:2]", kLetters, R"(["b","d"])"},
         {"$[5:1:-2]", kLetters, R"(["f","d"])"},
         {"$[::-1]", kLetters, R"(["g","f","e","d","c","b","a"])"},
         {"$[:-8:-1]", kLetters, R"(["g","f","e","d","c","b","a"])"},
         {"$[::0]", kLetters, "[]"},
         {"$[-3:-1]", kLetters, R"(["e","f"])"},
         {"$[ 1 : 3 : 1 ]", kLetters, R"(["b","c"])"},
         {"$[:]", kLetters, kLetters},
         {"$[-100:100]", kLetters, kLetters},
         {"$[100:-100:-1]", "[1,2]", "[2,1]"},
         {"$[0]", R"({"0":1})", "[]"}});
}

BOOST_AUTO_TEST_CASE(descendants_come_parents_first) {
  check({{"$..j", R"({"o":{"j":1,"k":2},"a":[5,3,[{"j":4},{"k":6}]]})", "[4,1]"},
         {"$..[0]", R"({"a":[5,3,[{"j":4}]]})", R"([5,{"j":4}])"},
         {"$..*", "[[1],2]", "[[1],2,1]"},
         {"$.a..[0, 1]", R"({"a":[5,3,[{"j":4},{"k":6}]]})", R"([5,3,{"j":4},{"k":6}])"}});
}

BOOST_AUTO_TEST_CASE(filters_test_existence_compare_and_combine) {
  check({{"$.a[?@.b == 'kilo']", kFilters, R"([{"b":"kilo"}])"},
         {"$.a[?(@.b == 'kilo')]", kFilters, R"([{"b":"kilo"}])"},
         {"$.a[?@>3.5]", kFilters, "[5,4,6]"},
         {"$.a[?@.b]", kFilters, R"([{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}])"},
         {"$[?@.*]", R"({"a":[3],"o":{},"e":"f"})", "[[3]]"},
         {"$.a[?@<2 || @.b == \"k\"]", kFilters, R"([1,{"b":"k"}])"},
         {"$.o[?@>1 && @<4]", kFilters, "[2,3]"},
         {"$.o[?@.u || @.x]", kFilters, R"([{"u":6}])"},
         {"$.a[?@.b == $.x]", kFilters, "[3,5,1,2,4,6]"},
         {"$.a[?@ == @]", kFilters, R"([3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}])"},
         {"$.a[?!(@.b)]", kFilters, "[3,5,1,2,4,6]"},
         {"$.a[?!@.b]", kFilters, "[3,5,1,2,4,6]"},
         {"$[?@.a==null]", R"([{"a":null},{"b":1}])", R"([{"a":null}])"},
         {"$[?@==1.0]", "[1,1.0,\"1\"]", "[1,1.0]"},
         {"$[?@=={}]", "[{}]", "error"},
         {"$[?@<='b']", R"(["a","b","c",1])", R"(["a","b"])"},
         {"$[?@<=null]", "[null,1]", "[null]"},
         {"$[?@<null]", "[null,1]", "[]"},
         {"$[?@.x!=1]", R"([{"x":1},{"x":2},{}])", R"([{"x":2},{}])"},
         {"$[?@[?@>1]]", "[[1],[2]]", "[[2]]"},
         {"$[?@.a && (@.b || @.c)]", R"([{"a":1},{"a":1,"c":1}])", R"([{"a":1,"c":1}])"},
         {"$[?true==false]", "[1]", "[]"},
         {"$[?@==-1.5e1]", "[-15]", "[-15]"}});
}

BOOST_AUTO_TEST_CASE(functions_measure_count_match_and_unwrap) {
  check({{"$[?length(@) < 3]", R"(["ab","☺☺☺",[1,2],{"a":1},5])", R"(["ab",[1,2],{"a":1}])"},
         {"$[?count(@.*) == 1]", R"([{"a":1},[1,2],[3]])", R"([{"a":1},[3]])"},
         {"$[?count(@.pets) > 0]", R"({"body":{"pets":[]}})", R"([{"pets":[]}])"},
         {"$[?match(@.d, '1974-05-..')]", R"([{"d":"1974-05-11"},{"d":"1974-05-111"},{"d":5}])", R"([{"d":"1974-05-11"}])"},
         {"$[?search(@, '[Bb]ob')]", R"(["a Bob b","rob"])", R"(["a Bob b"])"},
         {"$[?match(@, 'a.b')]", "[\"a\\nb\",\"axb\"]", R"(["axb"])"},
         {"$[?match(@, '.')]", R"(["☺"])", R"(["☺"])"},
         {"$[?match(@, '[.]')]", R"([".","a"])", R"(["."])"},
         {"$[?match(@, '(')]", R"(["("])", "[]"},
         {"$[?match(@.a, $.p)]", R"([{"a":"x"}])", "[]"},
         {"$[?value(@..c) == 'x']", R"([{"c":"x"},{"c":["c"]},{"a":{"c":"x"},"c":"x"}])", R"([{"c":"x"}])"},
         {"$[?length(value(@.*)) == 2]", R"([["ab"],["abc"]])", R"([["ab"]])"}});
}

BOOST_AUTO_TEST_CASE(what_the_grammar_does_not_have_is_refused) {
  for (const char* path : {"", "a", "$.", "$..", "$[", "$[]", "$['a", "$[1", "$ ", " $", "$.a ", "$[01]", "$[-0]", "$[9007199254740992]", "$[1:2:03]", "$.1a", "$['\\x']", "$['\\uD800']",
                           "$['\\uDC00']", "$[\"\\'\"]", "$[?]", "$[?1]", "$[?'a']", "$[?@.a == ]", "$[?@.* == 1]", "$[?@..a == 1]", "$[?@[0,1] == 1]", "$[?length(@)]",
                           "$[?count(1) == 1]", "$[?count(@) ]", "$[?match(@.a, 'b') == true]", "$[?length(@.*) > 1]", "$[?foo(@)]", "$[?length(@, @) == 1]", "$[?(@.a]", "$[?@.a = 1]", "$[?!1 == @]",
                           "$[?@.a && ]", "$[?TRUE == @]", "$[?@==01]", "$[?@==1.]", "$&", "$[?length (@) == 1]", "$[?@.a === 1]", "$[\x01]"}) {
    BOOST_TEST(selected(path, "[]") == "error", path << " is accepted");
  }
}

BOOST_AUTO_TEST_CASE(a_message_says_offset_found_and_allowed) {
  BOOST_TEST(JsonPath::compile("$.jobs[x]").error().sentence ==
             "JSONPath $.jobs[x]: at offset 7: found 'x', allowed is a quoted name, '*', an index, a slice or a filter ('?')");
}

BOOST_AUTO_TEST_SUITE_END()
