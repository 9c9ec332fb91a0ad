// Uploaded objects, and the storage that presigned URLs lead to.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/prominence/prominence.h"
#include "apis/prominence/wire.h"
#include "base/digest.h"
#include "base/encoding.h"
#include "http/multipart.h"

namespace hpc::apis::prominence {
namespace {

constexpr const char* kMissing = "An object name must be specified";

std::string own_prefix(const Caller& caller) {
  return "uploads/" + caller.username + "/";
}

std::string key_of(const Caller& caller, const std::string& name) {
  return name.find('/') == std::string::npos ? own_prefix(caller) + name : "uploads/" + name;
}

std::vector<std::string> groups_of(const Caller& caller) {
  std::vector<std::string> groups;
  std::string_view rest = caller.groups;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    groups.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return groups;
}

bool is_of_a_group(const Caller& caller, const std::string& name) {
  const std::vector<std::string> groups = groups_of(caller);
  return std::any_of(groups.begin(), groups.end(), [&name](const std::string& group) { return name.starts_with(group); });
}

std::string text(const OrderedJson& body, const char* key) {
  return body.contains(key) && body.at(key).is_string() ? body.at(key).get<std::string>() : std::string();
}

// As the storage says it: not this API's words, and not its headers.
http::Response storage_error(int status, const char* code, const char* message) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/xml");
  response.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + std::string(code) + "</Code><Message>" +
                  message + "</Message></Error>";
  return response;
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
  return url_base(request) + "/store/" + kBucket + "/" + percent_encode(key, "/") + "?AWSAccessKeyId=mock&Signature=" +
         signature(method, key, expires) + "&Expires=" + expires;
}

std::function<std::string(const std::string&)> Prominence::link_maker(const http::Request& request) const {
  return [this, &request](const std::string& key) { return presigned(request, "GET", key, std::chrono::hours(7 * 24)); };
}

Result<Json> Prominence::objects_below(const std::string& prefix, const std::string& shown) const {
  if (!is_up(Backend::storage)) return failure(wire::bad("Unable to list objects due to storage system problems"));
  Json list = Json::array();
  for (auto key = uploads_.lower_bound(prefix); key != uploads_.end() && key->starts_with(prefix); ++key) {
    const site::StoredObject* object = objects_.find(kBucket, *key);
    list.push_back({{"lastModified", http_date(object->stored)}, {"name", key->substr(shown.size())}, {"size", object->content.size()}});
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
  if (!is_of_a_group(caller, path)) return failure(wire::forbidden("Not authorized to access this path"));
  return wire::json(200, HPC_TRY(objects_below("uploads/" + path, "uploads/")));
}

Result<http::Response> Prominence::upload_data(const Caller& caller, const http::Request& request) {
  if (!options_.data) return failure(wire::switched_off());
  const http::Fields fields = request.query_fields();
  std::string name = fields.has("name") ? *fields.first("name") : "";
  std::string checksum = fields.has("checksum") ? *fields.first("checksum") : "";
  if (!fields.has("name") || !fields.has("checksum")) {
    const OrderedJson body = HPC_TRY(wire::read(request, options_.framework));
    if (!body.is_structured() && !body.is_string()) return failure(wire::crash());
    if (name.empty()) name = text(body, "filename");
    if (checksum.empty()) checksum = text(body, "checksum");
  }
  if (name.empty()) return failure(wire::bad(kMissing));
  const std::size_t slash = name.rfind('/');
  if (slash != std::string::npos && caller.groups.find(name.substr(0, slash)) == std::string::npos)
    return failure(wire::forbidden("Not authorized to access upload with this path"));
  const std::string key = key_of(caller, name);
  const auto lifetime = std::chrono::minutes(10);
  if (checksum.empty()) return wire::json(201, Json{{"url", presigned(request, "PUT", key, lifetime)}});
  const std::string expires = std::to_string(unix_seconds(site_.host().wall()) + 600);
  const Json form = {{"AWSAccessKeyId", "mock"},
                     {"key", key},
                     {"policy", base64("{\"expires\":" + expires + "}")},
                     {"signature", signature("POST", key, expires)},
                     {"x-amz-meta-prominence_sha256", checksum}};
  return wire::json(201, Json{{"fields", form}, {"url", url_base(request) + "/store/" + kBucket}});
}

Result<http::Response> Prominence::delete_data(const Caller& caller, const http::Request& request) {
  if (!options_.data) return failure(wire::switched_off());
  const std::string& name = request.parameter("path");
  if (name.find('/') != std::string::npos && !is_of_a_group(caller, name))
    return failure(wire::forbidden("Not authorized to access this object"));
  objects_.remove(kBucket, key_of(caller, name));
  uploads_.erase(key_of(caller, name));
  http::Response response = wire::json(204, std::string());
  response.body = {};
  return response;
}

Result<http::Response> Prominence::output_data(const Caller& caller, const http::Request& request) {
  if (!options_.data) return failure(wire::switched_off());
  const OrderedJson body = HPC_TRY(wire::read(request, options_.framework));
  if (!body.is_structured() && !body.is_string()) return failure(wire::crash());
  const std::string name = text(body, "name");
  if (name.empty()) return wire::error_body(200, "Name not specified");
  // Tokens of users are signed as jobs' are here, and the claim `job` alone tells them apart.
  if (caller.job.empty()) return failure(wire::bad("A JWT token is required"));
  return wire::json(201, Json{{"url", presigned(request, "PUT", "scratch/" + caller.job + "/" + name, std::chrono::hours(2))}});
}

Result<std::string> Prominence::signed_key(const http::Request& request, const std::string& method) const {
  const http::Fields fields = request.query_fields();
  const std::string* expires = fields.first("Expires");
  const std::string* given = fields.first("Signature");
  const std::string& key = request.parameter("key");
  const std::optional<std::int64_t> last = expires ? read_integer(*expires) : std::nullopt;
  if (!given || !last || !same_secret(*given, signature(method, key, *expires)) || *last < unix_seconds(site_.host().wall()))
    return failure(Errc::denied, About::object, "Request has expired");
  return key;
}

Result<http::Response> Prominence::put_object(const http::Request& request) {
  const Result<std::string> key = signed_key(request, "PUT");
  if (!key) return storage_error(403, "AccessDenied", "Request has expired");
  HPC_TRY(objects_.put(kBucket, *key, request.body));
  http::Response response;
  response.status = 201;
  return response;
}

Result<http::Response> Prominence::post_object(const http::Request& request) {
  const Result<http::Form> form = http::read_form(request);
  if (!form || form->files.empty()) return storage_error(400, "MalformedPOSTRequest", "The body is not a form with a file");
  const auto field = [&form](const char* name) { return form->fields.has(name) ? *form->fields.first(name) : std::string(); };
  const std::string key = field("key");
  const Json policy = Json::parse(base64_decode(field("policy")).value_or(""), nullptr, false);
  const std::int64_t last = policy.is_object() ? policy.value("expires", std::int64_t{0}) : 0;
  if (!same_secret(field("signature"), signature("POST", key, std::to_string(last))) || last < unix_seconds(site_.host().wall()))
    return storage_error(403, "AccessDenied", "Request has expired");
  HPC_TRY(objects_.put(kBucket, key, form->files.front().content));
  http::Response response;
  response.status = 204;
  return response;
}

Result<http::Response> Prominence::get_object(const http::Request& request) {
  const Result<std::string> key = signed_key(request, "GET");
  if (!key) return storage_error(403, "AccessDenied", "Request has expired");
  const site::StoredObject* object = objects_.find(kBucket, *key);
  if (!object) return storage_error(404, "NoSuchKey", "The specified key does not exist.");
  http::Response response;
  response.headers.add("Content-Type", object->content_type);
  response.headers.add("ETag", "\"" + object->etag + "\"");
  response.body = object->content;
  return response;
}

}  // namespace hpc::apis::prominence
