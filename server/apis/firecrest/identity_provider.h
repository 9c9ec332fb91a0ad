// The identity provider of a deployment, in Keycloak's words: token endpoint, discovery document, keys.
#pragma once

#include <optional>
#include <string>

#include "apis/firecrest/answer.h"
#include "base/json.h"
#include "site/site.h"

namespace hpc::apis::firecrest {

class IdentityProvider final {
 public:
  /// Both outlive it.
  IdentityProvider(site::Site& site, const std::string& service_account_role)
      : site_(site), service_account_role_(service_account_role) {}

  Answer token(const http::Request& request);
  Answer discovery(const http::Request& request);
  Answer realm(const http::Request& request);
  Answer keys(const http::Request& request);
  http::Response method_not_allowed() const;
  http::Response not_found() const;

 private:
  Checked<const site::RealmSpec*> realm_of(const http::Request& request) const;
  Checked<const site::ClientSpec*> client_of(const http::Request& request, const site::RealmSpec& realm) const;
  OrderedJson claims_for(const site::ClientSpec& client, const site::RealmSpec& realm, const http::Request& request);
  std::string issuer(const site::RealmSpec& realm, const http::Request& request) const;

  site::Site& site_;
  const std::string& service_account_role_;
};

}  // namespace hpc::apis::firecrest
