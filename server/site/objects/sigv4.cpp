#include "site/objects/sigv4.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <vector>

#include "base/digest.h"
#include "base/encoding.h"

namespace hpc::site {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
// What S3 allows between the clocks of signer and server.
constexpr std::chrono::minutes kSkew(15);

std::string day_of(Instant instant) {
  return iso_basic(instant).substr(0, 8);
}

std::string scope_of(const S3Credentials& who, Instant instant) {
  return day_of(instant) + '/' + who.region + "/s3/aws4_request";
}

// The query's names and values, decoded. A name that comes twice is no presigned query.
std::optional<std::map<std::string, std::string>> parameters_of(std::string_view query) {
  std::map<std::string, std::string> parameters;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const std::string_view value = equals < pair.size() ? pair.substr(equals + 1) : std::string_view();
    if (!parameters.emplace(percent_decode(pair.substr(0, equals)), percent_decode(value)).second) return std::nullopt;
  }
  return parameters;
}

// Sorted by encoded name: none of ours sorts otherwise encoded than decoded.
std::string canonical_query(const std::map<std::string, std::string>& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters)
    text += (text.empty() ? "" : "&") + percent_encode(name) + '=' + percent_encode(value);
  return text;
}

std::string signature(const S3Credentials& who, const SignedTarget& target, const std::string& query, Instant at) {
  const std::string canonical = target.method + '\n' + percent_encode(percent_decode(target.path), "/") + '\n' + query +
                                "\nhost:" + target.host + "\n\nhost\nUNSIGNED-PAYLOAD";
  return sign_v4(
      who, at,
      std::string(kAlgorithm) + '\n' + iso_basic(at) + '\n' + scope_of(who, at) + '\n' + hex(sha256(canonical)));
}

std::string text_of(const std::map<std::string, std::string>& parameters, const std::string& name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

// "20261121T213415Z"
std::optional<Instant> parse_basic(const std::string& text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  return parse_iso(text.substr(0, 4) + '-' + text.substr(4, 2) + '-' + text.substr(6, 2) + 'T' + text.substr(9, 2) +
                   ':' + text.substr(11, 2) + ':' + text.substr(13, 2));
}

std::optional<std::chrono::seconds> parse_life(const std::string& text) {
  long long seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 1 || seconds > 604'800) return std::nullopt;
  return std::chrono::seconds(seconds);
}

}  // namespace

std::string credential_scope(const S3Credentials& who, Instant signed_at) {
  return who.access_key + '/' + scope_of(who, signed_at);
}

std::string sign_v4(const S3Credentials& who, Instant signed_at, std::string_view text) {
  const std::string day = hmac_sha256("AWS4" + who.secret_key, day_of(signed_at));
  const std::string region = hmac_sha256(day, who.region);
  const std::string service = hmac_sha256(region, "s3");
  return hex(hmac_sha256(hmac_sha256(service, "aws4_request"), text));
}

std::string presign(const S3Credentials& who, const SignedTarget& target, Instant now, std::chrono::seconds life) {
  const std::map<std::string, std::string> parameters = {{"X-Amz-Algorithm", std::string(kAlgorithm)},
                                                         {"X-Amz-Credential", credential_scope(who, now)},
                                                         {"X-Amz-Date", iso_basic(now)},
                                                         {"X-Amz-Expires", std::to_string(life.count())},
                                                         {"X-Amz-SignedHeaders", "host"}};
  const std::string query = canonical_query(parameters);
  return query + "&X-Amz-Signature=" + signature(who, target, query, now);
}

SignatureFault check_presigned(const S3Credentials& who, const SignedTarget& target, std::string_view query,
                               Instant now) {
  auto parameters = parameters_of(query);
  if (!parameters) return SignatureFault::malformed;
  const std::string given = text_of(*parameters, "X-Amz-Signature");
  if (given.empty()) return SignatureFault::unsigned_request;
  parameters->erase("X-Amz-Signature");
  const auto at = parse_basic(text_of(*parameters, "X-Amz-Date"));
  const auto life = parse_life(text_of(*parameters, "X-Amz-Expires"));
  if (!at || !life || text_of(*parameters, "X-Amz-Algorithm") != kAlgorithm ||
      text_of(*parameters, "X-Amz-SignedHeaders") != "host")
    return SignatureFault::malformed;
  const std::string credential = text_of(*parameters, "X-Amz-Credential");
  if (credential.substr(0, credential.find('/')) != who.access_key) return SignatureFault::unknown_key;
  if (credential != credential_scope(who, *at)) return SignatureFault::malformed;
  if (*at > now + kSkew) return SignatureFault::not_yet_valid;
  if (now > *at + *life) return SignatureFault::expired;
  return same_secret(given, signature(who, target, canonical_query(*parameters), *at)) ? SignatureFault::none
                                                                                       : SignatureFault::mismatch;
}

}  // namespace hpc::site
