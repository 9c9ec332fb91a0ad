// A job as this API knows it, and what its run leaves behind.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apis/prominence/options.h"
#include "base/json.h"
#include "base/time.h"
#include "site/job.h"
#include "site/timeline.h"

namespace hpc::apis::prominence {

using Id = std::uint64_t;  ///< one sequence for jobs and workflows

enum class Status { pending, running, completed, failed, deleted, killed };
bool is_final(Status status);

/// What statusReason tells. `unsaid` is told as an empty text.
enum class Why {
  none,
  unsaid,
  creating_infrastructure,
  no_resources,
  mount_failed,
  artifact_missing,
  artifact_broken,
  image_pull_failed,
  output_missing,
  upload_failed,
  walltime_exceeded,
  memory_exceeded,
  deleted_by_user,
  workflow_deleted,
  evicted,
  queued_too_long,
};

struct TaskPlan {
  std::string image, runtime, command, type, workdir, stdout_file;
  bool has_command = false;
  std::uint32_t processes_per_node = 0;  ///< 0: one per cpu
  std::vector<std::pair<std::string, std::string>> environment;
  bool is_sidecar() const { return type == "sidecar"; }
  bool is_parallel() const { return !type.empty() && type != "basic" && type != "sidecar"; }
};

struct InputFile {
  std::string name, content;
  bool is_executable = false;
};

struct Artifact {
  std::string url, source, mountpoint;  ///< the last two: "" when not said
  bool is_executable = false;
};

/// What is asked for: the words as submitted, and the same understood. Shared by clones and factory instances.
struct Description {
  std::shared_ptr<const Json> body;  ///< with `nodes` filled in; shared by copies
  std::string tasks_text;            ///< `tasks` as printed
  std::string name;
  std::vector<std::pair<std::string, std::string>> labels;

  std::vector<TaskPlan> tasks;
  std::vector<InputFile> inputs;
  std::vector<Artifact> artifacts;
  std::vector<std::string> output_files, output_dirs;
  std::string storage_provider;      ///< of OneData; "": no storage
  bool is_stored_elsewhere = false;  ///< storage is the default one: artifacts are there
  bool says_disk = true;
  std::uint32_t nodes = 1, cpus = 1;
  std::uint64_t memory_gb = 1, disk_gb = 10;
  std::uint64_t walltime_minutes = 720;
  std::uint32_t retries = 0, task_retries = 0;
  std::optional<std::uint64_t> minutes_in_queue;
  bool stays_in_queue = false, ignores_task_failures = false, failure_is_success = false, serial_everywhere = false;
  std::vector<std::string> wanted_sites, wanted_regions;
  std::int64_t priority = 0;
};

/// An entry of execution.tasks.
struct TaskReport {
  enum class Pull { completed, cached, failed };
  Pull pull = Pull::completed;
  Duration pull_time{};
  bool ran = false;
  int exit_code = 0;
  std::uint32_t retries = 0;
  Duration wall_time{};
  std::uint64_t resident_kb = 0;
};

/// Of its wall time; the rest was waiting.
inline Duration cpu_time(const TaskReport& task) {
  return task.wall_time * 13 / 16;
}

struct StoredOutput {
  std::string name;  ///< as submitted
  std::string key;   ///< in the object storage
  std::uint64_t size = 0;
};

struct Report {
  std::vector<TaskReport> tasks;
  std::optional<TaskReport> interrupted;  ///< the task at work when the run was destroyed
  bool has_ended = false;                 ///< all its tasks have
  bool a_task_failed = false;
  Why failure = Why::none;
  std::optional<Duration> stage_in, stage_out;
  std::vector<StoredOutput> outputs;
  std::string node;  ///< where its first task runs
  struct Command {
    std::string words;
    Instant at;
  };
  std::vector<Command> commands;  ///< successful exec calls
};

/// Where a workflow's job comes from.
struct Origin {
  Id workflow = 0;  ///< 0: no workflow
  std::string workflow_uuid;
  std::string workflow_name, job;
  std::optional<std::uint32_t> instance;                         ///< of a factory
  std::shared_ptr<const Json> parameters;                        ///< as shown; of factory instances only, for ever
  std::vector<std::pair<std::string, std::string>> substitutes;  ///< name, value as text
};

struct Job {
  Id id = 0;
  std::string uuid;
  std::shared_ptr<const Caller> owner;  ///< shared by the jobs of a workflow
  std::shared_ptr<const Description> description;
  std::shared_ptr<const Origin> origin;  ///< nullptr: submitted by itself; shared with its run
  Instant created;
  std::optional<Instant> started, ended;
  Status status = Status::pending;
  Why why = Why::none;
  std::uint32_t retries = 0;
  bool is_in_queue = true;
  std::uint64_t left_as = 0;  ///< counts those that leave the queue
  bool is_placeable = true;
  Instant placed_at;               ///< pending: when infrastructure is there, or is known not to come
  site::JobId number = 0;          ///< the scheduler's; 0: it has none
  std::shared_ptr<Report> report;  ///< shared with its run
  site::EventId queue_timer = 0;

  Id workflow() const { return origin ? origin->workflow : 0; }
  std::string full_name() const;  ///< workflow/job/instance
  const std::string& own_name() const { return description->name; }
  bool worked() const;  ///< counts as done in its workflow
};

/// Understands a description that has been checked. Errors are those of creation: wire::bad() and wire::crash().
Result<std::shared_ptr<const Description>> understand(const Json& body, const Options& options);

/// Does `$name` and `${name}`.
std::string substitute(std::string_view text, const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace hpc::apis::prominence
