#include "apis/firecrest/identity_provider.h"

#include <nlohmann/json.hpp>

#include "apis/firecrest/parameters.h"
#include "base/digest.h"
#include "base/encoding.h"
#include "site/identity/jwt.h"

namespace hpc::apis::firecrest {
namespace {

// Keycloak keeps the order in which it writes its fields.
http::Response json(int status, const OrderedJson& body) {
  http::Response response;
  response.status = status;
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Pragma", "no-cache");
  response.headers.add("Content-Type", "application/json");
  response.body = body.dump();
  return response;
}

http::Response failed(int status, std::string_view error, std::string_view description) {
  return json(status, OrderedJson{{"error", error}, {"error_description", description}});
}

struct ClientCredentials {
  std::optional<std::string> id, secret;
};

// In the form, or by HTTP Basic, where both halves are form-encoded (RFC 6749, 2.3.1).
ClientCredentials credentials_of(const http::Request& request, const Parameters& form) {
  ClientCredentials credentials;
  if (form.has("client_id")) credentials.id = form.text("client_id");
  if (form.has("client_secret")) credentials.secret = form.text("client_secret");
  const std::string_view header = request.headers.get("Authorization");
  if (!equals_ignoring_case(header.substr(0, 6), "Basic ")) return credentials;
  const auto plain = base64_decode(header.substr(6));
  const auto colon = plain ? plain->find(':') : std::string::npos;
  if (colon == std::string::npos) return credentials;
  credentials.id = percent_decode(plain->substr(0, colon), true);
  credentials.secret = percent_decode(plain->substr(colon + 1), true);
  return credentials;
}

// A version-4-looking UUID that is always the same for the same name.
std::string stable_uuid(const std::string& name) {
  std::string digits = hex(md5(name));
  digits[12] = '4';
  digits[16] = 'a';
  return digits.substr(0, 8) + '-' + digits.substr(8, 4) + '-' + digits.substr(12, 4) + '-' + digits.substr(16, 4) +
         '-' + digits.substr(20);
}

// "::1" of "[::1]:51234", "127.0.0.1" of "127.0.0.1:51234".
std::string host_of(const std::string& address) {
  const auto colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  return host;
}

}  // namespace

std::string IdentityProvider::issuer(const site::RealmSpec& realm, const http::Request& request) const {
  return request.origin() + request.root_path + "/auth/realms/" + realm.name;
}

Checked<const site::RealmSpec*> IdentityProvider::realm_of(const http::Request& request) const {
  const std::string& name = request.parameter("realm");
  for (const site::RealmSpec& realm : site_.spec().realms)
    if (realm.name == name) return &realm;
  return refuse(json(404, OrderedJson{{"error", "Realm does not exist"}}));
}

Checked<const site::ClientSpec*> IdentityProvider::client_of(const http::Request& request,
                                                             const site::RealmSpec& realm) const {
  const ClientCredentials credentials = credentials_of(request, Parameters::of_form(request));
  if (!credentials.id) return refuse(failed(400, "invalid_client", "Missing client_id parameter"));
  for (const site::ClientSpec& client : realm.clients) {
    if (client.id != *credentials.id) continue;
    if (!credentials.secret) return refuse(failed(401, "unauthorized_client", "Client secret not provided in request"));
    if (!same_secret(*credentials.secret, client.secret))
      return refuse(failed(401, "unauthorized_client", "Invalid client secret"));
    return &client;
  }
  return refuse(failed(401, "invalid_client", "Invalid client credentials"));
}

OrderedJson IdentityProvider::claims_for(const site::ClientSpec& client, const site::RealmSpec& realm,
                                         const http::Request& request) {
  const std::int64_t now = unix_seconds(site_.host().wall());
  const std::string host = host_of(request.client_address);
  OrderedJson roles = {"default-roles-" + realm.name, "offline_access", "uma_authorization"};
  OrderedJson resources = OrderedJson::object();
  if (!client.service_account_of.empty()) {
    roles.push_back(service_account_role_);
    resources[client.id] = OrderedJson{{"roles", OrderedJson::array({client.service_account_of})}};
  }
  resources["account"] = OrderedJson{{"roles", {"manage-account", "manage-account-links", "view-profile"}}};
  OrderedJson claims;
  claims["exp"] = now + realm.token_lifetime.count();
  claims["iat"] = now;
  claims["jti"] = site_.random().uuid();
  claims["iss"] = issuer(realm, request);
  claims["aud"] = "account";
  claims["sub"] = stable_uuid(realm.name + '/' + client.id);
  claims["typ"] = "Bearer";
  claims["azp"] = client.id;
  claims["acr"] = "1";
  claims["realm_access"] = OrderedJson{{"roles", roles}};
  claims["resource_access"] = std::move(resources);
  claims["scope"] = client.scope;
  claims["clientId"] = client.id;
  claims["email_verified"] = false;
  claims["clientHost"] = host;
  claims["preferred_username"] = client.user;
  claims["clientAddress"] = host;
  return claims;
}

Answer IdentityProvider::token(const http::Request& request) {
  const site::RealmSpec* realm = FIRECREST_TRY(realm_of(request));
  const Parameters form = Parameters::of_form(request);
  if (!form.has("grant_type")) return refuse(failed(400, "invalid_request", "Missing form parameter: grant_type"));
  if (form.text("grant_type") != "client_credentials")
    return refuse(failed(400, "unsupported_grant_type", "Unsupported grant_type"));
  const site::ClientSpec* client = FIRECREST_TRY(client_of(request, *realm));
  OrderedJson body;
  body["access_token"] = site::sign_rs256(claims_for(*client, *realm, request), site_.keys().signing());
  body["expires_in"] = realm->token_lifetime.count();
  body["refresh_expires_in"] = 0;
  body["token_type"] = "Bearer";
  body["not-before-policy"] = 0;
  body["scope"] = client->scope;
  return json(200, body);
}

Answer IdentityProvider::discovery(const http::Request& request) {
  const site::RealmSpec* realm = FIRECREST_TRY(realm_of(request));
  const std::string base = issuer(*realm, request);
  const std::string protocol = base + "/protocol/openid-connect";
  OrderedJson body;
  body["issuer"] = base;
  body["token_endpoint"] = protocol + "/token";
  body["jwks_uri"] = protocol + "/certs";
  body["grant_types_supported"] = {"client_credentials"};
  body["response_types_supported"] = {"none"};
  body["subject_types_supported"] = {"public"};
  body["id_token_signing_alg_values_supported"] = {"RS256"};
  body["token_endpoint_auth_methods_supported"] = {"client_secret_basic", "client_secret_post"};
  body["scopes_supported"] = {"openid", "profile", "email", "firecrest"};
  body["claims_supported"] = {"aud", "sub", "iss", "preferred_username", "acr"};
  return json(200, body);
}

Answer IdentityProvider::realm(const http::Request& request) {
  const site::RealmSpec* realm = FIRECREST_TRY(realm_of(request));
  std::string key = site_.keys().signing().public_pem();  // Keycloak shows the bare base64 of it
  std::string bare;
  for (std::size_t at = 0; at < key.size();) {
    const auto end = std::min(key.find('\n', at), key.size());
    if (key[at] != '-') bare += key.substr(at, end - at);
    at = end + 1;
  }
  const std::string base = issuer(*realm, request);
  OrderedJson body;
  body["realm"] = realm->name;
  body["public_key"] = bare;
  body["token-service"] = base + "/protocol/openid-connect";
  body["account-service"] = base + "/account";
  body["tokens-not-before"] = 0;
  return json(200, body);
}

Answer IdentityProvider::keys(const http::Request& request) {
  FIRECREST_TRY(realm_of(request));
  const site::RsaKey& key = site_.keys().signing();
  OrderedJson jwk;
  jwk["kid"] = key.id();
  jwk["kty"] = "RSA";
  jwk["alg"] = "RS256";
  jwk["use"] = "sig";
  jwk["n"] = base64url(key.modulus());
  jwk["e"] = base64url(key.exponent());
  OrderedJson body;
  body["keys"] = OrderedJson::array();
  body["keys"].push_back(std::move(jwk));
  return json(200, body);
}

http::Response IdentityProvider::method_not_allowed() const {
  return json(405, OrderedJson{{"error", "RESTEASY003650: No resource method found, return 405 with Allow header"}});
}

http::Response IdentityProvider::not_found() const {
  return json(404, OrderedJson{{"error", "RESTEASY003210: Could not find resource for full path"}});
}

}  // namespace hpc::apis::firecrest
