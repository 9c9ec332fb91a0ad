#include <nlohmann/json.hpp>

#include "apis/refissh/ask_bench.h"

namespace hpc::tests::refissh {
namespace {

std::vector<std::string> names(const std::string& listing) {
  std::vector<std::string> names;
  const Json entries = Json::parse(listing);
  for (const Json& entry : entries) names.push_back(entry.at("visualName").get<std::string>());
  return names;
}

std::string header(const http::Response& response, std::string_view name) {
  return std::string(response.headers.get(name));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(files)

BOOST_AUTO_TEST_CASE(a_project_starts_with_its_folders) {
  Bench bench;
  BOOST_TEST(names(Caller(bench, "token-a").text("GET /files/")) == (std::vector<std::string>{"home", "scratch"}));
  BOOST_TEST(names(Caller(bench, "token-b").text("GET /files/")) == (std::vector<std::string>{"home", "scratch"}));
  BOOST_TEST(Caller(bench).text("GET /files/home") == "[]");
}

BOOST_AUTO_TEST_CASE(head_tells_files_from_folders) {
  Bench bench;
  const Caller a(bench);
  a.upload("home/f", "12345678");
  const http::Response file = a.call("HEAD /files/home/f");
  BOOST_TEST(file.status == 200);
  BOOST_TEST(header(file, "Content-Length") == "4");
  BOOST_TEST(header(file, "Content-Type") == "text/plain; charset=utf-8");
  BOOST_TEST(file.body.size() == 0U);
  const http::Response folder = a.call("HEAD /files/home?view=full");
  BOOST_TEST(folder.status == 204);
  BOOST_TEST(!folder.headers.has("Content-Length"));
  BOOST_TEST(folder.no_length);
  BOOST_TEST(a.status("HEAD /files/") == 204);
  const http::Response nothing = a.call("HEAD /files/home/none");
  BOOST_TEST(nothing.status == 404);
  BOOST_TEST(header(nothing, "Content-Length") == "8");
}

BOOST_AUTO_TEST_CASE(a_listing_describes_its_entries_and_how_to_reach_them) {
  Bench bench(with({{"apis.refissh.tokens", "{tk1: {project: A}}"}}));
  const Caller a(bench, "tk1");
  a.make_folder("home/archive");
  a.upload("home/run%201.dat", "x");
  const auto description = [](const char* method, const char* name) {
    return std::string(R"({"supported": true, "httpMethod": ")") + method +
           R"(", "headers": [{"key": "X-Auth-Token", "value": "tk1"}], "sessionTokenField": "Deprecated", "url": )" +
           R"("http://127.0.0.1:5000/refissh/files/home/)" + name + R"("})";
  };
  const std::string no = R"({"supported": false})";
  BOOST_TEST(
      a.text("GET /files/home") ==
      R"([{"visualName": "archive", "uniqueName": "it4i_anselm://home/archive", "type": "FOLDER", )"
      R"("queryForName": false, "createDescription": )" +
          no + R"(, "readDescription": )" + no + R"(, "updateDescription": )" + no + R"(, "deleteDescription": )" +
          description("DELETE", "archive") + R"(, "metaReadDescription": )" + description("HEAD", "archive") +
          R"(}, {"visualName": "run 1.dat", "uniqueName": "it4i_anselm://home/run 1.dat", "type": "FILE", )"
          R"("queryForName": false, "createDescription": )" +
          no + R"(, "readDescription": )" + description("GET", "run%201.dat") + R"(, "updateDescription": )" +
          description("PUT", "run%201.dat") + R"(, "deleteDescription": )" + description("DELETE", "run%201.dat") +
          R"(, "metaReadDescription": )" + description("HEAD", "run%201.dat") + "}]");
}

BOOST_AUTO_TEST_CASE(the_full_view_adds_size_and_date) {
  Bench bench;
  const Caller a(bench);
  a.make_folder("home/d");
  bench.advance(std::chrono::seconds(90));
  a.upload("home/f", "12345");
  const Json entries = Json::parse(a.text("GET /files/home?view=full"));
  BOOST_TEST(entries.at(0).at("size") == 0);
  BOOST_TEST(entries.at(0).at("lastModified") == "2026-01-05 08:00:00");
  BOOST_TEST(entries.at(1).at("size") == 5);
  BOOST_TEST(entries.at(1).at("lastModified") == "2026-01-05 08:01:30");
}

BOOST_AUTO_TEST_CASE(resource_information_is_the_element_of_the_listing) {
  Bench bench;
  const Caller a(bench);
  a.upload("home/f", "x");
  BOOST_TEST("[" + a.text("GET /files/home/f?view=resinfo") + "]" == a.text("GET /files/home"));
  BOOST_TEST(Json::parse(a.text("GET /files/home?view=resinfo")) == Json::parse(a.text("GET /files/")).at(0));
  const Json root = Json::parse(a.text("GET /files/?view=resinfo"));
  BOOST_TEST(root.at("visualName") == "");
  BOOST_TEST(root.at("uniqueName") == "it4i_anselm://");
}

BOOST_AUTO_TEST_CASE(without_the_views_of_later_editions_the_query_is_ignored) {
  Bench bench(with({{"apis.refissh.resinfo_views", "false"}}));
  const Caller a(bench);
  a.upload("home/f", "x");
  BOOST_TEST(a.text("GET /files/home/f?view=resinfo") == "x");
  BOOST_TEST(a.text("GET /files/home?view=full") == a.text("GET /files/home"));
}

BOOST_AUTO_TEST_CASE(links_lead_where_the_request_came_from) {
  Bench bench(with({{"apis.refissh.base_paths", "[/refissh-4-anselm]"}}));
  BOOST_TEST_REQUIRE(bool(bench.sandboxes().create({"ci-7", {}, {}, {}})));
  const auto link = [](const std::string& listing) {
    return Json::parse(listing).at(0).at("deleteDescription").at("url").get<std::string>();
  };
  BOOST_TEST(link(Caller(bench).text("GET /files/?view=full")) == "http://127.0.0.1:5000/refissh/files/home");
  BOOST_TEST(link(Caller(bench, "token-a", "/refissh-4-anselm").text("GET /files/")) ==
             "http://127.0.0.1:5000/refissh-4-anselm/files/home");
  BOOST_TEST(link(Caller(bench, "token-a", "/s/ci-7/refissh").text("GET /files/")) ==
             "http://127.0.0.1:5000/s/ci-7/refissh/files/home");
  BOOST_TEST(link(Caller(bench, "token-a", "/s/ci-7/refissh-4-anselm").text("GET /files/")) ==
             "http://127.0.0.1:5000/s/ci-7/refissh-4-anselm/files/home");
}

BOOST_AUTO_TEST_CASE(every_base_path_is_there_on_a_listener_of_its_own_too) {
  Bench bench(with({{"apis.refissh.base_paths", "[/refissh-4-anselm]"}}));
  const auto status = [&bench](const char* target) {
    return bench.call("GET", target, {{"X-Auth-Token", "token-a"}}, "", "refissh").status;
  };
  BOOST_TEST(status("/refissh/files/") == 200);
  BOOST_TEST(status("/refissh-4-anselm/files/") == 200);
  BOOST_TEST(status("/files/") == 404);
  BOOST_TEST(status("/") == 404);
  BOOST_TEST(status("/refissh") == 404);
}

BOOST_AUTO_TEST_CASE(an_external_url_replaces_that_of_the_request) {
  Bench bench(with({{"apis.refissh.external_url", "https://api.example.org/refissh_anselm"}}));
  const Json entries = Json::parse(Caller(bench).text("GET /files/"));
  BOOST_TEST(entries.at(0).at("metaReadDescription").at("url") == "https://api.example.org/refissh_anselm/files/home");
}

BOOST_AUTO_TEST_CASE(listings_double_the_folder_when_told_to) {
  Bench bench(with({{"apis.refissh.listing_url", "doubled"}}));
  const Caller a(bench);
  a.make_folder("home/images");
  a.upload("home/images/x.simg", "x");
  const Json entries = Json::parse(a.text("GET /files/home/images"));
  BOOST_TEST(entries.at(0).at("readDescription").at("url") ==
             "http://127.0.0.1:5000/refissh/files/home/images/home/images/x.simg");
}

BOOST_AUTO_TEST_CASE(bytes_come_back_as_they_went) {
  Bench bench;
  const Caller a(bench);
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  BOOST_TEST(a.status("POST /files/home/b", all, {{"Content-Type", "multipart/form-data; boundary=x"}}) == 201);
  const http::Response response = a.call("GET /files/home/b");
  BOOST_TEST((response.body == Bytes(all)));
  BOOST_TEST(header(response, "Content-Length") == "256");
  BOOST_TEST(header(response, "Content-Type") == "application/octet-stream");
}

BOOST_AUTO_TEST_CASE(paths_are_decoded_once_and_resolved_in_the_tree) {
  Bench bench;
  const Caller a(bench);
  BOOST_TEST(a.upload("home%2Fa+b%2525", "x") == 201);
  BOOST_TEST(names(a.text("GET /files/home")) == (std::vector<std::string>{"a+b%25"}));
  BOOST_TEST(a.text("GET /files/home/a+b%2525") == "x");
  BOOST_TEST(a.text("GET /files/scratch/../home/./a+b%2525/") == "x");
  BOOST_TEST(a.status("GET /files/home/A+b%2525") == 404);
  BOOST_TEST(a.status("GET /files/..") == 404);
  BOOST_TEST(a.status("GET /files/..%2Fprojects") == 404);
  BOOST_TEST(a.status("PUT /files/../x", "x") == 405);
  BOOST_TEST(a.status("GET /files/home/%00") == 404);
  BOOST_TEST(a.status("GET /files/home/" + std::string(300, 'n')) == 404);
  BOOST_TEST(a.upload("home/" + std::string(300, 'n'), "x") == 405);
  BOOST_TEST(a.text("GET /files//home").find("The requested URL was not found") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(names_are_quoted_as_python_does) {
  Bench bench;
  const Caller a(bench);
  a.upload("home/%C3%A9%22%5C%09%FF", "x");
  const std::string listing = a.text("GET /files/home");
  BOOST_TEST(listing.find(R"("visualName": "\u00e9\"\\\t\ufffd")") != std::string::npos, listing);
  BOOST_TEST(listing.find("/files/home/%C3%A9%22%5C%09%FF\"") != std::string::npos, listing);
}

BOOST_AUTO_TEST_CASE(folders_go_with_all_that_is_in_them_and_free_their_name) {
  Bench bench;
  const Caller a(bench);
  a.make_folder("home/d");
  a.make_folder("home/d/e");
  a.upload("home/d/e/f", "x");
  BOOST_TEST(a.status("DELETE /files/home/d") == 204);
  BOOST_TEST(a.status("GET /files/home/d/e/f") == 404);
  BOOST_TEST(a.upload("home/d", "now a file") == 201);
  BOOST_TEST(a.text("GET /files/home/d") == "now a file");
  BOOST_TEST(a.status("DELETE /files/home") == 204);
  BOOST_TEST(names(a.text("GET /files/")) == (std::vector<std::string>{"scratch"}));
}

BOOST_AUTO_TEST_CASE(projects_do_not_see_each_other) {
  Bench bench;
  const Caller a(bench), b(bench, "token-b");
  a.upload("home/f", "of A");
  BOOST_TEST(b.upload("home/f", "of B") == 201);
  BOOST_TEST(a.text("GET /files/home/f") == "of A");
  BOOST_TEST(b.status("DELETE /files/home/f") == 204);
  BOOST_TEST(a.text("GET /files/home/f") == "of A");
}

BOOST_AUTO_TEST_CASE(links_out_of_the_tree_show_nothing) {
  Bench bench;
  const Caller a(bench);
  a.upload("home/f", "x");
  site::FileSystem& disk = (*bench.site().cluster("anselm"))->files();
  const site::Path home = site::Path::of("/refissh/projects/A/home");
  BOOST_TEST_REQUIRE(bool(disk.symlink({}, "/refissh/projects/B", home / "out")));
  BOOST_TEST_REQUIRE(bool(disk.symlink({}, "f", home / "in")));
  BOOST_TEST_REQUIRE(bool(disk.symlink({}, "nothing", home / "broken")));
  BOOST_TEST(names(a.text("GET /files/home")) == (std::vector<std::string>{"f", "in"}));
  BOOST_TEST(a.text("GET /files/home/in") == "x");
  BOOST_TEST(a.status("GET /files/home/out") == 404);
  BOOST_TEST(a.status("GET /files/home/out/home") == 404);
  BOOST_TEST(a.upload("home/out/new", "x") == 405);
  BOOST_TEST(a.upload("home/broken", "x") == 405);
}

BOOST_AUTO_TEST_CASE(without_a_content_type_later_editions_take_a_file) {
  Bench bench(with({{"apis.refissh.content_type_required", "false"}}));
  const Caller a(bench);
  BOOST_TEST(a.status("POST /files/home/f", "x") == 201);
  BOOST_TEST(a.text("GET /files/home/f") == "x");
}

BOOST_AUTO_TEST_CASE(a_folder_is_asked_for_by_media_type_alone) {
  Bench bench;
  const Caller a(bench);
  BOOST_TEST(a.status("POST /files/home/d", "ignored", {{"content-type", "Application/Directory ; charset=x"}}) == 201);
  BOOST_TEST(a.status("HEAD /files/home/d") == 204);
}

BOOST_AUTO_TEST_CASE(a_gigabyte_is_stored_and_registered_without_a_copy) {
  Bench bench;
  const Caller a(bench);
  const Bytes mebibyte(std::string(1 << 20, 'm'));
  Bytes gibibyte;
  for (int i = 0; i < 1024; ++i) gibibyte.append(mebibyte);
  http::Request request;
  request.method = "POST";
  request.target = "/refissh/files/home/big.simg";
  request.headers = {{"X-Auth-Token", "token-a"}, {"Content-Type", "application/octet-stream"}};
  request.body = gibibyte;
  BOOST_TEST(bench.door().handle(std::move(request)).status == 201);
  BOOST_TEST(a.status("POST /images/big", R"({"image": {"source_location": "home/big.simg"}})") == 204);
  BOOST_TEST(Json::parse(a.text("GET /images/big")).at("size") == 1U << 30);
  const http::Response download = a.call("GET /files/home/big.simg");
  BOOST_TEST(std::string(download.headers.get("Content-Length")) == "1073741824");
  BOOST_TEST_REQUIRE(!download.body.pieces().empty());
  BOOST_TEST(download.body.pieces().back().owner == mebibyte.pieces().front().owner);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::refissh
