// The answers of the web framework that refissh runs on (Flask 0.12 with Werkzeug 0.14): pages for unknown paths and
// wrong methods, redirects to the slash, OPTIONS. No token is asked for here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apis/refissh/options.h"
#include "http/message.h"

namespace hpc::apis::refissh::framework {

/// 404, 405 or 500 as the framework words it, or any status with a description of its own.
http::Response page(int status, std::string_view description = "");
/// 405 with the methods that the path has.
http::Response method_page(const std::vector<std::string>& allowed);

/// What must be said before the routes are asked, since their patterns cannot tell: paths that begin with a second
/// slash, service IDs with an encoded slash, images without a name, what the options switch off.
std::optional<http::Response> before(const http::Request& request, const Options& options);
/// Where no route takes the request.
http::Response unrouted(const http::Request& request, const Options& options);

/// Status and headers are as the framework writes them: reason in capitals, Content-Length, Date, nothing with a 204,
/// no body after HEAD.
void finish(const http::Request& request, http::Response& response, Instant now);

}  // namespace hpc::apis::refissh::framework
