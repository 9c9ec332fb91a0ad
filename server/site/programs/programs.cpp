#include "site/programs/programs.h"

#include <algorithm>
#include <cerrno>
#include <map>

#include "site/programs/interpreter/runner.h"
#include "site/programs/interpreter/shell.h"
#include "site/programs/job_environment.h"
#include "site/programs/rules.h"
#include "site/programs/shell/parser.h"

namespace hpc::site {

using namespace programs;  // NOLINT: this file is its front

namespace {

// What the main process of a job runs.

Task<int> end_as(Process& process, Duration after, ExitStatus status) {
  Kernel& kernel = process.kernel;
  co_await kernel.pass_until(process, kernel.now() + after);
  if (status.out_of_memory) kernel.note_out_of_memory();
  if (status.signal != 0) kernel.kill(process.pid, status.signal);
  co_return status.code;
}

Task<int> play_job(Process& process, const OutcomeRule* rule) {
  Kernel& kernel = process.kernel;
  const ExitStatus status = co_await play(process, *rule);
  if (status.out_of_memory && kernel.setting().job != 0) {  // what is not a job of the scheduler's has no such message
    if (const auto& errors = process.descriptors.get(2)) {
      errors->write("slurmstepd: error: Detected 1 oom_kill event in StepId=" + std::to_string(kernel.setting().job) +
                    ".batch. Some of the step tasks have been OOM Killed.\n");
    }
  }
  if (status.signal != 0) kernel.kill(process.pid, status.signal);
  co_return status.code;
}

// argv: what cannot be started ends as a shell would say it, and prints nothing: front ends have their own words for
// it.
Task<int> run_words(Process& process) {
  Kernel& kernel = process.kernel;
  const std::vector<std::string>& words = kernel.setting().spec->command;
  const Variables environment(kernel, job_environment(kernel));
  const Ran ran = co_await kernel.runner().run(process, words, environment);
  if (ran.error != 0) co_return ran.error == ENOENT || ran.error == ENOTDIR ? 127 : 126;
  if (ran.signal != 0) kernel.kill(process.pid, ran.signal);
  co_return ran.status;
}

std::string spool_path(JobId job) {
  std::string number = std::to_string(job);
  if (number.size() < 5) number.insert(0, 5 - number.size(), '0');
  return "/var/spool/slurmd/job" + number + "/slurm_script";
}

void append(const std::shared_ptr<Stream>& stream, const std::string& text) {
  if (stream) stream->write(text);
}

}  // namespace

class Programs::State {
 public:
  State(ProgramWorld world, std::vector<OutcomeRule> rules)
      : world_(std::move(world)), rules_(std::make_shared<const std::vector<OutcomeRule>>(std::move(rules))) {}

  std::unique_ptr<Execution> launch(const Job& job, const std::vector<std::string>& node_names,
                                    std::function<void(ExitStatus)> ended) {
    Setting setting = setting_for(job.spec);
    setting.job = job.id;
    setting.array_id = job.array_id;
    setting.array_index = job.array_index;
    setting.cpus = job.cpus;
    setting.partition = job.partition;
    setting.hosts = node_names;
    if (setting.hosts.empty()) setting.hosts.emplace_back("localhost");
    auto kernel = std::make_unique<Kernel>(world_, runner_, std::move(setting), std::move(ended));
    Process& process = *kernel->make_process(nullptr);
    if (open_outputs(*kernel, process, job)) {
      enter_directory(*kernel, process);
      kernel->start(process, main_task(*kernel, process));
    } else {
      // Slurm ends a job whose output it cannot open at once: FAILED.
      kernel->start(process, end_as(process, Duration{}, ExitStatus{1, 0, false}));
    }
    kernel->begin();
    return kernel;
  }

  std::unique_ptr<Execution> run(Call call, std::function<void(ExitStatus)> ended) {
    auto spec = std::make_shared<JobSpec>();
    spec->name = "";
    spec->user = std::move(call.user);
    spec->credentials = std::move(call.credentials);
    spec->script = std::move(call.script);
    spec->command = std::move(call.command);
    spec->image = std::move(call.image);
    spec->environment = std::move(call.environment);
    spec->working_directory = call.working_directory;
    Setting setting = setting_for(std::move(spec));
    setting.hosts = {call.host};
    auto kernel = std::make_unique<Kernel>(world_, runner_, std::move(setting), std::move(ended));
    Process& process = *kernel->make_process(nullptr);
    process.descriptors.set(0, null_stream());
    process.descriptors.set(1, sink_stream(*kernel, std::move(call.out)));
    process.descriptors.set(2, sink_stream(*kernel, std::move(call.err)));
    process.directory = kernel->setting().spec->working_directory;
    kernel->start(process, main_task(*kernel, process));
    kernel->begin();
    return kernel;
  }

  void watch_installations(std::function<void(const Installation&)> seen) {
    world_.installation = std::move(seen);
  }

 private:
  Setting setting_for(std::shared_ptr<const JobSpec> spec) const {
    Setting setting;
    setting.spec = std::move(spec);
    setting.rules = rules_;
    for (std::uint32_t i = 0; i < rules_->size(); ++i) {
      const OutcomeRule& rule = (*rules_)[i];
      if (!rule.command_matches.empty() && holds_for(rule, *setting.spec)) setting.command_rules.push_back(i);
    }
    return setting;
  }

