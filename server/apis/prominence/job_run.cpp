#include "apis/prominence/job_run.h"

#include "apis/prominence/images.h"
#include "base/encoding.h"
#include "site/filesystem/archive.h"

namespace hpc::apis::prominence {
namespace {

constexpr const char* kWork = "work";

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
        directory_(directory_of(*place_, work_->uuid)) {
    std::vector<Report::Command> commands = std::move(report().commands);
    report() = Report{};
    report().commands = std::move(commands);
    report().node = nodes_.empty() ? "localhost" : nodes_.front();
    soon([this] { stage_in(); });
  }
  ~Run() override {
    place_->timeline.cancel(event_);
    if (!execution_) return;
    TaskReport cut = current_;
    cut.ran = true;
    cut.exit_code = -9;
    cut.wall_time = place_->timeline.now() - task_started_;
    report().interrupted = cut;
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

 private:
  const Description& description() const { return *work_->description; }
  Report& report() { return *work_->report; }
  site::FileSystem& files() { return place_->cluster.files(); }
  site::Path work_directory() const { return directory_ / kWork; }
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

  void stage_in() {
    make_directory();
    for (const InputFile& input : description().inputs) write_input(input);
    for (const Artifact& artifact : description().artifacts)
      if (!unpack(artifact)) return fail(Why::artifact_missing);
    if (!description().artifacts.empty()) report().stage_in = Duration{};
    for (const TaskPlan& task : description().tasks)
      if (task.is_sidecar()) sidecars_.push_back(start(task, 0, [](site::ExitStatus) {}));
    next_task(0);
  }

  void make_directory() {
    const site::Credentials root;
    (void)files().make_directories(root, work_directory());
    for (const site::Path& path : {directory_, work_directory()})
      (void)files().change_owner(root, path, work_->credentials.uid, work_->credentials.gid);
    for (std::uint32_t node = 0; node < description().nodes; ++node)
      for (const bool is_stderr : {false, true})
        if (restarts_ == 0) (void)files().write(work_->credentials, directory_ / output_file(is_stderr, node), Bytes());
  }

  void write_input(const InputFile& input) {
    const auto path = site::Path::parse(input.name, work_directory());
    if (!path || !path->is_under(work_directory())) return;
    (void)files().make_directories(work_->credentials, path->parent());
    site::FileSystem::Write how;
    how.mode = input.is_executable ? 0755 : 0644;
    (void)files().write(work_->credentials, *path, Bytes(input.content), how);
  }

  // What is fetched from elsewhere is not there: the mock asks nobody. An uploaded tar ball is unpacked, any other file
  // is put beside it.
  bool unpack(const Artifact& artifact) {
    const std::string url = origin_text(artifact.url);
    if (url.find("http") != std::string::npos || !place_->fetch) return true;
    const std::string key = "uploads/" + (url.find('/') == std::string::npos ? work_->user + "/" : "") + url;
    const std::optional<Bytes> content = place_->fetch(key);
    if (!content) return false;
    const bool is_gzip = url.ends_with(".tgz") || url.ends_with(".tar.gz");
    if (!is_gzip && !url.ends_with(".tar")) {
      write_input({url.substr(url.rfind('/') + 1), content->str(), false});
      return true;
    }
    const auto kind = is_gzip ? site::ArchiveKind::tar_gz : site::ArchiveKind::tar;
    return extract_archive(files(), work_->credentials, *content, kind, work_directory()).has_value();
  }

  std::string origin_text(const std::string& text) const {
    return work_->origin ? substitute(text, work_->origin->substitutes) : text;
  }

  void next_task(std::size_t index) {
    const auto& tasks = description().tasks;
    while (index < tasks.size() && tasks[index].is_sidecar()) ++index;
    if (index == tasks.size()) return stage_out();
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
    current_.resident_kb = resident_kb(description().tasks[index].image);
    const bool failed = !status.is_success();
    if (failed && current_.retries < description().task_retries) {
      ++current_.retries;
      return run_task(index);
    }
    report().tasks.push_back(current_);
    report().a_task_failed = report().a_task_failed || failed;
    if (status.out_of_memory) return finish({.code = 0, .signal = 9, .out_of_memory = true});
    if (failed && !description().ignores_task_failures) return stage_out();
    next_task(index + 1);
  }

  // The same for the same image, and a plausible size.
  static std::uint64_t resident_kb(const std::string& image) {
    std::uint64_t sum = 0;
    for (const char c : image) sum = sum * 31 + static_cast<unsigned char>(c);
    return 48000 + sum % 24000;
  }

  void stage_out() {
    const bool is_retried = report().a_task_failed && restarts_ < description().retries;
    if (is_retried) {
      site::Scheduler& scheduler = place_->cluster.scheduler();
      (void)scheduler.requeue(number_);  // destroys this run
      return;
    }
    for (const std::string& name : description().output_files)
      if (!keep(name, false)) return fail(Why::output_missing);
    for (const std::string& name : description().output_dirs)
      if (!keep(name, true)) return fail(Why::output_missing);
    if (!report().outputs.empty()) report().stage_out = Duration{};
    finish({.code = report().a_task_failed ? 1 : 0});
  }

  bool keep(const std::string& name, bool is_directory) {
    const auto path = site::Path::parse(origin_text(name), work_directory());
    if (!path) return false;
    Result<Bytes> content = is_directory ? make_archive(files(), work_->credentials, *path, site::ArchiveKind::tar_gz, false)
                                         : files().read(work_->credentials, *path);
    if (!content) return false;
    const std::string key = output_prefix(work_->uuid, work_->origin.get()) + std::string(path->name()) + (is_directory ? ".tgz" : "");
    report().outputs.push_back({name, key, content->size()});
    if (place_->keep) place_->keep(key, std::move(*content));
    return true;
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

  std::unique_ptr<site::Execution> start(const TaskPlan& task, std::uint32_t node,
                                         std::function<void(site::ExitStatus)> ended) {
    site::Programs::Call call;
    call.credentials = work_->credentials;
    call.user = work_->user;
    call.image = task.image;
    call.host = node < nodes_.size() ? nodes_[node] : "localhost";
    call.working_directory = work_directory();
    if (const auto own = site::Path::parse(task.workdir, work_directory()); own && !task.workdir.empty()) {
      call.working_directory = *own;
      (void)files().make_directories(work_->credentials, *own);
    }
    call.script = script_of(task);
    call.environment = environment_of(task, node);
    const bool merges = !task.stdout_file.empty();
    call.out = [this, node, name = task.stdout_file](std::string_view text) {
      append(directory_ / output_file(false, node), text);
      if (!name.empty()) append(work_directory() / name, text);
    };
    call.err = merges ? call.out : [this, node](std::string_view text) { append(directory_ / output_file(true, node), text); };
    return place_->cluster.programs().run(std::move(call), std::move(ended));
  }

  void append(const site::Path& path, std::string_view text) { (void)files().append(work_->credentials, path, text); }

  std::string script_of(const TaskPlan& task) const {
    if (!task.has_command || task.command.empty()) return entry_point(task.image);
    const std::string command = origin_text(task.command);
    if (!task.is_parallel()) return "#!/bin/bash\n" + command + "\n";
    const std::uint32_t per_node = task.processes_per_node != 0 ? task.processes_per_node : description().cpus;
    return "#!/bin/bash\nmpirun -n " + std::to_string(per_node * description().nodes) + " " + command + "\n";
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
  site::Path directory_;
  site::EventId event_ = 0;
  std::set<std::string> pulled_;
  TaskReport current_;
  Instant task_started_;
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
