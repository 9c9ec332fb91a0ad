#include "base/yaml.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace hpc {
namespace {

std::string json_of(std::string_view text) {
  auto document = YamlDocument::parse(text, "t.yaml");
  return document ? document->root().dump() : document.error().sentence;
}

std::string error_of(std::string_view text) {
  auto document = YamlDocument::parse(text, "t.yaml");
  BOOST_TEST(!document.has_value(), "taken: " << text);
  return document ? document->root().dump() : document.error().sentence;
}

BOOST_AUTO_TEST_SUITE(yaml)

BOOST_AUTO_TEST_CASE(scalars_follow_the_core_schema) {
  const std::pair<const char*, const char*> scalars[] = {{"true", "true"},
                                                         {"False", "false"},
                                                         {"TRUE", "true"},
                                                         {"yes", "\"yes\""},
                                                         {"no", "\"no\""},
                                                         {"on", "\"on\""},
                                                         {"off", "\"off\""},
                                                         {"y", "\"y\""},
                                                         {"tRUE", "\"tRUE\""},
                                                         {"null", "null"},
                                                         {"~", "null"},
                                                         {"NULL", "null"},
                                                         {"nULL", "\"nULL\""},
                                                         {"12", "12"},
                                                         {"-12", "-12"},
                                                         {"+12", "12"},
                                                         {"010", "10"},
                                                         {"0o17", "15"},
                                                         {"0xFf", "255"},
                                                         {"0b1", "\"0b1\""},
                                                         {"1_000", "\"1_000\""},
                                                         {"12:30:45", "\"12:30:45\""},
                                                         {"1.5", "1.5"},
                                                         {"-.5", "-0.5"},
                                                         {"1.", "1.0"},
                                                         {"1e3", "1000.0"},
                                                         {"6.02E-2", "0.0602"},
                                                         {".", "\".\""},
                                                         {"1e", "\"1e\""},
                                                         {"-", "[null]"},
                                                         {"2026-11-21", "\"2026-11-21\""},
                                                         {"18446744073709551615", "18446744073709551615"},
                                                         {"-9223372036854775808", "-9223372036854775808"},
                                                         {"'true'", "\"true\""},
                                                         {"\"12\"", "\"12\""},
                                                         {"''", "\"\""},
                                                         {"\"null\"", "\"null\""},
                                                         {"!!str 12", "\"12\""},
                                                         {"!!int '12'", "12"},
                                                         {"!!str null", "\"null\""},
                                                         {"! 12", "\"12\""},
                                                         {"!!float 1", "1.0"},
                                                         {"", "null"}};
  for (const auto& [text, expected] : scalars)
    BOOST_TEST(json_of(text) == expected, text << " became " << json_of(text));
}

BOOST_AUTO_TEST_CASE(integers_beyond_64_bits_become_floats) {
  BOOST_TEST(json_of("18446744073709551616") == "1.8446744073709552e+19");
  BOOST_TEST(json_of("-9223372036854775809") == "-9.223372036854776e+18");
}

BOOST_AUTO_TEST_CASE(infinities_are_floats) {
  const OrderedJson negative = HPC_MUST(YamlDocument::parse("-.inf", "t")).root();
  BOOST_TEST((negative.is_number_float() && negative.get<double>() < -1e308));
}

BOOST_AUTO_TEST_CASE(keys_keep_their_order_and_collections_nest) {
  BOOST_TEST(json_of("z: 1\na:\n  - x\n  - {k: v, \"1\": [2]}\nm:\n") ==
             R"({"z":1,"a":["x",{"k":"v","1":[2]}],"m":null})");
  BOOST_TEST(json_of("on: push\nyes: no") == R"({"on":"push","yes":"no"})");
  BOOST_TEST(json_of("text: |\n  one\n  two\nfolded: >-\n  one\n  two\n") ==
             R"({"text":"one\ntwo\n","folded":"one two"})");
  BOOST_TEST(json_of("{\"a\": [1, true, null], \"b\": {}}") == R"({"a":[1,true,null],"b":{}})");
}

BOOST_AUTO_TEST_CASE(aliases_stand_for_what_they_name) {
  BOOST_TEST(json_of("a: &x {k: [1]}\nb: *x\nc: &s text\n*s : 2") ==
             R"({"a":{"k":[1]},"b":{"k":[1]},"c":"text","text":2})");
}

BOOST_AUTO_TEST_CASE(what_is_refused_says_where) {
  BOOST_TEST(error_of("a: 1\nb: 2\na: 3") == "t.yaml:3:1: the key \"a\" is here twice");
  BOOST_TEST(error_of("{a: {b: 1, 'b': 2}}") == "t.yaml:1:12: the key \"b\" is here twice");
  BOOST_TEST(error_of("a: \"open\nb: c\n") == "t.yaml:1:4: the quote that starts here is not closed");
  BOOST_TEST(error_of("a: 'open") == "t.yaml:1:9: illegal EOF in scalar");
  BOOST_TEST(error_of("a: 'it''s''") == "t.yaml:1:12: illegal EOF in scalar");
  BOOST_TEST(error_of("a: &anchor \"open\\\"") == "t.yaml:1:19: illegal EOF in scalar");
  BOOST_TEST(error_of("200: ok") == "t.yaml:1:1: the key 200 is of type number: write it in quotes");
  BOOST_TEST(error_of("\xc3\xbc: {null: 1}") == "t.yaml:1:5: the key null is of type null: write it in quotes");
  BOOST_TEST(error_of("? [a]\n: b") == "t.yaml:1:3: the key is of type array: write it in quotes");
  BOOST_TEST(error_of("a: !!int x") == "t.yaml:1:4: \"x\" cannot have the tag tag:yaml.org,2002:int");
  BOOST_TEST(error_of("a: !mine x") == "t.yaml:1:4: \"x\" cannot have the tag !mine");
  BOOST_TEST(error_of("a: &x [*x]") == "t.yaml:1:8: an alias inside the node that it names");
  BOOST_TEST(error_of("a: *x").starts_with("t.yaml:1:"));
  BOOST_TEST(error_of("a: [1, 2").starts_with("t.yaml:1:"));
  BOOST_TEST(error_of("a: b: c").starts_with("t.yaml:1:"));
  BOOST_TEST(error_of("a: 1\n---\nb: 2") == "t.yaml: more than one YAML document");
  BOOST_TEST(error_of("a: \xff") == "t.yaml:1:1: not UTF-8");
  BOOST_TEST(error_of("a: 1\nb: \x04\nc: 2") == "t.yaml:2:1: a control character in the text");
}

BOOST_AUTO_TEST_CASE(closed_quotes_are_fine_wherever_they_end) {
  BOOST_TEST(json_of("a: 'it''s'\nb: \"say \\\"hi\\\"\"\nc: !!str 'x'\nd: |\n  it's \"open\n") ==
             R"({"a":"it's","b":"say \"hi\"","c":"x","d":"it's \"open\n"})");
}

