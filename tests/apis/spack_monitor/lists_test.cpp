// The data API's pages, the dashboard's table, and the pages for people; and all of them with many builds.
#include "apis/spack_monitor/monitor.h"

namespace hpc::tests::spack_monitor {
namespace {

void fill(Monitor& monitor, int count) {
  for (int i = 0; i < count; ++i) monitor.build_of("p" + std::to_string(i));
}

// The names of the specs of the rows, in order.
std::string names(const OrderedJson& table) {
  std::string all;
  for (const OrderedJson& row : table["data"]) {
    const std::string cell = row[0];
    const std::size_t start = cell.find("\">") + 2;
    all += cell.substr(start, cell.find(' ', start) - start) + " ";
  }
  return all + std::to_string(table["recordsTotal"].get<int>());
}

OrderedJson table(Monitor& monitor, const std::string& order, const std::string& more = "",
                  const std::string& window = "start=0&length=10") {
  return monitor.json_at("/tables/build/?draw=1&" + window + "&order%5B0%5D%5Bcolumn%5D=" + order.substr(0, 1) +
                         "&order[0][dir]=" + order.substr(1) + more);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lists)

BOOST_AUTO_TEST_CASE(pages_link_to_each_other) {
  Monitor monitor;
  fill(monitor, 25);
  const auto page = [&](const std::string& query) {
    const OrderedJson all = Monitor::json(monitor.get("/api/builds/" + query, {{"Host", "h:1"}}));
    std::string text = std::to_string(all["results"].size()) + " of " + all["count"].dump();
    for (const char* key : {"next", "previous"}) text += all[key].is_null() ? " -" : " " + all[key].get<std::string>();
    return text;
  };
  const std::string url = "http://h:1/api/builds/";
  BOOST_TEST(page("") == "10 of 25 " + url + "?limit=10&offset=10 -");
  BOOST_TEST(page("?limit=abc") == "10 of 25 " + url + "?limit=10&offset=10 -");
  BOOST_TEST(page("?offset=10") == "10 of 25 " + url + "?limit=10&offset=20 " + url + "?limit=10");
  BOOST_TEST(page("?offset=20&limit=5") == "5 of 25 - " + url + "?limit=5&offset=15");
  BOOST_TEST(page("?offset=3&limit=2") == "2 of 25 " + url + "?limit=2&offset=5 " + url + "?limit=2&offset=1");
  BOOST_TEST(page("?offset=2&limit=2") == "2 of 25 " + url + "?limit=2&offset=4 " + url + "?limit=2");
  BOOST_TEST(page("?z=a+b&limit=20&a=%C3%BC") == "20 of 25 " + url + "?a=%C3%BC&limit=20&offset=20&z=a+b -");
  BOOST_TEST(page("?limit=1000") == "25 of 25 - -");
  BOOST_TEST(page("?limit=99999999999999999999&offset=1") == "24 of 25 - " + url + "?limit=9223372036854775807");
}

BOOST_AUTO_TEST_CASE(every_table_is_there_under_its_name) {
  Monitor monitor;
  for (const char* name :
       {"attributes", "architectures", "builds", "buildenvironments", "builderrors", "buildwarnings", "buildphases",
        "compilers", "dependencies", "environmentvariable", "installfiles", "features", "targets", "specs"}) {
    BOOST_TEST(monitor.get("/api/" + std::string(name) + "/").body.str() ==
               R"({"count":0,"next":null,"previous":null,"results":[]})");
    BOOST_TEST(monitor.get("/api/" + std::string(name) + "/1/").status == 404);
  }
  BOOST_TEST(monitor.get("/api/").body.str() == "{}");
  fill(monitor, 1);
  BOOST_TEST(
      monitor.get("/api/builds/1/").body.str() ==
      R"({"id":1,"spec":1,"tags":[],"status":"NOTRUN","build_environment":1,"envars":[],"config_args":null,"add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"build"})");
  BOOST_TEST(
      monitor.get("/api/buildenvironments/1/").body.str() ==
      R"({"id":1,"hostname":"frontal","platform":"linux","kernel_version":"#1 SMP","host_os":"ubuntu20.04","host_target":"skylake","add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"build-environment"})");
  BOOST_TEST(monitor.get("/api/builds/01/").status == 200);
  BOOST_TEST(monitor.get("/api/builds/99999999999999999999999/").status == 500);
}

BOOST_AUTO_TEST_CASE(the_table_sorts_by_its_columns_and_ties_by_id) {
  Monitor monitor;
  monitor.build_of("b", "vsoch", R"(,"tags":"x,y")");
  monitor.build_of("c", "vsoch", R"(,"tags":"a")");
  monitor.bench.advance(std::chrono::seconds(1));
  monitor.build_of("a");
  monitor.upload("builds/phases/update/", R"({"build_id":1,"phase_name":"p","status":"SUCCESS"})");
  monitor.upload("builds/phases/update/", R"({"build_id":2,"phase_name":"p","status":"ERROR"})");
  monitor.upload("builds/update/", R"({"build_id":2,"status":"FAILED"})");
  const std::pair<const char*, const char*> orders[] = {
      {"0asc", "a b c 3"}, {"0desc", "c b a 3"}, {"1asc", "b c a 3"},  {"1desc", "b c a 3"}, {"2asc", "b c a 3"},
      {"3asc", "c b a 3"}, {"3desc", "b a c 3"}, {"4asc", "c a b 3"},  {"4desc", "b c a 3"}, {"5desc", "c b a 3"},
      {"5x", "b a c 3"},   {"6asc", "a c b 3"},  {"6desc", "b b c 3"}, {"7asc", "b c a 3"},  {"7desc", "c a b 3"},
      {"8asc", "0"},       {"0ASC", "0"}};
  for (const auto& [order, expected] : orders) BOOST_TEST(names(table(monitor, order)) == expected, order);
  BOOST_TEST(names(table(monitor, "0asc", "", "start=1&length=1")) == "b 3");
  BOOST_TEST(names(table(monitor, "0asc", "", "start=3&length=1")) == "3");
  monitor.build_of("d");  // what was sorted is sorted anew
  BOOST_TEST(names(table(monitor, "0desc")) == "d c b a 4");
}

BOOST_AUTO_TEST_CASE(the_table_can_be_searched_and_filtered) {
  Monitor monitor;
  monitor.build_of("alpha", "vsoch", R"(,"tags":"one,two")");
  monitor.build_of("beta", "vsoch", R"(,"tags":"one")");
  monitor.build_of("gamma");
  monitor.upload("builds/update/", R"({"build_id":3,"status":"FAILED"})");
  const std::pair<const char*, const char*> searches[] = {
      {"&tag=one", "alpha beta 2"},
      {"&tag=ONE", "0"},
      {"&search[value]=ALPHA", "alpha alpha 2"},  // once for each tag
      {"&search[value]=two", "alpha 1"},
      {"&search[value]=failed", "gamma 1"},
      {"&search[value]=fbeta", "beta 1"},
      {"&search[value]=GCC", "alpha alpha beta gamma 4"},
      {"&search[value]=2026-01-05+08", "alpha alpha beta gamma 4"},
      {"&search[value]=2026-01-05T08", "0"},
      {"&search[value]=", "alpha beta gamma 3"},
      {"&tag=one&search[value]=beta", "beta 1"},
      {"&search%5Bvalue%5D=skylake&tag=two", "alpha alpha 2"}};
  for (const auto& [search, expected] : searches) BOOST_TEST(names(table(monitor, "0asc", search)) == expected, search);
}

// What has been asked for is kept in order while builds change: a dashboard that was asked all along shows what one
// shows that is asked for the first time.
BOOST_AUTO_TEST_CASE(the_table_stays_in_order_while_builds_change) {
  Monitor watched, fresh;
  std::vector<std::string> queries;
  for (const char* order : {"0asc", "0desc", "2desc", "3asc", "4desc", "5asc", "6asc", "6desc", "7desc"})
    for (const char* filter : {"", "&tag=even", "&search[value]=cess", "&search[value]=p1", "&tag=odd&search[value]=clang",
                               "&search[value]=08:00:1", "&search[value]=even"})
      queries.push_back(std::string(order) + "|" + filter);
  const auto ask = [](Monitor& monitor, const std::string& query) {
    const std::size_t bar = query.find('|');
    return table(monitor, query.substr(0, bar), query.substr(bar + 1), "start=0&length=100").dump();
  };
  const auto change = [](Monitor& monitor, int i) {
    const std::string name = "p" + std::to_string(i), id = std::to_string(i % 7 + 1);
    monitor.build_of(name, "vsoch", i % 2 ? R"(,"tags":"odd")" : R"(,"tags":"even,zero")");
    monitor.bench.advance(std::chrono::seconds(1));
    const char* statuses[] = {"SUCCESS", "FAILED", "CANCELLED"};
    monitor.upload("builds/update/", R"({"build_id":)" + id + R"(,"status":")" + statuses[i % 3] + "\"}");
    monitor.upload("builds/phases/update/", R"({"build_id":)" + id + R"(,"phase_name":"p)" + std::to_string(i % 4) +
                                                R"(","status":")" + (i % 5 ? "SUCCESS" : "ERROR") + "\"}");
    monitor.upload("builds/new/", Monitor::build_body("fp" + std::to_string(i / 2), R"(,"tags":"late")"));
    monitor.upload("specs/new/", R"({"spack_version":"1.0.0","spec":{"nodes":[{"name":"p)" + std::to_string(i / 3) +
                                     R"(","version":"2","hash":"h","full_hash":"fp)" + std::to_string(i / 3) +
                                     R"(","compiler":{"name":"clang","version":"11"}}]}})");
  };
  for (int i = 0; i < 14; ++i) {
    change(watched, i);
    if (i % 4 == 1)
      for (const std::string& query : queries) ask(watched, query);
  }
  for (int i = 0; i < 14; ++i) change(fresh, i);
  for (const std::string& query : queries) BOOST_TEST(ask(watched, query) == ask(fresh, query), query);
}

