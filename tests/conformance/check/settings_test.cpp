#include "conformance/check/settings.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "conformance/check/target_options.h"
#include "tests/conformance/check/a_tree.h"

using namespace hpc;
using namespace hpc::conformance;

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(a_profile_has_addresses_inputs_and_what_stays_secret) {
  const test::Tree tree;
  ::setenv("HPCMOCK_TEST_KEY", "from-the-environment", 1);
  tree.write("profiles/site.yaml", R"(name: The site
base_url: https://api.example
base_urls: {auth: "https://auth.example"}
inputs: {machine: daint, key: "${HPCMOCK_TEST_KEY}", pin: "4711-22", n: 3}
secrets: [pin]
capabilities: [s3]
token: {url: "https://auth.example/token", client_id: me, client_secret: "${HPCMOCK_TEST_KEY}!", scope: openid}
)");
  const auto profile = HPC_MUST(read_profile("site", tree.path("profiles")));
  BOOST_TEST(profile.base_url == "https://api.example");
  BOOST_TEST(profile.base_urls.at("auth") == "https://auth.example");
  BOOST_TEST(profile.inputs.dump() == R"({"key":"from-the-environment","machine":"daint","n":3,"pin":"4711-22"})");
  const std::vector<std::string> secrets{"from-the-environment", "4711-22", "from-the-environment!"};
  BOOST_TEST(profile.secrets == secrets, boost::test_tools::per_element());
  BOOST_TEST(profile.token->client_secret == "from-the-environment!");
}

BOOST_AUTO_TEST_CASE(faults_in_a_profile_have_their_places) {
  const test::Tree tree;
  ::unsetenv("HPCMOCK_TEST_NONE");
  const auto file = tree.write("p.yaml", "base_url: \"${HPCMOCK_TEST_NONE}\"\ncolour: red\ntoken: {url: x}\n");
  const auto profile = read_profile(file, "");
  BOOST_TEST(profile.error().sentence == file + ":1:11: found ${HPCMOCK_TEST_NONE}; the environment has no such variable\n" + file +
                                             ":2:1: found the member colour; allowed are name, base_url, base_urls, inputs, secrets, capabilities and token\n" + file +
                                             ":3:8: found no client_id, which must be there\n" + file + ":3:8: found no client_secret, which must be there");
}

BOOST_AUTO_TEST_CASE(a_baseline_names_checks_days_and_reasons) {
  const test::Tree tree;
  const auto waivers = HPC_MUST(read_baseline(tree.write("b.yaml", "waivers:\n  - {check: a/b, until: \"2030-01-01\", why: x}\n  - {check: c/, until: \"2030-01-01\", why: y}\n")));
  BOOST_TEST(waiver_for(waivers, "a/b") == &waivers[0]);
  BOOST_TEST(waiver_for(waivers, "c/d/e") == &waivers[1]);
  BOOST_TEST(waiver_for(waivers, "a/bc") == nullptr);
  const auto wrong = tree.write("w.yaml", "waivers: [{check: a, until: soon}]\n");
  BOOST_TEST(read_baseline(wrong).error().sentence == wrong + ":1:11: found no why, which must be there\n" + wrong + ":1:29: found \"soon\"; allowed is a date, YYYY-MM-DD");
}

BOOST_AUTO_TEST_CASE(flags_win_over_profile_and_environment) {
  const test::Tree tree;
  const auto file = tree.write("p.yaml", "base_url: http://p\ninputs: {a: profile, b: profile}\n");
  ::setenv("HPCMOCK_INPUT_A", "environment", 1);
  ::setenv("HPCMOCK_INPUT_C", "environment", 1);
  TargetSettings given;
  given.profile = file;
  given.base_urls = {"http://flag", "things=http://things"};
  given.inputs = {"b=flag=1"};
  given.secrets = {"key=hidden-1"};
  Redactor redactor;
  const auto options = HPC_MUST(target_options(given, "", redactor));
  ::unsetenv("HPCMOCK_INPUT_A");
  ::unsetenv("HPCMOCK_INPUT_C");
  BOOST_TEST(options.addresses.url == "http://flag");
  BOOST_TEST(options.addresses.by_api.at("things") == "http://things");
  BOOST_TEST(options.inputs.dump() == R"({"a":"profile","b":"flag=1","c":"environment","key":"hidden-1"})");
  BOOST_TEST(redactor.text("hidden-1") == "***");
  given.base_urls = {"ftp://x"};
  BOOST_TEST(target_options(given, "", redactor).error().sentence == "found --base-url ftp://x; allowed is http://..., https://... or API=URL");
}

BOOST_AUTO_TEST_SUITE_END()
