// The jobs of refissh: service IDs and what the scheduler says of them.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apis/refissh/files.h"
#include "apis/refissh/options.h"
#include "apis/refissh/wire.h"
#include "base/result.h"
#include "site/cluster.h"
#include "site/timeline.h"

namespace hpc::apis::refissh {

class Jobs final {
 public:
  struct World {
    site::Cluster& cluster;
    site::Timeline& timeline;
    Files& files;
    const Options& options;
    const site::Credentials& who;
    std::string account;
  };
  /// All in `world` outlives it, except that no event of the timeline runs after it is gone.
  explicit Jobs(World world) : world_(std::move(world)) {}

  /// `image_is_known`: without its image a container does not start, and the job ends at once. Errors: conflict when
  /// any project has used the service ID; unavailable.
  Result<const JobIdentity*> start(const std::string& project, const std::string& service_id, const JobOrder& order,
                                   bool image_is_known);
  /// Errors: missing, for a job of another project too.
  Result<JobStage> stage(const std::string& project, const std::string& service_id) const;
  /// What the job has written to its status file; absent before it has.
  std::optional<std::string> page(const std::string& service_id) const;
  /// What the job has written to its result file; absent before it has.
  std::optional<std::string> result(const std::string& service_id) const;
  /// Errors: conflict when it is not running.
  Result<void> tell(const std::string& project, const std::string& service_id, const std::string& message);
  /// Errors: missing; conflict when it is exiting or has ended.
  Result<void> abort(const std::string& project, const std::string& service_id);
  /// Of all projects, by start.
  std::vector<const JobIdentity*> all() const;

 private:
  site::JobSpec specify(const std::string& project, const std::string& service_id, const JobOrder& order) const;
  void fit_to_cluster(const JobOrder& order, site::JobSpec& spec) const;
  std::optional<std::size_t> find(const std::string& project, const std::string& service_id) const;
  JobStage stage_of(const JobIdentity& job) const;
  JobStage stage_after(Instant ended, bool was_aborted) const;
  site::Path folder(std::size_t index) const;
  std::optional<std::string> read_service(const std::string& service_id, std::string_view file) const;
  void watch(std::size_t index);

  World world_;
  std::deque<JobIdentity> jobs_;  ///< by start; a job's number is its index
  std::unordered_map<std::string, std::size_t> by_service_id_;
};

}  // namespace hpc::apis::refissh
