#include "base/random.h"

namespace hpc {

std::uint64_t Random::next() {
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::string Random::hex_digits(std::size_t count) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string digits;
  digits.reserve(count + 16);
  while (digits.size() < count)
    for (std::uint64_t word = next(), i = 0; i < 16; ++i, word >>= 4) digits += kDigits[word & 15];
  digits.resize(count);
  return digits;
}

std::string Random::uuid() {
  std::string text = hex_digits(32);
  text[12] = '4';
  text[16] = "89ab"[next() & 3];
  for (std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
  return text;
}

}  // namespace hpc
