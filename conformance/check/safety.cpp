#include "conformance/check/runner.h"

#include <nlohmann/json.hpp>
#include <set>

namespace hpc::conformance {
namespace {

struct Described {
  const Description* api = nullptr;
  const Operation* operation = nullptr;
};

/// The URL as it would be outside of a sandbox: "http://mock/s/x/firecrest/..." is "http://mock/firecrest/...".
std::string outside_sandbox(const Addresses& addresses, const std::string& url) {
  const auto prefix = addresses.mock ? addresses.mock->root + "/s/" : "";
  if (prefix.empty() || !url.starts_with(prefix)) return url;
  const auto end = url.find('/', prefix.size());
  return end == std::string::npos ? url : addresses.mock->root + url.substr(end);
}

/// Wherever the paths of an API may be.
std::set<std::string> bases_of(const Addresses& addresses, const Description& api) {
  std::set<std::string> bases;
  if (const auto base = addresses.base_url(api, nullptr)) bases.insert(*base);
  for (const auto& [key, url] : addresses.by_api) {
    const auto prefix = api_name(api) + "/";
    if (!key.starts_with(prefix)) continue;
    if (const auto base = addresses.base_url(api, nullptr, key.substr(prefix.size() - 1))) bases.insert(*base);
  }
  return bases;
}

/// The operation that a URL calls: of the API with the longest base URL that it starts with.
Described described(const arazzo::Library& library, const Addresses& addresses, const std::string& method, const std::string& full_url) {
  const auto url = outside_sandbox(addresses, full_url);
  Described best;
  std::size_t longest = 0;
  for (const auto& [file, api] : library.apis()) {
    for (const auto& base : bases_of(addresses, *api)) {
      if (!url.starts_with(base) || base.size() < longest) continue;
      const auto path = url.substr(base.size(), url.find('?') - base.size());
      const auto* operation = api->by_request(method, path);
      if (operation == nullptr || addresses.base_url(*api, nullptr, path) != base) continue;
      best = {api.get(), operation};
      longest = base.size();
    }
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
