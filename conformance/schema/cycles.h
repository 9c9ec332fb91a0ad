// References that come back to where they began without going deeper into the instance would never end.
#pragma once

#include "base/result.h"
#include "conformance/schema/node.h"

namespace hpc::conformance {

/// An error (About::document) names a schema in such a circle.
Result<void> refuse_endless_references(const Graph& graph);

}  // namespace hpc::conformance
