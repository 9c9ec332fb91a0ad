// The identity provider's words (RFC 7591, RFC 8628), and the claims of tokens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "apis/prominence/options.h"
#include "base/json.h"
#include "base/result.h"
#include "http/message.h"

namespace hpc::apis::prominence::wire {

// Claims.
/// The expiry, in seconds since 1970; absent: 0. A value that is no number breaks the server's comparison: crash().
Result<double> expiry_of(const OrderedJson& claims);
std::optional<double> issued_at(const OrderedJson& claims);
/// Of a token that the service has made itself; with no user or no groups, it is not one.
std::optional<Caller> as_job(const OrderedJson& claims);
/// What the identity provider would say of the owner.
Caller as_user(const OrderedJson& claims);
/// Whether the identity provider of this mock has made it.
bool is_of_provider(const OrderedJson& claims);
OrderedJson job_claims(const Caller& caller, const std::string& job, std::int64_t expires);
OrderedJson user_claims(const Caller& caller, std::int64_t expires);

// The provider's answers.
Json oidc_client(Json asked, const std::string& id, const std::string& secret);
Json device_code(const std::string& code, const std::string& user_code, const std::string& base, std::int64_t seconds);
std::string device_code_of(const http::Request& request);
Json access(const std::string& token, std::int64_t seconds);
Json user_information(const Caller& caller);
http::Response login_page();
enum class LoginError { bad_client, no_such_code, not_approved, too_late };
http::Response login_error(LoginError error);

}  // namespace hpc::apis::prominence::wire
