#include "apis/spack_monitor/site_builds.h"

#include <algorithm>

#include "base/encoding.h"

namespace hpc::apis::spack_monitor {
namespace {

constexpr const char* kKernel = "#1 SMP";

// nullopt: it has not ended.
std::optional<BuildStatus> outcome_of(site::JobState state) {
  switch (state) {
    case site::JobState::pending:
    case site::JobState::configuring:
    case site::JobState::running:
    case site::JobState::suspended:
    case site::JobState::completing:
      return std::nullopt;
    case site::JobState::completed:
      return BuildStatus::success;
    case site::JobState::cancelled:
    case site::JobState::preempted:
      return BuildStatus::cancelled;
    case site::JobState::failed:
    case site::JobState::timeout:
    case site::JobState::node_fail:
    case site::JobState::out_of_memory:
    case site::JobState::boot_fail:
    case site::JobState::deadline:
      return BuildStatus::failed;
  }
  return std::nullopt;
}

std::vector<site::SpackSpec> wanted_by(const site::JobSpec& spec) {
  if (!spec.script.empty()) return site::installed_specs(spec.script);
  std::string line;
  for (const std::string& word : spec.command) (line += line.empty() ? "" : " ") += word;
  return site::installed_specs(line);
}

// What the job has printed; absent when that cannot be read.
Text printed_by(const site::Cluster& cluster, const site::Job& job) {
  const Result<site::Path> path = site::Path::parse(job.stdout_path);
  if (!path) return std::nullopt;
  const Result<Bytes> printed = cluster.files().read(job.spec->credentials, *path);
  if (!printed) return std::nullopt;
  return to_valid_utf8(printed->str());
}

}  // namespace

SiteBuilds::SiteBuilds(Service& service) : service_(service) {
  for (const std::string& name : service_.options.reporting_clusters)
    if (const Result<site::Cluster*> cluster = service_.site.cluster(name)) follow(**cluster);
}

void SiteBuilds::follow(site::Cluster& cluster) {
  cluster.scheduler().watch_arrivals([this, &cluster](const site::Job& job) { arrived(cluster, job); });
  cluster.programs().watch_installations([this, &cluster](const site::Installation& news) { told(cluster, news); });
}

void SiteBuilds::arrived(site::Cluster& cluster, const site::Job& job) {
  std::vector<Id> builds;
  for (const site::SpackSpec& wanted : wanted_by(*job.spec))
    if (const Id build = build_of(cluster.name(), job.spec->user, concretized(wanted)); build != 0)
      builds.push_back(build);
  if (builds.empty()) return;
  open_[{cluster.name(), job.id}] = std::move(builds);
  cluster.scheduler().watch(job.id, [this, &cluster](const site::Job& changed) {
    if (is_final(changed.state)) ended(cluster, changed);
  });
}

void SiteBuilds::told(const site::Cluster& cluster, const site::Installation& news) {
  const Id build = build_of(cluster.name(), news.user, news.spec);
  if (build == 0) return;
  const bool is_good = news.state != site::Installation::State::failed;
  if (!news.phase.empty())
    return service_.log.set_phase(service_.log.phase(build, news.phase),
                                  std::string(is_good ? wire::kPhaseSucceeded : wire::kPhaseFailed), news.output);
  if (news.state == site::Installation::State::started) return;
  service_.log.set_status(build, is_good ? BuildStatus::success : BuildStatus::failed);
  if (const auto open = open_.find({cluster.name(), news.job}); open != open_.end()) std::erase(open->second, build);
}

void SiteBuilds::ended(site::Cluster& cluster, const site::Job& job) {
  const auto open = open_.extract({cluster.name(), job.id});
  if (open.empty() || open.mapped().empty()) return;
  const BuildStatus outcome = *outcome_of(job.state);
  const std::string_view phase_status = outcome == BuildStatus::success ? wire::kPhaseSucceeded : wire::kPhaseFailed;
  for (const Id build : open.mapped()) {
    // A program that tells nothing has one phase: what its job printed.
    if (job.started && service_.log.builds().at(build).phases.empty())
      service_.log.set_phase(service_.log.phase(build, "install"), std::string(phase_status), printed_by(cluster, job));
    service_.log.set_status(build, outcome);
  }
}

// 0 when another user has the build of this spec on this machine.
Id SiteBuilds::build_of(const std::string& cluster, const std::string& user, const site::SpackSpec& wanted) {
  Catalogue& catalogue = service_.catalogue;
  const auto stored = catalogue.spec({wanted.name, spack_hash(wanted, "full"), site::kSpackVersion});
  if (stored.second) {
    Spec& spec = catalogue.change_spec(stored.first);
    spec.hash = spack_hash(wanted, "dag");
    spec.name_space = "builtin";
    spec.version = wanted.version;
    spec.architecture = catalogue.architecture(site::kSpackPlatform, site::kSpackOperatingSystem,
                                               catalogue.target(site::kSpackTarget));
    spec.compiler = catalogue.compiler(wanted.compiler, wanted.compiler_version);
  }
  const auto environment = service_.log.environment(
      {cluster, site::kSpackPlatform, kKernel, site::kSpackOperatingSystem, site::kSpackTarget});
  const Build* build = service_.log.find(stored.first, environment.first);
  if (build && build->owner != user) return 0;
  return build ? build->id : service_.log.create(stored.first, environment.first, user).id;
}

}  // namespace hpc::apis::spack_monitor
