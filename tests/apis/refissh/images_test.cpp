#include <nlohmann/json.hpp>

#include "apis/refissh/ask_bench.h"
#include "apis/refissh/wire.h"

namespace hpc::tests::refissh {
namespace {

std::string source(std::string_view location) {
  return R"({"image": {"source_location": ")" + std::string(location) + R"("}})";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(images)

BOOST_AUTO_TEST_CASE(names_follow_dockers_convention) {
  for (const char* name : {"hetcomp/sing_test", "my_image.simg", "waiter_abortable.simg", "hetcomp/sing_test:1.0", "a",
                           "a__b", "a---b", "Registry.example-1.org:5000/team/x:Tag_1.0-x", "UPPER/x"})
    BOOST_TEST(apis::refissh::wire::is_image_name(name), name);
  for (const char* name : {"", "Upper.simg", "-bad-", "bad/", "/bad", "a..b", "a b", "a:", "a:-x", "a___b", "a._b",
                           "a//b", "x/Upper", "a:b:c", "a@sha256:00", "host:/x", "-h/x", "a\n"})
    BOOST_TEST(!apis::refissh::wire::is_image_name(name), name);
  BOOST_TEST(apis::refissh::wire::is_image_name(std::string(255, 'a')));
  BOOST_TEST(!apis::refissh::wire::is_image_name(std::string(256, 'a')));
  BOOST_TEST(!apis::refissh::wire::is_image_name("a:" + std::string(129, 'b')));
}

BOOST_AUTO_TEST_CASE(every_form_of_a_location_names_the_file) {
  Bench bench(with({{"apis.refissh.base_paths", "[/refissh-4-anselm]"}}));
  const Caller a(bench);
  a.make_folder("home/my%20images");
  a.upload("home/my%20images/x.simg", "12345");
  int number = 0;
  for (const char* location :
       {"http://127.0.0.1:5000/refissh/files/home/my%20images/x.simg?view=full",
        "127.0.0.1:5000/refissh/files/home/my%20images/x.simg",
        "https://elsewhere.example/refissh-4-anselm/files/home/my%20images/x.simg",
        "it4i_anselm://home/my images/x.simg", "/home/my images/x.simg", "home/my images/x.simg"}) {
    const std::string name = "i" + std::to_string(++number);
    BOOST_TEST_CONTEXT(location) {
      BOOST_TEST(a.status("POST /images/" + name, source(location)) == 204);
      BOOST_TEST(a.text("GET /images/" + name) ==
                 "{\"name\": \"" + name + "\", \"size\": 5, \"lastModified\": \"2026-01-05 08:00:00\"}");
    }
  }
}

BOOST_AUTO_TEST_CASE(an_image_is_a_copy_of_its_source) {
  Bench bench;
  const Caller a(bench);
  a.have_image();
  a.status("PUT /files/home/demo.simg", "longer than before");
  bench.advance(std::chrono::seconds(60));
  BOOST_TEST(a.text("GET /images/demo") == R"({"name": "demo", "size": 8, "lastModified": "2026-01-05 08:00:00"})");
  BOOST_TEST(a.status("PUT /images/demo", source("home/demo.simg")) == 204);
  a.status("DELETE /files/home/demo.simg");
  BOOST_TEST(a.text("GET /images/demo") == R"({"name": "demo", "size": 18, "lastModified": "2026-01-05 08:01:00"})");
}

BOOST_AUTO_TEST_CASE(both_spellings_register_and_update) {
  Bench bench;
  const Caller a(bench);
  a.upload("home/x.simg", "x");
  BOOST_TEST(a.status("POST /image/hetcomp/sing_test", source("home/x.simg")) == 204);
  BOOST_TEST(a.status("PUT /image/hetcomp%2Fsing_test", source("home/x.simg")) == 204);
  BOOST_TEST(a.status("PUT /images/hetcomp/sing_test", source("home/x.simg")) == 204);
  BOOST_TEST(a.status("GET /images/hetcomp/sing_test") == 200);
  BOOST_TEST(a.status("POST /image/", source("home/x.simg")) == 404);
}

BOOST_AUTO_TEST_CASE(the_other_spelling_can_be_switched_off) {
  Bench bench(with({{"apis.refissh.image_alias", "false"}}));
  BOOST_TEST(Caller(bench).status("POST /image/x", source("home/x.simg")) == 404);
}

BOOST_AUTO_TEST_CASE(a_list_has_the_projects_own_images_by_name) {
  Bench bench;
  const Caller a(bench), b(bench, "token-b");
  BOOST_TEST(a.text("GET /images/") == "[]");
  for (const Caller& who : {a, b}) who.upload("home/x.simg", "x");
  for (const char* name : {"b", "a", "c/d"}) a.status("POST /images/" + std::string(name), source("home/x.simg"));
  b.status("POST /images/b", source("home/x.simg"));
  std::vector<std::string> names;
  const Json list = Json::parse(a.text("GET /images/"));
  for (const Json& image : list) names.push_back(image.at("name").get<std::string>());
  BOOST_TEST(names == (std::vector<std::string>{"a", "b", "c/d"}));
  BOOST_TEST(b.status("DELETE /images/b") == 204);
  BOOST_TEST(a.status("GET /images/b") == 200);
}

BOOST_AUTO_TEST_CASE(a_slow_copy_keeps_its_answer_back) {
  Bench bench(with({{"apis.refissh.image_copy_delay", "10"}}));
  const Caller a(bench);
  a.upload("home/x.simg", "x");
  int answered = 0;
  http::Request request;
  request.method = "POST";
  request.target = "/refissh/images/x";
  request.headers = {{"X-Auth-Token", "token-a"}};
  request.body = source("home/x.simg");
  request.client_address = "127.0.0.1:1";
  bench.door().handle(std::move(request), "", [&answered](http::Response response) { answered = response.status; });
  BOOST_TEST(answered == 0);
  BOOST_TEST(a.status("GET /images/x") == 200);
  bench.advance(std::chrono::seconds(9));
  BOOST_TEST(answered == 0);
  bench.advance(std::chrono::seconds(1));
  BOOST_TEST(answered == 204);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::refissh
