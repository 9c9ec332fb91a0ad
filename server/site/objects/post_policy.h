// Presigned POST: a form that lets its holder upload one object.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "site/objects/sigv4.h"

namespace hpc::site {

/// Fields in the order in which they are sent, the file's own excepted: key, x-amz-algorithm, x-amz-credential,
/// x-amz-date, policy, x-amz-signature.
using PostFields = std::vector<std::pair<std::string, std::string>>;

PostFields presign_post(const S3Credentials& who, const std::string& bucket, const std::string& key, Instant now,
                        std::chrono::seconds life);

enum class PostFault { none, incomplete, unknown_key, mismatch, bad_policy, expired, condition };

/// Checks the form of an upload to `bucket`: its signature, its policy's end and its policy's conditions.
PostFault check_post(const S3Credentials& who, const std::string& bucket, const PostFields& fields, Instant now);

}  // namespace hpc::site
