// Builds of the simulated world: jobs that run `spack install` report here as Spack's monitor would.
#pragma once

#include <map>
#include <string>

#include "apis/spack_monitor/install_command.h"
#include "apis/spack_monitor/service.h"

namespace hpc::apis::spack_monitor {

class SiteBuilds final {
 public:
  /// `service` outlives it.
  explicit SiteBuilds(Service& service) : service_(service) {}
  SiteBuilds(const SiteBuilds&) = delete;
  SiteBuilds& operator=(const SiteBuilds&) = delete;

  /// Takes notice of jobs that have come since the last time. Costs nothing while none has.
  void look();

 private:
  void take(site::Cluster& cluster, const site::Job& job);
  Id build_of(const site::Cluster& cluster, const site::Job& job, const WantedSpec& wanted);
  void end(site::Cluster& cluster, const site::Job& job, Id build);

  Service& service_;
  std::map<std::string, site::JobId> seen_;  ///< the last job of each cluster that has been looked at
};

}  // namespace hpc::apis::spack_monitor
