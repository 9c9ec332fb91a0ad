#include "apis/spack_monitor/unicode.h"

#include <cstdint>

namespace hpc::apis::spack_monitor {
namespace {

enum class Encoding { utf8, utf16_le, utf16_be, utf32_le, utf32_be };

struct Detected {
  Encoding encoding = Encoding::utf8;
  std::size_t mark = 0;  // length of the byte order mark
};

Detected detect(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\0\0\xfe\xff"sv)) return {Encoding::utf32_be, 4};
  if (bytes.starts_with("\xff\xfe\0\0"sv)) return {Encoding::utf32_le, 4};
  if (bytes.starts_with("\xfe\xff"sv)) return {Encoding::utf16_be, 2};
  if (bytes.starts_with("\xff\xfe"sv)) return {Encoding::utf16_le, 2};
  if (bytes.starts_with("\xef\xbb\xbf"sv)) return {Encoding::utf8, 3};
  if (bytes.size() >= 4) {
    if (bytes[0] == 0) return {bytes[1] == 0 ? Encoding::utf32_be : Encoding::utf16_be, 0};
    if (bytes[1] == 0) return {bytes[2] == 0 && bytes[3] == 0 ? Encoding::utf32_le : Encoding::utf16_le, 0};
  } else if (bytes.size() == 2) {
    if (bytes[0] == 0) return {Encoding::utf16_be, 0};
    if (bytes[1] == 0) return {Encoding::utf16_le, 0};
  }
  return {};
}

// The unit of `width` bytes at `at`.
char32_t unit(std::string_view bytes, std::size_t at, std::size_t width, bool is_big) {
  char32_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[at + (is_big ? i : width - 1 - i)]);
    value = (value << 8) | byte;
  }
  return value;
}

std::optional<std::string> from_utf16(std::string_view bytes, bool is_big) {
  if (bytes.size() % 2 != 0) return std::nullopt;
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    char32_t point = unit(bytes, at, 2, is_big);
    if (is_high_surrogate(point) && at + 2 < bytes.size())
      if (const char32_t low = unit(bytes, at + 2, 2, is_big); is_low_surrogate(low)) {
        point = joined_surrogates(point, low);
        at += 2;
      }
    append_code_point(text, point);
  }
  return text;
}

std::optional<std::string> from_utf32(std::string_view bytes, bool is_big) {
  if (bytes.size() % 4 != 0) return std::nullopt;
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 4) {
    const char32_t point = unit(bytes, at, 4, is_big);
    if (point > 0x10ffff) return std::nullopt;
    append_code_point(text, point);
  }
  return text;
}

// How many bytes the sequence takes that this byte begins; 0: none begins so.
std::size_t length_after(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

bool is_utf8_or_surrogates(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const std::size_t length = length_after(byte(0));
    if (length == 0 || at + length > text.size()) return false;
    for (std::size_t i = 1; i < length; ++i)
      if ((byte(i) & 0xc0) != 0x80) return false;
    if (byte(0) == 0xe0 && byte(1) < 0xa0) return false;  // too long a form
    if (byte(0) == 0xf0 && byte(1) < 0x90) return false;
    if (byte(0) == 0xf4 && byte(1) > 0x8f) return false;  // beyond U+10FFFF
    at += length;
  }
  return true;
}

}  // namespace

char32_t joined_surrogates(char32_t high, char32_t low) {
  return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

void append_code_point(std::string& text, char32_t point) {
  const auto tail = [&text, point](unsigned shift) { text += static_cast<char>(0x80 | ((point >> shift) & 0x3f)); };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xc0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xe0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xf0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  return count;
}

std::optional<std::string> decode_unicode(std::string_view bytes) {
  const Detected detected = detect(bytes);
  bytes.remove_prefix(detected.mark);
  switch (detected.encoding) {
    case Encoding::utf8:
      break;
    case Encoding::utf16_le:
      return from_utf16(bytes, false);
    case Encoding::utf16_be:
      return from_utf16(bytes, true);
    case Encoding::utf32_le:
      return from_utf32(bytes, false);
    case Encoding::utf32_be:
      return from_utf32(bytes, true);
  }
  if (!is_utf8_or_surrogates(bytes)) return std::nullopt;
  return std::string(bytes);
}

}  // namespace hpc::apis::spack_monitor
