#include "centre/load_site.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace hpc::centre {
namespace {

constexpr char kSmall[] = R"(clusters:
  - name: tiny
    nodes: [{name: "n[1-2]", cpus: 4}]
    partitions: [{name: batch, default: true}]
)";

std::string faults_of(const std::string& text) {
  const auto site = load_site(text, "site.yaml");
  return site ? "" : site.error().sentence;
}

BOOST_AUTO_TEST_SUITE(loading)

BOOST_AUTO_TEST_CASE(the_demo_site_has_what_the_tutorial_names) {
  const auto site = HPC_MUST(embedded_site("demo"));
  BOOST_TEST(site->clusters.size() >= 2U);
  BOOST_TEST(site->clusters[0].name == "daint");
  BOOST_TEST(site->realms.size() == 2U);
  BOOST_TEST(site->realms[0].clients[0].user == "service-account-firecrest-sample");
  BOOST_TEST(site->clusters[1].mounts[0].path.str() == "/scratch/e1000");
  BOOST_TEST(!site->clusters[1].mounts[0].available);
}

BOOST_AUTO_TEST_CASE(every_built_in_site_loads) {
  for (const std::string& name : embedded_site_names()) {
    BOOST_TEST(embedded_site(name).has_value(), name);
    // With an override, however idle, it is held to the schema.
    const auto checked = embedded_site(name, {{"name", "other"}});
    BOOST_TEST(checked.has_value(), (checked ? name : checked.error().sentence));
  }
}

BOOST_AUTO_TEST_CASE(a_small_site_needs_clusters_nodes_and_partitions_only) {
  const auto site = HPC_MUST(load_site(kSmall, "site.yaml"));
  BOOST_TEST(site->clusters[0].nodes[1].name == "n2");
  BOOST_TEST(site->clusters[0].partitions[0].nodes.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_fault_says_file_line_column_and_what_was_expected) {
  BOOST_TEST(faults_of("clusters:\n  - name: tiny\n    nodes: [{name: a, cpus: many}]\n    partitions: [{name: b}]\n")
                 .find("site.yaml:3:29: /clusters/0/nodes/0/cpus: expected ") == 0U);
  const std::string unknown = faults_of(std::string(kSmall) + "colour: red\n");
  BOOST_TEST(unknown.find("site.yaml:5:") == 0U, unknown);
  BOOST_TEST(unknown.find("colour") != std::string::npos, unknown);
  const std::string twice = faults_of("users:\n  - {name: a, uid: 1}\n  - {name: b, uid: 1}\n" + std::string(kSmall));
  BOOST_TEST(twice == "site.yaml:3:20: /users/1/uid: another user has this number already");
  BOOST_TEST(faults_of("clusters: [\n").find("site.yaml:") == 0U);
  BOOST_TEST(!faults_of("").empty());
}

BOOST_AUTO_TEST_CASE(an_override_reaches_members_list_items_by_number_and_by_name) {
  const auto site = HPC_MUST(load_site(kSmall, "site.yaml",
                                       {{"seed", "7"},
                                        {"clusters.tiny.reachability", "refused"},
                                        {"clusters.0.nodes.0.cpus", "16"},
                                        {"apis.flux_restful.auth", "required"}}));
  BOOST_TEST(site->seed == 7U);
  BOOST_TEST((site->clusters[0].reachability == site::Reachability::refused));
  BOOST_TEST(site->clusters[0].nodes[0].cpus == 16U);
  BOOST_TEST(site->apis.at("flux_restful")->at("auth") == "required");
}

BOOST_AUTO_TEST_CASE(a_wrong_override_names_itself) {
  const auto missing = load_site(kSmall, "site.yaml", {{"clusters.nowhere.name", "x"}});
  BOOST_TEST(missing.error().sentence == "--set clusters.nowhere.name=x: there is no nowhere in that list");
  BOOST_TEST(!load_site(kSmall, "site.yaml", {{"clusters..x", "1"}}).has_value());
  BOOST_TEST(!load_site(kSmall, "site.yaml", {{"seed.x", "1"}}).has_value());
  BOOST_TEST(!load_site(kSmall, "site.yaml", {{"seed", "red"}}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::centre
