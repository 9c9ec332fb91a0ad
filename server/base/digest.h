// Digests and MACs over OpenSSL, as raw bytes; hex() of base/encoding.h prints them.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hpc {

std::string md5(std::string_view bytes);
std::string sha1(std::string_view bytes);
std::string sha256(std::string_view bytes);
std::string md5(const Bytes& bytes);
inline std::string md5(const std::string& bytes) { return md5(std::string_view(bytes)); }
inline std::string md5(const char* bytes) { return md5(std::string_view(bytes)); }
std::string sha256(const Bytes& bytes);
inline std::string sha256(const std::string& bytes) { return sha256(std::string_view(bytes)); }
inline std::string sha256(const char* bytes) { return sha256(std::string_view(bytes)); }
std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// Takes the same time wherever the difference is.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace hpc
