// The variables that a job finds: its specification's, the login shell's, Slurm's.
#pragma once

#include <memory>

#include "site/programs/runtime/kernel.h"
#include "site/programs/runtime/variables.h"

namespace hpc::site::programs {

/// `kernel` outlives it: values are worked out from its setting when they are asked for.
std::shared_ptr<const Ambient> job_environment(const Kernel& kernel);

}  // namespace hpc::site::programs
