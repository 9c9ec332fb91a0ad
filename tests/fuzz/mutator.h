// Makes inputs from examples: seeded, so that a failure comes again.
#pragma once

#include "base/random.h"
#include "tests/fuzz/targets.h"

namespace hpc::fuzz {

class Mutator final {
 public:
  Mutator(const Target& target, std::uint64_t seed) : target_(target), random_(seed) {}
  std::string next();

 private:
  void change(std::string& text);
  std::size_t place_in(const std::string& text) { return text.empty() ? 0 : random_.below(text.size() + 1); }
  std::string piece_of(const std::string& text);

  const Target& target_;
  Random random_;
};

}  // namespace hpc::fuzz
