// What Django, its REST framework and the nginx before them do with every request: checks in their order, headers,
// pages, redirects.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apis/spack_monitor/endpoint.h"
#include "apis/spack_monitor/service.h"
#include "http/message.h"

namespace hpc::apis::spack_monitor::framework {

/// Scheme, host and what stands before this service's own paths: what links are built on.
std::string base_url(const Service& service, const http::Request& request);

/// What is refused before the path is looked at: hosts that are none.
std::optional<http::Response> before(const Service& service, const http::Request& request);

/// One request to one endpoint, with whichever method. `suffix` is the format that the path asked for (`.json`), or "".
struct Visit {
  const Endpoint& endpoint;
  const http::Request& request;
  const http::Fields& parameters;
  std::string_view suffix;
};
http::Response serve(Service& service, const Visit& visit);

/// To the same path with its slash.
http::Response redirect(const http::Request& request);
http::Response not_found_page();
http::Response crash_page(bool looked_at_session);

/// Puts the headers in the order of the wire and adds the front end's.
void finish(const Service& service, const http::Request& request, http::Response& response);

}  // namespace hpc::apis::spack_monitor::framework
