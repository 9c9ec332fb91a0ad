// What RFC 9535 says a query selects, table by table, in documents and queries of its examples' shapes; and which queries
// it calls not well-formed or not well-typed.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "conformance/expression/json_path.h"

using namespace hpc;
using namespace hpc::conformance;

namespace {

/// The selected values as a JSON array, or "error".
std::string selected(const std::string& path, const Json& document) {
  const auto compiled = JsonPath::compile(path);
  if (!compiled) return "error";
  Json result = Json::array();
  for (const auto* node : compiled->select(document)) result.push_back(*node);
  return result.dump();
}

struct Row {
  const char* path;
  const char* result;
};

void check(const char* document, std::initializer_list<Row> rows) {
  const auto value = Json::parse(document);
  for (const auto& row : rows) BOOST_TEST(selected(row.path, value) == Json::parse(row.result).dump(), row.path << " gives " << selected(row.path, value) << ", not " << row.result);
}

/// Where the RFC leaves the order of an object's members open, the count is what it promises.
void count(const char* document, std::initializer_list<std::pair<const char*, std::size_t>> rows) {
  const auto value = Json::parse(document);
  for (const auto& [path, wanted] : rows) {
    const auto compiled = JsonPath::compile(path);
    BOOST_REQUIRE_MESSAGE(compiled.has_value(), path);
    BOOST_TEST(compiled->select(value).size() == wanted, path);
  }
}

void accepted(std::initializer_list<const char*> paths) {
  for (const char* path : paths) BOOST_TEST(JsonPath::compile(path).has_value(), path << " is refused");
}
void refused(std::initializer_list<const char*> paths) {
  for (const char* path : paths) BOOST_TEST(!JsonPath::compile(path).has_value(), path << " is accepted");
}

// In the manner of figure 1: a shop with things of two kinds.
constexpr const char* kCentre = R"({"centre":{
  "job":[{"kind":"batch","user":"ada","name":"solve","cost":8.95},
         {"kind":"array","user":"bob","name":"sweep","cost":12.99},
         {"kind":"array","user":"cleo","name":"mesh","tag":"m-1","cost":8.99},
         {"kind":"array","user":"dan","name":"render","tag":"r-2","cost":22.99}],
  "desk":{"colour":"red","cost":399}}})";

// Table 11's document: what filters are shown on.
constexpr const char* kMixed = R"({"a":[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}],"o":{"p":1,"q":2,"r":3,"s":5,"t":{"u":6}},"e":"f"})";

}  // namespace

BOOST_AUTO_TEST_SUITE(rfc9535)

// 1.5, table 2: queries over the document of figure 1.
BOOST_AUTO_TEST_CASE(overview) {
  check(kCentre, {{"$.centre.job[*].user", R"(["ada","bob","cleo","dan"])"},
                  {"$..user", R"(["ada","bob","cleo","dan"])"},
                  {"$.centre..cost", "[399,8.95,12.99,8.99,22.99]"},
                  {"$..job[2]", R"([{"kind":"array","user":"cleo","name":"mesh","tag":"m-1","cost":8.99}])"},
                  {"$..job[2].user", R"(["cleo"])"},
                  {"$..job[2].publisher", "[]"},
                  {"$..job[-1].name", R"(["render"])"},
                  {"$..job[0,1].name", R"(["solve","sweep"])"},
                  {"$..job[:2].name", R"(["solve","sweep"])"},
                  {"$..job[?@.tag].name", R"(["mesh","render"])"},
                  {"$..job[?@.cost<10].name", R"(["solve","mesh"])"}});
  count(kCentre, {{"$.centre.*", 2}, {"$..*", 27}, {"$..job[*]", 4}, {"$", 1}});
}

