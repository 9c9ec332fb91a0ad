// The key-value store: keys of each user, with slashes, and bytes.
#include <nlohmann/json.hpp>

#include "apis/prominence/prominence.h"
#include "apis/prominence/refusals.h"
#include "apis/prominence/wire.h"
#include "base/encoding.h"

namespace hpc::apis::prominence {
namespace {

// The limit of the store is 16000 bytes, of which 33 are lost to how the value's size is taken.
constexpr std::size_t kMostBytes = 15967;

std::string key_of(const http::Request& request) {
  const std::string* key = request.path_parameters.first("key");
  return key ? *key : std::string();
}

Result<Json> list(const std::map<std::string, std::string>& values, const std::string& prefix, bool with_values) {
  Json keys = Json::array();
  for (auto one = values.lower_bound(prefix); one != values.end() && one->first.starts_with(prefix); ++one) {
    const auto& [key, value] = *one;
    if (key.find("_internal_") != std::string::npos) continue;
    if (with_values && !is_utf8(value)) return failure(wire::refusal(Refusal::keys_down));
    keys.push_back(with_values ? Json{{"/" + key, value}} : Json("/" + key));
  }
  return keys;
}

}  // namespace

Result<void> Prominence::check_keys() const {
  if (!options_.kv) return failure(wire::switched_off());
  if (!is_up(Backend::etcd)) return failure(wire::refusal(Refusal::keys_down));
  return {};
}

Result<http::Response> Prominence::list_keys(const Caller& caller, const http::Request& request) {
  HPC_TRY(check_keys());
  const http::Fields fields = request.query_fields();
  if (!fields.has("list")) return failure(wire::refusal(Refusal::no_key));
  return wire::json(200, HPC_TRY(list(values_[caller.username], key_of(request), fields.has("values"))));
}

Result<http::Response> Prominence::get_key(const Caller& caller, const http::Request& request) {
  HPC_TRY(check_keys());
  if (request.query_fields().has("list")) return list_keys(caller, request);
  const std::map<std::string, std::string>& values = values_[caller.username];
  const auto found = values.find(key_of(request));
  if (found == values.end()) return failure(wire::refusal(Refusal::no_such_key));
  if (!is_utf8(found->second)) return failure(wire::crash());
  return wire::text(Bytes(found->second));
}

Result<http::Response> Prominence::set_key(const Caller& caller, const http::Request& request) {
  HPC_TRY(check_keys());
  if (request.body.empty()) return failure(wire::refusal(Refusal::no_value));
  if (request.body.size() > kMostBytes) return failure(wire::refusal(Refusal::value_too_large));
  std::map<std::string, std::string>& values = values_[caller.username];
  const http::Fields fields = request.query_fields();
  if (const std::string* previous = fields.first("prev")) {
    const auto found = values.find(key_of(request));
    if (found == values.end() || found->second != *previous) return failure(wire::refusal(Refusal::value_changed));
  }
  values[key_of(request)] = request.body.str();
  return wire::empty_object(201);
}

Result<http::Response> Prominence::delete_key(const Caller& caller, const http::Request& request) {
  HPC_TRY(check_keys());
  std::map<std::string, std::string>& values = values_[caller.username];
  const std::string key = key_of(request);
  if (!request.query_fields().has("prefix")) {
    values.erase(key);
    return wire::empty_object();
  }
  auto one = values.lower_bound(key);
  while (one != values.end() && one->first.starts_with(key)) one = values.erase(one);
  return wire::empty_object();
}

}  // namespace hpc::apis::prominence
