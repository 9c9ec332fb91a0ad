#include "conformance/arazzo/body.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "http/multipart.h"
#include "tests/conformance/arazzo/bench.h"

using namespace hpc;
using namespace hpc::conformance;
using arazzo::encode_body;

namespace {

std::string encoded(const char* type, const char* payload) {
  const auto body = encode_body(type, OrderedJson::parse(payload), ".");
  return body ? body->bytes.str() : "error: " + body.error().sentence;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(body)

BOOST_AUTO_TEST_CASE(json_keeps_its_order_and_texts_stand_as_they_are) {
  BOOST_TEST(encoded("application/json", R"({"z":1,"a":[true,null]})") == R"({"z":1,"a":[true,null]})");
  BOOST_TEST(encoded("application/json", R"("{\"a\": 1}")") == R"({"a": 1})");
  BOOST_TEST(encoded("text/plain", R"("so it is")") == "so it is");
  BOOST_TEST(encoded("text/plain", "3") == "3");
  BOOST_TEST(encoded("application/xml", R"({"a":1})") == "error: a payload of type application/xml must be a text or an x-file");
}

BOOST_AUTO_TEST_CASE(forms_are_encoded_and_lists_repeat) {
  BOOST_TEST(encoded("application/x-www-form-urlencoded", R"({"a":"x y&z=ü","b":[1,2],"c":null})") == "a=x%20y%26z%3D%C3%BC&b=1&b=2");
  BOOST_TEST(encoded("application/x-www-form-urlencoded", R"("a=1&a=%20")") == "a=1&a=%20");
}

BOOST_AUTO_TEST_CASE(multipart_has_fields_files_and_given_names) {
  const arazzo::test::Folder folder;
  const auto path = folder.write("job.sh", "#!/bin/sh\n");
  const auto payload = OrderedJson::parse(R"({"path":"/home","n":[1,"2"],"meta":{"a":1},"file":{"x-file":{"path":"job.sh","filename":"a \"b\".sh","contentType":"text/x-sh"}},
    "raw":{"x-file":{"base64":"AAEC","filename":null}},"plain":{"x-file":"job.sh"},"made":{"x-file":{"size":3}}})");
  const auto body = HPC_MUST(encode_body("multipart/form-data", payload, std::filesystem::path(path).parent_path().string()));
  const auto parts = HPC_MUST(http::split_multipart(body.bytes, http::multipart_boundary(body.content_type)));
  std::string told;
  for (const auto& part : parts) {
    told += part.name + (part.has_filename ? "(" + part.filename + ")" : "") + " " + std::string(part.headers.get("Content-Type")) + " " + std::to_string(part.content.size()) + "\n";
  }
  BOOST_TEST(told ==
             "path  5\nn  1\nn  1\nmeta application/json 7\nfile(a %22b%22.sh) text/x-sh 10\nraw application/octet-stream 3\nplain(job.sh) application/octet-stream 10\nmade(file) "
             "application/octet-stream 3\n");
}

BOOST_AUTO_TEST_CASE(the_same_payload_gives_the_same_bytes) {
  const auto payload = OrderedJson::parse(R"({"a":"1"})");
  BOOST_TEST((encode_body("multipart/form-data", payload, ".")->bytes == encode_body("multipart/form-data", payload, ".")->bytes));
}

BOOST_AUTO_TEST_CASE(a_file_may_be_the_whole_body) {
  BOOST_TEST(encoded("application/octet-stream", R"({"x-file":{"content":"abc"}})") == "abc");
  BOOST_TEST(encoded("application/octet-stream", R"({"x-file":"nope"})") == "error: the file ./nope cannot be read");
  BOOST_TEST(encoded("application/octet-stream", R"({"x-file":{"name":"x"}})") == "error: x-file has the member name; allowed are path, content, base64, size, filename and contentType");
}

BOOST_AUTO_TEST_SUITE_END()
