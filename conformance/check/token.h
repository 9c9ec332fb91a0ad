// The access token that a profile asks for: client credentials (RFC 6749, 4.4).
#pragma once

#include <string>

#include "base/result.h"
#include "conformance/check/settings.h"
#include "conformance/target/target.h"

namespace hpc::conformance {

Result<std::string> request_token(Target& target, const Profile::Token& token);

}  // namespace hpc::conformance
