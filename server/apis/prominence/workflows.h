// Workflows: which job comes when, counted as they end.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "apis/prominence/factories.h"
#include "apis/prominence/jobs.h"

namespace hpc::apis::prominence {

struct Progress {
  std::uint64_t total = 0, done = 0, failed = 0, queued = 0, waiting = 0;
};

/// One job of a workflow, or one instance of it.
struct Node {
  std::uint32_t job = 0;  ///< index in the description
  std::optional<std::uint32_t> instance;
  enum class State { waiting, ready, queued, done, failed } state = State::waiting;
  std::uint32_t tries = 0;
  bool is_idle = false;  ///< in the scheduler's queue
  Id last = 0;           ///< its newest job; 0: none yet
};

struct Workflow {
  Id id = 0;
  std::string uuid;
  std::shared_ptr<const Caller> owner;  ///< shared with its jobs
  std::shared_ptr<const Json> body;     ///< as submitted; shared with re-runs and clones
  std::string name;
  std::vector<std::pair<std::string, std::string>> labels;
  Instant created;
  std::optional<Instant> started, ended;
  Status status = Status::pending;
  bool is_in_queue = true, stays_in_queue = false;
  std::uint64_t left_as = 0;  ///< counts those that leave the queue
  std::uint32_t retries = 0;
  std::vector<std::shared_ptr<const Description>> jobs;       ///< by index; shared with the jobs
  std::vector<std::vector<Instance>> instances;               ///< by index of job; empty: no factory
  std::vector<std::vector<std::uint32_t>> children, parents;  ///< of jobs, by index
  std::vector<std::uint64_t> unfinished;                      ///< nodes of each job that are not done
  std::vector<std::uint64_t> missing;                         ///< parents of each job that are not done
  std::vector<std::vector<std::uint32_t>> nodes_of;           ///< by index of job
  std::vector<Node> nodes;
  std::deque<std::uint32_t> ready;
  Progress progress;
  std::map<Id, std::uint32_t> live;  ///< job -> node
  std::vector<Id> submitted;         ///< all its jobs, in order
  std::size_t idle = 0;              ///< of its nodes

  /// The node of a job, or of its n-th instance; nullptr when there is none.
  const Node* node(const std::string& job, std::optional<std::uint64_t> instance) const;
};

class Workflows final {
 public:
  /// All outlive it. It takes `jobs.on_end`.
  Workflows(site::Site& site, Jobs& jobs, const Options& options);

  /// `done` are the nodes that a re-run leaves out.
  Result<Workflow*> submit(std::shared_ptr<const Caller> owner, std::shared_ptr<const Json> body,
                           std::vector<std::shared_ptr<const Description>> jobs, const std::vector<bool>& done = {});
  Workflow* find(Id id);
  const Workflow* find(Id id) const;
  bool remove(Workflow& workflow);
  void leave_queue(Workflow& workflow);
  /// A new workflow that runs what has not been done. Errc::conflict: there is nothing.
  Result<Workflow*> rerun(const Workflow& workflow);

  const std::set<Id>& active_of(const std::string& user) const;
  const History& history_of(const std::string& user) const;

 private:
  struct Owned {
    std::set<Id> active;
    History history;
  };
  void start(Workflow& workflow);
  void fill_queue(Workflow& workflow);
  void submit_node(Workflow& workflow, std::uint32_t index);
  void set_idle(Workflow& workflow, std::uint32_t index, bool is_idle);
  void job_ended(Job& job);
  void node_done(Workflow& workflow, std::uint32_t index);
  void job_done(Workflow& workflow, std::uint32_t job);
  void make_ready(Workflow& workflow, std::uint32_t job);
  void end_if_idle(Workflow& workflow);
  void end(Workflow& workflow, Status status);

  site::Site& site_;
  Jobs& jobs_;
  const Options& options_;
  std::map<Id, std::unique_ptr<Workflow>> workflows_;
  std::map<std::string, Owned, std::less<>> owned_;
  std::uint64_t left_ = 0;  ///< how many have left the queue
};

}  // namespace hpc::apis::prominence
