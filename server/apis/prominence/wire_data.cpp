#include "apis/prominence/wire_data.h"

#include <nlohmann/json.hpp>

#include "apis/prominence/options.h"
#include "apis/prominence/wire.h"
#include "base/encoding.h"
#include "base/time.h"

namespace hpc::apis::prominence::wire {
namespace {

constexpr const char* kAccess = "mock";  // the access key's name

std::string text(const OrderedJson& body, const char* key) {
  return body.contains(key) && body.at(key).is_string() ? body.at(key).get<std::string>() : std::string();
}

std::string text(const http::Fields& fields, const char* name) {
  const std::string* value = fields.first(name);
  return value ? *value : std::string();
}

std::string storage_of(const std::string& base) {
  return base + "/store/" + kBucket;
}

}  // namespace

Upload read_upload(const http::Fields& query) {
  Upload upload;
  if (query.has("name")) upload.name = text(query, "name");
  if (query.has("checksum")) upload.checksum = text(query, "checksum");
  return upload;
}

void complete(Upload& upload, const OrderedJson& body) {
  if (upload.name.value_or("").empty()) upload.name = text(body, "filename");
  if (upload.checksum.value_or("").empty()) upload.checksum = text(body, "checksum");
}

std::string output_name(const OrderedJson& body) {
  return text(body, "name");
}

Json object(const std::string& name, const site::StoredObject& object) {
  return {{"lastModified", http_date(object.stored)}, {"name", name}, {"size", object.content.size()}};
}

http::Response url(int status, const std::string& url) {
  return json(status, Json{{"url", url}});
}

http::Response upload_form(const std::string& base, const std::string& key, const std::string& signature,
                           const std::string& expires, const std::string& checksum) {
  const Json fields = {{"AWSAccessKeyId", kAccess},
                       {"key", key},
                       {"policy", base64("{\"expires\":" + expires + "}")},
                       {"signature", signature},
                       {"x-amz-meta-prominence_sha256", checksum}};
  return json(201, Json{{"fields", fields}, {"url", storage_of(base)}});
}

std::string presigned_url(const std::string& base, const std::string& key, const std::string& signature,
                          const std::string& expires) {
  return storage_of(base) + "/" + percent_encode(key, "/") + "?AWSAccessKeyId=" + kAccess + "&Signature=" + signature +
         "&Expires=" + expires;
}

Signed read_signature(const http::Fields& query) {
  return {text(query, "Signature"), text(query, "Expires")};
}

std::pair<std::string, Signed> read_form(const http::Fields& fields) {
  const Json policy = Json::parse(base64_decode(text(fields, "policy")).value_or(""), nullptr, false);
  const bool has_expiry = policy.is_object() && policy.contains("expires") && policy.at("expires").is_number_integer();
  const std::int64_t expires = has_expiry ? policy.at("expires").get<std::int64_t>() : 0;
  return {text(fields, "key"), {text(fields, "signature"), std::to_string(expires)}};
}

http::Headers object_headers(const site::StoredObject& object) {
  return {{"Content-Type", object.content_type}, {"ETag", "\"" + object.etag + "\""}};
}

http::Response storage_error(StorageFault fault) {
  const auto say = [](int status, const std::string& code, const std::string& message) {
    http::Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/xml");
    response.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>" + message +
                    "</Message></Error>";
    return response;
  };
  switch (fault) {
    case StorageFault::expired:
      return say(403, "AccessDenied", "Request has expired");
    case StorageFault::no_form:
      return say(400, "MalformedPOSTRequest", "The body is not a form with a file");
    case StorageFault::no_object:
      return say(404, "NoSuchKey", "The specified key does not exist.");
  }
  return say(500, "InternalError", "");
}

}  // namespace hpc::apis::prominence::wire
