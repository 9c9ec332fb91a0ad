#include "site/objects/post_policy.h"

#include <nlohmann/json.hpp>

#include "base/client_json.h"
#include "base/digest.h"
#include "base/encoding.h"
#include "base/json.h"

namespace hpc::site {
namespace {

constexpr const char* kAlgorithm = "AWS4-HMAC-SHA256";

const std::string* find(const PostFields& fields, std::string_view name) {
  for (const auto& [known, value] : fields)
    if (equals_ignoring_case(known, name)) return &value;
  return nullptr;
}

// As Python's json.dumps prints it, which is what signers of FirecREST's kind send.
std::string policy_text(const std::string& bucket, const std::string& key, const std::string& credential, Instant now,
                        std::chrono::seconds life) {
  const auto quoted = [](const std::string& text) { return Json(text).dump(-1, ' ', true); };
  return "{\"expiration\": \"" + iso_seconds(now + life) + "Z\", \"conditions\": [{\"bucket\": " + quoted(bucket) +
         "}, {\"key\": " + quoted(key) + "}, {\"x-amz-algorithm\": \"" + kAlgorithm +
         "\"}, {\"x-amz-credential\": " + quoted(credential) + "}, {\"x-amz-date\": \"" + iso_basic(now) + "\"}]}";
}

// {"name": "value"} or ["eq", "$name", "value"] or ["starts-with", "$name", "prefix"].
bool holds(const Json& condition, const std::string& bucket, const PostFields& fields) {
  const auto value_of = [&](const std::string& name) -> const std::string* {
    return name == "bucket" ? &bucket : find(fields, name);
  };
  if (condition.is_object() && condition.size() == 1 && condition.begin().value().is_string()) {
    const std::string* value = value_of(condition.begin().key());
    return value && *value == condition.begin().value().get<std::string>();
  }
  if (!condition.is_array() || condition.size() != 3) return false;
  if (condition[0] == "content-length-range") return true;  // checked by nobody that signs for us
  if (!condition[1].is_string() || !condition[2].is_string()) return false;
  const std::string name = condition[1].get<std::string>();
  const std::string* value = name.empty() ? nullptr : value_of(name.substr(1));
  const std::string wanted = condition[2].get<std::string>();
  if (!value) return false;
  return condition[0] == "starts-with" ? value->compare(0, wanted.size(), wanted) == 0 : *value == wanted;
}

PostFault check_policy(const std::string& encoded, const std::string& bucket, const PostFields& fields, Instant now) {
  const auto text = base64_decode(encoded);
  const Json policy = parse_client_json(text.value_or(""));
  if (!policy.is_object() || !policy.contains("expiration") || !policy["expiration"].is_string() ||
      !policy.contains("conditions") || !policy["conditions"].is_array())
    return PostFault::bad_policy;
  const auto expires = parse_iso(policy["expiration"].get<std::string>());
  if (!expires) return PostFault::bad_policy;
  if (now >= *expires) return PostFault::expired;
  for (const Json& condition : policy["conditions"])
    if (!holds(condition, bucket, fields)) return PostFault::condition;
  return PostFault::none;
}

}  // namespace

PostFields presign_post(const S3Credentials& who, const std::string& bucket, const std::string& key, Instant now,
                        std::chrono::seconds life) {
  const std::string credential = credential_scope(who, now);
  const std::string policy = base64(policy_text(bucket, key, credential, now, life));
  return {{"key", key},
          {"x-amz-algorithm", kAlgorithm},
          {"x-amz-credential", credential},
          {"x-amz-date", iso_basic(now)},
          {"policy", policy},
          {"x-amz-signature", sign_v4(who, now, policy)}};
}

PostFault check_post(const S3Credentials& who, const std::string& bucket, const PostFields& fields, Instant now) {
  for (const char* name : {"key", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "policy", "x-amz-signature"})
    if (!find(fields, name)) return PostFault::incomplete;
  const std::string& credential = *find(fields, "x-amz-credential");
  if (credential.substr(0, credential.find('/')) != who.access_key) return PostFault::unknown_key;
  // The key that signs follows from the day in the credential.
  const std::string day = credential.substr(std::min(credential.find('/') + 1, credential.size()), 8);
  const auto signed_at =
      day.size() == 8 ? parse_iso(day.substr(0, 4) + '-' + day.substr(4, 2) + '-' + day.substr(6)) : std::nullopt;
  if (!signed_at || credential != credential_scope(who, *signed_at)) return PostFault::mismatch;
  const std::string& policy = *find(fields, "policy");
  if (!same_secret(*find(fields, "x-amz-signature"), sign_v4(who, *signed_at, policy))) return PostFault::mismatch;
  return check_policy(policy, bucket, fields, now);
}

}  // namespace hpc::site
