// The gate: every mandatory draft-07 case of the JSON Schema test suite, and the optional ones that are claimed.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/schema/schema.h"

namespace hpc::conformance {
namespace {

namespace fs = std::filesystem;

const fs::path kSuite = HPCMOCK_SCHEMA_SUITE;

Json read_json(const fs::path& file) {
  std::ifstream stream(file);
  BOOST_REQUIRE_MESSAGE(stream, file << " cannot be read: is json-schema-test-suite installed?");
  return Json::parse(stream);
}

/// Serves the suite's remotes as if from http://localhost:1234/.
class Remotes {
 public:
  const Json* operator()(const std::string& uri) {
    const std::string prefix = "http://localhost:1234/";
    if (!uri.starts_with(prefix)) return nullptr;
    const fs::path file = kSuite / "remotes" / uri.substr(prefix.size());
    if (!fs::exists(file)) return nullptr;
    return &documents_.try_emplace(uri, read_json(file)).first->second;
  }

 private:
  std::map<std::string, Json> documents_;
};

struct Count {
  int cases = 0;
  int wrong = 0;
};

void run_group(const Json& group, const std::string& file, const std::set<std::string>& left_out, Count& count) {
  Remotes remotes;
  Schema::Options options;
  options.dialect = Dialect::draft7;
  options.resolver = [&remotes](const std::string& uri) { return remotes(uri); };
  const std::string description = group.at("description");
  auto schema = Schema::compile(group.at("schema"), std::move(options));
  if (!schema) {
    BOOST_ERROR(file << ": " << description << ": " << schema.error().sentence);
    ++count.wrong;
    return;
  }
  for (const Json& test : group.at("tests")) {
    const std::string name = test.at("description");
    if (left_out.contains(name)) continue;
    ++count.cases;
    const std::vector<Fault> faults = schema->validate(test.at("data"));
    const bool agrees =
        faults.empty() == test.at("valid").get<bool>() && schema->is_valid(test.at("data")) == faults.empty();
    if (agrees) continue;
    ++count.wrong;
    BOOST_ERROR(file << ": " << description << ": " << name << ": should be "
                     << (test.at("valid") ? "valid" : "invalid"));
  }
}

Count run_files(const fs::path& folder, const std::set<std::string>& only = {},
                const std::set<std::string>& left_out = {}) {
  Count count;
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const bool is_wanted = only.empty() || only.contains(entry.path().stem());
    if (entry.is_regular_file() && is_wanted) files.insert(entry.path());
  }
  for (const fs::path& file : files) {
    const Json groups = read_json(file);
    for (const Json& group : groups) run_group(group, file.filename(), left_out, count);
  }
  return count;
}

BOOST_AUTO_TEST_SUITE(draft7_suite)

BOOST_AUTO_TEST_CASE(every_mandatory_case_is_judged_as_the_suite_says) {
  const Count count = run_files(kSuite / "tests/draft7");
  BOOST_TEST(count.wrong == 0);
  BOOST_TEST(count.cases >= 420);
  BOOST_TEST_MESSAGE(count.cases << " mandatory cases");
}

BOOST_AUTO_TEST_CASE(optional_cases_about_numbers_content_and_expressions_agree) {
  const Count count =
      run_files(kSuite / "tests/draft7/optional", {"bignum", "content", "ecmascript-regex", "zeroTerminatedFloats"});
  BOOST_TEST(count.wrong == 0);
  BOOST_TEST(count.cases > 0);
}

BOOST_AUTO_TEST_CASE(formats_that_are_claimed_agree) {
  // Not claimed, hence annotations: idn-email, idn-hostname, iri, iri-reference, relative-json-pointer, uri-template.
  const Count count =
      run_files(kSuite / "tests/draft7/optional/format", {"date-time", "date", "email", "hostname", "ipv4", "ipv6",
                                                          "json-pointer", "regex", "time", "uri-reference", "uri"});
  BOOST_TEST(count.wrong == 0);
  BOOST_TEST(count.cases >= 91);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::conformance
