// The schemas of schemas, so that a reference to them needs no resolver and no network.
#pragma once

#include <string_view>

#include "base/json.h"

namespace hpc::conformance {

/// The meta-schema of draft-07 or 2020-12 by its URI (without fragment), or nullptr. 2020-12's is in one piece: its
/// vocabularies have no documents of their own here.
const Json* meta_schema(std::string_view uri);

}  // namespace hpc::conformance
