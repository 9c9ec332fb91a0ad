// The simulated machine that one job runs on: processes, pipes, pids, virtual time, limits.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"
#include "site/programs/programs.h"
#include "site/programs/runtime/limits.h"
#include "site/programs/runtime/stream.h"
#include "site/programs/runtime/task.h"

namespace hpc::site::programs {

/// What all processes of a job share.
struct Setting {
  std::shared_ptr<const JobSpec> spec;
  JobId job = 0;  ///< 0: outside a job
  JobId array_id = 0;
  std::uint32_t array_index = 0;
  std::uint32_t cpus = 1;
  std::string partition;
  std::vector<std::string> hosts;  ///< never empty; the script runs on the first
  /// The rules that hold for commands inside this job's scripts; shared with Programs.
  std::shared_ptr<const std::vector<OutcomeRule>> rules;
  std::vector<std::uint32_t> command_rules;
  std::uint64_t memory_limit() const;  ///< MiB of the whole job; 0: none
};

class Variables;

class Process final {
 public:
  Process(Kernel& of, Pid id, Pid parent_id) : kernel(of), pid(id), parent(parent_id) {}

  Kernel& kernel;
  const Pid pid;
  const Pid parent;
  Descriptors descriptors;
  Path directory;
  std::uint32_t umask = 022;
  std::uint32_t host = 0;  ///< index in Setting::hosts
  /// What its code points into; shared with the shell that started it.
  std::shared_ptr<const void> code;

 private:
  friend class Kernel;
  Strand strand_;
  Task<int> main_;
  EventId timer_ = 0;
  bool ready_ = false;
  int killed_by_ = 0;
};

/// How a command went.
struct Ran {
  int status = 0;
  int error = 0;   ///< errno when it could not be started: ENOENT, EACCES, EISDIR, ENOEXEC
  int signal = 0;  ///< what killed it; status is 128 + signal then
};

/// Runs a command by its name: rules, known commands, shells, scripts in the filesystem.
class CommandRunner {
 public:
  virtual ~CommandRunner() = default;
  /// In `process`, whose descriptors and directory it has.
  virtual Task<Ran> run(Process& process, const std::vector<std::string>& arguments,
                        const Variables& environment) const = 0;
};

class Kernel final : public Execution {
 public:
  /// `world` and `runner` outlive it.
  Kernel(const ProgramWorld& world, const CommandRunner& runner, Setting setting,
         std::function<void(ExitStatus)> ended);
  ~Kernel() override;

  const Setting& setting() const { return setting_; }
  const ProgramWorld& world() const { return world_; }
  const CommandRunner& runner() const { return runner_; }
  FileSystem& files() const { return world_.files; }
  Timeline& timeline() const { return world_.timeline; }
  Instant now() const { return world_.timeline.now(); }
  const Credentials& credentials() const { return setting_.spec->credentials; }
  const std::string& user() const { return setting_.spec->user; }

  // Processes. The first is the job's main one: when it ends, the job does.
  /// A copy of `parent` (null for the first) without code; null when there are too many.
  Process* make_process(const Process* parent);
  /// Sets a made process going.
  void start(Process& process, Task<int> main);
  bool is_alive(Pid pid) const { return processes_.contains(pid); }
  /// How a child that is no longer alive ended; asked once.
  ExitStatus collect(Pid pid);
  /// Ends a process, itself included (at its next wait). False when there is none.
  bool kill(Pid pid, int signal);
  void kill_with_children(Pid pid, int signal);
  Pid new_pid() { return ++last_pid_; }
  Pid main_pid() const { return main_pid_; }

  // Waiting. Conditions are asked again after each wake-up.
  void wake(Pid pid);
  Task<void> pass_until(Process& process, Instant instant);
  /// Until `child` has ended.
  Task<ExitStatus> wait_for(Process& process, Pid child);
  /// The same, not longer than until `deadline`; false when it is still alive.
  Task<bool> wait_until(Process& process, Pid child, Instant deadline);

  // Limits.
  void count_steps(std::uint64_t steps) { work_now_ += steps * 1024; }
  void count_bytes(std::uint64_t bytes) { work_now_ += bytes; }
  /// False, and overrun, when it is too much.
  bool count_output(std::uint64_t bytes);
  void use_memory(std::int64_t bytes);
  void overrun(std::string why);
  bool is_overrun() const { return !overrun_.empty(); }
  /// Call settle() when true: between two commands, lines or blocks.
  bool must_settle(const Process& process) const;
  Task<void> settle(Process& process);

  /// $RANDOM: the same sequence for the same job id.
  Random& random() { return random_; }
  Instant started() const { return started_; }
  /// Some process was killed for its memory.
  void note_out_of_memory() { out_of_memory_ = true; }
  /// Sets the first process going, as an event of now.
  void begin();

 private:
  void run_ready();
  void end_process(Pid pid, ExitStatus status);
  void arm(Process& process, Instant instant);
  void disarm(Process& process);
  bool has_worked_enough() const { return work_now_ >= Limits::kStepsAtOnce * 1024; }
  bool pauses_for_steps();
  void finish(ExitStatus status);

  const ProgramWorld& world_;
  const CommandRunner& runner_;
  Setting setting_;
  std::function<void(ExitStatus)> ended_;
  std::map<Pid, std::unique_ptr<Process>> processes_;
  std::map<Pid, ExitStatus> statuses_;  // of children that their parent has not asked for yet
  std::vector<Pid> ready_;
  std::size_t ready_from_ = 0;
  EventId event_ = 0;
  Pid main_pid_ = 0;
  Pid last_pid_;
  Pid running_ = 0;
  Random random_;
  Instant started_;
  bool closing_ = false;
  bool out_of_memory_ = false;
  int slices_ = 0;
  Instant slice_instant_;
  std::uint64_t work_now_ = 0, work_before_ = 0;  // in 1024ths of a step
  std::uint64_t output_bytes_ = 0;
  std::int64_t memory_bytes_ = 0;
  std::string overrun_;
};

}  // namespace hpc::site::programs
