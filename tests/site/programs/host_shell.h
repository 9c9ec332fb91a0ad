// The host's bash as the authority on what a script does. Run by the tests alone, in a folder of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hpc::site {

struct HostRun {
  std::string out, err;
  int status = 0;
};
/// bash script.sh, with the script in that file, with a bare environment and LC_ALL=C.
HostRun run_on_host(std::string_view script);

struct Sample {
  const char* name;
  const char* script;
};
/// Runs each on the host and on a Bench and requires the same stdout, stderr and status.
void compare_with_host(const std::vector<Sample>& samples);

}  // namespace hpc::site
