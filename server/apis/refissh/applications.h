// What containers do here: the sample applications of the platform's documentation, and any other command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apis/refissh/options.h"
#include "site/job.h"

namespace hpc::apis::refissh {

/// wait_a_while.py and startup.py, as the platform's documentation tells what they do.
std::vector<Application> documented_applications();

/// Gives `spec` the work of such a command line, with `service` as the folder that the container sees as /service: the
/// script of the first application that matches; else the command line itself, for outcome rules and the interpreter;
/// and if neither knows the command, the job runs for Options::default_runtime.
void give_work(site::JobSpec& spec, const std::string& command_line, const site::Path& service, const Options& options);

}  // namespace hpc::apis::refissh
