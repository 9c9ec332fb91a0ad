// Whose request it is: section 2.5 of the contract, in its order.
#pragma once

#include "apis/prominence/options.h"
#include "base/result.h"
#include "http/message.h"
#include "site/site.h"

namespace hpc::apis::prominence {

Result<Caller> authenticate(const Options& options, site::Site& site, const http::Request& request);

/// A token that authenticate() takes, as a job or a user's own worker gets it.
std::string job_token(const Options& options, const Caller& caller, const std::string& job, std::int64_t expires);

/// An access token of the identity provider.
std::string access_token(const Options& options, const Caller& caller, std::int64_t expires);

}  // namespace hpc::apis::prominence
