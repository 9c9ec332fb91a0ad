// What faults say, to the letter.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "conformance/schema/schema.h"
#include "conformance/schema/values.h"

namespace hpc::conformance {
namespace {

std::string told(const Schema& schema, const Json& instance) {
  std::string text = "  " + shown(instance, 100) + "\n";
  for (const Fault& fault : schema.validate(instance)) {
    text += "    at " + (fault.instance_pointer.empty() ? "the root" : fault.instance_pointer) + ", by " +
            fault.schema_pointer + "\n";
    text += "      expected  " + fault.expected + "\n      got       " + fault.got + "\n";
  }
  return text;
}

std::string read_text(const std::string& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

BOOST_AUTO_TEST_SUITE(fault_text)

/// HPCMOCK_UPDATE_GOLDEN=1 writes the file anew; then read the difference.
BOOST_AUTO_TEST_CASE(faults_read_as_the_golden_file_has_them) {
  const std::string folder = std::string(HPCMOCK_SOURCE_DIR) + "/tests/conformance/schema/";
  const Json table = Json::parse(read_text(folder + "fault_texts.json"));
  std::string text;
  for (const Json& row : table) {
    Schema::Options options;
    options.dialect = row.contains("draft7") ? Dialect::draft7 : Dialect::draft2020_12;
    const Schema schema = HPC_MUST(Schema::compile(row.at("schema"), std::move(options)));
    text += row.at("schema").dump() + "\n";
    for (const Json& instance : row.at("instances")) text += told(schema, instance);
    text += "\n";
  }
  if (std::getenv("HPCMOCK_UPDATE_GOLDEN")) std::ofstream(folder + "fault_texts.txt") << text;
  std::istringstream actual(text);
  std::istringstream expected(read_text(folder + "fault_texts.txt"));
  for (std::string a, b; std::getline(expected, b);) {
    std::getline(actual, a);
    BOOST_TEST(a == b);
  }
  BOOST_TEST(text == read_text(folder + "fault_texts.txt"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::conformance
