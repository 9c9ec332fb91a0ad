// What one job may use of the server. A script that goes beyond is killed (exit 137) and told so.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hpc::site::programs {

/// Work is counted in steps: a command is one, and so is each KiB that a command reads or writes.
struct Limits {
  /// Steps at one virtual instant; then virtual time goes on a little, so that a loop without sleep reaches its job's
  /// time limit.
  static constexpr std::uint64_t kStepsAtOnce = 10'000;
  /// Slices of kStepsAtOnce that take kSlice each; every further one in a row takes twice as long as the one before.
  static constexpr int kEvenSlices = 50;
  static constexpr std::int64_t kSliceMicroseconds = 50'000;
  static constexpr std::int64_t kLongestPauseMicroseconds = 86'400'000'000;
  static constexpr std::uint64_t kSteps = 50'000'000;         ///< of a whole job
  static constexpr std::uint64_t kOutputBytes = 64ULL << 20;  ///< into files and streams
  static constexpr std::uint64_t kMemoryBytes = 256ULL
                                                << 20;  ///< variables, what is collected for sorting and substitution
  static constexpr std::size_t kWordBytes = 16U << 20;  ///< one expanded word, one line
  static constexpr std::size_t kFields = 1'000'000;     ///< words of one command
  static constexpr std::size_t kProcesses = 8192;
  static constexpr std::size_t kPipeBytes = 64U << 10;
  static constexpr int kCallDepth = 500;  ///< functions, sourced files and evals within each other
};

}  // namespace hpc::site::programs
