// FirecREST v1 in one sandbox: the services of a deployment, the gateway in front of them, the identity provider
// beside them.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "apis/firecrest/authentication.h"
#include "apis/firecrest/compute.h"
#include "apis/firecrest/external_transfers.h"
#include "apis/firecrest/gateway.h"
#include "apis/firecrest/identity_provider.h"
#include "apis/firecrest/internal_transfers.h"
#include "apis/firecrest/machines.h"
#include "apis/firecrest/object_storage.h"
#include "apis/firecrest/options.h"
#include "apis/firecrest/reservation_service.h"
#include "apis/firecrest/status.h"
#include "apis/firecrest/task_service.h"
#include "apis/firecrest/tasks.h"
#include "apis/firecrest/utilities.h"
#include "http/api.h"

namespace hpc::apis::firecrest {

class Firecrest final : public http::Api {
 public:
  /// `site` outlives it. `storage_address`: the origin of the object storage's own listener, "" when it has none; asked
  /// when it is needed, as listeners open later.
  Firecrest(site::Site& site, Options options, std::function<std::string()> storage_address);

  http::Response render(const Error& error, const http::Request& request) override;
  http::Response unrouted(const http::Request& request, const http::Unrouted& why) override;
  void finish(const http::Request& request, http::Response& response) override;
  std::optional<http::Response> before(const http::Request& request) override;

 private:
  const site::Site& site_;
  const Options options_;

 public:
  // The parts, for the route table. In the order in which they need each other.
  Tokens tokens;
  Gateway gateway;
  Machines machines;
  Tasks tasks;
  IdentityProvider identity_provider;
  Status status;
  TaskDesk task_desk;
  Compute compute;
  Utilities utilities;
  ObjectStorage object_storage;
  InternalTransfers internal_transfers;
  ExternalTransfers external_transfers;
  ReservationService reservations;
};

/// What CMake's registry calls.
http::ApiType api_type();

}  // namespace hpc::apis::firecrest
