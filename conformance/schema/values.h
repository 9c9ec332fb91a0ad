// JSON values as JSON Schema sees them: numbers are exact whatever their type, equality is by value, lengths are in
// characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/json.h"

namespace hpc::conformance {

/// Holds every 64-bit integer and every double exactly.
using Number = long double;
Number number_of(const Json& number);
/// 1 and 1.0 are.
bool is_integral(const Json& number);
/// In decimal arithmetic on the shortest text of each: 0.3 is a multiple of 0.1. `divisor` is above zero.
bool is_multiple_of(const Json& number, const Json& divisor);

/// 1 equals 1.0; false does not equal 0.
bool same_value(const Json& a, const Json& b);
/// Equal for same values.
std::size_t hash_value(const Json& value);

/// Code points.
std::size_t length_of(std::string_view utf8);

/// How deep arrays and objects are nested, counted up to `most` + 1, and how many values there are.
struct Extent {
  std::size_t depth = 0;
  std::size_t nodes = 0;
};
Extent extent_of(const Json& value, std::size_t most_depth);

/// JSON on one line, cut to about `most` bytes at a character's border; cheap for huge values.
std::string shown(const Json& value, std::size_t most = 120);

/// ~ and / escaped (RFC 6901).
std::string pointer_token(std::string_view key);
/// The value at a JSON pointer, or nullptr (also when the pointer is none).
const Json* at_pointer(const Json& root, std::string_view pointer);
/// Splits off the first token of a pointer that starts with '/', unescaped.
std::string take_pointer_token(std::string_view& pointer);
/// The member or item that a token names, or nullptr.
const Json* child_at(const Json& value, const std::string& token);

}  // namespace hpc::conformance
