#include "conformance/check/coverage.h"

#include <algorithm>

#include "conformance/check/addresses.h"

namespace hpc::conformance {
namespace {

bool can_be_had(const DocumentedResponse& response, const std::vector<std::string>& capabilities) {
  return std::all_of(response.needs.begin(), response.needs.end(), [&capabilities](const std::string& need) {
    return std::find(capabilities.begin(), capabilities.end(), need) != capabilities.end();
  });
}

}  // namespace

void CoverageCount::add(const std::vector<arazzo::Hit>& hits) {
  for (const auto& hit : hits) {
    const auto* documented = hit.api->documented(*hit.operation, hit.status);
    if (documented != nullptr) ++seen_[hit.operation][documented->status];
  }
}

std::vector<Coverage> CoverageCount::of(const std::vector<const Description*>& apis,
                                        const std::vector<std::string>& capabilities) const {
  std::vector<Coverage> all;
  for (const auto* api : apis) {
    Coverage coverage{api_name(*api), {}};
    for (const auto& operation : api->operations()) {
      CoverageRow row{operation.id.empty() ? operation.method + " " + operation.path : operation.id, operation.method, operation.path, {}};
      const auto seen = seen_.find(&operation);
      for (const auto& response : operation.responses) {
        if (!can_be_had(response, capabilities)) continue;
        std::size_t count = 0;
        if (seen != seen_.end()) {
          const auto found = seen->second.find(response.status);
          if (found != seen->second.end()) count = found->second;
        }
        row.statuses.emplace_back(response.status, count);
      }
      coverage.rows.push_back(std::move(row));
    }
    all.push_back(std::move(coverage));
  }
  return all;
}

}  // namespace hpc::conformance
