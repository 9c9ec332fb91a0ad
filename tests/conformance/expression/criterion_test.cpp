#include "conformance/expression/criterion.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace hpc;
using namespace hpc::conformance;

namespace {

std::string judged(const Result<Criterion>& criterion, const Scope& scope) {
  if (!criterion) return criterion.error().sentence;
  const auto miss = criterion->judge(scope);
  return miss ? miss->expected + " | " + miss->got : "holds";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(criterion)

BOOST_AUTO_TEST_CASE(a_criterion_says_what_it_missed) {
  Facts facts;
  facts.status = 200;
  facts.response_body = Json::parse(R"({"pets":[{"id":"7f"}],"state":"DONE"})");
  const Scope scope{&facts, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};

  BOOST_TEST(judged(Criterion::simple("$statusCode == 200"), scope) == "holds");
  BOOST_TEST(judged(Criterion::simple("$statusCode == 201"), scope) == "$statusCode == 201 | 200");
  BOOST_TEST(judged(Criterion::regex("$statusCode", "^20.$"), scope) == "holds");
  BOOST_TEST(judged(Criterion::regex("$response.body#/state", "^done$"), scope) == "$response.body#/state matching ^done$ | \"DONE\"");
  BOOST_TEST(judged(Criterion::regex("$response.body#/nope", "."), scope) == "$response.body#/nope matching . | nothing");
  BOOST_TEST(judged(Criterion::json_path("$response.body", "$.pets[?match(@.id, '[0-9a-f]+')]"), scope) == "holds");
  BOOST_TEST(judged(Criterion::json_path("$response.body", "$.pets[1]"), scope) ==
             R"($response.body in which JSONPath selects $.pets[1] | {"pets":[{"id":"7f"}],"state":"DONE"})");
}

BOOST_AUTO_TEST_CASE(a_wrong_criterion_is_refused) {
  BOOST_TEST(!Criterion::regex("$response.body", "(").has_value());
  BOOST_TEST(!Criterion::regex("response.body", "x").has_value());
  BOOST_TEST(!Criterion::json_path("$response.body", "pets").has_value());
}

BOOST_AUTO_TEST_CASE(a_regex_over_a_long_body_neither_recurses_nor_gives_up) {
  Facts facts;
  facts.response_body = std::string(2'000'000, 'a') + "b";
  const Scope scope{&facts, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
  BOOST_TEST(judged(Criterion::regex("$response.body", "^a*b$"), scope) == "holds");
  facts.response_body = std::string(20'000, 'a') + "b";
  BOOST_TEST(judged(Criterion::regex("$response.body", "^(a|b)*b$"), scope) == "holds");
}

BOOST_AUTO_TEST_SUITE_END()
