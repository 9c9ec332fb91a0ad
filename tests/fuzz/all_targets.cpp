#include "tests/fuzz/targets.h"

namespace hpc::fuzz {

std::vector<Target> all_targets() {
  std::vector<Target> all;
  for (const auto& some : {wire_targets(), script_targets(), conformance_targets()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

}  // namespace hpc::fuzz
