// Ten thousand specs of twenty dependencies each, and ten thousand builds, loaded through the API.
#include "apis/spack_monitor/monitor.h"

namespace hpc::tests::spack_monitor {
namespace {

constexpr int kSpecs = 10'000;

std::string spec(int i) {
  std::string text = R"({"spack_version":"1.0.0","spec":{"nodes":[{"name":"p)" + std::to_string(i) +
                     R"(","version":"1","hash":"h","full_hash":"f)" + std::to_string(i) + R"(","dependencies":[)";
  for (int d = 1; d <= 20; ++d) {
    const std::string other = std::to_string((i + d * 7) % kSpecs);
    text += std::string(d > 1 ? "," : "") + R"({"name":"p)" + other + R"(","full_hash":"f)" + other +
            R"(","type":["link"]})";
  }
  return text + "]}]}}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scale)

BOOST_AUTO_TEST_CASE(ten_thousand_specs_and_builds_are_found_again) {
  Monitor monitor;
  int created = 0;
  for (int i = 0; i < kSpecs; ++i) created += monitor.upload("specs/new/", spec(i)).status == 201;
  BOOST_TEST(created > 0);
  created = 0;
  for (int i = 0; i < kSpecs; ++i)
    created +=
        monitor.upload("builds/new/", Monitor::build_body("f" + std::to_string(i), R"(,"tags":"all")")).status == 201;
  BOOST_TEST(created == kSpecs);
  const std::pair<const char*, int> counts[] = {
      {"specs", kSpecs}, {"builds", kSpecs}, {"dependencies", kSpecs}, {"buildenvironments", 1}};
  for (const auto& [table, count] : counts)
    BOOST_TEST(monitor.json_at(std::string("/api/") + table + "/?limit=1&offset=5000")["count"] == count, table);
  BOOST_TEST(monitor.json_at("/ms1/specs/name/p9999/")[0]["dependencies"].size() == 20U);
  BOOST_TEST(monitor.json_at("/api/builds/?limit=10000")["results"].size() == std::size_t{kSpecs});
  const OrderedJson table =
      monitor.json_at("/tables/build/?draw=1&start=9990&length=10&order[0][column]=6&order[0][dir]=asc&tag=all");
  BOOST_TEST(table["recordsTotal"] == kSpecs);
  BOOST_TEST(table["data"].size() == 10U);
  BOOST_TEST(
      monitor.json_at("/tables/build/?draw=1&start=0&length=10&order[0][column]=0&order[0][dir]=asc&search[value]=p777")
          ["recordsTotal"] == 11);
  // A status report touches twenty others, and no more.
  monitor.bench.advance(std::chrono::seconds(1));
  monitor.upload("builds/update/", R"({"build_id":1,"status":"FAILED"})");
  BOOST_TEST(monitor.json_at(
                 "/tables/build/?draw=1&start=0&length=1&order[0][column]=0&order[0][dir]=asc&search[value]=cancelled")
                 ["recordsTotal"] == 20);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::spack_monitor
