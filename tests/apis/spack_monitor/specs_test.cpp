// Graphs of specs: what is stored of them, what comes back.
#include "apis/spack_monitor/monitor.h"

namespace hpc::tests::spack_monitor {
namespace {

OrderedJson upload(Monitor& monitor, const std::string& nodes, const std::string& version = "1.0.0") {
  return Monitor::json(
      monitor.upload("specs/new/", R"({"spack_version":")" + version + R"(","spec":{"nodes":[)" + nodes + "]}}"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(specs)

BOOST_AUTO_TEST_CASE(a_node_is_stored_with_all_that_it_says) {
  Monitor monitor;
  upload(
      monitor,
      R"({"name":"curl","version":"7.79.0","namespace":"builtin","hash":"d","full_hash":"f","build_hash":"b","package_hash":"p",
    "parameters":{"tls":["openssl"],"z":1.0,"a":123456789012345678901234567890,"n":null,"e":1e5},
    "arch":{"platform":"linux","platform_os":"debian12","target":{"name":"skylake","vendor":"GenuineIntel","features":["avx","sse"],"generation":0,"parents":["broadwell"]}},
    "compiler":{"name":"gcc","version":"9.3.0"},"patches":["ignored"],
    "dependencies":[{"name":"zlib","full_hash":"fz","type":["build","link"]},{"name":"openssl","build_hash":"bo","type":["link"]}]})");
  BOOST_TEST(
      monitor.get("/ms1/specs/name/curl/").body.str() ==
      R"([{"id":1,"name":"curl","spack_version":"1.0.0","full_hash":"f","build_hash":"b","hash":"d","package_hash":"p","namespace":"builtin","version":"7.79.0","arch":1,"compiler":1,"parameters":{"tls":["openssl"],"z":1.0,"a":123456789012345678901234567890,"n":null,"e":1e5},"dependencies":[1,2],"add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"spec"}])");
  BOOST_TEST(
      monitor.get("/api/specs/2/").body.str() ==
      R"({"id":2,"name":"zlib","spack_version":"1.0.0","full_hash":"fz","build_hash":null,"hash":"","package_hash":null,"namespace":null,"version":null,"arch":null,"compiler":null,"parameters":{},"dependencies":[],"add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"spec"})");
  BOOST_TEST(
      monitor.get("/api/dependencies/1/").body.str() ==
      R"({"id":1,"spec":2,"dependency_type":["build","link"],"add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"dependency"})");
  BOOST_TEST(
      monitor.get("/api/architectures/1/").body.str() ==
      R"({"id":1,"platform":"linux","platform_os":"debian12","target":1,"add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"architecture"})");
  BOOST_TEST(
      monitor.get("/api/targets/1/").body.str() ==
      R"({"id":1,"name":"skylake","vendor":"GenuineIntel","features":[1,2],"generation":0,"parents":[2],"add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"target"})");
  BOOST_TEST(
      monitor.get("/api/features/2/").body.str() ==
      R"({"id":2,"name":"sse","add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"feature"})");
  BOOST_TEST(
      monitor.get("/api/compilers/1/").body.str() ==
      R"({"id":1,"version":"9.3.0","name":"gcc","add_date":"2026-01-05T08:00:00Z","modify_date":"2026-01-05T08:00:00Z","label":"compiler"})");
}

BOOST_AUTO_TEST_CASE(an_upload_overwrites_what_a_node_says_and_keeps_its_dependencies) {
  Monitor monitor;
  upload(
      monitor,
      R"({"name":"a","version":"1","hash":"x","full_hash":"f","parameters":{"p":1},"dependencies":[{"name":"z","full_hash":"fz","type":["link"]}]})");
  monitor.bench.advance(std::chrono::microseconds(1500000));
  const OrderedJson answer = upload(
      monitor,
      R"({"name":"a","version":"2","hash":"y","full_hash":"f","parameters":null,"dependencies":[{"name":"q","full_hash":"fq","type":["run"]}]})");
  BOOST_TEST(
      answer.dump() ==
      R"({"message":"success","data":{"spec":{"full_hash":"f","name":"a","version":"2","spack_version":"1.0.0","specs":{"z":"fz"}},"created":false},"code":200})");
  const OrderedJson record = monitor.json_at("/api/specs/1/");
  BOOST_TEST(record["hash"] == "y");
  BOOST_TEST(record["parameters"].is_null());
  BOOST_TEST(record["add_date"] == "2026-01-05T08:00:00Z");
  BOOST_TEST(record["modify_date"] == "2026-01-05T08:00:01.500000Z");
  BOOST_TEST(monitor.json_at("/api/specs/")["count"] == 2);
}

