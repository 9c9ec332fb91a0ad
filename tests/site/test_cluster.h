// A small cluster whose jobs are told as text: one letter per job and instant.
#pragma once

#include <boost/test/unit_test.hpp>
#include <initializer_list>
#include <string>
#include <vector>

#include "site/scheduler.h"
#include "tests/site/fake_launcher.h"

namespace hpc::site {

using namespace std::chrono_literals;

inline const Instant kDawn = from_unix_seconds(1'000'000);

/// What a story asks for; what it does not name is irrelevant to it.
struct Asked {
  std::string name = "job";
  std::string user = "ada";
  std::uint32_t tasks = 1;
  std::uint32_t nodes = 1;
  Duration runs = 10s;
  ExitStatus exit = {};
  Duration limit = 1h;
  std::string partition = "";
  std::int64_t priority = 0;
  bool requeue = true;
};

inline JobSpec a_spec(const Asked& asked) {
  JobSpec spec;
  spec.name = asked.name;
  spec.user = asked.user;
  spec.credentials.uid = 1000;
  spec.tasks = asked.tasks;
  spec.min_nodes = asked.nodes;
  spec.time_limit = asked.limit;
  spec.partition = asked.partition;
  spec.priority = asked.priority;
  spec.requeue = asked.requeue;
  return spec;
}

inline std::vector<NodeSpec> some_nodes(std::uint32_t count, std::uint32_t cpus) {
  std::vector<NodeSpec> nodes;
  for (std::uint32_t i = 0; i < count; ++i) {
    NodeSpec& node = nodes.emplace_back();
    node.name = "n" + std::to_string(i);
    node.cpus = cpus;
    node.memory = 1000 * cpus;
  }
  return nodes;
}

inline PartitionSpec a_partition(std::string name, std::vector<std::string> nodes) {
  PartitionSpec partition;
  partition.name = std::move(name);
  partition.nodes = std::move(nodes);
  return partition;
}

inline PartitionSpec whole_partition(const std::vector<NodeSpec>& nodes) {
  PartitionSpec partition = a_partition("main", {});
  for (const NodeSpec& node : nodes) partition.nodes.push_back(node.name);
  partition.is_default = true;
  return partition;
}

inline SchedulerPolicy at_once() {
  SchedulerPolicy policy;
  policy.start_delay = 0s;
  return policy;
}

class TestCluster {
 public:
  TestCluster(std::vector<NodeSpec> nodes, std::vector<PartitionSpec> partitions, SchedulerPolicy policy = at_once())
      : scheduler(timeline, launcher, std::move(nodes), std::move(partitions), policy) {}
  TestCluster(std::uint32_t nodes, std::uint32_t cpus, SchedulerPolicy policy = at_once())
      : TestCluster(some_nodes(nodes, cpus), {whole_partition(some_nodes(nodes, cpus))}, policy) {}

  VirtualTimeline timeline{kDawn};
  FakeLauncher launcher{timeline};
  Scheduler scheduler;

  JobId submit(const Asked& asked) {
    return submit(asked, [](JobSpec&) {});
  }
  template <class Change>
  JobId submit(const Asked& asked, Change change) {
    JobSpec spec = a_spec(asked);
    spec.comment = std::to_string(launcher.scripts.size());
    launcher.scripts[spec.comment] = {asked.runs, asked.exit};
    change(spec);
    return HPC_MUST(scheduler.submit(std::move(spec)));
  }
  void submit_all(std::initializer_list<Asked> jobs) {
    for (const Asked& job : jobs) submit(job);
  }
  void advance_to(Duration second) { timeline.advance_to(kDawn + second); }
  std::int64_t seconds_now() const { return (timeline.now() - kDawn) / 1s; }

  /// One letter for each job ever submitted.
  std::string states() const {
    std::string letters;
    for (JobId id = 1; id <= scheduler.last_id(); ++id) letters += letter(id);
    return letters;
  }
  std::string states_at(std::initializer_list<int> seconds) {
    std::string told;
    for (const int second : seconds) {
      advance_to(std::chrono::seconds(second));
      told += std::to_string(second) + ':' + states() + ' ';
    }
    return told;
  }
  /// Until nothing is pending any more: a line for each instant at which a state has changed.
  std::string story() {
    std::string told, before;
    do {
      if (states() != before) told += std::to_string(seconds_now()) + ':' + (before = states()) + ' ';
    } while (timeline.advance_to_next());
    if (states() != before) told += std::to_string(seconds_now()) + ':' + states() + ' ';
    return told;
  }
  std::string reason(JobId id) const { return std::string(name_of(scheduler.find(id)->reason)); }
  std::string nodes_of(JobId id) const { return compress_host_list(scheduler.node_names(*scheduler.find(id))); }
  /// "idle mixed allocated" ... by node.
  std::string node_states() const {
    std::string told;
    for (const Node& node : scheduler.nodes()) told += std::string(name_of(node.state())) + ' ';
    return told;
  }

 private:
  char letter(JobId id) const {
    const Job* job = scheduler.find(id);
    const JobState state = job != nullptr ? job->state : scheduler.record(id)->state;
    switch (state) {
      case JobState::cancelled:
        return 'X';
      case JobState::completing:
        return 'c';
      case JobState::preempted:
        return 'p';
      default:
        return name_of(
            state)[0];  // Pending, Running, Suspended, Completed, Failed, Timeout, Node_fail, Out..., Deadline
    }
  }
};

}  // namespace hpc::site