// 2.2.3 and 2.3.1.3, tables 3 and 5: the root, and names in brackets with every way of quoting.
BOOST_AUTO_TEST_CASE(root_and_names) {
  check(R"({"k":"v"})", {{"$", R"([{"k":"v"}])"}});
  check(R"({"o":{"j j":{"k.k":3}},"'":{"@":2}})", {{"$.o['j j']", R"([{"k.k":3}])"},
                                                  {"$.o['j j']['k.k']", "[3]"},
                                                  {R"($.o["j j"]["k.k"])", "[3]"},
                                                  {R"($["'"]["@"])", "[2]"},
                                                  {R"($['\'']['@'])", "[2]"}});
  check(R"({"a\b\f\n\r\t\"\\/z":1})", {{R"($["a\b\f\n\r\t\"\\\/z"])", "[1]"}, {R"($['a\b\f\n\r\t"\\/z'])", "[1]"}});
  refused({R"($["\'"])", R"($['\"'])", R"($["\a"])", R"($["\u12"])", R"($["\ud800"])", R"($["\udc00"])", R"($["\ud800\u0041"])", "$[\"\n\"]", "$[\"\t\"]", "$['a\"", "$[\"a']"});
  accepted({R"($["\ud834\uDD1E"])", "$['']", "$[\"\"]", "$['\x7f']"});
}

// 2.3.2.3, table 6: the wildcard over objects, arrays and neither.
BOOST_AUTO_TEST_CASE(wildcards) {
  check(R"({"o":{"j":1,"k":2},"a":[5,3]})", {{"$.a[*]", "[5,3]"}, {"$.o[*]", "[1,2]"}, {"$.a.*", "[5,3]"}, {"$.a[0][*]", "[]"}});
  count(R"({"o":{"j":1,"k":2},"a":[5,3]})", {{"$[*]", 2}, {"$.o[*,*]", 4}, {"$.*.*", 4}});
}

// 2.3.3.3, table 7, and the bounds of I-JSON.
BOOST_AUTO_TEST_CASE(indices) {
  check(R"(["a","b"])", {{"$[1]", R"(["b"])"}, {"$[-2]", R"(["a"])"}, {"$[2]", "[]"}, {"$[-3]", "[]"}, {"$[9007199254740991]", "[]"}, {"$[-9007199254740991]", "[]"}});
  check(R"({"0":"a"})", {{"$[0]", "[]"}, {"$['0']", R"(["a"])"}});
  refused({"$[9007199254740992]", "$[-9007199254740992]", "$[00]", "$[-0]", "$[1.0]", "$[1e0]", "$[+1]", "$[- 1]", "$[:9007199254740992]", "$[::-0]"});
}

// 2.3.4.3, tables 8 and 9: slices, with their defaults by the sign of the step.
BOOST_AUTO_TEST_CASE(slices) {
  check(R"(["a","b","c","d","e","f","g"])", {{"$[1:3]", R"(["b","c"])"},
                                            {"$[5:]", R"(["f","g"])"},
                                            {"$[1:5:2]", R"(["b","d"])"},
                                            {"$[5:1:-2]", R"(["f","d"])"},
                                            {"$[::-1]", R"(["g","f","e","d","c","b","a"])"},
                                            {"$[3::-1]", R"(["d","c","b","a"])"},
                                            {"$[:3:-1]", R"(["g","f","e"])"},
                                            {"$[-2:]", R"(["f","g"])"},
                                            {"$[:-5]", R"(["a","b"])"},
                                            {"$[0:0]", "[]"},
                                            {"$[3:1]", "[]"},
                                            {"$[1:3:-1]", "[]"},
                                            {"$[::0]", "[]"},
                                            {"$[::9]", R"(["a"])"},
                                            {"$[-9:9]", R"(["a","b","c","d","e","f","g"])"},
                                            {"$[ 1 \t: \n5 \r: 2 ]", R"(["b","d"])"}});
  check(R"({"1":2})", {{"$[:]", "[]"}});
  check("\"text\"", {{"$[0:2]", "[]"}});
}

