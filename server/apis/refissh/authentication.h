// Who calls: a token in a header, and the one project that it stands for.
#pragma once

#include <string>

#include "apis/refissh/options.h"
#include "base/result.h"
#include "http/message.h"

namespace hpc::apis::refissh {

struct Caller {
  std::string token;
  std::string project;
  bool is_admin = false;
};

/// The parts of the API; they differ in the headers that they look at.
enum class Part { files, jobs, images };

/// Errors (About::token): unauthenticated when no token was sent, denied when it is not valid at `now`, the host's
/// date.
Result<Caller> authenticate(const Options& options, const http::Request& request, Part part, Instant now);

}  // namespace hpc::apis::refissh
