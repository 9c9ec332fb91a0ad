// Outcome rules: which holds, and how it is played.
#pragma once

#include <string>
#include <vector>

#include "site/programs/programs.h"
#include "site/programs/runtime/kernel.h"

namespace hpc::site::programs {

/// The rule's conditions on the job as a whole: image, job's name, user, script; not those on the command.
bool holds_for(const OutcomeRule& rule, const JobSpec& spec);
/// `command_matches` against all the words joined by blanks, or the first alone. A rule without that condition matches
/// no command.
bool matches_command(const OutcomeRule& rule, const std::vector<std::string>& words);
/// Writes, waits, ends.
Task<ExitStatus> play(Process& process, const OutcomeRule& rule);

}  // namespace hpc::site::programs
