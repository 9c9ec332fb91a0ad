#include "apis/flux_restful/jobs.h"

#include <algorithm>
#include <cassert>

#include "base/encoding.h"

namespace hpc::apis::flux_restful {
namespace {

constexpr std::int64_t kMostTasks = 1'000'000;  // beyond, no cluster of ours could ever run it
constexpr Duration kSettled{50'000};            // a job cancelled earlier after its start is killed in its shell
constexpr Duration kRefusal{900};               // from the scheduler's first look to its refusal
constexpr double kLongest = 3.0e8;              // seconds; longer limits never come
constexpr std::string_view kNotStarted = "slurmstepd: error: execve(): ";

// Flux's wait statuses of what it kills itself.
constexpr int kKilledByCancel = 143 << 8;
constexpr int kKilledByTimeout = 142 << 8;
constexpr int kTerminated = 15;
constexpr int kNotFound = 127 << 8;

const site::Credentials kRoot{};

std::vector<std::uint32_t> cores_of(const site::Cluster& cluster) {
  std::vector<std::uint32_t> cores;
  for (const site::Node& node : cluster.scheduler().nodes()) cores.push_back(node.spec.cpus);
  return cores;
}

std::string base_name(const std::string& word) {
  const std::size_t slash = word.rfind('/');
  return slash == std::string::npos ? word : word.substr(slash + 1);
}

std::uint32_t tasks_per_node(const Order& order) {
  return order.nodes ? static_cast<std::uint32_t>((order.tasks + *order.nodes - 1) / *order.nodes) : 0;
}

std::int64_t slots(const Order& order) {
  return order.nodes ? *order.nodes * tasks_per_node(order) : order.tasks;
}

bool has_gpus(const site::Cluster& cluster) {
  const auto& nodes = cluster.scheduler().nodes();
  return std::any_of(nodes.begin(), nodes.end(), [](const site::Node& node) { return node.spec.gpus > 0; });
}

}  // namespace

Jobs::Jobs(site::Site& site, site::Cluster& cluster, const Options& options)
    : site_(site),
      cluster_(cluster),
      options_(options),
      booted_(site.clock().now() - options.uptime),
      cores_(cores_of(cluster)) {
  const site::Path folder = output_path(0).parent();
  if (cluster_.files().make_directories(kRoot, folder))
    (void)cluster_.files().change_mode(kRoot, folder, 01777);  // jobs of any user write there; it was made just now
}

site::Path Jobs::output_path(site::JobId number) const {
  return site::Path::of("/var/lib/flux/output") / (std::to_string(number) + ".out");
}

site::JobSpec Jobs::specify(const Order& order, const FluxJob& job) const {
  site::JobSpec spec;
  spec.name = job.name;
  spec.user = order.user;
  if (const Result<site::Credentials> who = site_.accounts().credentials(order.user)) spec.credentials = *who;
  spec.command = order.command;
  // Copies of the command run side by side on the job's nodes.
  if (order.tasks > 1) spec.command.insert(spec.command.begin(), {"mpirun", "-n", std::to_string(order.tasks)});
  spec.environment = order.environment;
  spec.environment.emplace_back("FLUX_JOB_ID", f58(job.id));
  spec.environment.emplace_back("FLUX_JOB_SIZE", std::to_string(order.tasks));
  const Result<site::Path> wanted = site::Path::parse(order.workdir.value_or("/"));
  spec.working_directory = wanted ? *wanted : site::Path::of("/tmp");
  if (!order.workdir)
    if (const site::UserSpec* user = site_.accounts().user(order.user))
      spec.working_directory = site::Path::of(user->home);
  spec.stdout_pattern = (output_path(0).parent() / "%j.out").str();
  spec.tasks = static_cast<std::uint32_t>(order.tasks);
  spec.cpus_per_task = static_cast<std::uint32_t>(order.cores_per_task);
  if (order.nodes) {
    spec.min_nodes = spec.max_nodes = static_cast<std::uint32_t>(*order.nodes);
    spec.tasks_per_node = tasks_per_node(order);
  }
  if (order.gpus_per_task)
    spec.gpus_per_node = static_cast<std::uint32_t>(*order.gpus_per_task * std::max(tasks_per_node(order), 1U));
  spec.exclusive = order.exclusive;
  spec.requeue = false;
  spec.time_limit = std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(order.limit_seconds < kLongest ? order.limit_seconds : 0));
  if (!order.bad_shell_option.empty()) spec.fixed_duration = Duration(8'000);
  return spec;
}

Result<const FluxJob*> Jobs::submit(const Order& order) {
  const Instant now = site_.clock().now();
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - booted_).count();
  FluxJob job;
  job.id = next_id(static_cast<std::uint64_t>(std::max<std::int64_t>(age, 1)), jobs_.empty() ? 0 : jobs_.back().id);
  const site::UserSpec* user = site_.accounts().user(order.user);
  job.uid = user ? user->uid : 0;
  job.name = base_name(order.command.front());
  job.workdir = order.workdir;
  job.tasks = order.tasks;
  job.limit_seconds = order.limit_seconds;
  job.submitted = now;
  const bool is_huge =
      order.tasks > kMostTasks || order.cores_per_task > kMostTasks || order.gpus_per_task > kMostTasks;
  job.cores = is_huge ? order.tasks : slots(order) * order.cores_per_task;
  const bool lacks_gpus = order.gpus_per_task && !has_gpus(cluster_);
  bool can_run = !is_huge && !lacks_gpus;
  if (can_run) {
    const Result<site::JobId> number = cluster_.scheduler().submit(specify(order, job));
    if (!number && number.error().what != Errc::invalid) return failure(number.error());
    can_run = number.has_value();
    job.number = number.value_or(0);
  }
  const std::size_t index = jobs_.size();
  jobs_.push_back(std::move(job));
  pending_.insert(index);
  orders_.emplace(index, order);
  // Nothing else happens then; a clock that goes from event to event must stop there for the state to be seen.
  site_.timeline().at(depended_at(jobs_[index]), [] {});
  site_.timeline().at(prioritized_at(jobs_[index]), [] {});
  if (can_run)
    watch(index);
  else
    fail_early(index, lacks_gpus ? Exception::Cause::no_gpus : Exception::Cause::too_large);
  return &jobs_[index];
}

void Jobs::fail_early(std::size_t index, Exception::Cause cause) {
  site_.timeline().at(prioritized_at(jobs_[index]) + kRefusal, [this, index, cause] {
    FluxJob& job = jobs_[index];
    if (job.cleaned) return;  // cancelled before
    job.outcome = Outcome::failed;
    job.exception = Exception{Exception::Type::alloc, cause};
    finish(index, site_.clock().now());
  });
}

void Jobs::watch(std::size_t index) {
  cluster_.scheduler().watch(jobs_[index].number, [this, index](const site::Job& job) {
    if (jobs_[index].cleaned) return;
    if (job.started && !jobs_[index].started) start(index, job);
    if (site::is_final(job.state)) end(index, job);
  });
}

void Jobs::start(std::size_t index, const site::Job& job) {
  FluxJob& own = jobs_[index];
  const Order& order = orders_.at(index);
  std::vector<site::NodeIndex> nodes = job.nodes;
  std::sort(nodes.begin(), nodes.end());
  Allotment allotment = cores_.allot(nodes, {.tasks = order.tasks,
                                             .cores_per_task = static_cast<std::uint32_t>(order.cores_per_task),
                                             .tasks_per_node = tasks_per_node(order),
                                             .whole_nodes = order.exclusive});
  own.started = job.started;
  own.nodes = static_cast<std::uint32_t>(nodes.size());
  own.ranks = id_set(nodes);
  own.node_list = site::compress_host_list(cluster_.scheduler().node_names(job));
  own.resources = resource_summary(allotment);
  own.cores = static_cast<std::int64_t>(core_count(allotment));
  allotments_[index] = std::move(allotment);
  pending_.erase(index);
  running_.emplace(*own.started, index);
}

// Flux's shell says so itself; the site's programs end as a shell does, or as its launcher of copies does.
bool Jobs::was_not_found(const FluxJob& job, const site::Job& ended) const {
  if (job.tasks == 1) return ended.exit.code == 127 && output_of(job).empty();
  return ended.exit.code == 2 && output_of(job).slice(0, kNotStarted.size()) == kNotStarted;
}

void Jobs::conclude(FluxJob& job, const site::Job& ended) {
  using Type = Exception::Type;
  using Cause = Exception::Cause;
  const Order& order = orders_.at(*index_of(job.id));
  const std::string host = job.node_list.empty() ? "" : cluster_.scheduler().node_names(ended).front();
  job.outcome = Outcome::failed;
  if (ended.state == site::JobState::cancelled) {
    job.outcome = Outcome::canceled;
    job.exception = Exception{};
    if (job.started) job.wait_status = *ended.ended - *job.started < kSettled ? kTerminated : kKilledByCancel;
  } else if (ended.state == site::JobState::timeout) {
    job.outcome = Outcome::timeout;
    job.exception = Exception{Type::timeout, Cause::time_limit};
    job.wait_status = kKilledByTimeout;
  } else if (ended.state == site::JobState::node_fail) {
    job.exception = Exception{Type::exec, Cause::lost_node, host};
  } else if (!order.bad_shell_option.empty()) {
    job.exception = Exception{Type::exec, Cause::bad_shell_option, host, order.bad_shell_option};
    job.wait_status = kTerminated;
  } else if (was_not_found(job, ended)) {
    job.exception = Exception{Type::exec, Cause::no_program, host, order.command.front()};
    job.wait_status = kNotFound;
  } else {
    const int code = ended.exit.signal != 0     ? 128 + ended.exit.signal
                     : ended.exit.out_of_memory ? 128 + 9
                                                : ended.exit.code;
    job.wait_status = code << 8;
    if (code == 0) job.outcome = Outcome::completed;
  }
}

void Jobs::end(std::size_t index, const site::Job& job) {
  conclude(jobs_[index], job);
  finish(index, *job.ended);
}

void Jobs::finish(std::size_t index, Instant at) {
  FluxJob& job = jobs_[index];
  job.cleaned = at;
  site_.timeline().at(inactive_at(job), [] {});  // as above
  if (const auto allotment = allotments_.find(index); allotment != allotments_.end()) {
    cores_.release(allotment->second);
    allotments_.erase(allotment);
  }
  pending_.erase(index);
  if (job.started) running_.erase({*job.started, index});
  inactive_.push_back(index);
  orders_.erase(index);
}

std::optional<std::size_t> Jobs::index_of(FluxId id) const {
  const auto found = std::lower_bound(jobs_.begin(), jobs_.end(), id,
                                      [](const FluxJob& job, FluxId wanted) { return job.id < wanted; });
  if (found == jobs_.end() || found->id != id) return std::nullopt;
  return static_cast<std::size_t>(found - jobs_.begin());
}

const FluxJob* Jobs::find(FluxId id) const {
  const std::optional<std::size_t> index = index_of(id);
  return index ? &jobs_[*index] : nullptr;
}

Result<void> Jobs::cancel(FluxId id) {
  const std::optional<std::size_t> index = index_of(id);
  if (!index) return failure(Errc::missing, About::job, "unknown job id");
  FluxJob& job = jobs_[*index];
  const State now = state(job);
  if (now == State::inactive) return failure(Errc::conflict, About::job, "job is inactive");
  if (now == State::cleanup) return {};  // it is ending as it is
  if (job.number == 0) {
    job.outcome = Outcome::canceled;
    job.exception = Exception{};
    finish(*index, site_.clock().now());
    return {};
  }
  HPC_TRY(cluster_.scheduler().cancel(job.number, job.uid));
  const site::Job* cancelled = cluster_.scheduler().find(job.number);
  if (cancelled && site::is_final(cancelled->state) && !job.cleaned) {  // else the watch tells
    if (cancelled->started && !job.started) start(*index, *cancelled);
    end(*index, *cancelled);
  }
  return {};
}

std::vector<const FluxJob*> Jobs::list() const {
  std::vector<const FluxJob*> listed;
  const auto add = [&](std::size_t index) {
    if (listed.size() < kMost) listed.push_back(&jobs_[index]);
    return listed.size() < kMost;
  };
  for (const std::size_t index : pending_)
    if (!add(index)) return listed;
  for (auto one = running_.rbegin(); one != running_.rend(); ++one)
    if (!add(one->second)) return listed;
  for (auto one = inactive_.rbegin(); one != inactive_.rend(); ++one)
    if (!add(*one)) return listed;
  return listed;
}

Bytes Jobs::output_of(const FluxJob& job) const {
  const bool never_began =
      job.exception && job.exception->type == Exception::Type::exec && job.wait_status == kNotFound;
  if (job.number == 0 || !job.started || never_began) return {};
  return cluster_.files().read(kRoot, output_path(job.number)).value_or(Bytes());
}

std::vector<std::string> Jobs::node_names(bool free) const {
  std::vector<std::string> names;
  for (const site::Node& node : cluster_.scheduler().nodes()) {
    if (node.availability != site::NodeAvailability::up) continue;
    if (!free || node.used_cpus < node.spec.cpus) names.push_back(node.spec.name);
  }
  return names;
}

}  // namespace hpc::apis::flux_restful