BOOST_AUTO_TEST_CASE(depth_and_expansion_are_bounded) {
  const std::string deep = std::string(101, '[') + std::string(101, ']');
  BOOST_TEST(error_of(deep) == "t.yaml:1:101: nested deeper than 100");
  BOOST_TEST(json_of(deep.substr(1, 200)) == deep.substr(1, 200));
  BOOST_TEST(error_of(std::string(100'000, '[')).starts_with("t.yaml:1:"));
  std::string laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int k = 0; k < 9; ++k) laughs += ", " + last;
    laughs += "]\n";
  }
  BOOST_TEST(error_of(laughs).ends_with("more than 1000000 nodes"));
}

BOOST_AUTO_TEST_CASE(positions_are_of_values_keys_and_nearest_ancestors) {
  const auto document = HPC_MUST(YamlDocument::parse("a: 1\nlist:\n  - x\n  - \xc3\xbc: {b/c: 2}\n", "site.yaml"));
  BOOST_TEST(document.where("") == "site.yaml:1:1");
  BOOST_TEST(document.where("/a") == "site.yaml:1:4");
  BOOST_TEST(document.where("/a", true) == "site.yaml:1:1");
  BOOST_TEST(document.where("/list/0") == "site.yaml:3:5");
  BOOST_TEST(document.where("/list/1/\xc3\xbc/b~1c") == "site.yaml:4:14");
  BOOST_TEST(document.where("/list/1/\xc3\xbc/b~1c", true) == "site.yaml:4:9");
  BOOST_TEST(document.where("/list/7/none") == "site.yaml:3:3");
  BOOST_TEST(document.file_name() == "site.yaml");
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_moves_no_column) {
  const auto document =
      HPC_MUST(YamlDocument::parse("\xef\xbb\xbf"
                                   "a: 1",
                                   "t"));
  BOOST_TEST(document.root().dump() == "{\"a\":1}");
  BOOST_TEST(document.where("/a") == "t:1:4");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_missing) {
  const auto document = YamlDocument::read("/nowhere/at/all.yaml");
  BOOST_TEST((document.error().what == Errc::missing && document.error().about == About::document));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc
