// What reads bytes from strangers, each with well-formed examples to start from and a claim that holds for any input.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hpc::fuzz {

struct Target {
  std::string name;
  std::size_t inputs;  ///< how many a test tries
  std::vector<std::string> seeds;
  std::vector<std::string> words;  ///< of its language
  /// Reads the input; "" or what does not hold.
  std::string (*broken_claim)(std::string_view input);
};

std::vector<Target> wire_targets();        // wire_targets.cpp
std::vector<Target> script_targets();      // script_targets.cpp
std::vector<Target> conformance_targets(); // conformance_targets.cpp
std::vector<Target> all_targets();

}  // namespace hpc::fuzz
