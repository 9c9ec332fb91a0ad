#include "apis/spack_monitor/views.h"

namespace hpc::apis::spack_monitor::views {

Result<Answer> service_info(Service& service, const Call&) {
  switch (service.options.service_info) {
    case Options::ServiceInfo::running:
      break;
    case Options::ServiceInfo::moved:
      return wire::service_moved(service.options.moved_to);
    case Options::ServiceInfo::unavailable:
      return wire::service_unavailable();
  }
  return wire::service_info(service.options, service.times);
}

namespace {

// The scopes asked for; none asked for is one, an empty text is one without a name.
std::vector<std::string> scopes_of(const http::Request& request) {
  const http::Fields query = request.query_fields();
  const std::string* asked = query.last("scope");
  std::string_view rest = asked ? std::string_view(*asked) : std::string_view("build");
  std::vector<std::string> scopes;
  while (true) {
    const std::size_t comma = rest.find(',');
    scopes.emplace_back(rest.substr(0, comma));
    if (comma == std::string_view::npos) return scopes;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace

Result<Answer> exchange_token(Service& service, const Call& call) {
  const std::optional<User> user =
      HPC_TRY(exchanged_credentials(service.users, call.request.headers.get("Authorization")));
  if (!user) return wire::no_bearer_for_you();
  const std::string realm =
      service.options.auth_server.empty() ? call.base + "/auth/token/" : service.options.auth_server;
  const Bearers::Issued issued = service.bearers.issue(*user, realm, scopes_of(call.request));
  return wire::bearer(issued.token, service.options.token_lifetime.count(), issued.at);
}

}  // namespace hpc::apis::spack_monitor::views
