// What the web frameworks of the two generations do for every path: unknown ones, wrong methods, slashes, headers.
#pragma once

#include <optional>

#include "apis/flux_restful/options.h"
#include "http/message.h"
#include "http/router.h"

namespace hpc::apis::flux_restful::framework {

/// What cannot be read as HTTP: the early server closes the connection and says nothing.
http::Response malformed(bool is_early);

/// Whether a path is spoken to in the early dialect, which knows no `allow` and streams its redirects.
bool is_early(const http::Request& request, const Options& options);

/// What no route may see: other than HTTP/1.1 as the servers take it, and paths that the generation does not have.
std::optional<http::Response> before(const http::Request& request, const Options& options, const http::Router& router);
http::Response unrouted(const http::Request& request, const http::Unrouted& why, const Options& options,
                        const http::Router& router);

}  // namespace hpc::apis::flux_restful::framework
