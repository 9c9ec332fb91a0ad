#include "apis/prominence/job_run.h"

#include <algorithm>

#include "apis/prominence/images.h"
#include "apis/prominence/staging.h"
#include "site/programs/rules.h"

namespace hpc::apis::prominence {
namespace {

// One try of a job. The scheduler destroys it when the job is cancelled or its time is up.
class Run final : public site::Execution {
 public:
  Run(std::shared_ptr<const Place> place, std::shared_ptr<const Work> work, const site::Job& job,
      std::vector<std::string> nodes, std::function<void(site::ExitStatus)> ended)
      : place_(std::move(place)),
        work_(std::move(work)),
        number_(job.id),
        restarts_(job.restarts),
        nodes_(std::move(nodes)),
        ended_(std::move(ended)),
        directory_(directory_of(*place_, work_->uuid)),
        work_directory_(work_directory_of(*place_, work_->uuid)) {
    std::vector<Report::Command> commands = std::move(report().commands);
    report() = Report{};
    report().commands = std::move(commands);
    report().node = nodes_.empty() ? "localhost" : nodes_.front();
    soon([this] { begin(); });
  }
  ~Run() override {
    place_->timeline.cancel(event_);
    if (!execution_) return;
    TaskReport cut = current_;
    cut.ran = true;
    cut.exit_code = -9;
    cut.wall_time += place_->timeline.now() - task_started_;
    cut.resident_kb = resident_kb_;
    copy_output();
    report().interrupted = cut;
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

 private:
  const Description& description() const { return *work_->description; }
  Report& report() { return *work_->report; }
  site::FileSystem& files() { return place_->cluster.files(); }
  template <class Step>
  void soon(Step step) {
    later(Duration{}, std::move(step));
  }
  // A program that speaks must not be destroyed while it does, so every step is an event of its own.
  template <class Step>
  void later(Duration delay, Step step) {
    event_ = place_->timeline.after(delay, [this, step] {
      event_ = 0;
      step();
    });
  }

  void begin() {
    if (const Why why = stage_in(*place_, *work_); why != Why::none) return fail(why);
    later(report().stage_in.value_or(Duration{}), [this] {
      for (const TaskPlan& task : description().tasks)
        if (task.is_sidecar()) sidecars_.push_back(start(task, 0, [](site::ExitStatus) {}));
      next_task(0);
    });
  }

  void next_task(std::size_t index) {
    const auto& tasks = description().tasks;
    while (index < tasks.size() && tasks[index].is_sidecar()) ++index;
    if (index == tasks.size()) return end_tasks();
    current_ = TaskReport{};
    const std::string image = tasks[index].runtime + " " + tasks[index].image;
    if (pulled_.count(image) != 0) {
      current_.pull = TaskReport::Pull::cached;
      return run_task(index);
    }
    later(place_->options.image_pull_time, [this, index, image] {
      current_.pull_time = place_->options.image_pull_time;
      if (matches_any(place_->options.unavailable_images, description().tasks[index].image)) {
        current_.pull = TaskReport::Pull::failed;
        report().tasks.push_back(current_);
        return fail(Why::image_pull_failed);
      }
      pulled_.insert(image);
      run_task(index);
    });
  }

  void run_task(std::size_t index) {
    const TaskPlan& task = description().tasks[index];
    task_started_ = place_->timeline.now();
    copied_to_ = task.stdout_file;
    copied_ = files().read({}, directory_ / output_file(false, 0)).value_or(Bytes()).size();
    if (description().serial_everywhere && !task.is_parallel())
      for (std::uint32_t node = 1; node < description().nodes; ++node)
        sidecars_.push_back(start(task, node, [](site::ExitStatus) {}));
    execution_ = start(task, 0, [this, index](site::ExitStatus status) {
      soon([this, index, status] { task_ended(index, status); });
    });
  }

  void task_ended(std::size_t index, site::ExitStatus status) {
    execution_.reset();
    current_.ran = true;
    current_.exit_code = status.signal != 0 ? -status.signal : status.code;
    current_.wall_time += place_->timeline.now() - task_started_;
    current_.resident_kb = resident_kb_;
    copy_output();
    const bool failed = !status.is_success();
    if (failed && !status.out_of_memory && current_.retries < description().task_retries) {
      ++current_.retries;
      return run_task(index);
    }
    report().tasks.push_back(current_);
    report().a_task_failed = report().a_task_failed || failed;
    if (status.out_of_memory) return finish({.code = 0, .signal = 9, .out_of_memory = true});
    if (failed && !description().ignores_task_failures) return end_tasks();
    next_task(index + 1);
  }

  // As the outcome rule says; else the same for the same image, and a plausible size.
  std::uint64_t resident_of(const site::JobSpec& spec) const {
    for (const site::OutcomeRule& rule : place_->cluster.spec().programs)
      if (rule.command_matches.empty() && site::programs::holds_for(rule, spec) && rule.memory_used != 0)
        return rule.memory_used * 1024;
    std::uint64_t sum = 0;
    for (const char c : spec.image) sum = sum * 31 + static_cast<unsigned char>(c);
    return 48000 + sum % 24000;
  }

  void end_tasks() {
    const bool is_retried = report().a_task_failed && restarts_ < description().retries;
    if (is_retried) {
      site::Scheduler& scheduler = place_->cluster.scheduler();
      (void)scheduler.requeue(number_);  // destroys this run
      return;
    }
    if (const Why why = stage_out(*place_, *work_); why != Why::none) return fail(why);
    later(report().stage_out.value_or(Duration{}), [this] { finish({.code = report().a_task_failed ? 1 : 0}); });
  }

  void fail(Why why) {
    report().failure = why;
    finish({.code = 1});
  }

  void finish(site::ExitStatus status) {
    sidecars_.clear();
    report().has_ended = true;
    const std::function<void(site::ExitStatus)> ended = ended_;
    ended(status);
  }

  // As a job that the scheduler does not know: its programs get nodes, memory and name from it, and append what they
  // print to its files.
  std::unique_ptr<site::Execution> start(const TaskPlan& task, std::uint32_t node,
                                         std::function<void(site::ExitStatus)> ended) {
    auto spec = std::make_shared<site::JobSpec>();
    spec->name = work_->name;
    spec->user = work_->user;
    spec->credentials = work_->credentials;
    spec->image = task.image;
    spec->script = script_of(task);
    spec->environment = environment_of(task, node);
    spec->working_directory = directory_for(task);
    spec->memory_per_node = description().memory_gb * 1024;
    spec->tasks_per_node = task.is_parallel() ? processes_of(task) : 1;
    if (!task.is_sidecar()) resident_kb_ = resident_of(*spec);
    site::Job process;
    process.spec = spec;
    process.cpus = description().cpus;
    process.restarts = 1;
    process.stdout_path = (directory_ / output_file(false, node)).str();
    process.stderr_path = task.stdout_file.empty() ? (directory_ / output_file(true, node)).str() : process.stdout_path;
    std::vector<std::string> hosts = nodes_;
    if (!task.is_parallel() && node < nodes_.size()) hosts = {nodes_[node]};
    return place_->cluster.programs().launch(process, hosts, std::move(ended));
  }

  site::Path directory_for(const TaskPlan& task) {
    const auto own = site::Path::parse(task.workdir, work_directory_);
    if (task.workdir.empty() || !own) return work_directory_;
    (void)files().make_directories(work_->credentials, *own);
    return *own;
  }

  // A task's own file for its output gets what was printed since the task started.
  void copy_output() {
    const auto path = site::Path::parse(copied_to_, work_directory_);
    if (copied_to_.empty() || !path || !path->is_under(work_directory_)) return;
    const Bytes all = files().read({}, directory_ / output_file(false, 0)).value_or(Bytes());
    (void)files().write(work_->credentials, *path, all.slice(copied_));
  }

  std::uint32_t processes_of(const TaskPlan& task) const {
    return task.processes_per_node != 0 ? task.processes_per_node : description().cpus;
  }

  std::string script_of(const TaskPlan& task) const {
    if (!task.has_command || task.command.empty()) return entry_point(task.image);
    const std::string command = with_mount_points(description(), work_directory_, filled_in(*work_, task.command));
    if (!task.is_parallel()) return "#!/bin/bash\n" + command + "\n";
    return "#!/bin/bash\nmpirun -n " + std::to_string(processes_of(task) * description().nodes) + " " + command + "\n";
  }

  std::vector<std::pair<std::string, std::string>> environment_of(const TaskPlan& task, std::uint32_t node) const {
    std::vector<std::pair<std::string, std::string>> all = work_->environment;
    all.emplace_back("PROMINENCE_CPUS", std::to_string(description().cpus));
    all.emplace_back("PROMINENCE_MEMORY", std::to_string(description().memory_gb));
    all.emplace_back("PROMINENCE_NODES", std::to_string(description().nodes));
    all.emplace_back("PROMINENCE_NODE_NUM", std::to_string(node));
    all.emplace_back("PROMINENCE_CONTAINER_RUNTIME", task.runtime);
    all.emplace_back("PROMINENCE_JOB_ID", std::to_string(work_->id));
    if (work_->origin) {
      all.emplace_back("PROMINENCE_WORKFLOW_ID", std::to_string(work_->origin->workflow));
      for (const auto& [name, value] : work_->origin->substitutes) {
        all.emplace_back("PROMINENCE_PARAMETER_" + name, value);
        all.emplace_back(name, value);
      }
    }
    all.insert(all.end(), task.environment.begin(), task.environment.end());
    return all;
  }

  std::shared_ptr<const Place> place_;  // shared by all runs
  std::shared_ptr<const Work> work_;    // shared by the tries of a job
  site::JobId number_;
  std::uint32_t restarts_;
  std::vector<std::string> nodes_;
  std::function<void(site::ExitStatus)> ended_;
  site::Path directory_, work_directory_;
  site::EventId event_ = 0;
  std::set<std::string> pulled_;
  TaskReport current_;
  Instant task_started_;
  std::uint64_t resident_kb_ = 0;  ///< of the task at work
  std::string copied_to_;          ///< the file of its own; "": none
  std::uint64_t copied_ = 0;       ///< where its output begins
  std::unique_ptr<site::Execution> execution_;
  std::vector<std::unique_ptr<site::Execution>> sidecars_;
};

class RunLauncher final : public site::Launcher {
 public:
  RunLauncher(std::shared_ptr<const Place> place, Work work)
      : place_(std::move(place)), work_(std::make_shared<const Work>(std::move(work))) {}
  std::unique_ptr<site::Execution> launch(const site::Job& job, const std::vector<std::string>& node_names,
                                          std::function<void(site::ExitStatus)> ended) override {
    return std::make_unique<Run>(place_, work_, job, node_names, std::move(ended));
  }

 private:
  std::shared_ptr<const Place> place_;  // shared by all runs
  std::shared_ptr<const Work> work_;    // shared by the tries of a job
};

}  // namespace

site::Path directory_of(const Place& place, const std::string& uuid) {
  return site::Path::of(place.options.root) / uuid;
}

std::string output_file(bool is_stderr, std::uint32_t node) {
  return (is_stderr ? "stderr." : "stdout.") + std::to_string(node);
}

std::string output_prefix(const std::string& uuid, const Origin* origin) {
  if (origin == nullptr) return "scratch/" + uuid + "/";
  std::string prefix = "scratch/" + origin->workflow_uuid + "/" + origin->job + "/";
  if (origin->instance) prefix += std::to_string(*origin->instance) + "/";
  return prefix;
}

std::shared_ptr<site::Launcher> launcher_for(std::shared_ptr<const Place> place, Work work) {
  return std::make_shared<RunLauncher>(std::move(place), std::move(work));
}

}  // namespace hpc::apis::prominence
