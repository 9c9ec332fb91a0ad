// The words that all of FirecREST's services share: JSON bodies, framework errors, authentication. What one service
// says alone stands in <service>_wire.h.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/json.h"
#include "http/message.h"
#include "http/router.h"

namespace hpc::apis::firecrest::wire {

/// Flask's jsonify: compact, keys sorted, ASCII only, a newline at the end. Bytes that are not UTF-8 become U+FFFD.
std::string jsonify(const Json& body);
http::Response json(int status, const Json& body, http::Headers extra = {});
/// The same for a body that has been printed already (without its newline).
http::Response printed_json(int status, std::string body);

/// {"description": ...}, {"error": ...}, {"description": ..., "error": ...}
http::Response described(int status, std::string_view description, http::Headers extra = {});
http::Response error_only(int status, std::string_view error, http::Headers extra = {});
http::Response failed(int status, std::string_view description, std::string_view error, http::Headers extra = {});

/// Werkzeug's pages.
http::Response not_found_page();
http::Response method_not_allowed_page(const http::Unrouted& why);
http::Response internal_error_page();
/// Flask's automatic OPTIONS.
http::Response options_answer(const http::Unrouted& why);

/// 400, {"description":"No machine name given"}.
http::Response no_machine_name();
/// "Permission denied for user U in S".
std::string permission_denied(std::string_view user, std::string_view system);

// Refusals of a token, by the services (2.2 of the contract).
http::Response no_authorization();
http::Response undecodable_token();
http::Response wrong_signature();
http::Response wrong_algorithm();
http::Response expired_token();
http::Response wrong_audience();
http::Response missing_scope(std::string_view scope);

/// Python's upper-case reason phrases, as Werkzeug sends them.
std::string reason(int status);

/// Text of a header line: what cannot stand there becomes a blank.
std::string header_text(std::string_view text);

}  // namespace hpc::apis::firecrest::wire
