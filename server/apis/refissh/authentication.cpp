#include "apis/refissh/authentication.h"

#include "apis/refissh/wire.h"

namespace hpc::apis::refissh {
namespace {

// X-Auth-Token decides wherever it stands, even when what it holds is wrong. X-Auth-Header is what the document's files
// examples send.
const std::string* token_of(const Options& options, const http::Request& request, Part part) {
  if (const std::string* token = request.headers.find("X-Auth-Token")) return token;
  const bool is_taken = options.auth_header_alias == Options::HeaderAlias::all ||
                        (options.auth_header_alias == Options::HeaderAlias::files && part == Part::files);
  return is_taken ? request.headers.find("X-Auth-Header") : nullptr;
}

}  // namespace

Result<Caller> authenticate(const Options& options, const http::Request& request, Part part, Instant now) {
  const std::string* token = token_of(options, request, part);
  if (!token || token->empty()) return failure(wire::no_token());
  const auto known = options.tokens.find(*token);
  if (known == options.tokens.end()) return failure(wire::invalid_token());
  if (known->second.expires && *known->second.expires <= now) return failure(wire::invalid_token());
  return Caller{*token, known->second.project, known->second.project == options.admin_project};
}

}  // namespace hpc::apis::refissh
