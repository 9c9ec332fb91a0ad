#include "apis/refissh/jobs.h"

#include <algorithm>
#include <cassert>

#include "apis/refissh/applications.h"

namespace hpc::apis::refissh {
namespace {

// The files in /service, by which a job and the platform talk.
constexpr std::string_view kPage = "status.html";
constexpr std::string_view kResult = "result.txt";
constexpr std::string_view kNotifications = "notifications.txt";
constexpr const char* kOutput = "output.log";

const site::PartitionSpec* partition_for(const std::vector<site::PartitionSpec>& partitions, const std::string& queue) {
  const site::PartitionSpec* chosen = partitions.empty() ? nullptr : &partitions.front();
  for (const site::PartitionSpec& partition : partitions)
    if (partition.is_default) chosen = &partition;
  for (const site::PartitionSpec& partition : partitions)
    if (partition.name == queue) chosen = &partition;
  return chosen;
}

}  // namespace

site::Path Jobs::folder(std::size_t index) const {
  return site::Path::of(world_.options.root) / "jobs" / std::to_string(index + 1);
}

// The document knows no answer for a job that is too big or too long; it gets what there is.
void Jobs::fit_to_cluster(const JobOrder& order, site::JobSpec& spec) const {
  const site::Scheduler& scheduler = world_.cluster.scheduler();
  const site::PartitionSpec* partition = partition_for(scheduler.partitions(), order.queue);
  if (!partition) return;
  std::uint32_t most_cpus = 1;
  for (const std::string& name : partition->nodes)
    if (const site::Node* node = scheduler.node(name)) most_cpus = std::max(most_cpus, node->spec.cpus);
  const auto most_nodes = static_cast<std::uint32_t>(std::max<std::size_t>(partition->nodes.size(), 1));
  spec.partition = partition->name;
  spec.min_nodes = std::min(order.nodes, most_nodes);
  spec.tasks = spec.min_nodes;
  spec.tasks_per_node = 1;
  spec.cpus_per_task = std::min(order.cores_per_node, most_cpus);
  spec.time_limit = partition->max_time ? std::min(order.max_runtime, *partition->max_time) : order.max_runtime;
}

site::JobSpec Jobs::specify(const std::string& project, const std::string& service_id, const JobOrder& order) const {
  site::JobSpec spec;
  spec.name = service_id;
  spec.user = world_.options.user;
  spec.credentials = world_.who;
  spec.account = world_.account;
  spec.comment = project;
  spec.image = order.image;
  spec.working_directory = folder(jobs_.size());
  spec.stdout_pattern = kOutput;
  spec.requeue = false;
  fit_to_cluster(order, spec);
  const std::string command_line =
      order.parameters.empty() ? order.command_line : order.command_line + " " + order.parameters;
  give_work(spec, command_line, spec.working_directory / "service", world_.options);
  return spec;
}

Result<const JobIdentity*> Jobs::start(const std::string& project, const std::string& service_id, const JobOrder& order,
                                       bool image_is_known) {
  if (by_service_id_.count(service_id) != 0) return failure(wire::service_id_taken());
  const auto fails = [](const Error&) { return wire::scheduler_fails(); };
  site::JobSpec spec = specify(project, service_id, order);
  if (!image_is_known) {
    spec.fixed_duration = Duration{};
    spec.fixed_exit = {.code = 255, .signal = 0};
  }
  if (world_.cluster.reachability() != site::Reachability::up) return failure(wire::scheduler_fails());
  HPC_TRY(world_.cluster.files().make_directories(world_.who, spec.working_directory / "service").map_error(fails));
  const site::JobId number = HPC_TRY(world_.cluster.scheduler().submit(std::move(spec)).map_error(fails));
  const std::size_t index = jobs_.size();
  jobs_.push_back({service_id, number, project});
  by_service_id_.emplace(service_id, index);
  if (world_.options.hpc_logs) watch(index);
  return &jobs_.back();
}

// The log of a job appears in its project's tree when it starts.
void Jobs::watch(std::size_t index) {
  world_.cluster.scheduler().watch(jobs_[index].queue_number, [this, index](const site::Job& job) {
    if (job.state != site::JobState::running || !job.started) return;
    const JobIdentity& identity = jobs_[index];
    const std::string name = format_utc(*job.started, "%Y-%m-%d_%H_%M_%S") + "_" + identity.service_id + ".log";
    world_.files.add_log(identity.project, name, folder(index) / kOutput);
  });
}

std::optional<std::size_t> Jobs::find(const std::string& project, const std::string& service_id) const {
  const auto found = by_service_id_.find(service_id);
  if (found == by_service_id_.end() || jobs_[found->second].project != project) return std::nullopt;
  return found->second;
}

// An aborted job is exiting for a while; an ended one is forgotten by the scheduler in the end.
JobStage Jobs::stage_after(Instant ended, bool was_aborted) const {
  const Duration age = world_.timeline.now() - ended;
  if (age >= world_.options.history) return JobStage::unknown;
  return was_aborted && age < world_.options.exit_time ? JobStage::exiting : JobStage::finished;
}

JobStage Jobs::stage_of(const JobIdentity& identity) const {
  using State = site::JobState;
  if (world_.cluster.reachability() != site::Reachability::up) return JobStage::unknown;
  const site::Scheduler& scheduler = world_.cluster.scheduler();
  if (const site::Job* job = scheduler.find(identity.queue_number)) {
    if (job->state == State::pending || job->state == State::configuring) return JobStage::queued;
    if (job->state == State::completing) return JobStage::exiting;
    if (!site::is_final(job->state)) return JobStage::running;
    assert(job->ended);
    return stage_after(*job->ended, job->state == State::cancelled && job->started);
  }
  const std::optional<site::JobRecord> record = scheduler.record(identity.queue_number);
  if (!record) return JobStage::unknown;
  return stage_after(record->ended, record->state == State::cancelled && record->started);
}

Result<JobStage> Jobs::stage(const std::string& project, const std::string& service_id) const {
  const std::optional<std::size_t> index = find(project, service_id);
  if (!index) return failure(wire::service_id_missing());
  return stage_of(jobs_[*index]);
}

std::optional<std::string> Jobs::read_service(const std::string& service_id, std::string_view file) const {
  const auto found = by_service_id_.find(service_id);
  if (found == by_service_id_.end()) return std::nullopt;
  const Result<Bytes> content = world_.cluster.files().read(world_.who, folder(found->second) / "service" / file);
  if (!content) return std::nullopt;
  return content->str();
}

std::optional<std::string> Jobs::page(const std::string& service_id) const {
  return read_service(service_id, kPage);
}
std::optional<std::string> Jobs::result(const std::string& service_id) const {
  return read_service(service_id, kResult);
}

Result<void> Jobs::tell(const std::string& project, const std::string& service_id, const std::string& message) {
  const std::optional<std::size_t> index = find(project, service_id);
  if (!index) return failure(wire::service_id_missing());
  if (stage_of(jobs_[*index]) != JobStage::running) return failure(wire::job_not_running());
  const site::Path notifications = folder(*index) / "service" / kNotifications;
  return world_.cluster.files().append(world_.who, notifications, message + "\n").map_error([](const Error&) {
    return wire::storage_fails();
  });
}

Result<void> Jobs::abort(const std::string& project, const std::string& service_id) {
  const std::optional<std::size_t> index = find(project, service_id);
  if (!index) return failure(wire::service_id_missing());
  const JobStage stage = stage_of(jobs_[*index]);
  if (stage != JobStage::queued && stage != JobStage::running) return failure(wire::job_not_running());
  // Nothing else happens then, but a clock that goes from event to event must stop there for FINISHED to be seen.
  if (stage == JobStage::running) world_.timeline.after(world_.options.exit_time, [] {});
  return world_.cluster.scheduler().cancel(jobs_[*index].queue_number, world_.who.uid).map_error([](const Error&) {
    return wire::scheduler_fails();
  });
}

std::vector<const JobIdentity*> Jobs::all() const {
  std::vector<const JobIdentity*> list;
  list.reserve(jobs_.size());
  for (const JobIdentity& job : jobs_) list.push_back(&job);
  return list;
}

}  // namespace hpc::apis::refissh
