// The words of PROMINENCE that all its areas share: error bodies, pages, JSON as it prints and reads it. What a job or
// a workflow looks like is in wire_job and wire_workflow, what is wrong with a description in wire_description*, why
// else a request is refused in wire_refusals.
#pragma once

#include <string>
#include <string_view>

#include "apis/prominence/options.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/json.h"
#include "base/result.h"
#include "http/message.h"

namespace hpc::apis::prominence::wire {

// Failures. The sentence is what stands in {"error": ...}.
Error bad(std::string sentence);        ///< 400
Error not_authenticated();              ///< 401
Error switched_off();                   ///< 401
Error forbidden(std::string sentence);  ///< 403
Error not_found(std::string sentence);  ///< 404
/// The imitated server fails with an exception: its framework's page for 500.
Error crash();
/// A body that cannot be read: the framework's page for 400.
Error unreadable();

/// The sentence of a failure: `job` or `workflow`.
Error does_not_exist(std::string_view what);
Error not_yours(std::string_view what);

http::Response error(const Error& error, Options::Framework framework);
http::Response error_body(int status, std::string_view sentence);
/// The framework's own page for 400, 404, 405 or 500.
http::Response page(int status, Options::Framework framework);

http::Response json(int status, std::string body);
http::Response json(int status, const Json& body);
http::Response created(std::uint64_t id, int status = 201);
http::Response empty_object(int status = 200);
http::Response text(Bytes content);
/// 204.
http::Response nothing();

/// Compact, keys sorted, ASCII only, without the final newline.
std::string print(const Json& value);
std::string print(std::string_view text);
/// A body as the framework reads it; null where the flavour takes another media type for no body at all.
Result<OrderedJson> read(const http::Request& request, Options::Framework framework);

/// Decimal digits only, any number of them; 0 (which names nothing) beyond 18.
std::uint64_t read_id(std::string_view digits);

}  // namespace hpc::apis::prominence::wire
