// `Range: bytes=...` (RFC 9110, 14) of a whole body.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hpc::apis::firecrest {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< inclusive
  std::uint64_t length() const { return last - first + 1; }
};

struct RangeAsked {
  enum class Kind { none, one, unsatisfiable };
  Kind kind = Kind::none;
  ByteRange range;
};

/// A header that is not there or not understood asks for nothing; several ranges cannot be satisfied.
RangeAsked range_asked(std::string_view header, std::uint64_t size);
/// "bytes 0-4/32"
std::string content_range(const ByteRange& range, std::uint64_t size);

}  // namespace hpc::apis::firecrest
