// What a job does: outcome rules first, then the batch-script interpreter. Nothing of the host is executed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "site/filesystem/filesystem.h"
#include "site/programs/spack_spec.h"
#include "site/scheduler.h"
#include "site/timeline.h"

namespace hpc::site {

/// An outcome rule of a site file: the first whose conditions all hold decides how a job goes.
struct OutcomeRule {
  std::string name;  ///< for messages
  // Conditions; empty ones hold.
  std::string script_contains;
  std::string command_matches;   ///< glob over argv joined by blanks (or argv[0] of a command inside a script)
  std::string image_matches;     ///< glob
  std::string job_name_matches;  ///< glob
  std::string user;
  // The outcome.
  Duration runs_for = std::chrono::seconds(1);
  ExitStatus exit;
  std::string stdout_text, stderr_text;  ///< written at the start
  struct Output {
    Duration after{};
    bool to_stderr = false;
    std::string text;
  };
  std::vector<Output> output;  ///< written at these times
  struct Written {
    std::string path;  ///< relative to the working directory
    std::string content;
  };
  std::vector<Written> writes;    ///< at the end
  std::uint64_t memory_used = 0;  ///< MiB; above the job's limit it ends OUT_OF_MEMORY
  std::optional<int> killed_by;   ///< signal
};

/// What an installation by `spack` tells, at the instant when it happens.
struct Installation {
  JobId job = 0;  ///< 0: outside a job
  std::string user;
  SpackSpec spec;     ///< concretized
  std::string phase;  ///< that has ended; "": of the package as a whole
  enum class State { started, succeeded, failed } state = State::started;
  std::string output;  ///< what the phase wrote to the build's log
};

/// What a program's commands know of the world around them.
struct ProgramWorld {
  FileSystem& files;
  Timeline& timeline;
  std::string cluster;
  /// uid, gid -> names, for `id`, `ls -l`, `whoami`.
  std::function<std::string(Uid)> user_name;
  std::function<std::string(Gid)> group_name;
  std::function<std::string(std::string_view user)> home_of;
  /// May be empty.
  std::function<void(const Installation&)> installation = {};
};

/// Runs jobs. Output files are made when the job starts (append or truncate by the spec) and grow at the virtual
/// instants of the writes.
class Programs final : public Launcher {
 public:
  Programs(ProgramWorld world, std::vector<OutcomeRule> rules);
  ~Programs() override;
  std::unique_ptr<Execution> launch(const Job& job, const std::vector<std::string>& node_names,
                                    std::function<void(ExitStatus)> ended) override;

  /// Called for what `spack install` does from now on, in jobs and outside, by events of the timeline.
  void watch_installations(std::function<void(const Installation&)> seen);

  /// Runs a script or argv outside a job (PROMINENCE's exec, a login shell): output is given to `out`/`err` as it
  /// comes.
  struct Call {
    std::string script;                ///< or
    std::vector<std::string> command;  ///< argv
    Credentials credentials;
    std::string user;
    Path working_directory;
    std::vector<std::pair<std::string, std::string>> environment;
    std::string host = "localhost";
    std::string image;
    std::function<void(std::string_view)> out, err;
  };
  std::unique_ptr<Execution> run(Call call, std::function<void(ExitStatus)> ended);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace hpc::site
