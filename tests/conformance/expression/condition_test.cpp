#include "conformance/expression/condition.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace hpc;
using namespace hpc::conformance;

namespace {

struct World {
  Facts facts;
  Json inputs = Json::parse(R"({"name":"O'Neil","count":3,"on":true,"off":false,"none":null,"text":"20"})");
  World() {
    facts.status = 404;
    facts.response_headers = {{"Retry-After", "10"}, {"X-Flag", "true"}};
    facts.response_body = Json::parse(R"({"state":"RUNNING","jobs":[{"id":1},{"id":2}],"score":2.5,"empty":""})");
  }
  Scope scope() const { return {&facts, &inputs, nullptr, nullptr, nullptr, nullptr, nullptr}; }
  std::string judge(const char* text) const {
    const auto condition = Condition::parse(text);
    if (!condition) return "error";
    return condition->holds(scope()) ? "yes" : "no";
  }
  std::string blame(const char* text) const {
    const auto blame = HPC_MUST(Condition::parse(text)).blame(scope());
    return blame.part + " | " + blame.got;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(condition)

BOOST_AUTO_TEST_CASE(what_holds) {
  const World world;
  for (const char* text : {
           "$statusCode == 404",
           "$statusCode==404",
           "{$statusCode == 404}",
           "  $statusCode != 200  ",
           "$statusCode >= 400 && $statusCode < 500",
           "$statusCode == 200 || $response.body#/state == 'running'",
           "$response.body.state == 'Running'",
           "$response.body#/jobs/1/id == 2",
           "$response.body.jobs[0].id == 1",
           "!($statusCode == 200)",
           "!$inputs.off",
           "!!$inputs.on",
           "$inputs.on",
           "$inputs.on == true",
           "$inputs.name == 'o''neil'",
           "$response.header.Retry-After > 9",
           "$response.header.Retry-After == 10",
           "$response.header.X-Flag == true",
           "$response.body#/nope == null",
           "$inputs.none == null",
           "$response.body#/score > 2.4",
           "$response.body#/score <= 25e-1",
           "'b' > 'A'",
           "-1 < 0",
           "true",
           "($statusCode == 1 || $statusCode == 404) && $inputs.count == 3",
           "$statusCode == 1 && $statusCode == 2 || $inputs.count == 3",
           "$inputs.count == $inputs.count",
           "404 == $statusCode",
           "!$response.body#/nope",
       }) {
    BOOST_TEST(world.judge(text) == "yes", text << ": " << world.judge(text));
  }
}

BOOST_AUTO_TEST_CASE(what_does_not_hold) {
  const World world;
  for (const char* text : {
           "$statusCode == 200",
           "$statusCode == null",
           "$response.body#/nope == 0",
           "$response.body#/nope < 1",
           "$response.body#/nope",
           "$response.body#/empty",
           "$inputs.none",
           "$inputs.off",
           "$response.body#/state > 3",
           "$response.body#/jobs == 'x'",
           "'10' == 'x'",
           "$inputs.text == 2",
           "$inputs.on && $inputs.off",
           "0",
       }) {
    BOOST_TEST(world.judge(text) == "no", text << ": " << world.judge(text));
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_condition) {
  const World world;
  for (const char* text : {"", "$statusCode ==", "== 200", "$statusCode = 200", "$statusCode == 200 &&", "($statusCode == 200", "$statusCode == 200)", "$nope == 1", "$statusCode == \"200\"", "'open",
                           "$statusCode == 200 and true", "yes", "1 == 1 == 1", "$statusCode & 1"}) {
    BOOST_TEST(world.judge(text) == "error", text << " is accepted");
  }
}

BOOST_AUTO_TEST_CASE(the_part_to_blame_is_the_first_that_fails) {
  const World world;
  BOOST_TEST(world.blame("$statusCode == 200") == "$statusCode == 200 | 404");
  BOOST_TEST(world.blame("$inputs.count == 3 && $response.body#/state == 'DONE'") == "$response.body#/state == 'DONE' | \"RUNNING\"");
  BOOST_TEST(world.blame("$response.body#/nope == 'x'") == "$response.body#/nope == 'x' | nothing");
  BOOST_TEST(world.blame("$statusCode == 200 || $inputs.count == 4") == "$statusCode == 200 || $inputs.count == 4 | $statusCode is 404, $inputs.count is 3");
}

BOOST_AUTO_TEST_CASE(a_message_says_offset_found_and_allowed) {
  BOOST_TEST(Condition::parse("$statusCode = 200").error().sentence ==
             "condition $statusCode = 200: at offset 12: found '= 200', allowed is an operator (< <= > >= == != && ||) or the end");
}

BOOST_AUTO_TEST_SUITE_END()
