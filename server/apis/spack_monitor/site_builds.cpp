#include "apis/spack_monitor/site_builds.h"

#include "base/digest.h"
#include "base/encoding.h"

namespace hpc::apis::spack_monitor {
namespace {

constexpr const char* kSpackVersion = "0.16.0";
constexpr const char* kPlatform = "linux";
constexpr const char* kOperatingSystem = "debian12";
constexpr const char* kTarget = "x86_64";
constexpr const char* kKernel = "#1 SMP";

// 32 characters, as Spack's hashes have them; the same for the same spec.
std::string hash_of(const char* kind, const WantedSpec& spec) {
  const std::string digest = sha256(std::string(kind) + " " + spec.name + "@" + spec.version + "%" + spec.compiler +
                                    "@" + spec.compiler_version);
  std::string hash;
  for (const char byte : digest) hash += "abcdefghijklmnopqrstuvwxyz234567"[static_cast<unsigned char>(byte) & 31];
  return hash;
}

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

std::vector<WantedSpec> wanted_by(const site::JobSpec& spec) {
  if (!spec.script.empty()) return installed_specs(spec.script);
  std::string line;
  for (const std::string& word : spec.command) (line += line.empty() ? "" : " ") += word;
  return installed_specs(line);
}

}  // namespace

void SiteBuilds::look() {
  for (const std::string& name : service_.options.reporting_clusters) {
    const Result<site::Cluster*> cluster = service_.site.cluster(name);
    if (!cluster) continue;
    site::JobId& seen = seen_[name];
    for (const site::JobId last = (*cluster)->scheduler().last_id(); seen < last;) {
      const site::Job* job = (*cluster)->scheduler().find(++seen);
      if (job) take(**cluster, *job);
    }
  }
}

void SiteBuilds::take(site::Cluster& cluster, const site::Job& job) {
  for (const WantedSpec& wanted : wanted_by(*job.spec)) {
    const Id build = build_of(cluster, job, wanted);
    if (build == 0) continue;
    if (outcome_of(job.state)) {
      end(cluster, job, build);
      continue;
    }
    cluster.scheduler().watch(job.id, [this, &cluster, build](const site::Job& changed) {
      if (outcome_of(changed.state)) end(cluster, changed, build);
    });
  }
}

// 0 when another user has the build of this spec on this machine.
Id SiteBuilds::build_of(const site::Cluster& cluster, const site::Job& job, const WantedSpec& wanted) {
  Catalogue& catalogue = service_.catalogue;
  const auto stored = catalogue.spec({wanted.name, hash_of("full", wanted), kSpackVersion});
  if (stored.second) {
    Spec& spec = catalogue.change_spec(stored.first);
    spec.hash = hash_of("dag", wanted);
    spec.name_space = "builtin";
    if (!wanted.version.empty()) spec.version = wanted.version;
    spec.architecture = catalogue.architecture(kPlatform, kOperatingSystem, catalogue.target(kTarget));
    if (!wanted.compiler.empty()) spec.compiler = catalogue.compiler(wanted.compiler, wanted.compiler_version);
  }
  const auto environment = service_.log.environment({cluster.name(), kPlatform, kKernel, kOperatingSystem, kTarget});
  const Build* build = service_.log.find(stored.first, environment.first);
  if (build && build->owner != job.spec->user) return 0;
  return build ? build->id : service_.log.create(stored.first, environment.first, job.spec->user).id;
}

void SiteBuilds::end(site::Cluster& cluster, const site::Job& job, Id build) {
  const BuildStatus outcome = *outcome_of(job.state);
  Text output;
  if (const Result<site::Path> path = site::Path::parse(job.stdout_path); path && job.started)
    if (const Result<Bytes> printed = cluster.files().read(job.spec->credentials, *path); printed)
      output = to_valid_utf8(printed->str());
  Phase& phase = service_.log.phase(build, "install");
  service_.log.set_phase(phase,
                         std::string(outcome == BuildStatus::success ? wire::kPhaseSucceeded : wire::kPhaseFailed),
                         std::move(output));
  service_.log.set_status(build, outcome);
}

}  // namespace hpc::apis::spack_monitor
