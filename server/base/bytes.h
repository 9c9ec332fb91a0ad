// Bytes: an immutable rope of shared pieces. Request bodies, file contents and response bodies are Bytes, so a 1 GiB
// file goes from the socket into the filesystem and back without being copied, and a copy of one costs nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hpc {

class Bytes {
 public:
  /// A part of a string that all ropes holding it share; the string never changes while more than one does.
  struct Piece {
    std::shared_ptr<std::string> owner;
    std::size_t offset = 0;
    std::size_t length = 0;
    std::string_view view() const { return std::string_view(*owner).substr(offset, length); }
  };

  Bytes() = default;
  Bytes(std::string text);  // NOLINT: a string is bytes
  Bytes(std::string_view text) : Bytes(std::string(text)) {}
  Bytes(const char* text) : Bytes(std::string(text)) {}

  std::uint64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  /// Cuts beyond the end are shortened; nothing is copied.
  Bytes slice(std::uint64_t offset, std::uint64_t length = UINT64_MAX) const;
  /// Appends; small pieces are merged so that a log written line by line stays a short rope.
  void append(std::string_view text);
  void append(const char* text) { append(std::string_view(text)); }
  void append(const Bytes& other);

  /// A copy in one string.
  std::string str() const;
  /// The whole as one view, and in one piece from then on (copies when there were several).
  std::string_view flat();

  /// Offset of the first occurrence at or after `from`, or npos.
  std::uint64_t find(std::string_view needle, std::uint64_t from = 0) const;
  static constexpr std::uint64_t npos = UINT64_MAX;

  const std::vector<Piece>& pieces() const { return pieces_; }

  bool operator==(const Bytes& other) const;
  bool operator==(std::string_view text) const;

 private:
  std::vector<Piece> pieces_;
  std::uint64_t size_ = 0;
};

}  // namespace hpc
