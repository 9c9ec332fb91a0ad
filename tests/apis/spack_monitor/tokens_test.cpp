// API tokens for bearer tokens, and how long those last.
#include "apis/spack_monitor/monitor.h"

namespace hpc::tests::spack_monitor {
namespace {

OrderedJson claims_of(const std::string& token) {
  const std::size_t dot = token.find('.');
  return OrderedJson::parse(*base64url_decode(token.substr(dot + 1, token.rfind('.') - dot - 1)));
}

int upload_status(Monitor& monitor, const std::string& bearer) {
  return monitor.post("/ms1/specs/new/", "{}", {{"Authorization", "Bearer " + bearer}}).status;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tokens)

BOOST_AUTO_TEST_CASE(an_exchange_tells_the_token_its_lifetime_and_when_it_began) {
  Monitor monitor;
  const http::Response response =
      monitor.get("/auth/token/?service=x", {{"Authorization", basic("vsoch", kToken)}, {"Host", "h:1"}});
  const OrderedJson body = Monitor::json(response);
  BOOST_TEST(response.body.str().substr(0, 10) == "{\"token\":\"");
  BOOST_TEST(body["expires_in"] == 6000);
  BOOST_TEST(body["issued_at"] == "2026-11-21T22:26:40Z");
  const OrderedJson claims = claims_of(body["token"]);
  const std::string id = claims["jti"];
  BOOST_TEST(id.size() == 36U);
  BOOST_TEST(
      claims.dump() ==
      R"({"iss":"http://h:1/auth/token/","sub":"vsoch","exp":1795306000,"nbf":1795300000,"iat":1795300000,"jti":")" +
          id + R"(","access":[{"type":"build","actions":["build"]}]})");
}

BOOST_AUTO_TEST_CASE(the_scheme_may_stand_anywhere_and_scopes_may_be_many) {
  Monitor monitor;
  const std::string pair = base64("vsoch:" + kToken);
  for (const std::string& header : {"basic " + pair, "BASIC" + pair, " Basic " + pair})
    BOOST_TEST(monitor.get("/auth/token/", {{"Authorization", header}}).status == 200, header);
  const auto actions = [&](const char* query) {
    return claims_of(Monitor::json(monitor.get(std::string("/auth/token/") + query,
                                               {{"Authorization", "Basic " + pair}}))["token"])["access"][0]["actions"]
        .dump();
  };
  BOOST_TEST(actions("?scope=a,b") == R"(["a","b"])");
  BOOST_TEST(actions("?scope=") == R"([""])");
}

BOOST_AUTO_TEST_CASE(a_token_serves_until_it_expires_however_many_there_are) {
  Monitor monitor;
  const std::string first = monitor.new_bearer();
  monitor.bench.host().move(std::chrono::seconds(3000));
  const std::string second = monitor.new_bearer();
  for (int i = 0; i < 400; ++i) monitor.new_bearer();
  monitor.bench.host().move(std::chrono::seconds(2999));
  BOOST_TEST(upload_status(monitor, first) == 400);
  monitor.bench.host().move(std::chrono::seconds(1));
  BOOST_TEST(upload_status(monitor, first) == 401);
  BOOST_TEST(upload_status(monitor, second) == 400);
  for (const std::string& header : {"bearer" + second, "BEARER " + second})
    BOOST_TEST(monitor.post("/ms1/specs/new/", "{}", {{"Authorization", header}}).status == 400);
}

BOOST_AUTO_TEST_CASE(tokens_can_age_with_the_virtual_clock) {
  Monitor monitor({.site = "",
                   .set = {{"apis.spack_monitor.token_clock", "site"}, {"apis.spack_monitor.token_lifetime", "60"}},
                   .clock = "manual"});
  const std::string token = monitor.bearer();
  monitor.bench.advance(std::chrono::seconds(59));
  BOOST_TEST(upload_status(monitor, token) == 400);
  monitor.bench.advance(std::chrono::seconds(1));
  BOOST_TEST(upload_status(monitor, token) == 401);
}

BOOST_AUTO_TEST_CASE(the_control_api_expires_tokens_at_will) {
  Monitor monitor;
  const std::string token = monitor.bearer();
  monitor.bench.site().keys().expired_before = 1795300001;
  BOOST_TEST(upload_status(monitor, token) == 401);
}

BOOST_AUTO_TEST_CASE(tokens_are_of_their_sandbox) {
  Monitor monitor;
  HPC_MUST(monitor.bench.sandboxes().create({.name = "other", .seed = {}, .clock = {}, .start = {}}));
  const http::Response response = monitor.bench.call("POST", "/s/other/spack-monitor/ms1/specs/new/",
                                                     {{"Authorization", "Bearer " + monitor.bearer()}}, "{}");
  BOOST_TEST(response.status == 401);
}

BOOST_AUTO_TEST_CASE(without_authentication_builds_have_one_owner) {
  Monitor monitor({.site = "", .set = {{"apis.spack_monitor.authentication", "off"}}, .clock = "manual"});
  BOOST_TEST(monitor
                 .post("/ms1/specs/new/",
                       R"({"spack_version":"1.0.0","spec":{"nodes":[{"name":"a","full_hash":"fa","hash":"x"}]}})")
                 .status == 201);
  BOOST_TEST(monitor.post("/ms1/builds/new/", Monitor::build_body("fa")).status == 201);
  BOOST_TEST(monitor.post("/ms1/builds/update/", R"({"build_id":1,"status":"SUCCESS"})").status == 200);
  BOOST_TEST(monitor.post("/ms1/specs/new/", "{}", {{"Authorization", "Token x"}}).status == 403);
  Monitor strict({.site = "", .set = {{"apis.spack_monitor.authentication", "off-strictly"}}, .clock = "manual"});
  BOOST_TEST(strict
                 .post("/ms1/specs/new/",
                       R"({"spack_version":"1.0.0","spec":{"nodes":[{"name":"a","full_hash":"fa","hash":"x"}]}})")
                 .status == 201);
  BOOST_TEST(strict.post("/ms1/builds/new/", Monitor::build_body("fa")).status == 500);
}

BOOST_AUTO_TEST_CASE(analyzers_need_a_token_when_the_documents_have_their_way) {
  Monitor monitor({.site = "", .set = {{"apis.spack_monitor.analyze_auth", "true"}}, .clock = "manual"});
  const http::Response refused = monitor.post("/ms1/analyze/builds/", "{}");
  BOOST_TEST(refused.status == 401);
  BOOST_TEST(refused.headers.has("Www-Authenticate"));
  BOOST_TEST(monitor.upload("analyze/builds/", "{}").status == 400);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::tests::spack_monitor
