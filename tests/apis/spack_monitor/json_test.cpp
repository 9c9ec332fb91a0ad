// JSON as Python reads and prints it, which is what the service's bodies are.
#include <boost/test/unit_test.hpp>

#include "apis/spack_monitor/read_json.h"
#include "base/encoding.h"

namespace hpc::tests::spack_monitor {
namespace {

using namespace std::string_literals;
using apis::spack_monitor::print;
using apis::spack_monitor::read_json;
using apis::spack_monitor::Value;

std::string again(const std::string& text) {
  const Result<Value> value = read_json(Bytes(text));
  return value ? print(*value) : value.error().sentence;
}

Value read(const std::string& text) {
  return HPC_MUST(read_json(Bytes(text)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(what_is_read_is_printed_with_its_order_and_its_numbers) {
  for (const char* text :
       {R"({"z":1,"a":[],"m":{"k":null}})", "[1.0,1.50,1e5,-0.0,-0,123456789012345678901234567890,0.1000]",
        "[NaN,Infinity,-Infinity]", R"(["\"\\\n\r\t\b\f\u0001/",true,false])", "\"ü世😀\x7f\"", "5", "null"})
    BOOST_TEST(again(text) == text);
  BOOST_TEST(again(" { \"a\" :\t[ 1 , 2 ]\r\n} ") == R"({"a":[1,2]})");
  BOOST_TEST(again(R"("\u00e9\ud83d\ude00\/")") == "\"é😀/\"");
  BOOST_TEST(again("\"\xe2\x80\xa8\xe2\x80\xa9\"") == R"("\u2028\u2029")");
}

BOOST_AUTO_TEST_CASE(the_last_of_repeated_keys_counts_and_the_first_has_the_place) {
  BOOST_TEST(again(R"({"a":1,"b":2,"a":3})") == R"({"a":3,"b":2})");
  std::string many = "{";
  for (int i = 0; i < 100; ++i) many += "\"k" + std::to_string(i) + "\":0,";
  const Value value = read(many + R"("k7":1,"k98":2})");
  BOOST_TEST(value.members()->size() == 100U);
  BOOST_TEST(value.find("k7")->python_text() == "1");
  BOOST_TEST(value.members()->at(98).value.python_text() == "2");
}

BOOST_AUTO_TEST_CASE(bodies_may_be_in_utf_16_and_utf_32) {
  const std::string expected = R"({"a":"ü😀"})";
  std::string utf16_le, utf16_be, utf32_be;
  for (const char32_t unit : U"{\"a\":\"\u00fc\xd83d\xde00\"}") {
    if (unit == 0) break;
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit);
    (utf16_le += low) += high;
    (utf16_be += high) += low;
  }
  for (const char32_t unit : U"{\"a\":\"\u00fc\U0001f600\"}")
    if (unit) utf32_be += {'\0', static_cast<char>(unit >> 16), static_cast<char>(unit >> 8), static_cast<char>(unit)};
  BOOST_TEST(again(utf16_le) == expected);
  BOOST_TEST(again(utf16_be) == expected);
  BOOST_TEST(again("\xff\xfe"s + utf16_le) == expected);
  BOOST_TEST(again("\xfe\xff"s + utf16_be) == expected);
  BOOST_TEST(again(utf32_be) == expected);
  BOOST_TEST(again("\0\0\xfe\xff"s + utf32_be) == expected);
  BOOST_TEST(again("\xef\xbb\xbf" + expected) == expected);
  BOOST_TEST(again("5"s + '\0') == "5");
}

BOOST_AUTO_TEST_CASE(lone_surrogates_are_read_and_are_no_utf_8) {
  BOOST_TEST(!is_utf8(*read(R"("\ud800")").string()));
  BOOST_TEST(!is_utf8(*read(R"("\ud800\ud800")").string()));
  BOOST_TEST(!is_utf8(*read("\"\xed\xa0\x80\"").string()));
  BOOST_TEST(is_utf8(*read(R"("\ud83d\ude00")").string()));
}

BOOST_AUTO_TEST_CASE(faults_are_told_as_python_tells_them) {
  const std::pair<const char*, const char*> faults[] = {
      {"", "Expecting value: line 1 column 1 (char 0)"},
      {"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
      {"{\"a\"}", "Expecting ':' delimiter: line 1 column 5 (char 4)"},
      {"{\"a\":1 \"b\"", "Expecting ',' delimiter: line 1 column 8 (char 7)"},
      {"[1\n,]", "Expecting value: line 2 column 2 (char 4)"},
      {"[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"},
      {"1 2", "Extra data: line 1 column 3 (char 2)"},
      {"\"ab", "Unterminated string starting at: line 1 column 1 (char 0)"},
      {"\"ü\n\"", "Invalid control character at: line 1 column 3 (char 2)"},
      {R"("\x")", "Invalid \\escape: line 1 column 2 (char 1)"},
      {R"("\u12g4")", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"},
      {"01", "Extra data: line 1 column 2 (char 1)"},
      {"-", "Expecting value: line 1 column 1 (char 0)"},
      {"1.", "Extra data: line 1 column 2 (char 1)"},
      {"'a'", "Expecting value: line 1 column 1 (char 0)"}};
  for (const auto& [text, fault] : faults) BOOST_TEST(again(text) == fault, text << " gives " << again(text));
  BOOST_TEST(again("\xff\"") == "the text is neither UTF-8 nor UTF-16 nor UTF-32");
  BOOST_TEST(again(std::string(100'000, '[')).starts_with("maximum recursion depth exceeded"));
}

BOOST_AUTO_TEST_CASE(values_have_pythons_text_and_truth) {
  const std::pair<const char*, const char*> texts[] = {
      {"null", "None"},
      {"true", "True"},
      {"17", "17"},
      {"[\"a\"]", "['a']"},
      {R"({"a":[1,null],"b":"it's"})", R"({'a': [1, None], 'b': "it's"})"},
      {R"(["\n\\\u0001"])", R"(['\n\\\x01'])"},
      {R"(["'\""])", R"(['\'"'])"},
      {"NaN", "nan"},
      {"\"x\"", "x"}};
  for (const auto& [text, python] : texts) BOOST_TEST(read(text).python_text() == python);
  for (const char* text : {"null", "false", "0", "0.0", "-0", "0e5", "\"\"", "[]", "{}"})
    BOOST_TEST(!read(text).is_true(), text);
  for (const char* text : {"true", "1", "0.1", "NaN", "\"0\"", "[0]", R"({"a":0})"})
    BOOST_TEST(read(text).is_true(), text);
}

BOOST_AUTO_TEST_CASE(an_answer_can_be_indented) {
  const Value value = read(R"({"a":[1,{}],"b":[],"c":{"d":null}})");
  BOOST_TEST(print(value, 2) ==
             "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": [],\n  \"c\": {\n    \"d\": null\n  }\n}");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::spack_monitor
