// Who may ask: Basic of the early API and of the pages, tokens of the current API.
#pragma once

#include <cstdint>
#include <string>

#include "apis/flux_restful/answer.h"
#include "apis/flux_restful/options.h"
#include "base/time.h"
#include "http/message.h"

namespace hpc::apis::flux_restful {

/// The early API: one user and its token. Nothing is asked when authentication is off.
Checked<void> check_basic(const http::Request& request, const Options& options);

/// The pages of the current API: a row of the user database.
Checked<void> check_page_login(const http::Request& request, const Options& options);

/// For the scripts of a page: a token of the user who has logged in to it; "" when nobody has, or needs to.
std::string page_token(const http::Request& request, const Options& options, Instant now);

/// The clock on which tokens live, and since when they have to have been issued (the control API expires those before).
struct TokenTime {
  Instant now;
  std::int64_t issued_from = 0;  ///< Unix seconds
};

enum class Right { user, superuser };
/// The current API. A superuser's token is asked for even when authentication is off; otherwise nothing is then, and
/// the result is nullptr.
Checked<const User*> check_bearer(const http::Request& request, const Options& options, Right right,
                                  const TokenTime& time);

/// POST /v1/token: a signed wish in the header.
http::Response exchange_wish(const http::Request& request, const Options& options, Instant now);
/// POST /v1/login/access-token: a form.
http::Response log_in(const http::Request& request, const Options& options, Instant now);

}  // namespace hpc::apis::flux_restful
