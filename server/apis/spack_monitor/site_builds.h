// Builds of the simulated world: jobs that run `spack install` report here as Spack's monitor would.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "apis/spack_monitor/service.h"
#include "site/programs/spack_spec.h"

namespace hpc::apis::spack_monitor {

/// A job that is going to install something has a build from its submission on. While it runs, the site's `spack` tells
/// of phases and ends; of what it has not told when the job ends, the job's end decides.
class SiteBuilds final {
 public:
  /// Follows the clusters that the options name from now on. `service` outlives it, and it outlives what happens there.
  explicit SiteBuilds(Service& service);
  SiteBuilds(const SiteBuilds&) = delete;
  SiteBuilds& operator=(const SiteBuilds&) = delete;

 private:
  using Place = std::pair<std::string, site::JobId>;  ///< cluster and job

  void follow(site::Cluster& cluster);
  void arrived(site::Cluster& cluster, const site::Job& job);
  void told(const site::Cluster& cluster, const site::Installation& news);
  void ended(site::Cluster& cluster, const site::Job& job);
  Id build_of(const std::string& cluster, const std::string& user, const site::SpackSpec& wanted);

  Service& service_;
  std::map<Place, std::vector<Id>> open_;  ///< builds of live jobs whose outcome nobody has told yet
};

}  // namespace hpc::apis::spack_monitor
