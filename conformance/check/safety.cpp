#include "conformance/check/runner.h"

#include <nlohmann/json.hpp>

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

std::set<const Operation*> creating_operations(const std::vector<PlannedCheck>& checks) {
  std::set<const Operation*> creating;
  for (const auto& check : checks) {
    for (const auto* step : reachable_steps(*check.workflow)) {
      if (step->operation != nullptr && (step->creates || step->api->object(*step->operation).contains("x-creates"))) creating.insert(step->operation);
    }
  }
  return creating;
}

bool described_job(const arazzo::Library& library, const Addresses& addresses, const std::set<const Operation*>& creating, const http::Request& request) {
  const auto found = described(library, addresses, request.method, request.target);
  if (found.operation == nullptr) return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
  return creating.empty() ? !found.operation->safe : creating.contains(found.operation);
}

}  // namespace hpc::conformance
