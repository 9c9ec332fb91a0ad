// What a run brings to its node before the tasks, and leaves in the object storage after them.
#pragma once

#include <string>

#include "apis/prominence/job_run.h"

namespace hpc::apis::prominence {

/// The directory that the tasks of a run share.
site::Path work_directory_of(const Place& place, const std::string& uuid);

/// Directories, empty output files, inputs, storage, artifacts. Why::none: all is there.
Why stage_in(const Place& place, const Work& work);
/// Fills Report::outputs. Why::none: all are kept.
Why stage_out(const Place& place, const Work& work);

/// A text with the parameters of a factory filled in.
std::string filled_in(const Work& work, const std::string& text);
/// A command with the mount points of artifacts replaced by where they stand.
std::string with_mount_points(const Description& description, const site::Path& work_directory, std::string command);

/// How long so many bytes take to or from the storage.
Duration transfer_time(std::uint64_t bytes);

}  // namespace hpc::apis::prominence
