// The seeded source of ids and choices. Same seed, same sequence, on every machine.
#pragma once

#include <cstdint>
#include <string>

namespace hpc {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  /// SplitMix64.
  std::uint64_t next();
  /// 0 <= result < bound; bound > 0.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  /// `count` lower-case hex digits.
  std::string hex_digits(std::size_t count);
  /// A version 4 UUID.
  std::string uuid();

 private:
  std::uint64_t state_;
};

}  // namespace hpc
