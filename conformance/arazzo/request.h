// A step and a scope as the request that goes out.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/result.h"
#include "conformance/arazzo/document.h"
#include "http/message.h"

namespace hpc::conformance::arazzo {

struct Outgoing {
  http::Request request;  ///< its target is the absolute URL
  Json path = Json::object();   ///< the values sent in the path, by name
  Json query = Json::object();  ///< and in the query
};

struct RequestSource {
  const Step& step;
  const Workflow& workflow;
  std::string folder;    ///< of the scenario file
  std::string base_url;  ///< of the step's API, without a slash at its end
};

/// Fails (About::document) when an expression names nothing or a file is missing; the sentence says which parameter.
Result<Outgoing> make_request(const RequestSource& source, const Scope& scope);

/// The step's parameters and those of the workflow that it does not override.
std::vector<const Parameter*> effective_parameters(const Step& step, const Workflow& workflow);

}  // namespace hpc::conformance::arazzo
