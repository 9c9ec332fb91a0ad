// Our own descriptions: each can be read, all its schemas compile, and its paths and parameters agree.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <set>

#include "conformance/openapi/openapi.h"

namespace hpc::conformance {
namespace {

std::set<std::string> own_descriptions() {
  std::set<std::string> files;
  for (const auto& folder : std::filesystem::directory_iterator(std::string(HPCMOCK_SOURCE_DIR) + "/schemas")) {
    const std::filesystem::path file = folder.path() / "openapi.yaml";
    if (std::filesystem::exists(file)) files.insert(file.string());
  }
  return files;
}

BOOST_AUTO_TEST_SUITE(own_descriptions_suite)

BOOST_AUTO_TEST_CASE(every_description_of_ours_compiles_whole) {
  const std::set<std::string> files = own_descriptions();
  BOOST_TEST(!files.empty());
  for (const std::string& file : files) {
    const auto description = Description::read(file);
    BOOST_CHECK_MESSAGE(description.has_value(), (description ? "" : description.error().sentence));
    if (!description) continue;
    BOOST_TEST(!description->operations().empty(), file << " has no operation");
    const Result<void> compiled = description->compile_all();
    BOOST_CHECK_MESSAGE(compiled.has_value(), (compiled ? "" : compiled.error().sentence));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::conformance
