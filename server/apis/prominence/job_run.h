// What a job does on its node: images, tasks one after the other, sidecars beside them, retries, outputs.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "apis/prominence/job.h"
#include "apis/prominence/options.h"
#include "site/cluster.h"
#include "site/scheduler.h"

namespace hpc::apis::prominence {

/// Where runs happen. All references outlive every run.
struct Place {
  site::Cluster& cluster;
  site::Timeline& timeline;
  Options options;
  /// Keeps an output; false when the object storage does not take it. May be empty.
  std::function<bool(const std::string& key, Bytes content)> keep;
  /// The content of an uploaded object, by its key.
  std::function<std::optional<Bytes>(const std::string& key)> fetch;
};

/// What a run needs of its job.
struct Work {
  Id id = 0;
  std::string uuid;
  std::string name;  ///< in full
  std::string user, groups;
  site::Credentials credentials;
  std::shared_ptr<const Description> description;
  std::shared_ptr<const Origin> origin;
  std::shared_ptr<Report> report;  ///< written by the run, read by the job
  std::vector<std::pair<std::string, std::string>> environment;
};

site::Path directory_of(const Place& place, const std::string& uuid);
/// stdout or stderr of a node, in that directory.
std::string output_file(bool is_stderr, std::uint32_t node);
/// Where the outputs of a job stand in the object storage.
std::string output_prefix(const std::string& uuid, const Origin* origin);

/// Runs one job, as often as it is tried. The scheduler's JobSpec holds it, so it must not know the front end's
/// instance.
std::shared_ptr<site::Launcher> launcher_for(std::shared_ptr<const Place> place, Work work);

}  // namespace hpc::apis::prominence
