// What analyzers found, and what it says about splicing libraries.
#include "apis/spack_monitor/monitor.h"

namespace hpc::tests::spack_monitor {
namespace {

int analyze(Monitor& monitor, std::uint64_t build, const std::string& metadata) {
  return monitor
      .post("/ms1/analyze/builds/", R"({"build_id":)" + std::to_string(build) + R"(,"metadata":)" + metadata + "}")
      .status;
}

// One library or program as an analyzer describes it: `symbols` are names, "!name" one that is not defined in it.
std::string corpus(const std::string& path, const std::string& name, const std::vector<std::string>& symbols) {
  OrderedJson all = OrderedJson::object();
  for (const std::string& symbol : symbols) {
    const bool is_missing = symbol.front() == '!';
    all[symbol.substr(is_missing)] = {{"type", "FUNC"},
                                      {"version_info", ""},
                                      {"binding", "GLOBAL"},
                                      {"visibility", "DEFAULT"},
                                      {"defined", is_missing ? "UND" : "12"}};
  }
  const OrderedJson ident = {{"EI_CLASS", 2}, {"EI_DATA", 1}, {"EI_VERSION", 1}, {"EI_OSABI", 0}, {"EI_ABIVERSION", 0}};
  return OrderedJson{{"corpus",
                      {{"metadata", {{"path", path}, {"corpus_name", name}}},
                       {"header", {{"e_ident", ident}, {"e_type", 3}, {"e_machine", 62}, {"e_version", 1}}},
                       {"dynamic_tags", OrderedJson::object()},
                       {"symbols", all}}}}
      .dump();
}

std::string result(const std::string& file, const std::string& json) {
  return R"({"symbolator":[{"install_file":")" + file + R"(","name":"symbolator-json","json_value":)" +
         OrderedJson(json).dump() + "}]}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(results)

BOOST_AUTO_TEST_CASE(environment_variables_are_replaced_and_taken_from_whoever_shared_them) {
  Monitor monitor;
  const std::uint64_t a = monitor.build_of("a"), b = monitor.build_of("b");
  BOOST_TEST(analyze(monitor, a, R"({"environment_variables":{"HOME":"/h","N":1}})") == 200);
  BOOST_TEST(analyze(monitor, b, R"({"environment_variables":{"HOME":"/h"}})") == 200);
  const auto variables = [&](std::uint64_t build) {
    return monitor.json_at("/api/builds/" + std::to_string(build) + "/")["envars"].dump();
  };
  BOOST_TEST(variables(a) + variables(b) == "[1,2][1]");
  BOOST_TEST(analyze(monitor, a, R"({"environment_variables":{"HOME":"/h"}})") == 200);
  BOOST_TEST(variables(a) + variables(b) == "[3][]");
  BOOST_TEST(monitor.get("/api/environmentvariable/1/").status == 404);
  BOOST_TEST(
      monitor.get("/api/environmentvariable/").body.str() ==
      R"({"count":1,"next":null,"previous":null,"results":[{"id":3,"name":"HOME","value":"/h","add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"environment-variable"}]})");
}

BOOST_AUTO_TEST_CASE(files_keep_their_name_in_the_two_parts_of_their_path_and_nothing_else) {
  Monitor monitor;
  const std::uint64_t build = monitor.build_of("a");
  BOOST_TEST(
      analyze(
          monitor, build,
          R"({"install_files":{"/home/u/spack/opt/spack/linux/bin/tar":{"mode":33261,"owner":0,"group":0,"type":"file","hash":"x"},"/other/x":{"mode":1,"owner":1,"group":1,"type":"dir"}}})") ==
      200);
  BOOST_TEST(
      monitor.get("/api/installfiles/1/").body.str() ==
      R"({"id":1,"build":1,"name":"['/home/u', 'linux/bin/tar']","ftype":"","mode":null,"owner":null,"group":null,"category":null,"hash":"","add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"install-file"})");
  BOOST_TEST(monitor.json_at("/api/installfiles/2/")["name"] == "['/other/x']");
}

