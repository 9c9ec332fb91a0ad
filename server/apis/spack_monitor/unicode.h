// Code points, surrogates, and the encodings that a JSON body may have.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hpc::apis::spack_monitor {

inline bool is_high_surrogate(char32_t point) {
  return point >= 0xd800 && point < 0xdc00;
}
inline bool is_low_surrogate(char32_t point) {
  return point >= 0xdc00 && point < 0xe000;
}
char32_t joined_surrogates(char32_t high, char32_t low);

/// In UTF-8; a surrogate as three bytes.
void append_code_point(std::string& text, char32_t point);
/// How many there are in UTF-8 text.
std::size_t code_points(std::string_view text);

/// UTF-8, UTF-16 or UTF-32, told by the byte order mark or by where the zeros stand (RFC 4627, 3), as UTF-8. Surrogates
/// pass; absent when the bytes are not in that encoding.
std::optional<std::string> decode_unicode(std::string_view bytes);

}  // namespace hpc::apis::spack_monitor
