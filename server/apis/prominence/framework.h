// What the imitated web framework and its proxy do around every request: rules of paths, pages, redirects, headers.
#pragma once

#include <optional>
#include <string_view>

#include "apis/prominence/options.h"
#include "base/time.h"
#include "http/message.h"

namespace hpc::apis::prominence::framework {

/// The base paths below the mount; the first is the documented one.
inline constexpr const char* kBases[] = {"/api/v1", "/prominence/v1", "/v1"};

/// The one that a path is below; "" for none.
std::string_view base_of(std::string_view path);

/// Unknown path, wrong method, OPTIONS, doubled slash: answered before anybody looks at a token.
std::optional<http::Response> before(const http::Request& request, const Options& options);
/// Headers in nginx's order.
void finish(const http::Request& request, http::Response& response, Instant now);

}  // namespace hpc::apis::prominence::framework
