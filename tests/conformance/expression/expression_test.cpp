#include "conformance/expression/expression.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "conformance/expression/text_template.h"

using namespace hpc;
using namespace hpc::conformance;

namespace {

struct World {
  Facts facts;
  Json inputs = Json::parse(R"({"user":"ada","n":3,"a.b":{"c":1},"o":{"p":[10,20]}})");
  Json steps = Json::parse(R"({"submit":{"outputs":{"task":{"id":"t1"},"task.id":"dotted"}}})");
  Json workflows = Json::parse(R"({"login":{"inputs":{"u":"x"},"outputs":{"token":"tok"}}})");
  Json outputs = Json::parse(R"({"bar":[1,{"z":2}]})");
  Json sources = Json::parse(R"({"api":{"url":"openapi.yaml"}})");
  Json components = Json::parse(R"({"parameters":{"page":7}})");

  World() {
    facts.url = "http://h/x?q=1";
    facts.method = "POST";
    facts.status = 201;
    facts.request_headers = {{"X-Machine", "daint"}};
    facts.response_headers = {{"X-Expires-After", "soon"}};
    facts.query = Json::parse(R"({"q":"1"})");
    facts.path = Json::parse(R"({"id":"42"})");
    facts.request_body = Json::parse(R"({"user":{"uuid":"u"}})");
    facts.response_body = Json::parse(R"({"task":{"state":"DONE","a/b":[true,null]},"n":5})");
  }
  Scope scope() const { return {&facts, &inputs, &outputs, &steps, &workflows, &sources, &components}; }
  std::string get(const char* text) const {
    const auto expression = Expression::parse(text);
    if (!expression) return "error";
    const auto value = expression->evaluate(scope());
    return value ? value.get()->dump() : "nothing";
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(expression)

BOOST_AUTO_TEST_CASE(each_root_of_the_grammar_names_its_part) {
  const World world;
  BOOST_TEST(world.get("$url") == R"("http://h/x?q=1")");
  BOOST_TEST(world.get("$method") == R"("POST")");
  BOOST_TEST(world.get("$statusCode") == "201");
  BOOST_TEST(world.get("$request.header.x-machine") == R"("daint")");
  BOOST_TEST(world.get("$request.query.q") == R"("1")");
  BOOST_TEST(world.get("$request.path.id") == R"("42")");
  BOOST_TEST(world.get("$request.body#/user/uuid") == R"("u")");
  BOOST_TEST(world.get("$response.header.X-Expires-After") == R"("soon")");
  BOOST_TEST(world.get("$response.body#/task/a~1b/0") == "true");
  BOOST_TEST(world.get("$response.body#") == world.get("$response.body"));
  BOOST_TEST(world.get("$response.body.task.state") == R"("DONE")");
  BOOST_TEST(world.get("$response.body['task']['a/b'][1]") == "null");
  BOOST_TEST(world.get("$inputs.n") == "3");
  BOOST_TEST(world.get("$inputs.a.b.c") == "1");
  BOOST_TEST(world.get("$inputs.o.p[1]") == "20");
  BOOST_TEST(world.get("$inputs.o#/p/0") == "10");
  BOOST_TEST(world.get("$outputs.bar#/1/z") == "2");
  BOOST_TEST(world.get("$steps.submit.outputs.task#/id") == R"("t1")");
  BOOST_TEST(world.get("$steps.submit.outputs.task.id") == R"("dotted")");
  BOOST_TEST(world.get("$workflows.login.outputs.token") == R"("tok")");
  BOOST_TEST(world.get("$workflows.login.inputs.u") == R"("x")");
  BOOST_TEST(world.get("$sourceDescriptions.api.url") == R"("openapi.yaml")");
  BOOST_TEST(world.get("$components.parameters.page") == "7");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_nothing) {
  const World world;
  for (const char* text : {"$response.body#/nope", "$response.header.Nope", "$inputs.nope", "$inputs.n.x", "$steps.other.outputs.task", "$response.query.q", "$workflows.login.outputs.x",
                           "$inputs.o.p[7]", "$response.body.task[0]", "$sourceDescriptions.x.url"}) {
    BOOST_TEST(world.get(text) == "nothing", text << " gives " << world.get(text));
  }
  BOOST_TEST(!Expression::parse("$statusCode")->evaluate(Scope{}));
}

BOOST_AUTO_TEST_CASE(what_the_grammar_does_not_have_is_refused) {
  const World world;
  for (const char* text : {"$statuscode", "$response", "$response.", "$response.bodyx", "$respones.body", "$request.header.", "$request.header.a b", "$inputs.", "$response.body#x", "$response.body#/a~2", "$stepsx"}) {
    BOOST_TEST(world.get(text) == "error", text << " is accepted");
  }
}

BOOST_AUTO_TEST_CASE(templates_fill_whole_and_embedded_expressions_at_any_depth) {
  const World world;
  const auto filled = [&world](const char* json) {
    const auto compiled = ValueTemplate::parse(OrderedJson::parse(json));
    if (!compiled) return std::string("error");
    const auto value = compiled->fill(world.scope());
    return value ? value->dump() : value.error().sentence;
  };
  BOOST_TEST(filled(R"({"z":"$inputs.n","a":["{$inputs.user}-{$statusCode}","plain"]})") == R"({"z":3,"a":["ada-201","plain"]})");
  BOOST_TEST(filled(R"("o is {$inputs.o}")") == R"("o is {\"p\":[10,20]}")");
  // Shell and prices are not expressions.
  BOOST_TEST(filled(R"(["$HOME/x","echo $inputs.n now","${x}","$5","{$1}"])") == R"(["$HOME/x","echo $inputs.n now","${x}","$5","{$1}"])");
  BOOST_TEST(filled(R"(["$input.n"])") == "error");
  BOOST_TEST(filled(R"(["a {$inputs.n"])") == "error");
  BOOST_TEST(filled(R"(["$inputs.nope"])") == "$inputs.nope names nothing here");
}

BOOST_AUTO_TEST_CASE(a_body_is_json_by_its_media_type_and_else_text) {
  BOOST_TEST(body_value("application/json; charset=utf-8", Bytes("{\"a\":1}")).dump() == "{\"a\":1}");
  BOOST_TEST(body_value("application/problem+json", Bytes("[1]")).dump() == "[1]");
  BOOST_TEST(body_value("", Bytes("3")).dump() == "3");
  BOOST_TEST(body_value("text/plain", Bytes("3")).dump() == "\"3\"");
  BOOST_TEST(body_value("application/json", Bytes("{")).dump() == "\"{\"");
}

BOOST_AUTO_TEST_SUITE_END()
