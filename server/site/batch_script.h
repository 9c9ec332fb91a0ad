// `#SBATCH` lines and sbatch's options, parsed once for all front ends.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/job.h"

namespace hpc::site {

/// Fills what the script's #SBATCH lines say (up to the first line that is neither blank nor a comment) into `spec`,
/// and `script`. Errors (About::program): "This does not look like a batch script" (no #!), "Batch script contains DOS
/// line breaks", or `Errc::unsupported`/`invalid` for an option that sbatch does not know or a value that it does not
/// take (sentence as sbatch prints it, without "sbatch: error: ").
Result<void> read_batch_script(std::string_view script, JobSpec& spec);

/// One option as on sbatch's command line: "--time=10:00", "-N", "4".
Result<void> apply_sbatch_options(const std::vector<std::string>& arguments, JobSpec& spec);

/// Slurm's forms: MM, MM:SS, HH:MM:SS, D-HH, D-HH:MM, D-HH:MM:SS, UNLIMITED/INFINITE (absent inside).
Result<std::optional<Duration>> parse_time_limit(std::string_view text);
/// "1-00:00:00", "02:00:00": D-HH:MM:SS as sacct prints.
std::string format_elapsed(Duration duration);
/// "M:SS", "H:MM:SS", "D-HH:MM:SS": as squeue prints.
std::string format_time_used(Duration duration);

/// Expands %j %A %a %x %u %N %n %t %s %% in an output pattern.
std::string expand_pattern(std::string_view pattern, const Job& job, std::string_view first_node);

}  // namespace hpc::site