BOOST_AUTO_TEST_CASE(the_tables_cells_are_html) {
  Monitor monitor;
  monitor.build_of("curl", "vsoch", R"(,"tags":"p i&z")");
  monitor.upload("builds/phases/update/", R"({"build_id":1,"phase_name":"p","status":"SUCCESS"})");
  const std::string body =
      monitor.get("/tables/build/?draw=7&start=0&length=10&order[0][column]=0&order[0][dir]=asc").body.str();
  BOOST_TEST(
      body ==
      R"({"draw":7,"recordsTotal":1,"recordsFiltered":1,"data":[["<a href=\"/specs/detail/1\">curl v1.2 fcurl</a><a href=\"/builds/1/\"><span style=\"float:right\" class=\"badge badge-primary\">build details</span></a>","<div style=\"float: left; margin: 0px 4px;\">linux ubuntu20.04 skylake</div>","<div style=\"float: left; margin: 0px 4px;\">gcc 9.3.0</div>","NOTRUN",1,0,"<a style=\"color:white\" href=\"/builds/tag/p%20i&z/\"><span class=\"badge badge-info\">p i&z</span></a>","2026-01-05T08:00:00Z"]]})");
  monitor.build_of("curl", "vsoch", R"(,"tags":"a/b")");
  BOOST_TEST(monitor.get("/tables/build/?draw=7&start=0&length=10&order[0][column]=0&order[0][dir]=asc").status == 500);
}

