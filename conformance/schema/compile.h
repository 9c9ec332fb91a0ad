// From a document to the graph that validates.
#pragma once

#include <memory>

#include "base/result.h"
#include "conformance/schema/node.h"
#include "conformance/schema/schema.h"

namespace hpc::conformance {

Result<std::unique_ptr<Graph>> compile_graph(const Json& document, const Schema::Options& options);

}  // namespace hpc::conformance
