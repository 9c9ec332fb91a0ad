#include "site/site.h"

namespace hpc::site {

Site::Site(std::shared_ptr<const SiteSpec> spec, std::uint64_t seed, Instant start, const HostClock& host)
    : spec_(std::move(spec)), host_(host), seed_(seed), random_(seed), timeline_(start), accounts_(*spec_), keys_(seed) {}

Site::~Site() = default;

Result<Cluster*> Site::cluster(std::string_view name) {
  const auto made = clusters_.find(name);
  if (made != clusters_.end()) return made->second.get();
  for (const ClusterSpec& cluster : spec_->clusters) {
    if (cluster.name != name) continue;
    auto added = std::make_unique<Cluster>(cluster, accounts_, timeline_);
    return clusters_.emplace(cluster.name, std::move(added)).first->second.get();
  }
  return failure(Errc::missing, About::cluster, "there is no cluster " + std::string(name));
}

std::vector<std::string> Site::cluster_names() const {
  std::vector<std::string> names;
  for (const ClusterSpec& cluster : spec_->clusters) names.push_back(cluster.name);
  return names;
}

}  // namespace hpc::site