BOOST_AUTO_TEST_CASE(people_find_recent_builds_their_phases_and_what_they_printed) {
  Monitor monitor;
  monitor.build_of("curl", "vsoch", R"(,"tags":"nightly")");
  monitor.upload("builds/phases/update/",
                 R"({"build_id":1,"phase_name":"configure","status":"ERROR","output":"<b>checking</b>\nline 2"})");
  const auto page = [&](const char* path) {
    const http::Response response = monitor.get(path);
    BOOST_TEST(response.status == 200, path);
    BOOST_TEST(response.headers.get("Content-Type") == "text/html; charset=utf-8");
    return response.body.str();
  };
  BOOST_TEST(page("/").find("<a href=\"/builds/1/\">Build 1</a>") != std::string::npos);
  BOOST_TEST(page("/builds/1/").find("<pre>\n&lt;b&gt;checking&lt;/b&gt;\nline 2</pre>") != std::string::npos);
  BOOST_TEST(page("/builds/tag/nightly/").find("/specs/detail/1") != std::string::npos);
  BOOST_TEST(page("/builds/owner/vsoch/").find("/builds/1/") != std::string::npos);
  BOOST_TEST(page("/specs/detail/1").find("fcurl") != std::string::npos);
  for (const char* path : {"/builds/2/", "/specs/detail/9", "/builds/x/", "/specs/detail/1/"})
    BOOST_TEST(monitor.get(path).status == 404, path);
  BOOST_TEST(monitor.bench.call("GET", "/spack-monitor/").body.str().find("href=\"/spack-monitor/builds/1/\"") !=
             std::string::npos);
  BOOST_TEST(page("/api/docs/").find("openapi") != std::string::npos);
  BOOST_TEST(monitor.get("/robots.txt/").body.str() == "User-agent: *\nDisallow: /\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::spack_monitor
