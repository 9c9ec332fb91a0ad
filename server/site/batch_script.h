// `#SBATCH` lines and sbatch's options, parsed once for all front ends.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/job.h"

namespace hpc::site {

/// Fills what the script's #SBATCH lines say (up to the first line that is neither blank nor a comment) into `spec`,
/// and `script`. Relative paths are taken from spec.working_directory. Errors, all About::program, with the sentence as
/// sbatch prints it but without "sbatch: error: " before each of its lines:
/// - Errc::invalid: "This does not look like a batch script.  The first\nline must...", "Batch script contains DOS line
///   breaks...", a value that an option does not take ("Invalid --time specification"); what the controller would
///   refuse begins with "Batch job submission failed: ";
/// - Errc::unsupported: no such option ("unrecognized option '--walltime=30'"), for which sbatch says "sbatch: " only.
Result<void> read_batch_script(std::string_view script, JobSpec& spec);

/// Options as on sbatch's command line, one or more: "--time=10:00", "-N", "4", "--exclusive".
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
