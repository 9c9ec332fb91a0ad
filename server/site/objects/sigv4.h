// AWS Signature Version 4 (for S3, signed queries): who may do what with an object until when.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/time.h"

namespace hpc::site {

struct S3Credentials {
  std::string access_key;
  std::string secret_key;
  std::string region = "us-east-1";
};

/// "AK/20261121/us-east-1/s3/aws4_request"
std::string credential_scope(const S3Credentials& who, Instant signed_at);
/// Hex HMAC with the key of that day, region and service.
std::string sign_v4(const S3Credentials& who, Instant signed_at, std::string_view text);

/// What a signed query is good for. `path` is raw, as it stands in the URL.
struct SignedTarget {
  std::string method = "GET";
  std::string host;
  std::string path;
};

/// The query of a presigned URL, `X-Amz-Algorithm=...&X-Amz-Signature=...`.
std::string presign(const S3Credentials& who, const SignedTarget& target, Instant now, std::chrono::seconds life);

enum class SignatureFault { none, unsigned_request, malformed, unknown_key, not_yet_valid, expired, mismatch };

/// Checks a raw query against the request that it came with.
SignatureFault check_presigned(const S3Credentials& who, const SignedTarget& target, std::string_view query,
                               Instant now);

}  // namespace hpc::site
