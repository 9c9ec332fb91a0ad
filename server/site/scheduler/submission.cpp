// Taking a job in: what it asks for is checked against the partition and the hardware, once.
#include <algorithm>
#include <cassert>

#include "site/batch_script.h"
#include "site/scheduler/state.h"

namespace hpc::site {
namespace {

// Beyond so many kinds of need, jobs are placed without remembering what failed before: slower, never wrong.
constexpr std::size_t kMaxKinds = 4096;

// More than any node has, and far from overflow when multiplied by cpus.
constexpr std::uint64_t kMaxMemory = std::uint64_t{1} << 50;

tl::unexpected<Error> does_not_fit() {
  return failure(Errc::invalid, About::node, "Requested node configuration is not available");
}

// "a|b" is there when one of them is.
bool has_one_of(const NodeSpec& node, std::string_view alternatives) {
  while (true) {
    const std::size_t bar = alternatives.find('|');
    const std::string_view one = alternatives.substr(0, bar);
    if (std::find(node.features.begin(), node.features.end(), one) != node.features.end()) return true;
    if (bar == std::string_view::npos) return false;
    alternatives.remove_prefix(bar + 1);
  }
}

bool has_all(const NodeSpec& node, const std::vector<std::string>& features) {
  return std::all_of(features.begin(), features.end(),
                     [&node](const std::string& feature) { return has_one_of(node, feature); });
}

}  // namespace

Result<JobId> Scheduler::State::submit(JobSpec asked) {
  if (asked.relative_begin) asked.begin = asked.relative_begin->from(timeline_.now());
  if (asked.relative_deadline) asked.deadline = asked.relative_deadline->from(timeline_.now());
  const std::uint32_t partition = HPC_TRY(find_partition(asked.partition));
  if (policy_.enforce_accounts && account_check_ && !asked.account.empty() &&
      !account_check_(asked.user, asked.account))
    return failure(Errc::denied, About::account, "Invalid account or account/partition combination specified");
  const std::size_t elements = std::max<std::size_t>(asked.array.size(), 1);
  if (elements > policy_.max_array) return failure(Errc::too_large, About::job, "Invalid job array specification");
  if (live_count_ + elements > policy_.max_jobs)
    return failure(Errc::too_large, About::job, "Slurm temporarily unable to accept job, sleeping and retrying");
  const Duration time_limit = HPC_TRY(find_time_limit(asked, partition_specs_[partition]));
  if (!resolve_dependencies(asked)) return failure(Errc::invalid, About::job, "Job dependency problem");
  Need need = HPC_TRY(find_need(asked, partition));

  forget_old_jobs();
  const Admission admission{std::make_shared<const JobSpec>(std::move(asked)), partition, time_limit, std::move(need)};
  const JobSpec& spec = *admission.spec;
  const JobId first = last_id_ + 1;
  if (!spec.array.empty())
    arrays_.emplace(first, JobArray(static_cast<std::uint32_t>(spec.array.size()), spec.array_limit));
  if (spec.array.empty()) take_in(admission, 0, 0);
  for (const std::uint32_t index : spec.array) take_in(admission, first, index);
  return first;
}

Result<std::uint32_t> Scheduler::State::find_partition(std::string_view name) const {
  // Slurm takes a list and starts the job wherever it can first; here it is the first of the list.
  name = name.substr(0, name.find(','));
  for (std::uint32_t i = 0; i < partition_specs_.size(); ++i)
    if (name.empty() ? partition_specs_[i].is_default : partition_specs_[i].name == name) return i;
  if (name.empty() && !partition_specs_.empty()) return 0;
  return failure(Errc::missing, About::partition, "Invalid partition name specified");
}

Result<Duration> Scheduler::State::find_time_limit(const JobSpec& spec, const PartitionSpec& partition) const {
  const Duration longest = partition.max_time.value_or(kUnlimited);
  Duration limit = spec.time_limit.value_or(partition.default_time.value_or(longest));
  if (limit <= Duration(0)) limit = kUnlimited;
  const bool misses_deadline = spec.deadline && later(std::max(timeline_.now(), spec.begin.value_or(timeline_.now())),
                                                      limit == kUnlimited ? Duration(0) : limit) > *spec.deadline;
  if (limit > longest || misses_deadline)
    return failure(Errc::invalid, About::job, "Requested time limit is invalid (missing or exceeds some limit)");
  return limit;
}

Result<std::shared_ptr<const NodePool>> Scheduler::State::find_pool(const JobSpec& spec, std::uint32_t partition) {
  if (!spec.node_names.empty() || !spec.excluded_nodes.empty()) return named_pool(spec, partition);
  if (spec.features.empty()) return partitions_[partition].pool;
  std::string features;
  for (const std::string& feature : spec.features) features += feature + '&';
  auto& narrowed = narrowed_pools_[{partition, features}];
  if (!narrowed) narrowed = HPC_TRY(named_pool(spec, partition));
  return narrowed;
}

Result<std::shared_ptr<const NodePool>> Scheduler::State::named_pool(const JobSpec& spec,
                                                                     std::uint32_t partition) const {
  const NodeSet& in_partition = partitions_[partition].pool->nodes;
  for (const auto* list : {&spec.node_names, &spec.excluded_nodes})
    for (const std::string& name : *list)
      if (!node_index_.contains(name)) return failure(Errc::missing, About::node, "Invalid node name specified");
  std::vector<NodeIndex> nodes;
  bool has_features = spec.features.empty();
  for (NodeIndex node = 0; node < machine_.size(); ++node) {
    const NodeSpec& candidate = machine_.nodes()[node].spec;
    const auto is_in = [&candidate](const std::vector<std::string>& names) {
      return std::find(names.begin(), names.end(), candidate.name) != names.end();
    };
    if (!has_all(candidate, spec.features)) continue;
    has_features = true;
    if (!spec.node_names.empty() && !is_in(spec.node_names)) continue;
    if (in_partition.contains(node) && !is_in(spec.excluded_nodes)) nodes.push_back(node);
  }
  if (!has_features) return failure(Errc::invalid, About::node, "Invalid feature specification");
  return std::make_shared<const NodePool>(machine_.make_pool(nodes));
}

Result<Need> Scheduler::State::find_need(const JobSpec& spec, std::uint32_t partition) {
  Need need;
  need.pool = HPC_TRY(find_pool(spec, partition));
  need.min_nodes = std::max(spec.min_nodes, 1U);
  if (spec.max_nodes > 0) need.max_nodes = spec.max_nodes;
  if (!spec.node_names.empty()) {
    std::vector<std::string> names = spec.node_names;
    std::sort(names.begin(), names.end());
    const auto count = static_cast<std::uint32_t>(std::unique(names.begin(), names.end()) - names.begin());
    if (need.min_nodes > count) return does_not_fit();
    need.min_nodes = need.max_nodes = count;
  }
  if (need.max_nodes < need.min_nodes) return failure(Errc::invalid, About::node, "Node count specification invalid");
  if (spec.tasks_per_node > 0) need.tasks_per_node = spec.tasks_per_node;
  const std::uint64_t on_each_node = std::uint64_t{need.min_nodes} * std::max(spec.tasks_per_node, 1U);
  const std::uint64_t tasks = spec.tasks > 1 ? std::max(spec.tasks, need.min_nodes) : on_each_node;
  if (tasks > std::numeric_limits<std::uint32_t>::max()) return does_not_fit();
  need.tasks = static_cast<std::uint32_t>(tasks);
  need.cpus_per_task = std::max(spec.cpus_per_task, 1U);
  need.gpus_per_node = spec.gpus_per_node;
  need.memory_per_node = std::min(spec.memory_per_node, kMaxMemory);
  // A job that asks for memory by node and by cpu gets what it says last in Slurm; by node where both are there.
  if (need.memory_per_node == 0)
    need.memory_per_task = std::min(spec.memory_per_cpu, kMaxMemory / need.cpus_per_task) * need.cpus_per_task;
  need.exclusive = spec.exclusive;
  if (!need.fit_to_hardware()) return does_not_fit();
  if (spec.node_names.empty() && spec.excluded_nodes.empty()) need.kind = kind_of(need);
  return need;
}

std::uint32_t Scheduler::State::kind_of(const Need& need) {
  if (kinds_.size() >= kMaxKinds) return kNoKind;
  const KindKey key(need.pool.get(), need.max_nodes, need.tasks_per_node, need.cpus_per_task, need.gpus_per_node,
                    need.memory_per_node, need.memory_per_task, need.exclusive);
  return kinds_.try_emplace(key, static_cast<std::uint32_t>(kinds_.size())).first->second;
}

// False when a job is named that has never been.
bool Scheduler::State::resolve_dependencies(JobSpec& spec) const {
  for (Dependency& dependency : spec.dependencies) {
    if (dependency.kind == Dependency::Kind::singleton) continue;
    if (dependency.job == 0 || dependency.job > last_id_) return false;
    if (!dependency.array_index) continue;
    const auto element = element_of(dependency.job, *dependency.array_index);
    if (!element) return false;
    dependency.job = *element;
  }
  return true;
}

std::optional<JobId> Scheduler::State::element_of(JobId array, std::uint32_t index) const {
  const auto found = arrays_.find(array);
  if (found == arrays_.end()) return std::nullopt;
  for (JobId id = array; id < array + found->second.size; ++id) {
    const auto live = jobs_.find(id);
    const std::uint32_t its_index =
        live != jobs_.end() ? live->second->job.array_index : accounting_.find(id)->array_index;
    if (its_index == index) return id;
  }
  return std::nullopt;
}

void Scheduler::State::take_in(const Admission& admission, JobId array, std::uint32_t array_index) {
  const JobSpec& spec = *admission.spec;
  auto& slot = jobs_[++last_id_];
  slot = std::make_unique<LiveJob>();
  LiveJob& live = *slot;
  live.job.id = last_id_;
  live.job.array_id = array;
  live.job.array_index = array_index;
  live.job.spec = admission.spec;
  live.job.submitted = live.job.eligible = timeline_.now();
  live.job.time_limit = admission.time_limit;
  live.job.priority = spec.priority;
  live.job.cpus = admission.need.tasks * admission.need.cpus_per_task;
  live.job.partition = partition_specs_[admission.partition].name;
  expand_output_paths(live.job, "");
  live.need = admission.need;
  live.partition = admission.partition;
  live.user = strings_.intern(spec.user);
  live.name = strings_.intern(spec.name);
  live.account = strings_.intern(spec.account);
  live.held_by_user = spec.hold;
  live.dependencies_met = spec.dependencies.empty();

  if (live.user >= last_of_user_.size()) last_of_user_.resize(live.user + 1);
  LiveJob*& last = last_of_user_[live.user];
  live.previous_of_user = last;
  if (last != nullptr) last->next_of_user = &live;
  last = &live;
  ++live_count_;
  namesakes_[{live.user, live.name}].insert(live.job.id);
  for (const Dependency& dependency : spec.dependencies)
    if (dependency.kind != Dependency::Kind::singleton && !is_over(dependency.job))
      dependents_[dependency.job].push_back(live.job.id);
  arm_deadline(live);
  reconsider(live);
  for (const auto& watcher : arrival_watchers_) watcher(live.job);
}

// Not by an event: an idle sandbox has none.
void Scheduler::State::forget_old_jobs() {
  const Instant now = timeline_.now();
  while (!remembered_.empty() && later(remembered_.front().first, policy_.remember) < now) {
    jobs_.erase(remembered_.front().second);
    remembered_.pop_front();
  }
}

}  // namespace hpc::site
