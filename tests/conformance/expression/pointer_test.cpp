#include "conformance/expression/pointer.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace hpc;
using namespace hpc::conformance;

BOOST_AUTO_TEST_SUITE(pointer)

BOOST_AUTO_TEST_CASE(pointers_name_what_rfc_6901_says) {
  const auto root = Json::parse(R"({"foo":["bar","baz"],"":0,"a/b":1,"m~n":8})");
  const auto at = [&root](const char* pointer) {
    const auto* value = at_pointer(root, pointer);
    return value == nullptr ? std::string("nothing") : value->dump();
  };
  BOOST_TEST(at("") == root.dump());
  BOOST_TEST(at("/foo/0") == "\"bar\"");
  BOOST_TEST(at("/") == "0");
  BOOST_TEST(at("/a~1b") == "1");
  BOOST_TEST(at("/m~0n") == "8");
  for (const char* pointer : {"foo", "/foo/2", "/foo/01", "/foo/-", "/nope", "/a~2b", "/foo/bar"}) BOOST_TEST(at(pointer) == "nothing");
}

BOOST_AUTO_TEST_CASE(putting_makes_objects_on_the_way_and_appends_with_minus) {
  auto root = OrderedJson::parse(R"({"a":[1]})");
  BOOST_TEST(put_at_pointer(root, "/b/c", 2));
  BOOST_TEST(put_at_pointer(root, "/a/-", 3));
  BOOST_TEST(put_at_pointer(root, "/a/0", 9));
  BOOST_TEST(!put_at_pointer(root, "/a/7", 0));
  BOOST_TEST(!put_at_pointer(root, "/a/0/x", 0));
  BOOST_TEST(root.dump() == R"({"a":[9,3],"b":{"c":2}})");
}

BOOST_AUTO_TEST_SUITE_END()