// 2.3.5.3, table 12: filters.
BOOST_AUTO_TEST_CASE(filters) {
  check(kMixed, {{"$.a[?@.b == 'kilo']", R"([{"b":"kilo"}])"},
                 {"$.a[?(@.b == 'kilo')]", R"([{"b":"kilo"}])"},
                 {"$.a[?@>3.5]", "[5,4,6]"},
                 {"$.a[?@.b]", R"([{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}])"},
                 {"$[?@.*]", R"([[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}],{"p":1,"q":2,"r":3,"s":5,"t":{"u":6}}])"},
                 {"$[?@[?@.b]]", R"([[3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}]])"},
                 {"$.o[?@<3, ?@<3]", "[1,2,1,2]"},
                 {"$.a[?@<2 || @.b == \"k\"]", R"([1,{"b":"k"}])"},
                 {"$.a[?match(@.b, \"[jk]\")]", R"([{"b":"j"},{"b":"k"}])"},
                 {"$.a[?search(@.b, \"[jk]\")]", R"([{"b":"j"},{"b":"k"},{"b":"kilo"}])"},
                 {"$.o[?@>1 && @<4]", "[2,3]"},
                 {"$.o[?@.u || @.x]", R"([{"u":6}])"},
                 {"$.a[?@.b == $.x]", "[3,5,1,2,4,6]"},
                 {"$.a[?@ == @]", R"([3,5,1,2,4,6,{"b":"j"},{"b":"k"},{"b":{}},{"b":"kilo"}])"}});
}

// 2.3.5.3, table 11: comparisons, each as a filter that takes all or nothing.
BOOST_AUTO_TEST_CASE(comparisons) {
  const char* document = R"({"obj":{"x":"y"},"arr":[2,3]})";
  const auto holds = [document](const std::string& comparison) { return selected("$.arr[?" + comparison + "]", Json::parse(document)) == "[2,3]"; };
  for (const char* yes : {"$.absent1 == $.absent2", "$.absent1 <= $.absent2", "$.absent != 'g'", "1 <= 2", "'a' <= 'b'", "$.obj != $.arr", "$.obj == $.obj", "$.arr == $.arr", "$.obj <= $.obj", "$.arr <= $.arr",
                          "$.arr >= $.arr", "true <= true", "13 != '13'", "1 == 1.0", "1e1 == 10", "-0 == 0", "'\\u0041' == 'A'", "null == null", "'a' < 'aa'", "'' < 'a'", "'z' < '\xc3\xa4'"}) {
    BOOST_TEST(holds(yes), yes);
  }
  for (const char* no : {"$.absent == 'g'", "$.absent1 != $.absent2", "1 > 2", "13 == '13'", "$.obj == $.arr", "$.obj != $.obj", "1 <= $.arr", "1 >= $.arr", "1 > $.arr", "1 < $.arr", "true > true", "true < true",
                         "false < true", "null < 1", "$.absent < 1", "$.absent1 < $.absent2", "$.obj < $.obj", "'a' > 'b'"}) {
    BOOST_TEST(!holds(no), no);
  }
}

// 2.4: functions, and what is well-typed (table 15 and around it).
BOOST_AUTO_TEST_CASE(well_typed_and_not) {
  accepted({"$[?length(@) < 3]", "$[?count(@.*) == 1]", "$[?match(@.timezone, 'Europe/.*')]", "$[?value(@..color) == \"red\"]", "$[?length(value(@..x)) == 1]", "$[?length('abc') == 3]", "$[?!match(@.a, 'b')]",
            "$[?count($..*) > 2 && search(@, @.p)]", "$[?length(@.a) == length(@.b)]", "$[?match('a', 'a')]", "$[?(search(@.a, 'b'))]", "$[?count(@['a','b']) >= 1]"});
  refused({"$[?length(@.*) < 3]", "$[?count(1) == 1]", "$[?count(foo(@.*)) == 1]", "$[?match(@.timezone, 'Europe/.*') == true]", "$[?value(@..color)]", "$[?bar(@.a)]", "$[?length(@)]", "$[?count(@.*)]",
           "$[?length(@.a, @.b) == 1]", "$[?length() == 1]", "$[?match(@.a)]", "$[?match(@.*, 'a')]", "$[?search(@.a, @.*)]", "$[?length(@.a == 1) == 1]", "$[?count(length(@.a)) == 1]", "$[?value(@.a, @.b) == 1]",
           "$[?Length(@) == 1]", "$[?length (@) == 1]", "$[?1 == 1 == 1]", "$[?true]", "$[?'a' || 'b']", "$[?!'a']", "$[?@.a == (1)]", "$[?@.a == !@.b]", "$[?@.a[*] == 1]", "$[?@..a == 1]", "$[?@[1:2] == 1]",
           "$[?1 == @['a','b']]", "$[?@.a == match(@.a, 'b')]"});
}

