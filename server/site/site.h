// One simulated HPC centre: it owns timeline, accounts and clusters, and does nothing itself.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/host_clock.h"
#include "base/random.h"
#include "base/result.h"
#include "site/accounts.h"
#include "site/cluster.h"
#include "site/identity/keys.h"
#include "site/spec.h"
#include "site/timeline.h"

namespace hpc::site {

class Site final {
 public:
  /// `host` outlives it. Clusters are made on first use.
  Site(std::shared_ptr<const SiteSpec> spec, std::uint64_t seed, Instant start, const HostClock& host);
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  const SiteSpec& spec() const { return *spec_; }
  Timeline& timeline() { return timeline_; }
  const Clock& clock() const { return timeline_; }
  /// Only clock modes and control ask for this.
  VirtualTimeline& virtual_timeline() { return timeline_; }
  /// For token lifetimes only: clients compare them with their own clock.
  const HostClock& host() const { return host_; }
  Random& random() { return random_; }
  std::uint64_t seed() const { return seed_; }
  Accounts& accounts() { return accounts_; }
  const Accounts& accounts() const { return accounts_; }
  Keys& keys() { return keys_; }

  /// Errc::missing, About::cluster.
  Result<Cluster*> cluster(std::string_view name);
  /// In the order of the site file.
  std::vector<std::string> cluster_names() const;

 private:
  std::shared_ptr<const SiteSpec> spec_;  // shared with all sandboxes and the directory
  const HostClock& host_;
  std::uint64_t seed_;
  Random random_;
  VirtualTimeline timeline_;
  Accounts accounts_;
  Keys keys_;
  std::map<std::string, std::unique_ptr<Cluster>, std::less<>> clusters_;
};

}  // namespace hpc::site
