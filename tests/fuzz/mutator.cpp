#include "tests/fuzz/mutator.h"

#include <algorithm>

namespace hpc::fuzz {
namespace {

constexpr std::size_t kMost = 4096;  // longer inputs find no more and take longer

}  // namespace

std::string Mutator::piece_of(const std::string& text) {
  const std::size_t from = place_in(text);
  return text.substr(from, random_.below(24));
}

void Mutator::change(std::string& text) {
  const std::size_t at = place_in(text);
  switch (random_.below(8)) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(random_.below(256));
      break;
    case 1:
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << random_.below(8)));
      break;
    case 2:
      text.erase(at, random_.below(16));
      break;
    case 3:
      text.insert(at, piece_of(text));
      break;
    case 4:
      text.insert(at, piece_of(target_.seeds[random_.below(target_.seeds.size())]));
      break;
    case 5:
      text.resize(at);
      break;
    default: {
      const std::string& word = target_.words[random_.below(target_.words.size())];
      // Now and then so often that depth and length are tried, too.
      const std::uint64_t times = random_.below(20) == 0 ? random_.below(400) : 1;
      for (std::uint64_t i = 0; i < times && text.size() < kMost; ++i) text.insert(std::min(at, text.size()), word);
      break;
    }
  }
}

std::string Mutator::next() {
  std::string text = target_.seeds[random_.below(target_.seeds.size())];
  for (std::uint64_t changes = 1 + random_.below(6); changes > 0; --changes) change(text);
  if (text.size() > kMost) text.resize(kMost);
  return text;
}

}  // namespace hpc::fuzz
