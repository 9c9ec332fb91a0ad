#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "conformance/openapi/openapi.h"
#include "tests/conformance/openapi/shop.h"

namespace hpc::conformance {
namespace {

struct Answer {
  int status = 200;
  http::Headers headers = {};
  std::string body = "";
};

http::Response response_of(const Answer& answer) {
  http::Response response;
  response.status = answer.status;
  response.headers = answer.headers;
  response.body = Bytes(answer.body);
  return response;
}

/// One line a fault: part, name, pointers, expected and got.
std::string told(const std::vector<ResponseFault>& faults) {
  std::string text;
  for (const ResponseFault& each : faults) {
    text += std::string(part_name(each.part)) + (each.name.empty() ? "" : " " + each.name) + " " +
            each.fault.instance_pointer + " [" + each.fault.schema_pointer + "] " + each.fault.expected + " / " +
            each.fault.got + " at " + each.where + "\n";
  }
  return text;
}

std::string judged(const std::string& operation, const Answer& answer) {
  const Description description = HPC_MUST(Description::parse(kShop, "shop.yaml"));
  return told(description.validate_response(*description.by_id(operation), response_of(answer)));
}

const http::Headers kJson = {{"Content-Type", "application/json; charset=utf-8"}, {"x-total", "1"}};

BOOST_AUTO_TEST_SUITE(judge)

BOOST_AUTO_TEST_CASE(a_response_as_described_has_no_faults) {
  BOOST_TEST(judged("list", {200, kJson, R"([{"id": 1, "name": "a"}])"}) == "");
  BOOST_TEST(judged("list", {200, {{"Content-Type", "TEXT/Plain"}, {"X-Total", "0"}, {"X-Kinds", "a, b"}}, "abc"}) ==
             "");
  BOOST_TEST(judged("list", {404, {{"Content-Type", "application/problem+json"}}, R"({"title": "x"})"}) == "");
  BOOST_TEST(judged("list", {500}) == "");
  BOOST_TEST(judged("add", {201}) == "");
  BOOST_TEST(judged("file", {200, {{"Content-Type", "image/png"}}, "\xff\xfe"}) == "");
}

BOOST_AUTO_TEST_CASE(a_body_without_content_type_can_be_described) {
  const auto description = HPC_MUST(Description::parse(R"(openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a:
    get:
      operationId: a
      responses:
        "200":
          description: so
          content:
            text/html: {x-untyped: true, schema: {const: <p>}}
            application/json: {schema: {type: object}}
        "201": {description: so, content: {application/json: {x-untyped: true, schema: {type: array}}}}
)", "a.yaml"));
  const auto say = [&description](const Answer& answer) { return told(description.validate_response(*description.by_id("a"), response_of(answer))); };
  BOOST_TEST(say({200, {}, "<p>"}) == "");
  BOOST_TEST(say({200, {{"Content-Type", "application/json"}}, "{}"}) == "");
  BOOST_TEST(say({201, {}, "[]"}) == "");
  BOOST_TEST(say({200, {}, "<b>"}) == "body  [a.yaml#/paths/~1a/get/responses/200/content/text~1html/schema/const] \"<p>\" / \"<b>\" at a.yaml:11:51\n");
  BOOST_TEST(say({200, {{"Content-Type", "text/html"}}, "<p>"}) ==
             "media type Content-Type  [a.yaml#/paths/~1a/get/responses/200] text/html without Content-Type or application/json / text/html at a.yaml:9:11\n");
  BOOST_TEST(say({201, {}, "{}"}).find("[a.yaml#/paths/~1a/get/responses/201/content/application~1json/schema/type]") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(answers_may_have_headers_in_common) {
  const auto description = HPC_MUST(Description::parse(R"(openapi: 3.1.0
info: {title: t, version: "1"}
x-headers: {default: {X-All: {required: true}}, 2XX: {X-Good: {required: true}}}
paths:
  /a:
    get:
      operationId: a
      x-headers: {default: {Allow: {required: true, schema: {const: GET}}}, "200": {X-All: {required: true, schema: {const: one}}}}
      responses:
        "200": {description: so}
        "500": {description: so, headers: {allow: {schema: false}}}
)", "a.yaml"));
  const auto say = [&description](const Answer& answer) { return told(description.validate_response(*description.by_id("a"), response_of(answer))); };
  BOOST_TEST(say({200, {{"X-All", "one"}, {"X-Good", ""}, {"Allow", "GET"}}}) == "");
  BOOST_TEST(say({500, {{"X-All", "two"}}}) == "");
  BOOST_TEST(say({200, {{"X-All", "two"}, {"Allow", "POST"}}}) ==
             "header X-All  [a.yaml#/paths/~1a/get/x-headers/200/X-All/schema/const] \"one\" / \"two\" at a.yaml:8:118\n"
             "header Allow  [a.yaml#/paths/~1a/get/x-headers/default/Allow/schema/const] \"GET\" / \"POST\" at a.yaml:8:62\n"
             "header X-Good  [a.yaml#/x-headers/2XX/X-Good] a header X-Good / no such header at a.yaml:3:63\n");
  BOOST_TEST(say({500, {{"X-All", "two"}, {"Allow", "GET"}}}).starts_with("header allow  [a.yaml#/paths/~1a/get/responses/500/headers/allow/schema]"));
  BOOST_TEST(!Description::parse("openapi: 3.1.0\ninfo: {title: t, version: '1'}\nx-headers: {X: {}}\npaths: {/a: {get: {responses: {'200': {description: so}}}}}\n", "a.yaml").has_value());
}

BOOST_AUTO_TEST_CASE(an_undocumented_status_is_the_only_fault_told) {
  BOOST_TEST(judged("add", {200, {}, "whatever"}) ==
             "status  [shop.yaml#/paths/~1items/post/responses] 201 / 200 at shop.yaml:32:7\n");
}

BOOST_AUTO_TEST_CASE(an_undocumented_media_type_is_told_with_those_documented) {
  const std::string at = "[shop.yaml#/paths/~1items/get/responses/200] application/json or text/* / ";
  BOOST_TEST(judged("list", {200, {{"Content-Type", "image/png"}, {"X-Total", "1"}}, "x"}) ==
             "media type Content-Type  " + at + "image/png at shop.yaml:15:11\n");
  BOOST_TEST(judged("list", {200, {{"X-Total", "1"}}, "x"}) ==
             "media type Content-Type  " + at + "no Content-Type at shop.yaml:15:11\n");
  BOOST_TEST(judged("list", {200, {{"X-Total", "1"}}, ""}) ==
             "media type Content-Type  " + at + "no body at shop.yaml:15:11\n");
}

BOOST_AUTO_TEST_CASE(headers_are_required_and_have_schemas) {
  const http::Headers none = {{"Content-Type", "text/plain"}};
  BOOST_TEST(judged("list", {200, none, "abc"}) ==
             "header X-Total  [shop.yaml#/paths/~1items/get/responses/200/headers/X-Total] a header X-Total / no such "
             "header at "
             "shop.yaml:17:22\n");
  const http::Headers wrong = {{"Content-Type", "text/plain"}, {"X-Total", "many"}, {"X-Kinds", "a,c"}};
  BOOST_TEST(judged("list", {200, wrong, "abc"}) ==
             "header X-Total  [shop.yaml#/paths/~1items/get/responses/200/headers/X-Total/schema/type] an integer / "
             "\"many\" (a "
             "string) at shop.yaml:17:48\n"
             "header X-Kinds /1 [shop.yaml#/paths/~1items/get/responses/200/headers/X-Kinds/schema/items/enum] \"a\" "
             "or \"b\" / "
             "\"c\" at shop.yaml:18:53\n");
  const http::Headers negative = {{"Content-Type", "text/plain"}, {"X-Total", "-1"}};
  BOOST_TEST(judged("list", {200, negative, "abc"}) ==
             "header X-Total  [shop.yaml#/paths/~1items/get/responses/200/headers/X-Total/schema/minimum] a number >= "
             "0 / -1 at "
             "shop.yaml:17:63\n");
}

BOOST_AUTO_TEST_CASE(bodies_are_judged_by_their_schema) {
  BOOST_TEST(
      judged("list", {200, kJson, R"([{"id": "1"}, {"id": 2, "nam": 1}])"}) ==
      "body /0/id [shop.yaml#/components/schemas/Item/properties/id/type] an integer / \"1\" (a string) at "
      "shop.yaml:57:14\n"
      "body /1/nam [shop.yaml#/components/schemas/Item/additionalProperties] no property but \"id\" and \"name\" / "
      "\"nam\": 1 at shop.yaml:59:7\n");
  BOOST_TEST(judged("list", {200, kJson, "[1,"}) ==
             "body  [shop.yaml#/paths/~1items/get/responses/200] a JSON document / \"[1,\" at shop.yaml:15:11\n");
  BOOST_TEST(
      judged("list", {200, {{"Content-Type", "text/plain"}, {"X-Total", "1"}}, "ab"}) ==
      "body  [shop.yaml#/paths/~1items/get/responses/200/content/text~1*/schema/minLength] a string of at least 3 "
      "characters / \"ab\" (2 characters) at shop.yaml:21:45\n");
}

BOOST_AUTO_TEST_CASE(a_body_where_none_is_documented_is_a_fault) {
  BOOST_TEST(judged("add", {201, {}, "hello"}) ==
             "body  [shop.yaml#/paths/~1items/post/responses/201] no body / \"hello\" at shop.yaml:33:16\n");
}

BOOST_AUTO_TEST_CASE(a_head_response_has_no_body_to_judge) {
  const Description description = HPC_MUST(Description::parse(kShop, "shop.yaml"));
  const Operation* head = description.by_request("HEAD", "/items/7");
  BOOST_REQUIRE(head);
  BOOST_TEST(told(description.validate_response(*head, response_of({200}))) == "");
}

BOOST_AUTO_TEST_CASE(faults_stop_at_the_number_asked_for) {
  const Description description = HPC_MUST(Description::parse(kShop, "shop.yaml"));
  const Answer answer{200, kJson, R"([1, 2, 3, 4, 5])"};
  BOOST_TEST(description.validate_response(*description.by_id("list"), response_of(answer), 3).size() == 3u);
}

BOOST_AUTO_TEST_CASE(request_bodies_are_judged_likewise) {
  const Description description = HPC_MUST(Description::parse(kShop, "shop.yaml"));
  const Operation& add = *description.by_id("add");
  BOOST_TEST(told(description.validate_request_body(add, "application/json", Bytes("{\"id\": 1}"))) == "");
  BOOST_TEST(description.validate_request_body(add, "application/json", Bytes("{}")).size() == 1u);
  BOOST_TEST(description.validate_request_body(add, "", Bytes()).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::conformance
