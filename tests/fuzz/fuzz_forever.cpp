// The entry for libFuzzer, which clang has: HPCMOCK_FUZZ_TARGET names one of the targets, or each input goes to the one
// that its first byte says.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const std::vector<hpc::fuzz::Target> kTargets = hpc::fuzz::all_targets();
  static const char* const kName = std::getenv("HPCMOCK_FUZZ_TARGET");
  std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const hpc::fuzz::Target* target = nullptr;
  if (kName) {
    for (const hpc::fuzz::Target& one : kTargets)
      if (one.name == kName) target = &one;
  } else if (!input.empty()) {
    target = &kTargets[bytes[0] % kTargets.size()];
    input.remove_prefix(1);
  }
  if (!target) return 0;
  const std::string broken = target->broken_claim(input);
  if (broken.empty()) return 0;
  std::fprintf(stderr, "%s: %s\n", target->name.c_str(), broken.c_str());
  std::abort();
}
