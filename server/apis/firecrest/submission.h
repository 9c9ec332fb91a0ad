// Submitting a script to a system's scheduler, as the compute service's worker does it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apis/firecrest/machines.h"
#include "base/bytes.h"
#include "base/result.h"

namespace hpc::apis::firecrest {

using Environment = std::vector<std::pair<std::string, std::string>>;

struct Submission {
  std::string system;
  std::string user;
  /// Stored at `path` before it is submitted; absent: what stands there is submitted.
  std::optional<Bytes> script;
  std::string path;     ///< relative ones are the home directory's
  std::string account;  ///< "": none
  Environment environment;
  std::optional<Duration> fixed_duration;  ///< of a transfer, which the front end does itself
};

/// A job as the scheduler has just taken it.
struct Submitted {
  site::JobId id = 0;
  std::string script_path, stdout_path, stderr_path;
};

/// Why it was not taken. sbatch itself looks at a script before anybody else does.
struct Refused {
  enum class Reason { no_interpreter, dos_line_breaks, other };
  Reason reason = Reason::other;
  Error error;            ///< for `other`: the filesystem's, site/batch_script.h's or Scheduler::submit's
  std::string partition;  ///< that was asked for
};

tl::expected<Submitted, Refused> submit(Machines& machines, const Submission& submission);

}  // namespace hpc::apis::firecrest