BOOST_AUTO_TEST_CASE(on_a_failure_the_arguments_are_not_kept_and_what_came_before_is) {
  Monitor monitor;
  const std::uint64_t build = monitor.build_of("a");
  BOOST_TEST(analyze(monitor, build, R"({"config_args":"--x","environment_variables":{"A":"1"},"y":null})") == 500);
  OrderedJson record = monitor.json_at("/api/builds/1/");
  BOOST_TEST(record["config_args"].is_null());
  BOOST_TEST(record["envars"].dump() == "[1]");
  monitor.bench.advance(std::chrono::seconds(1));
  BOOST_TEST(analyze(monitor, build, R"({"config_args":["--x","--y"]})") == 200);
  record = monitor.json_at("/api/builds/1/");
  BOOST_TEST(record["config_args"] == "['--x', '--y']");
  BOOST_TEST(record["modify_date"] == "2026-01-05T08:00:01Z");
}

BOOST_AUTO_TEST_CASE(attributes_are_listed_by_spec_and_downloaded_as_json) {
  Monitor monitor;
  const std::uint64_t build = monitor.build_of("curl");
  BOOST_TEST(
      analyze(
          monitor, build,
          R"({"libabigail":[{"install_file":"lib/libcurl.so","name":"abidw-xml","value":"<abi-corpus/>"}],"symbolator":[{"install_file":"bin/curl","name":"symbolator-json","json_value":"[{\"a\": 1.0}]"}]})") ==
      200);
  BOOST_TEST(
      monitor.get("/ms1/specs/1/attributes/").body.str() ==
      R"([{"filename":"lib/libcurl.so","id":1,"analyzer":"libabigail","name":"abidw-xml"},{"filename":"bin/curl","id":2,"analyzer":"symbolator","name":"symbolator-json"}])");
  BOOST_TEST(monitor.get("/ms1/specs/1/attributes/symbolator/").body.str() ==
             R"([{"filename":"bin/curl","id":2,"analyzer":"symbolator","name":"symbolator-json"}])");
  BOOST_TEST(monitor.get("/ms1/specs/1/attributes/none/").body.str() == "[]");
  BOOST_TEST(monitor.get("/ms1/attributes/1/download/").body.str() == R"("<abi-corpus/>")");
  BOOST_TEST(monitor.get("/ms1/attributes/2/download/").body.str() == R"([{"a":1.0}])");
  BOOST_TEST(monitor.get("/ms1/attributes/02/download/").status == 200);
  BOOST_TEST(
      monitor.get("/api/attributes/2/").body.str() ==
      R"({"id":2,"install_file":2,"analyzer":"symbolator","value":null,"binary_value":null,"add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"attribute"})");
}

BOOST_AUTO_TEST_CASE(errors_and_warnings_are_found_when_somebody_opens_the_builds_page) {
  Monitor monitor;
  monitor.build_of("a");
  monitor.upload(
      "builds/phases/update/",
      R"({"build_id":1,"phase_name":"build","status":"ERROR","output":"one\nfoo.c:12:5: error: no\ntwo\nwarning: odd\n"})");
  BOOST_TEST(monitor.json_at("/api/builderrors/")["count"] == 0);
  for (int i = 0; i < 2; ++i)
    BOOST_TEST(monitor.get("/builds/1/").body.str().find("<code>foo.c:12:5: error: no</code>") != std::string::npos);
  BOOST_TEST(monitor.json_at("/api/builderrors/")["count"] == 1);
  BOOST_TEST(
      monitor.get("/api/builderrors/1/").body.str() ==
      R"({"id":1,"phase":1,"source_file":"foo.c","source_line_no":1,"line_no":2,"repeat_count":0,"start":1,"end":5,"text":"foo.c:12:5: error: no","pre_context":"one","post_context":"two\nwarning: odd","add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"build-error"})");
  const OrderedJson warning = monitor.json_at("/api/buildwarnings/1/");
  BOOST_TEST(warning["source_file"] == "(None,)");
  BOOST_TEST(warning["source_line_no"] == 0);
  BOOST_TEST(warning["label"] == "build-error");
}

