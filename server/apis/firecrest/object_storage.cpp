#include "apis/firecrest/object_storage.h"

#include "apis/firecrest/byte_range.h"
#include "apis/firecrest/wire.h"
#include "base/encoding.h"
#include "http/multipart.h"

namespace hpc::apis::firecrest {
namespace {

// The demo's MinIO keys. They sign links of a mock and protect nothing.
const site::S3Credentials& owner() {
  static const site::S3Credentials kOwner{"storage_access_key", "storage_secret_key"};
  return kOwner;
}

using wire::S3Error;
constexpr S3Error kNoSuchBucket{404, "NoSuchBucket", "The specified bucket does not exist"};
constexpr S3Error kNoSuchKey{404, "NoSuchKey", "The specified key does not exist."};
constexpr S3Error kDenied{403, "AccessDenied", "Access Denied."};
constexpr S3Error kExpired{403, "AccessDenied", "Request has expired"};
constexpr S3Error kTooEarly{403, "AccessDenied", "Request is not valid yet"};
constexpr S3Error kUnknownKey{403, "InvalidAccessKeyId",
                              "The Access Key Id you provided does not exist in our records."};
constexpr S3Error kMismatch{403, "SignatureDoesNotMatch",
                            "The request signature we calculated does not match the signature you provided. Check your "
                            "key and signing method."};
constexpr S3Error kMalformedQuery{400, "AuthorizationQueryParametersError",
                                  "Error parsing the X-Amz-Credential parameter."};
constexpr S3Error kMalformedPost{400, "MalformedPOSTRequest",
                                 "The body of your POST request is not well-formed multipart/form-data."};
constexpr S3Error kPolicyViolated{403, "AccessDenied", "Access Denied. (Policy condition failed)"};
constexpr S3Error kPolicyExpired{403, "AccessDenied", "Access Denied. (Invalid according to Policy: Policy expired.)"};
constexpr S3Error kNotAllowed{405, "MethodNotAllowed", "The specified method is not allowed against this resource."};
constexpr S3Error kBadRange{416, "InvalidRange", "The requested range is not satisfiable"};

S3Error error_of(site::SignatureFault fault) {
  switch (fault) {
    case site::SignatureFault::unsigned_request:
      return kDenied;
    case site::SignatureFault::unknown_key:
      return kUnknownKey;
    case site::SignatureFault::not_yet_valid:
      return kTooEarly;
    case site::SignatureFault::expired:
      return kExpired;
    case site::SignatureFault::mismatch:
      return kMismatch;
    case site::SignatureFault::malformed:
    case site::SignatureFault::none:
      break;
  }
  return kMalformedQuery;
}

S3Error error_of(site::PostFault fault) {
  switch (fault) {
    case site::PostFault::unknown_key:
      return kUnknownKey;
    case site::PostFault::mismatch:
      return kMismatch;
    case site::PostFault::expired:
      return kPolicyExpired;
    case site::PostFault::incomplete:
    case site::PostFault::bad_policy:
      return kMalformedPost;
    case site::PostFault::condition:
    case site::PostFault::none:
      break;
  }
  return kPolicyViolated;
}

http::Response refusal(const S3Error& error, const http::Request& request) {
  const std::string* bucket = request.path_parameters.first("bucket");
  const std::string* key = request.path_parameters.first("key");
  const std::string resource = '/' + (bucket ? *bucket : "") + (key ? '/' + *key : "");
  return wire::s3_error(error, bucket ? *bucket : "", key ? *key : "", resource);
}

site::PostFields fields_of(const http::Form& form) {
  site::PostFields fields;
  for (const auto& [name, value] : form.fields) fields.emplace_back(name, value);
  return fields;
}

// "http://host:port/path" taken apart.
site::SignedTarget target_of(const std::string& base_url, const std::string& bucket, const std::string& key) {
  const auto scheme = base_url.find("://");
  const std::size_t start = scheme == std::string::npos ? 0 : scheme + 3;
  const auto slash = std::min(base_url.find('/', start), base_url.size());
  return {"GET", base_url.substr(start, slash - start),
          base_url.substr(slash) + '/' + percent_encode(bucket) + '/' + percent_encode(key, "/")};
}

}  // namespace

std::string ObjectStorage::base_url(const http::Request& request) const {
  std::string url = options_.object_storage_url.empty() ? own_address_() : options_.object_storage_url;
  if (url.empty()) return request.origin() + request.root_path + std::string(kMount);
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url + request.root_path;
}

wire::UploadForm ObjectStorage::upload_form(const std::string& base_url, const std::string& bucket,
                                            const std::string& key) const {
  wire::UploadForm form;
  form.url = base_url + '/' + bucket;
  form.fields = site::presign_post(owner(), bucket, key, clock_.now(), options_.link_life);
  form.download_url = download_url(base_url, bucket, key);
  return form;
}

std::string ObjectStorage::download_url(const std::string& base_url, const std::string& bucket,
                                        const std::string& key) const {
  const site::SignedTarget target = target_of(base_url, bucket, key);
  const std::string origin = base_url.substr(0, base_url.find(target.host) + target.host.size());
  return origin + target.path + '?' + site::presign(owner(), target, clock_.now(), options_.link_life);
}

Answer ObjectStorage::post(const http::Request& request) {
  const std::string& bucket = request.parameter("bucket");
  const auto form = http::read_form(request);
  const http::Part* file = form ? form->file("file") : nullptr;
  if (!file) return refuse(refusal(kMalformedPost, request));
  const auto fault = site::check_post(owner(), bucket, fields_of(*form), clock_.now());
  if (fault != site::PostFault::none) return refuse(refusal(error_of(fault), request));
  const std::string key = *form->fields.first("key");
  const std::string type(file->headers.get("Content-Type"));
  const auto stored = store.put(bucket, key, file->content, type.empty() ? "binary/octet-stream" : type);
  if (!stored) return refuse(refusal(kNoSuchBucket, request));
  http::Response response;
  response.status = 204;
  response.headers = {{"ETag", '"' + (*stored)->etag + '"'},
                      {"Location", base_url(request) + '/' + percent_encode(bucket) + '/' + percent_encode(key, "/")}};
  return response;
}

Answer ObjectStorage::get(const http::Request& request) {
  // The path under which links are made, whichever mount this request has come by.
  site::SignedTarget target{request.method, std::string(request.headers.get("Host")), request.root_path + request.path};
  auto fault = site::check_presigned(owner(), target, request.query, clock_.now());
  if (fault == site::SignatureFault::mismatch) {
    // The link was signed for the public host and path, which a proxy may have changed or a listener of its own hides.
    target = target_of(base_url(request), request.parameter("bucket"), request.parameter("key"));
    target.method = request.method;
    fault = site::check_presigned(owner(), target, request.query, clock_.now());
  }
  if (fault != site::SignatureFault::none) return refuse(refusal(error_of(fault), request));
  const std::string& bucket = request.parameter("bucket");
  if (!store.has_bucket(bucket)) return refuse(refusal(kNoSuchBucket, request));
  const site::StoredObject* object = store.find(bucket, request.parameter("key"));
  if (!object) return refuse(refusal(kNoSuchKey, request));

  const RangeAsked asked = range_asked(request.headers.get("Range"), object->content.size());
  if (asked.kind == RangeAsked::Kind::unsatisfiable) return refuse(refusal(kBadRange, request));
  http::Response response;
  response.headers = {{"Accept-Ranges", "bytes"},
                      {"Content-Type", object->content_type},
                      {"ETag", '"' + object->etag + '"'},
                      {"Last-Modified", http_date(object->stored)}};
  response.body = object->content;
  if (asked.kind == RangeAsked::Kind::one) {
    response.status = 206;
    response.headers.add("Content-Range", content_range(asked.range, object->content.size()));
    response.body = object->content.slice(asked.range.first, asked.range.length());
  }
  return response;
}

http::Response ObjectStorage::method_not_allowed(const http::Request& request) const {
  return refusal(kNotAllowed, request);
}

}  // namespace hpc::apis::firecrest
