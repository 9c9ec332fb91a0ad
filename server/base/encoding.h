// Text encodings of bytes: percent, base64, base64url, hex. UTF-8 checks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hpc {

/// Undoes %XX; an incomplete or wrong escape stays as it is. `plus_is_blank` as in forms and queries.
std::string percent_decode(std::string_view text, bool plus_is_blank = false);
/// Escapes all but RFC 3986's unreserved characters and those in `keep`.
std::string percent_encode(std::string_view text, std::string_view keep = "");

std::string base64(std::string_view bytes);
/// Strict about the alphabet; padding may be absent. Absent when it is not base64.
std::optional<std::string> base64_decode(std::string_view text);
/// Without padding, as in JWTs (RFC 7515).
std::string base64url(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

/// Lower-case.
std::string hex(std::string_view bytes);

bool is_utf8(std::string_view text);
/// Each maximal invalid sequence becomes U+FFFD.
std::string to_valid_utf8(std::string_view text);

/// ASCII only; other bytes stay.
std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace hpc