BOOST_AUTO_TEST_CASE(contenders_are_results_of_builds_with_the_ids_of_comparable_specs) {
  Monitor monitor;
  const std::uint64_t curl = monitor.build_of("curl");
  analyze(monitor, curl, result("bin/curl", "[1]"));
  BOOST_TEST(monitor.get("/ms1/specs/1/splices/contenders/").body.str() ==
             R"([{"id":1,"analyzer":"symbolator","name":"symbolator-json","filename":"bin/curl"}])");
  BOOST_TEST(monitor.get("/ms1/attributes/1/splice/contenders/").body.str() == "[]");
}

BOOST_AUTO_TEST_CASE(what_could_be_spliced_are_the_dependencies_of_comparable_specs) {
  Monitor monitor;
  monitor.upload(
      "specs/new/",
      R"({"spack_version":"1.0.0","spec":{"nodes":[{"name":"curl","version":"1","full_hash":"fcurl","hash":"x","compiler":{"name":"gcc","version":"9"},"dependencies":[{"name":"zlib","full_hash":"fzlib","type":["link"]},{"name":"ssl","full_hash":"fssl","type":["link"]}]}]}})");
  monitor.upload("builds/new/", Monitor::build_body("fcurl"));
  analyze(monitor, 1, result("bin/curl", "[1]"));
  const OrderedJson specs = monitor.json_at("/ms1/attributes/1/splice/contenders/");
  BOOST_TEST(specs.size() == 2U);
  BOOST_TEST(specs[0]["name"] == "zlib");
}

BOOST_AUTO_TEST_CASE(a_splice_tells_what_would_be_missing) {
  Monitor monitor;
  const std::uint64_t curl = monitor.build_of("curl"), zlib = monitor.build_of("zlib");
  const std::string libc = corpus("/lib/libc.so.6", "libc.so.6", {"printf"});
  analyze(
      monitor, curl,
      result("bin/curl", "[" + corpus("/opt/bin/curl", "curl", {"main", "!inflate", "!printf", "!gone@@V1"}) + "," +
                             corpus("/opt/lib/libz.so.1", "libz.so.1", {"inflate"}) + "," + libc + "," + libc + "]"));
  analyze(monitor, zlib,
          result("lib/libz.so", "[" + corpus("/new/libz.so.1.2.8", "libz.so.1.2.8", {"deflate", "!newundef"}) + "," +
                                    corpus("/lib/libc.so.6", "libc.so.6", {"printf"}) + "," +
                                    corpus("/x/libx.so", "libx.so", {}) + "]"));
  BOOST_TEST(
      monitor.get("/ms1/analysis/splices/attribute/1/spec/2/").body.str() ==
      R"([{"missing":["curl inflate","libz newundef"],"selected":[["libz.so.1.2.8","libz.so.1"],["libc.so.6","libc.so.6"]],"A":"curl v1.2 fcurl","B":"zlib v1.2 fzlib","A_id":1,"B_id":2}])");
  BOOST_TEST(monitor.get("/ms1/analysis/splices/attribute/1/spec/1/").body.str() ==
             "[]");  // the file with that id is passed over
}

BOOST_AUTO_TEST_CASE(without_symbols_nothing_can_be_said_and_malformed_ones_crash) {
  Monitor monitor;
  const std::uint64_t a = monitor.build_of("a"), b = monitor.build_of("b");
  analyze(monitor, a, R"({"symbolator":[{"install_file":"f","name":"symbolator-json","value":"text"}]})");
  analyze(monitor, b, result("g", "[]"));
  BOOST_TEST(
      monitor.get("/ms1/analysis/splices/attribute/1/spec/2/").body.str() ==
      R"([{"missing":[],"selected":[],"A":"a v1.2 fa","B":"b v1.2 fb","A_id":1,"B_id":2,"message":"One of the results does not have corpora, so the splice cannot be performed."}])");
  analyze(monitor, a, result("h", R"([{"nothing":1}])"));
  BOOST_TEST(monitor.get("/ms1/analysis/splices/attribute/3/spec/2/").status == 500);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::spack_monitor
