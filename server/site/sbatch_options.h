// sbatch's command line, as Slurm 22.05 has it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/job.h"

namespace hpc::site {

/// `from_script`: the words come from #SBATCH lines; the sentence for a stray one says so.
Result<void> apply_sbatch_words(const std::vector<std::string>& words, bool from_script, JobSpec& spec);

/// A JobSpec being filled: what can only be worked out when all options are known waits here.
struct SbatchDraft {
  JobSpec& spec;
  std::optional<std::uint32_t> gpus, gpus_per_task;
  std::optional<std::uint64_t> memory_per_gpu;  ///< MiB
};

/// One option that sbatch knows.
struct SbatchOption {
  enum class Takes { nothing, a_value, perhaps_a_value };
  std::string_view name;
  char letter = '\0';
  Takes takes = Takes::a_value;
  /// Null: accepted, without effect here.
  Result<void> (*apply)(std::string_view value, SbatchDraft& draft) = nullptr;
};

/// All of them, in getopt's order.
const std::vector<SbatchOption>& sbatch_options();

}  // namespace hpc::site