BOOST_AUTO_TEST_CASE(what_was_stored_before_a_failure_stays) {
  Monitor monitor;
  BOOST_TEST(
      monitor
          .upload(
              "specs/new/",
              R"({"spack_version":"1","spec":{"nodes":[{"name":"a","full_hash":"fa","hash":"h"},{"name":"b","full_hash":"fb"}]}})")
          .status == 500);
  const OrderedJson all = monitor.json_at("/api/specs/");
  BOOST_TEST(all["count"] == 2);
  BOOST_TEST(all["results"][1]["hash"] == "");
}

BOOST_AUTO_TEST_CASE(a_dependency_row_is_shared_by_all_that_depend_in_this_way) {
  Monitor monitor;
  const std::string on_z = R"("dependencies":[{"name":"z","full_hash":"fz","type":["link"]}])";
  upload(monitor, R"({"name":"a","hash":"x","full_hash":"fa",)" + on_z +
                      R"(},{"name":"b","hash":"x","full_hash":"fb",)" + on_z + "}");
  upload(
      monitor,
      R"({"name":"c","hash":"x","full_hash":"fc","dependencies":[{"name":"z","full_hash":"fz","type":["link"]},{"name":"z","full_hash":"fz","type":["build"]}]})");
  BOOST_TEST(monitor.json_at("/api/dependencies/")["count"] == 2);
  BOOST_TEST(monitor.json_at("/ms1/specs/name/b/")[0]["dependencies"].dump() == "[1]");
  BOOST_TEST(monitor.json_at("/ms1/specs/name/c/")[0]["dependencies"].dump() == "[1,2]");
}

BOOST_AUTO_TEST_CASE(a_target_gathers_features_and_changes_by_objects_only) {
  Monitor monitor;
  const auto with_target = [&](const std::string& name, const std::string& target) {
    upload(monitor, R"({"name":")" + name +
                        R"(","hash":"x","full_hash":"f","arch":{"platform":"linux","platform_os":"o","target":)" +
                        target + "}}");
  };
  with_target("a", R"({"name":"t","vendor":"v","features":["f1"],"generation":1})");
  with_target("b", R"({"name":"t","vendor":"w","features":["f2"],"generation":2})");
  monitor.bench.advance(std::chrono::seconds(1));
  with_target("c", "\"t\"");
  const OrderedJson target = monitor.json_at("/api/targets/1/");
  BOOST_TEST(target["vendor"] == "w");
  BOOST_TEST(target["features"].dump() == "[1,2]");
  BOOST_TEST(target["modify_date"] == "2026-01-05T08:00:00Z");
  BOOST_TEST(monitor.json_at("/api/architectures/")["count"] == 1);
}

BOOST_AUTO_TEST_CASE(a_version_that_is_no_text_is_stored_as_python_prints_it) {
  Monitor monitor;
  const std::string rest = R"(,"spec":{"nodes":[{"name":"a","hash":"x","full_hash":"f"}]}})";
  const OrderedJson first = Monitor::json(monitor.upload("specs/new/", R"({"spack_version":["a"])" + rest));
  BOOST_TEST(first["data"]["spec"]["spack_version"].dump() == R"(["a"])");
  const OrderedJson second = Monitor::json(monitor.upload("specs/new/", R"({"spack_version":["a"])" + rest));
  BOOST_TEST(second["data"]["spec"]["spack_version"] == "['a']");
  BOOST_TEST(Monitor::json(
                 monitor.upload("specs/new/", R"({"spack_version":17)" + rest))["data"]["spec"]["spack_version"] == 17);
}

BOOST_AUTO_TEST_CASE(a_missing_full_hash_may_be_null_and_is_one_spec) {
  Monitor monitor;
  for (int i = 0; i < 2; ++i) upload(monitor, R"({"name":"a","hash":"x","full_hash":null})");
  BOOST_TEST(monitor.json_at("/api/specs/")["count"] == 1);
  BOOST_TEST(upload(monitor, R"({"name":"b","hash":"x","full_hash":"FAILED_CONCRETIZATION"})")["code"] == 201);
}

BOOST_AUTO_TEST_CASE(lone_surrogates_fail_when_they_are_stored) {
  Monitor monitor;
  BOOST_TEST(monitor
                 .upload("specs/new/",
                         R"({"spack_version":"1","spec":{"nodes":[{"name":"\ud800","full_hash":"f","hash":"h"}]}})")
                 .status == 500);
  BOOST_TEST(
      monitor
          .upload(
              "specs/new/",
              R"({"spack_version":"1","spec":{"nodes":[{"name":"a","full_hash":"f","hash":"h","patches":"\ud800"}]}})")
          .status == 201);
}

BOOST_AUTO_TEST_CASE(missing_nodes_are_refused_when_asked_for) {
  Monitor monitor({.site = "", .set = {{"apis.spack_monitor.missing_nodes", "refused"}}, .clock = "manual"});
  const http::Response response = monitor.upload("specs/new/", R"({"spack_version":"1","spec":{}})");
  BOOST_TEST(response.status == 400);
  BOOST_TEST(response.body.str() == R"({"message":"spec key missing"})");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::spack_monitor