  const OutcomeRule* rule_for(const JobSpec& spec) const {
    for (const OutcomeRule& rule : *rules_) {
      const bool command_holds =
          rule.command_matches.empty() || (!spec.command.empty() && matches_command(rule, spec.command));
      if (command_holds && holds_for(rule, spec)) return &rule;
    }
    return nullptr;
  }

  std::shared_ptr<Stream> open(Kernel& kernel, const std::string& name, bool appends) {
    if (name.empty() || name == "/dev/null") return null_stream();
    const Result<Path> path = Path::parse(name, kernel.setting().spec->working_directory);
    if (!path) return nullptr;
    FileSystem::Write how;
    how.mode = 0644;
    how.append = appends;
    if (!world_.files.write(kernel.credentials(), *path, Bytes(), how)) return nullptr;
    return file_stream(kernel, *path);
  }

  bool open_outputs(Kernel& kernel, Process& process, const Job& job) {
    const bool appends = job.spec->append_output || job.restarts > 0;
    const std::string& errors = job.stderr_path.empty() ? job.stdout_path : job.stderr_path;
    std::shared_ptr<Stream> out = open(kernel, job.stdout_path, appends);
    std::shared_ptr<Stream> err = errors == job.stdout_path ? out : open(kernel, errors, appends);
    process.descriptors.set(0, null_stream());
    process.descriptors.set(1, out);
    process.descriptors.set(2, err);
    return out && err;
  }

  void enter_directory(Kernel& kernel, Process& process) {
    const Path& wanted = kernel.setting().spec->working_directory;
    process.directory = wanted;
    const Result<Stat> stat = world_.files.stat(kernel.credentials(), wanted);
    if (stat && stat->type == FileType::directory) return;
    process.directory = Path::of("/tmp");
    if (kernel.setting().spec->script.empty()) return;
    append(process.descriptors.get(2), "slurmstepd: error: couldn't chdir to `" + wanted.str() +
                                           "': " + (stat ? "Not a directory" : stat.error().sentence) +
                                           ": going to /tmp instead\n");
  }

  Task<int> main_task(Kernel& kernel, Process& process) {
    const JobSpec& spec = *kernel.setting().spec;
    if (spec.fixed_duration) return end_as(process, *spec.fixed_duration, spec.fixed_exit);
    if (const OutcomeRule* rule = rule_for(spec)) return play_job(process, rule);
    if (!spec.script.empty()) {
      const Interpreter interpreter = interpreter_of(spec.script);
      // A program in another language, of which nothing is said.
      if (!interpreter.is_shell) return end_as(process, kUnknownProgram, ExitStatus{});
      return script_task(kernel, process, interpreter);
    }
    if (!spec.command.empty() && !spec.command[0].empty()) return run_words(process);
    return end_as(process, kUnknownProgram, ExitStatus{});
  }

  Task<int> script_task(Kernel& kernel, Process& process, const Interpreter& interpreter) {
    const JobSpec& spec = *kernel.setting().spec;
    auto shell = std::make_unique<Shell>(process, Variables(kernel, job_environment(kernel)));
    shell->name = !spec.script_path.empty()   ? spec.script_path
                  : kernel.setting().job != 0 ? spool_path(kernel.setting().job)
                                              : "bash";
    shell->source = shell->name;
    for (const std::string& option : interpreter.options) {
      if (option.size() < 2 || option[0] != '-') continue;
      for (char letter : option.substr(1)) set_option(shell->options, letter, true);
    }
    return shell_main(std::move(shell), parsed(spec.script));
  }

  // Many jobs run the same text.
  std::shared_ptr<const shell::Script> parsed(const std::string& text) {
    if (const auto found = scripts_.find(text); found != scripts_.end()) return found->second;
    if (scripts_.size() >= 64 || text.size() > 64 * 1024) scripts_.clear();
    std::shared_ptr<const shell::Script> script = shell::parse_script(text);
    if (text.size() <= 64 * 1024) scripts_.emplace(text, script);
    return script;
  }

  ProgramWorld world_;
  std::shared_ptr<const std::vector<OutcomeRule>> rules_;  ///< shared with the kernels of running jobs
  ShellRunner runner_;
  std::map<std::string, std::shared_ptr<const shell::Script>, std::less<>>
      scripts_;  ///< shared with the shells that run them
};

Programs::Programs(ProgramWorld world, std::vector<OutcomeRule> rules)
    : state_(std::make_unique<State>(std::move(world), std::move(rules))) {}
Programs::~Programs() = default;

std::unique_ptr<Execution> Programs::launch(const Job& job, const std::vector<std::string>& node_names,
                                            std::function<void(ExitStatus)> ended) {
  return state_->launch(job, node_names, std::move(ended));
}

void Programs::watch_installations(std::function<void(const Installation&)> seen) {
  state_->watch_installations(std::move(seen));
}

std::unique_ptr<Execution> Programs::run(Call call, std::function<void(ExitStatus)> ended) {
  return state_->run(std::move(call), std::move(ended));
}

}  // namespace hpc::site
