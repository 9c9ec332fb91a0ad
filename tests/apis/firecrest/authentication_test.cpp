#include <boost/test/unit_test.hpp>

#include "apis/firecrest/firecrest_bench.h"
#include "site/identity/jwt.h"

using hpc::Json;
using hpc::tests::FirecrestBench;
using hpc::tests::text_of;
using hpc::tests::with;

namespace {

struct Case {
  const char* name;
  std::string header;
  const char* direct;
  const char* gateway;
};

hpc::OrderedJson claims_of(const std::string& token) {
  return *hpc::site::decode_jwt(token).value().claims;
}

// The sample client's token with one claim changed; an empty value removes it.
std::string changed(FirecrestBench& bench, const std::string& claim, const hpc::OrderedJson& value) {
  hpc::OrderedJson claims = claims_of(bench.token());
  if (value.is_discarded())
    claims.erase(claim);
  else
    claims[claim] = value;
  return hpc::site::sign_rs256(claims, bench.bench.site().keys().signing());
}

std::string ask(FirecrestBench& bench, const std::string& authorization) {
  hpc::http::Headers headers;
  if (authorization != "none") headers.add("Authorization", authorization);
  const hpc::http::Response answer = bench.bench.call("GET", "/firecrest/tasks", headers);
  return std::to_string(answer.status) + ' ' + answer.body.str();
}

std::vector<Case> refusals(FirecrestBench& bench) {
  const hpc::OrderedJson none(hpc::OrderedJson::value_t::discarded);
  hpc::OrderedJson claims = claims_of(bench.token());
  const std::string foreign = hpc::site::sign_rs256(claims, hpc::site::Keys(7).signing());
  const std::string scope_missing = "{\"description\":\"Scope 'firecrest' wasn't found in JWT\"}\n";
  static const std::string kScope = "401 " + scope_missing;
  return {
      {"no header", "none", "401 {\"description\":\"No Auth Header given\"}\n", "401 {\"message\":\"Unauthorized\"}"},
      {"no JWT", "Bearer not-a-jwt", "401 {\"description\":\"Bad header or JWT, general exception raised\"}\n",
       "401 {\"message\":\"Bad token; invalid JSON\"}"},
      {"expired", "Bearer " + changed(bench, "exp", 1000), "401 {\"description\":\"JWT token has expired\"}\n",
       "401 {\"exp\":\"token expired\"}"},
      {"another key", "Bearer " + foreign, "401 {\"description\":\"JWT token has invalid signature\"}\n",
       "401 {\"message\":\"Invalid signature\"}"},
      {"HS256", "Bearer " + hpc::site::sign_hs256(claims, "secret"),
       "401 {\"description\":\"JWT token has invalid signature algorithm\"}\n",
       "401 {\"message\":\"Invalid algorithm\"}"},
      {"issued in the future", "Bearer " + changed(bench, "iat", 99999999999LL),
       "401 {\"description\":\"Bad header or JWT, general exception raised\"}\n",
       "401 {\"description\":\"Bad header or JWT, general exception raised\"}\n"},
      {"scope without the word", "Bearer " + changed(bench, "scope", "profile email firecrest2"), kScope.c_str(),
       kScope.c_str()},
      {"no issuer", "Bearer " + changed(bench, "iss", none), "200 {\"tasks\":{}}\n",
       "401 {\"message\":\"No mandatory 'iss' in claims\"}"},
      {"another issuer", "Bearer " + changed(bench, "iss", "https://example.org/auth/realms/other"),
       "200 {\"tasks\":{}}\n", "401 {\"message\":\"No credentials found for given 'iss'\"}"},
      {"no scheme", bench.token(), "200 {\"tasks\":{}}\n", "401 {\"message\":\"Unauthorized\"}"},
      {"lower-case scheme", "bearer " + bench.token(),
       "401 {\"description\":\"Bad header or JWT, general exception raised\"}\n",
       "401 {\"description\":\"Bad header or JWT, general exception raised\"}\n"},
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(firecrest_authentication)

BOOST_AUTO_TEST_CASE(the_token_endpoint_answers_with_the_fields_of_the_tutorial_in_its_order) {
  FirecrestBench bench;
  const hpc::http::Response answer = bench.token_answer({{"grant_type", "client_credentials"},
                                                         {"client_id", "firecrest-sample"},
                                                         {"client_secret", std::string(hpc::tests::kSampleSecret)}});
  hpc::OrderedJson body = hpc::OrderedJson::parse(answer.body.str());
  BOOST_TEST(answer.status == 200);
  body["access_token"] = "T";
  BOOST_TEST(body.dump() ==
             "{\"access_token\":\"T\",\"expires_in\":300,\"refresh_expires_in\":0,\"token_type\":\"Bearer\","
             "\"not-before-policy\":0,\"scope\":\"firecrest profile email\"}");
}

BOOST_AUTO_TEST_CASE(a_client_may_show_its_secret_by_http_basic) {
  FirecrestBench bench;
  const std::string pair = "firecrest-sample:" + std::string(hpc::tests::kSampleSecret);
  const auto answer = bench.bench.call(
      "POST", "/auth/realms/firecrest-clients/protocol/openid-connect/token",
      {{"Content-Type", "application/x-www-form-urlencoded"}, {"Authorization", "Basic " + hpc::base64(pair)}},
      "grant_type=client_credentials");
  BOOST_TEST(answer.status == 200);
}

BOOST_AUTO_TEST_CASE(wrong_credentials_are_refused_in_keycloaks_words) {
  FirecrestBench bench;
  const auto refusal = [&](const hpc::tests::FormFields& fields) {
    const auto answer = bench.token_answer(fields);
    return std::to_string(answer.status) + ' ' + answer.body.str();
  };
  const std::pair<std::string, std::string> grant{"grant_type", "client_credentials"},
      id{"client_id", "firecrest-sample"};
  BOOST_TEST(refusal({id}) ==
             "400 {\"error\":\"invalid_request\",\"error_description\":\"Missing form parameter: grant_type\"}");
  BOOST_TEST(refusal({{"grant_type", "password"}, id}) ==
             "400 {\"error\":\"unsupported_grant_type\",\"error_description\":\"Unsupported grant_type\"}");
  BOOST_TEST(refusal({grant, {"client_id", "nobody"}, {"client_secret", "x"}}) ==
             "401 {\"error\":\"invalid_client\",\"error_description\":\"Invalid client credentials\"}");
  BOOST_TEST(refusal({grant, id, {"client_secret", "wrong"}}) ==
             "401 {\"error\":\"unauthorized_client\",\"error_description\":\"Invalid client secret\"}");
  BOOST_TEST(refusal({grant, id}) ==
             "401 {\"error\":\"unauthorized_client\",\"error_description\":\"Client secret not provided in request\"}");
  BOOST_TEST(refusal({grant}) ==
             "400 {\"error\":\"invalid_client\",\"error_description\":\"Missing client_id parameter\"}");
}

BOOST_AUTO_TEST_CASE(tokens_are_refused_by_the_services_and_by_the_gateway_each_in_its_words) {
  FirecrestBench gateway;
  FirecrestBench direct(with("apis.firecrest.profile", "direct"));
  for (const Case& one : refusals(gateway)) BOOST_TEST(ask(gateway, one.header) == one.gateway, one.name);
  for (const Case& one : refusals(direct)) BOOST_TEST(ask(direct, one.header) == one.direct, one.name);
}

BOOST_AUTO_TEST_CASE(the_gateway_finds_tokens_in_two_places_and_checks_their_form) {
  FirecrestBench gateway;
  FirecrestBench direct(with("apis.firecrest.profile", "direct"));
  const auto by_query = [](FirecrestBench& bench, const std::string& query, const std::string& header = "") {
    hpc::http::Headers headers;
    if (!header.empty()) headers.add("Authorization", "Bearer " + header);
    const auto answer = bench.bench.call("GET", "/firecrest/tasks?" + query, headers);
    return std::to_string(answer.status) + ' ' + answer.body.str();
  };
  const std::string token = gateway.token(), other = gateway.token();
  // The services behind do not look into the query.
  BOOST_TEST(by_query(gateway, "jwt=" + token) == "401 {\"description\":\"No Auth Header given\"}\n");
  BOOST_TEST(by_query(gateway, "jwt=" + token, token) == "200 {\"tasks\":{}}\n");
  BOOST_TEST(by_query(gateway, "jwt=" + token, other) == "401 {\"message\":\"Multiple tokens provided\"}");
  BOOST_TEST(ask(gateway, "Bearer " + changed(gateway, "iss", "")) == "401 {\"message\":\"Invalid 'iss' in claims\"}");
  BOOST_TEST(ask(gateway, "Bearer " + changed(gateway, "exp", "soon")) == "401 {\"exp\":\"must be a number\"}");
  const std::string unsigned_token =
      hpc::base64url("{\"alg\":\"none\"}") + token.substr(token.find('.'), token.rfind('.') - token.find('.')) + '.';
  BOOST_TEST(ask(gateway, "Bearer " + unsigned_token) == "401 {\"message\":\"Bad token; invalid alg\"}");
  BOOST_TEST(ask(direct, "Bearer " + unsigned_token) ==
             "401 {\"description\":\"JWT token has invalid signature algorithm\"}\n");
  for (const char* header : {"", "Basic Zm9vOmJhcg==", "Bearer a.b"})
    BOOST_TEST(ask(direct, header) == "401 {\"description\":\"Bad header or JWT, general exception raised\"}\n",
               header);
}

BOOST_AUTO_TEST_CASE(an_audience_is_checked_when_one_is_configured) {
  FirecrestBench theirs(with("apis.firecrest.audience", "another"));
  BOOST_TEST(ask(theirs, "Bearer " + theirs.token()) == "401 {\"description\":\"Invalid audience in JWT token\"}\n");
  FirecrestBench ours(with("apis.firecrest.audience", "account"));
  BOOST_TEST(ask(ours, "Bearer " + ours.token()) == "200 {\"tasks\":{}}\n");
}

BOOST_AUTO_TEST_CASE(a_token_that_names_nobody_is_a_server_error) {
  FirecrestBench bench;
  const hpc::OrderedJson none(hpc::OrderedJson::value_t::discarded);
  BOOST_TEST(ask(bench, "Bearer " + changed(bench, "preferred_username", none)).substr(0, 4) == "500 ");
}

BOOST_AUTO_TEST_CASE(a_token_without_scope_is_a_server_error) {
  FirecrestBench bench;
  const hpc::OrderedJson none(hpc::OrderedJson::value_t::discarded);
  const auto answer =
      bench.bench.call("GET", "/firecrest/tasks", {{"Authorization", "Bearer " + changed(bench, "scope", none)}});
  BOOST_TEST(answer.status == 500);
  BOOST_TEST(answer.headers.get("Content-Type") == "text/html; charset=utf-8");
}

BOOST_AUTO_TEST_CASE(tokens_expire_by_the_hosts_clock) {
  FirecrestBench bench;
  const std::string header = "Bearer " + bench.token();
  BOOST_TEST(ask(bench, header) == "200 {\"tasks\":{}}\n");
  bench.bench.advance(std::chrono::hours(10));  // virtual time does not count
  BOOST_TEST(ask(bench, header) == "200 {\"tasks\":{}}\n");
  bench.bench.host().move(std::chrono::seconds(301));
  BOOST_TEST(ask(bench, header) == "401 {\"exp\":\"token expired\"}");
}

BOOST_AUTO_TEST_CASE(a_service_account_acts_for_its_user) {
  FirecrestBench bench;
  bench.bearer = bench.token("firecrest-delegate", "8f0d4c1e-2b9a-4f6d-8c3a-7e5b6a1d2c30");
  const auto made = bench.get("/compute/jobs");
  BOOST_TEST(bench.task(FirecrestBench::task_of(made))["user"] == "testuser");
}

BOOST_AUTO_TEST_CASE(the_published_key_verifies_the_tokens) {
  FirecrestBench bench;
  const auto discovery = bench.json(bench.bench.call("GET", "/auth/realms/kcrealm/.well-known/openid-configuration"));
  BOOST_TEST(discovery["jwks_uri"] == "http://127.0.0.1:8080/auth/realms/kcrealm/protocol/openid-connect/certs");
  const Json keys = bench.json(bench.bench.call("GET", "/auth/realms/kcrealm/protocol/openid-connect/certs"));
  const auto jwt = hpc::site::decode_jwt(bench.token()).value();
  BOOST_TEST(keys["keys"][0]["kid"] == (*jwt.header)["kid"].get<std::string>());
  BOOST_TEST((*jwt.claims)["iss"] == discovery["issuer"].get<std::string>());
  BOOST_TEST(bench.bench.call("GET", "/auth/realms/nope/protocol/openid-connect/certs").status == 404);
}

BOOST_AUTO_TEST_CASE(the_gateway_answers_preflights_and_refuses_what_it_does_not_route) {
  FirecrestBench bench;
  const auto preflight = bench.bench.call("OPTIONS", "/firecrest/compute/jobs",
                                          {{"Origin", "http://x"}, {"Access-Control-Request-Method", "GET"}});
  BOOST_TEST(preflight.status == 200);
  BOOST_TEST(preflight.headers.get("Access-Control-Allow-Methods") == "GET,POST,PUT,DELETE");
  for (const char* path : {"/nowhere", "/", "/status"})
    BOOST_TEST(text_of(bench.get(path)) == "400 application/json; charset=utf-8 {\"message\":\"Invalid\"}");
  BOOST_TEST(bench.form("POST", "/status/systems").status == 400);
  BOOST_TEST(bench.get("/status/systems/").status == 404);
  const auto proxied = bench.get("/status/systems");
  BOOST_TEST(proxied.headers.get("Via") == "kong/3.2.2");
  BOOST_TEST(proxied.headers.get("Access-Control-Allow-Origin") == "*");
}

BOOST_AUTO_TEST_SUITE_END()
