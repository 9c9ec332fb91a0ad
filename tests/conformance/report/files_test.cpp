// Each report is what its format says, and none has a secret in it.
#include "conformance/report/files.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "conformance/schema/schema.h"
#include "tests/conformance/report/a_run.h"

using namespace hpc;
using namespace hpc::conformance;
namespace fs = std::filesystem;

namespace {

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The five reports of one run, by their kind.
const std::map<std::string, std::string>& reports() {
  static const std::map<std::string, std::string> all = [] {
    auto pattern = (fs::temp_directory_path() / "hpcmock-report-XXXXXX").string();
    const fs::path folder = ::mkdtemp(pattern.data());
    Redactor redactor;
    EventLog log(redactor);
    std::string wish;
    for (const char* kind : {"junit", "json", "html", "tap", "har"}) wish += (wish.empty() ? "" : ",") + std::string(kind) + "=" + (folder / kind).string();
    for (auto& reporter : HPC_MUST(make_reporter(wish))) log.add_reporter(std::move(reporter));
    BOOST_REQUIRE(test::tell_all(log).has_value());
    std::map<std::string, std::string> read;
    for (const char* kind : {"junit", "json", "html", "tap", "har"}) read[kind] = content(folder / kind);
    fs::remove_all(folder);
    return read;
  }();
  return all;
}

Json schema_file(const std::string& name) { return Json::parse(content(std::string(HPCMOCK_SOURCE_DIR) + name)); }

std::string faults_of(const Schema& schema, const Json& value) {
  std::string text;
  for (const auto& fault : schema.validate(value)) text += fault.instance_pointer + ": expected " + fault.expected + ", got " + fault.got + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(files)

BOOST_AUTO_TEST_CASE(no_report_has_a_secret) {
  for (const auto& [kind, text] : reports()) {
    BOOST_TEST(text.find("canary-token-1") == std::string::npos, kind);
    BOOST_TEST(text.size() > 100, kind);
  }
}

BOOST_AUTO_TEST_CASE(json_is_as_its_schema_says) {
  const auto schema = HPC_MUST(Schema::compile(schema_file("/schemas/check-report.schema.json"), {}));
  const auto report = Json::parse(reports().at("json"));
  BOOST_TEST(faults_of(schema, report) == "");
  BOOST_TEST(report["checks"].size() == 7);
  BOOST_TEST(report["checks"][1]["failures"][0]["got"] == "1 & <***>");
}

BOOST_AUTO_TEST_CASE(har_is_as_the_format_says) {
  const auto schema = HPC_MUST(Schema::compile(schema_file("/tests/conformance/report/har.schema.json"), {}));
  const auto har = Json::parse(reports().at("har"));
  BOOST_TEST(faults_of(schema, har) == "");
  BOOST_TEST(har["log"]["entries"].size() == 2);
  BOOST_TEST(har["log"]["entries"][0]["request"]["queryString"].dump() == R"([{"name":"q","value":"a b"}])");
}

BOOST_AUTO_TEST_CASE(junit_counts_add_up) {
  pugi::xml_document document;
  BOOST_REQUIRE(document.load_string(reports().at("junit").c_str()));
  const auto root = document.child("testsuites");
  int cases = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  int declared = 0;
  for (const auto& suite : root.children("testsuite")) {
    declared += suite.attribute("tests").as_int();
    for (const auto& one : suite.children("testcase")) {
      ++cases;
      failures += one.child("failure") ? 1 : 0;
      errors += one.child("error") ? 1 : 0;
      skipped += one.child("skipped") ? 1 : 0;
      BOOST_TEST(std::string(one.attribute("classname").value()) != "");
    }
  }
  BOOST_TEST(cases == 7);
  BOOST_TEST(declared == 7);
  BOOST_TEST(root.attribute("tests").as_int() == 7);
  BOOST_TEST(failures == root.attribute("failures").as_int());
  BOOST_TEST(failures == 1);
  BOOST_TEST(errors == 1);
  BOOST_TEST(skipped == 4);
  BOOST_TEST(std::string(root.find_node([](auto node) { return std::string(node.name()) == "failure"; }).attribute("message").value()) == "things.get GET /things/{id}: expected a string, got 1 & <***>");
}

BOOST_AUTO_TEST_CASE(tap_numbers_its_lines_and_escapes_directives) {
  const auto& text = reports().at("tap");
  BOOST_TEST(text.starts_with("TAP version 14\n1..7\nok 1 - a/passes\nnot ok 2 - b/fails\n  ---\n"));
  BOOST_TEST(text.find("ok 3 - b/weak # TODO its level does not count\n") != std::string::npos);
  BOOST_TEST(text.find("ok 4 - c/skipped # SKIP SKIP: read-only \\# here\n") != std::string::npos);
  BOOST_TEST(text.find("ok 6 - c/waived # TODO waived until 2030-01-01: ticket\n") != std::string::npos);
  BOOST_TEST(text.find("not ok 7 - c/error\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(html_stands_alone_and_runs_nothing_of_the_target) {
  const auto& text = reports().at("html");
  BOOST_TEST(text.starts_with("<!doctype html>"));
  for (const char* outside : {"http-equiv", "<script", "<link", "src=", "@import", "url("}) BOOST_TEST(text.find(outside) == std::string::npos, outside);
  BOOST_TEST(text.find("&lt;script&gt;") != std::string::npos);
  // What failed comes first.
  BOOST_TEST(text.find("id=\"b/fails\"") < text.find("id=\"a/passes\""));
}

BOOST_AUTO_TEST_CASE(a_report_that_cannot_be_written_is_an_error) {
  BOOST_TEST(!write_report("/nonexistent/folder/file", "x").has_value());
  for (const char* wrong : {"junit", "junit=", "pdf=x", "=x"}) BOOST_TEST(!make_reporter(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