// 2.4.4 to 2.4.8: what each function gives, and Nothing for what it does not measure.
BOOST_AUTO_TEST_CASE(functions) {
  check(R"(["ab","\ud834\udd1e\ud834\udd1e\ud834\udd1e",[1,2],{"a":1},true,null,5])", {{"$[?length(@) == 2]", R"(["ab",[1,2]])"},
                                                                                     {"$[?length(@) == 3]", "[\"\\ud834\\udd1e\\ud834\\udd1e\\ud834\\udd1e\"]"},
                                                                                     {"$[?length(@) == 1]", R"([{"a":1}])"},
                                                                                     {"$[?length(@) == $.absent]", "[true,null,5]"}});
  check(R"([{"a":[1,2]},{"a":[]},{}])", {{"$[?count(@.a[*]) == 2]", R"([{"a":[1,2]}])"}, {"$[?count(@.a[*]) == 0]", R"([{"a":[]},{}])"}});
  check(R"([{"d":"1974-05-11"},{"d":"on 1974-05-11"},{"d":null}])", {{"$[?match(@.d, '1974-05-..')]", R"([{"d":"1974-05-11"}])"},
                                                                    {"$[?search(@.d, '1974-05-..')]", R"([{"d":"1974-05-11"},{"d":"on 1974-05-11"}])"},
                                                                    {"$[?match(@.d, $[0].d)]", R"([{"d":"1974-05-11"}])"}});
  check(R"([{"c":"red"},{"x":{"c":"red"}},{"c":"red","x":{"c":"blue"}},{}])", {{"$[?value(@..c) == 'red']", R"([{"c":"red"},{"x":{"c":"red"}}])"}});
  // Patterns are I-Regexp (RFC 9485): the dot takes no end of line, classes are of Unicode, the wrong ones match nothing.
  check("[\"a\\nb\",\"a\\rb\",\"a b\",\"a\xc3\xa4" "b\",\"\\u0661\"]", {{"$[?match(@, 'a.b')]", "[\"a b\",\"a\xc3\xa4" "b\"]"}, {"$[?match(@, '\\\\p{Nd}')]", "[\"\\u0661\"]"}, {"$[?match(@, '*')]", "[]"}});
}

// 2.5.1.3 and 2.5.2.3, tables 16 and 17: child and descendant segments.
BOOST_AUTO_TEST_CASE(segments) {
  check(R"(["a","b","c","d","e","f","g"])", {{"$[0, 3]", R"(["a","d"])"}, {"$[0:2, 5]", R"(["a","b","f"])"}, {"$[0, 0]", R"(["a","a"])"}});
  const char* document = R"({"o":{"j":1,"k":2},"a":[5,3,[{"j":4},{"k":6}]]})";
  check(document, {{"$..[0]", R"([5,{"j":4}])"}, {"$.a..[0, 1]", R"([5,3,{"j":4},{"k":6}])"}, {"$..o", R"([{"j":1,"k":2}])"}, {"$..j", "[4,1]"}});
  count(document, {{"$..j", 2}, {"$..[*]", 11}, {"$..*", 11}, {"$.o..[*, *]", 4}});
  refused({"$..", "$...a", "$.a.", "$. a", "$.a .b.", "$.[0]", "$..[", "$.-a", "$.1", "$.'a'", "$a", "a", "@.a", "", " $", "$ "});
  accepted({"$ .a", "$.a ['b']", "$\n[0]", "$..['a']", "$..*", "$.\xc3\xa4", "$._a1"});
}

// 2.6.1, table 18: null is a value like another, and no absence.
BOOST_AUTO_TEST_CASE(nulls) {
  check(R"({"a":null,"b":[null],"c":[{}],"null":1})", {{"$.a", "[null]"}, {"$.a[0]", "[]"}, {"$.a.d", "[]"}, {"$.b[0]", "[null]"}, {"$.b[*]", "[null]"}, {"$.b[?@]", "[null]"}, {"$.b[?@==null]", "[null]"}, {"$.c[?@.d==null]", "[]"}, {"$.null", "[1]"}});
}

BOOST_AUTO_TEST_SUITE_END()
