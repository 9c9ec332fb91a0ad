// Uploaded objects, and the storage that presigned URLs lead to.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/prominence/prominence.h"
#include "apis/prominence/refusals.h"
#include "apis/prominence/wire.h"
#include "apis/prominence/wire_data.h"
#include "base/digest.h"
#include "base/encoding.h"
#include "http/multipart.h"

namespace hpc::apis::prominence {
namespace {

std::string own_prefix(const Caller& caller) {
  return "uploads/" + caller.username + "/";
}

std::string key_of(const Caller& caller, const std::string& name) {
  return name.find('/') == std::string::npos ? own_prefix(caller) + name : "uploads/" + name;
}

bool is_of_a_group(const Caller& caller, const std::string& name) {
  const std::vector<std::string> groups = caller.group_list();
  return std::any_of(groups.begin(), groups.end(),
                     [&name](const std::string& group) { return name.starts_with(group); });
}

}  // namespace

bool Prominence::has_upload(const Caller& caller, const std::string& name) const {
  return objects_.find(kBucket, key_of(caller, name)) != nullptr;
}

std::string Prominence::url_base(const http::Request& request) const {
  return options_.external_url.empty() ? request.origin() + request.base_path : options_.external_url;
}

std::string Prominence::signature(const std::string& method, const std::string& key, const std::string& expires) const {
  return base64url(hmac_sha256(options_.secret, method + "\n" + key + "\n" + expires));
}

std::string Prominence::presigned(const http::Request& request, const std::string& method, const std::string& key,
                                  std::chrono::seconds lifetime) const {
  const std::string expires = std::to_string(unix_seconds(site_.host().wall()) + lifetime.count());
  return wire::presigned_url(url_base(request), key, signature(method, key, expires), expires);
}

std::function<std::string(const std::string&)> Prominence::link_maker(const http::Request& request) const {
  return
      [this, &request](const std::string& key) { return presigned(request, "GET", key, std::chrono::hours(7 * 24)); };
}

Result<Json> Prominence::objects_below(const std::string& prefix, const std::string& shown) const {
  if (!is_up(Backend::storage)) return failure(wire::refusal(Refusal::storage_down));
  Json list = Json::array();
  for (auto key = uploads_.lower_bound(prefix); key != uploads_.end() && key->starts_with(prefix); ++key) {
    const site::StoredObject* object = objects_.find(kBucket, *key);
    list.push_back(wire::object(key->substr(shown.size()), *object));
  }
  return list;
}

Result<http::Response> Prominence::list_data(const Caller& caller, const http::Request&) {
  if (!options_.data) return failure(wire::switched_off());
  return wire::json(200, HPC_TRY(objects_below(own_prefix(caller), own_prefix(caller))));
}

Result<http::Response> Prominence::list_shared_data(const Caller& caller, const http::Request& request) {
  if (!options_.data) return failure(wire::switched_off());
  if (caller.groups.empty()) return failure(wire::crash());
  const std::string& path = request.parameter("path");
  if (!is_of_a_group(caller, path)) return failure(wire::refusal(Refusal::not_your_path));
  return wire::json(200, HPC_TRY(objects_below("uploads/" + path, "uploads/")));
}

Result<http::Response> Prominence::upload_data(const Caller& caller, const http::Request& request) {
  if (!options_.data) return failure(wire::switched_off());
  const http::Fields fields = request.query_fields();
  wire::Upload upload = wire::read_upload(fields);
  if (!upload.is_complete()) {
    const OrderedJson body = HPC_TRY(wire::read(request, options_.framework));
    if (!body.is_structured() && !body.is_string()) return failure(wire::crash());
    wire::complete(upload, body);
  }
  const std::string& name = upload.name.value();
  if (name.empty()) return failure(wire::refusal(Refusal::no_object_name));
  const std::size_t slash = name.rfind('/');
  if (slash != std::string::npos && caller.groups.find(name.substr(0, slash)) == std::string::npos)
    return failure(wire::refusal(Refusal::not_your_upload));
  const std::string key = key_of(caller, name);
  const auto lifetime = std::chrono::minutes(10);
  if (upload.checksum.value().empty()) return wire::url(201, presigned(request, "PUT", key, lifetime));
  const std::string expires = std::to_string(unix_seconds(site_.host().wall()) + 600);
  return wire::upload_form(url_base(request), key, signature("POST", key, expires), expires, *upload.checksum);
}

Result<http::Response> Prominence::delete_data(const Caller& caller, const http::Request& request) {
  if (!options_.data) return failure(wire::switched_off());
  const std::string& name = request.parameter("path");
  if (name.find('/') != std::string::npos && !is_of_a_group(caller, name))
    return failure(wire::refusal(Refusal::not_your_object));
  objects_.remove(kBucket, key_of(caller, name));
  uploads_.erase(key_of(caller, name));
  return wire::nothing();
}

Result<http::Response> Prominence::output_data(const Caller& caller, const http::Request& request) {
  if (!options_.data) return failure(wire::switched_off());
  const OrderedJson body = HPC_TRY(wire::read(request, options_.framework));
  if (!body.is_structured() && !body.is_string()) return failure(wire::crash());
  const std::string name = wire::output_name(body);
  if (name.empty()) return wire::odd_refusal(OddRefusal::no_output_name);
  // Tokens of users are signed as jobs' are here, and the claim `job` alone tells them apart.
  if (caller.job.empty()) return failure(wire::refusal(Refusal::not_a_job_token));
  return wire::url(201, presigned(request, "PUT", "scratch/" + caller.job + "/" + name, std::chrono::hours(2)));
}

Result<std::string> Prominence::signed_key(const http::Request& request, const std::string& method) const {
  const wire::Signed by = wire::read_signature(request.query_fields());
  const std::string& key = request.parameter("key");
  if (!is_valid(by, method, key)) return failure(Errc::denied, About::object, "the URL is not signed, or has expired");
  return key;
}

bool Prominence::is_valid(const wire::Signed& by, const std::string& method, const std::string& key) const {
  const std::optional<std::int64_t> last = read_integer(by.expires);
  return last && *last >= unix_seconds(site_.host().wall()) &&
         same_secret(by.signature, signature(method, key, by.expires));
}

Result<http::Response> Prominence::put_object(const http::Request& request) {
  const Result<std::string> key = signed_key(request, "PUT");
  if (!key) return wire::storage_error(wire::StorageFault::expired);
  HPC_TRY(objects_.put(kBucket, *key, request.body));
  http::Response response;
  response.status = 201;
  return response;
}

Result<http::Response> Prominence::post_object(const http::Request& request) {
  const Result<http::Form> form = http::read_form(request);
  if (!form || form->files.empty()) return wire::storage_error(wire::StorageFault::no_form);
  const auto [key, by] = wire::read_form(form->fields);
  if (!is_valid(by, "POST", key)) return wire::storage_error(wire::StorageFault::expired);
  HPC_TRY(objects_.put(kBucket, key, form->files.front().content));
  http::Response response;
  response.status = 204;
  return response;
}

Result<http::Response> Prominence::get_object(const http::Request& request) {
  const Result<std::string> key = signed_key(request, "GET");
  if (!key) return wire::storage_error(wire::StorageFault::expired);
  const site::StoredObject* object = objects_.find(kBucket, *key);
  if (!object) return wire::storage_error(wire::StorageFault::no_object);
  http::Response response;
  response.headers = wire::object_headers(*object);
  response.body = object->content;
  return response;
}

}  // namespace hpc::apis::prominence
