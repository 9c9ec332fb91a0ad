// What the operator of the deployment would change while it runs: features on and off, and what is out of order. Beside
// the imitated API, for tests that want each answer from one running mock.
#include <nlohmann/json.hpp>

#include "apis/prominence/prominence.h"
#include "apis/prominence/refusals.h"
#include "apis/prominence/wire.h"
#include "base/client_json.h"

namespace hpc::apis::prominence {

Result<http::Response> Prominence::show_deployment(const http::Request&) {
  return wire::json(200, changeable(options_));
}

Result<http::Response> Prominence::change_deployment(const http::Request& request) {
  const Json changes = parse_client_json(request.body.str());
  if (!change(options_, changes)) return failure(wire::refusal(Refusal::not_changeable));
  return wire::json(200, changeable(options_));
}

}  // namespace hpc::apis::prominence
