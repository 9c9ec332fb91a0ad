#include "conformance/check/coverage.h"

#include "conformance/check/addresses.h"

namespace hpc::conformance {

void CoverageCount::add(const std::vector<arazzo::Hit>& hits) {
  for (const auto& hit : hits) {
    const auto* documented = hit.api->documented(*hit.operation, hit.status);
    if (documented != nullptr) ++seen_[hit.operation][documented->status];
  }
}

std::vector<Coverage> CoverageCount::of(const std::vector<const Description*>& apis) const {
  std::vector<Coverage> all;
  for (const auto* api : apis) {
    Coverage coverage{api_name(*api), {}};
    for (const auto& operation : api->operations()) {
      CoverageRow row{operation.id.empty() ? operation.method + " " + operation.path : operation.id, operation.method, operation.path, {}};
      const auto seen = seen_.find(&operation);
      for (const auto& response : operation.responses) {
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
