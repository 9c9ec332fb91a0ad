#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/prominence/prominence.h"
#include "apis/prominence/refusals.h"
#include "apis/prominence/wire.h"
#include "apis/prominence/wire_data.h"
#include "site/filesystem/archive.h"

namespace hpc::apis::prominence {

Result<Job*> Prominence::snapshot_job(const Caller& caller, const http::Request& request) {
  if (!options_.snapshots) return failure(wire::switched_off());
  Job* job = HPC_TRY(job_of(caller, request));
  if (job->status != Status::running) return failure(wire::refusal(Refusal::job_not_running));
  return job;
}

// What is not there makes no archive, and the answer is the same.
Result<http::Response> Prominence::take_snapshot(const Caller& caller, const http::Request& request) {
  const Job& job = *HPC_TRY(snapshot_job(caller, request));
  const http::Fields fields = request.query_fields();
  const std::string* path = fields.first("path");
  if (!path) return failure(wire::refusal(Refusal::no_snapshot_path));
  std::string inside = *path;
  if (path->starts_with('/')) {
    const auto& artifacts = job.description->artifacts;
    const auto found = std::find_if(artifacts.begin(), artifacts.end(),
                                    [path](const Artifact& one) { return one.mountpoint == *path; });
    if (found == artifacts.end()) return failure(wire::refusal(Refusal::bad_snapshot_path));
    inside = found->source;
  }
  const site::Path work = directory_of(jobs_.place(), job.uuid) / "work";
  const Result<site::Path> source = site::Path::parse(inside, work);
  if (!source || !source->is_under(work)) return wire::empty_object();
  Result<Bytes> archive = make_archive(cluster_.files(), {}, *source, site::ArchiveKind::tar_gz, false);
  if (archive) (void)objects_.put(kBucket, "snapshots/" + job.uuid + "/snapshot.tgz", std::move(*archive));
  return wire::empty_object();
}

Result<http::Response> Prominence::get_snapshot(const Caller& caller, const http::Request& request) {
  const Job& job = *HPC_TRY(snapshot_job(caller, request));
  const std::string key = "snapshots/" + job.uuid + "/snapshot.tgz";
  return wire::url(200, presigned(request, "GET", key, std::chrono::hours(1)));
}

}  // namespace hpc::apis::prominence
