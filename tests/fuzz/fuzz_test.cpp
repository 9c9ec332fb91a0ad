// Every parser of what strangers send, with thousands of inputs near well-formed ones: it ends, it does not harm, and
// its claim holds. Seeded: a failure names its target and its number, and comes again. fuzz_forever.cpp goes on with
// inputs that libFuzzer finds.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "tests/fuzz/mutator.h"

namespace hpc::fuzz {
namespace {

std::string printable(const std::string& text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '\\')
      shown += c;
    else
      ((shown += "\\x") += "0123456789abcdef"[byte >> 4]) += "0123456789abcdef"[byte & 15];
  }
  return shown;
}

void try_inputs(const Target& target, std::uint64_t round) {
  Mutator mutator(target, 20261122 + round);
  for (std::size_t number = 0; number < target.inputs; ++number) {
    const std::string input = mutator.next();
    BOOST_TEST_CONTEXT(target.name << " " << round << "/" << number << ": " << printable(input)) {
      const std::string broken = target.broken_claim(input);
      BOOST_TEST_REQUIRE(broken == "");
    }
  }
}

// HPCMOCK_FUZZ_ROUNDS: more of them, by hand.
void try_all(const std::vector<Target>& targets) {
  const char* const rounds = std::getenv("HPCMOCK_FUZZ_ROUNDS");
  for (const Target& target : targets) {
    for (const std::string& seed : target.seeds) BOOST_TEST(target.broken_claim(seed) == "", target.name + " " + seed);
    for (std::uint64_t round = 0; round < (rounds ? std::strtoull(rounds, nullptr, 10) : 1); ++round)
      try_inputs(target, round);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fuzz)

BOOST_AUTO_TEST_CASE(whatever_comes_over_the_wire_is_read_or_refused) {
  try_all(wire_targets());
}

BOOST_AUTO_TEST_CASE(whatever_a_script_says_ends_with_its_job) {
  try_all(script_targets());
}

BOOST_AUTO_TEST_CASE(whatever_a_scenario_says_is_understood_or_refused) {
  try_all(conformance_targets());
}

BOOST_AUTO_TEST_CASE(the_same_seed_makes_the_same_inputs) {
  const std::vector<Target> targets = all_targets();
  Mutator one(targets.front(), 7), other(targets.front(), 7);
  for (int i = 0; i < 50; ++i) BOOST_TEST(one.next() == other.next());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hpc::fuzz
