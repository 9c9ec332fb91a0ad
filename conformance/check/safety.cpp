#include <algorithm>

#include "conformance/check/runner.h"

namespace hpc::conformance {
namespace {

struct Described {
  const Description* api = nullptr;
  const Operation* operation = nullptr;
};

/// The operation that a URL calls: of the API with the longest base URL that it starts with.
Described described(const arazzo::Library& library, const Addresses& addresses, const std::string& method, const std::string& url) {
  Described best;
  std::size_t longest = 0;
  for (const auto& [file, api] : library.apis()) {
    const auto base = addresses.base_url(*api, nullptr);
    if (!base || !url.starts_with(*base) || base->size() < longest) continue;
    const auto path = url.substr(base->size(), url.find('?') - base->size());
    const auto* operation = api->by_request(method, path);
    if (operation == nullptr) continue;
    best = {api.get(), operation};
    longest = base->size();
  }
  return best;
}

}  // namespace

const arazzo::Step* first_changing_step(const arazzo::Workflow& workflow) {
  for (const auto* step : reachable_steps(workflow)) {
    if (step->raw ? !step->raw->safe : step->operation != nullptr && !step->operation->safe) return step;
  }
  return nullptr;
}

std::optional<bool> described_safety(const arazzo::Library& library, const Addresses& addresses, const std::string& method, const std::string& url) {
  const auto found = described(library, addresses, method, url);
  if (found.operation == nullptr) return std::nullopt;
  return found.operation->safe;
}

bool described_job(const arazzo::Library& library, const Addresses& addresses, const std::string& method, const std::string& url) {
  const auto found = described(library, addresses, method, url);
  if (found.operation == nullptr) return method != "GET" && method != "HEAD" && method != "OPTIONS";
  const auto creates = [&found](const Operation& operation) { return found.api->object(operation).contains("x-creates"); };
  if (creates(*found.operation)) return true;
  const auto& all = found.api->operations();
  return !found.operation->safe && std::none_of(all.begin(), all.end(), creates);
}

}  // namespace hpc::conformance
