// srun, mpirun, mpiexec: copies of a command, side by side.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include "site/programs/commands/command.h"
#include "site/programs/commands/tables.h"

namespace hpc::site::programs {
namespace {

using Words = std::vector<std::string>;

struct Step {
  std::uint32_t tasks = 0;  ///< 0: not said
  std::uint32_t nodes = 0;
  std::uint32_t tasks_per_node = 0;
  bool labels = false;
  std::string output, errors;
  Words command;
};

// Options of srun and mpirun that take a value in the next word.
bool takes_value(std::string_view word) {
  static constexpr std::string_view kLetters = "nNcptJAoeiwxCDGLq";
  if (word.size() == 2) return kLetters.find(word[1]) != std::string_view::npos;
  if (word.find('=') != std::string_view::npos) return false;
  for (std::string_view name :
       {"--ntasks",  "--nodes",      "--cpus-per-task", "--partition",       "--time",    "--job-name",
        "--account", "--output",     "--error",         "--ntasks-per-node", "--mem",     "--mem-per-cpu",
        "--gres",    "--constraint", "--chdir",         "--nodelist",        "-np",       "--np",
        "-ppn",      "--host",       "--hostfile",      "--map-by",          "--bind-to", "-x"}) {
    if (word == name) return true;
  }
  return false;
}

void take_option(Step& step, const std::string& name, const std::string& value) {
  const auto number = [&value]() {
    return static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(parse_integer(value.substr(0, value.find('-'))).value_or(0), 0, 1'000'000));
  };
  if (name == "-n" || name == "--ntasks" || name == "-np" || name == "--np") step.tasks = number();
  if (name == "-N" || name == "--nodes") step.nodes = number();
  if (name == "--ntasks-per-node" || name == "-ppn") step.tasks_per_node = number();
  if (name == "-o" || name == "--output") step.output = value;
  if (name == "-e" || name == "--error") step.errors = value;
  if (name == "-l" || name == "--label") step.labels = true;
}

Step read_step(const Words& words) {
  Step step;
  std::size_t i = 1;
  for (; i < words.size() && words[i].size() > 1 && words[i][0] == '-'; ++i) {
    const std::string& word = words[i];
    if (word == "--") {
      ++i;
      break;
    }
    const std::size_t equals = word.find('=');
    if (word.compare(0, 2, "--") == 0 && equals != std::string::npos) {
      take_option(step, word.substr(0, equals), word.substr(equals + 1));
    } else if (takes_value(word)) {
      take_option(step, word, i + 1 < words.size() ? words[i + 1] : "");
      ++i;
    } else if (word[1] != '-' && word.size() > 2 && takes_value(word.substr(0, 2))) {
      take_option(step, word.substr(0, 2), word.substr(2));
    } else {
      take_option(step, word, "");
    }
  }
  step.command.assign(words.begin() + static_cast<std::ptrdiff_t>(std::min(i, words.size())), words.end());
  return step;
}

std::uint32_t tasks_of(const Setting& setting, const Step& step) {
  if (step.tasks != 0) return step.tasks;
  const auto nodes = step.nodes != 0 ? step.nodes : static_cast<std::uint32_t>(setting.hosts.size());
  if (step.tasks_per_node != 0) return nodes * step.tasks_per_node;
  if (step.nodes != 0) return step.nodes;
  const std::uint32_t per_node = setting.spec->tasks_per_node * static_cast<std::uint32_t>(setting.hosts.size());
  return std::max({1U, setting.spec->tasks, per_node,
                   setting.spec->tasks == 1 ? static_cast<std::uint32_t>(setting.hosts.size()) : 1U});
}

// One copy. What it could not start is told once, by the first.
Task<int> run_task(Process& process, Words command, Variables environment, bool tells) {
  const Ran ran = co_await process.kernel.runner().run(process, command, environment);
  if (ran.error == 0) co_return ran.status;
  const auto& errors = process.descriptors.get(2);
  if (tells && errors)
    errors->write("slurmstepd: error: execve(): " + command[0] + ": " + std::strerror(ran.error) + "\n");
  co_return ran.error == ENOENT ? 2 : 13;
}

// Puts the task's number before each line, as srun --label.
class LabelStream final : public Stream {
 public:
  LabelStream(std::shared_ptr<Stream> to, std::string label) : to_(std::move(to)), label_(std::move(label)) {}
  ~LabelStream() override {
    if (!line_.empty()) to_->write(label_ + line_ + "\n");
  }
  int write(std::string_view text) override {
    line_ += text;
    int status = 0;
    for (std::size_t end = line_.find('\n'); end != std::string::npos && status == 0; end = line_.find('\n')) {
      status = to_->write(label_ + line_.substr(0, end + 1));
      line_.erase(0, end + 1);
    }
    return status;
  }
  Reading read(std::string&, std::size_t, bool) override { return Reading::denied; }
  bool is_full() const override { return to_->is_full(); }
  void watch(Pid pid) override { to_->watch(pid); }

 private:
  std::shared_ptr<Stream> to_;
  std::string label_, line_;
};

bool redirect_step(Invocation& call, const Step& step, Descriptors& descriptors) {
  for (const auto& [name, number] : {std::pair(step.output, 1), std::pair(step.errors, 2)}) {
    if (name.empty()) continue;
    const Result<Path> path = call.path(name);
    if (path && path->str() == "/dev/null") {
      descriptors.set(number, null_stream());
      continue;
    }
    FileSystem::Write how;
    how.mode = 0666 & ~call.process.umask;
    const Result<void> opened = path ? call.files().write(call.who(), *path, Bytes(), how) : failure(path.error());
    if (!opened) {
      call.error("error: Could not open stdout file " + name + ": " + opened.error().sentence);
      return false;
    }
    descriptors.set(number, file_stream(call.kernel(), *path));
    if (number == 1 && step.errors.empty()) descriptors.set(2, descriptors.get(1));
  }
  return true;
}

Task<int> run_step(Invocation& call) {
  const Step step = read_step(call.arguments);
  if (step.command.empty()) {
    const bool is_srun = call.name() == "srun";
    co_return call.error(is_srun ? "fatal: No command given to execute." : "no executable given to run");
  }
  Kernel& kernel = call.kernel();
  const Setting& setting = kernel.setting();
  const std::uint32_t tasks = tasks_of(setting, step);
  const auto hosts = static_cast<std::uint32_t>(setting.hosts.size());
  const std::uint32_t nodes = std::min({step.nodes != 0 ? step.nodes : hosts, hosts, tasks});
  Descriptors descriptors = call.process.descriptors;
  if (!redirect_step(call, step, descriptors)) co_return 1;
  std::vector<Pid> pids;
  for (std::uint32_t rank = 0; rank < tasks; ++rank) {
    Process* child = kernel.make_process(&call.process);
    if (child == nullptr) {
      call.error("error: Unable to create step: Too many processes");
      break;
    }
    // Blocks of tasks on each node, as srun distributes them.
    const std::uint32_t per_node = (tasks + nodes - 1) / nodes;
    child->host = std::min(rank / per_node, nodes - 1);
    child->descriptors = descriptors;
    if (rank > 0) child->descriptors.set(0, null_stream());
    if (step.labels) {
      for (int number : {1, 2})
        child->descriptors.set(number,
                               std::make_shared<LabelStream>(descriptors.get(number), std::to_string(rank) + ": "));
    }
    Variables environment = call.environment.exported();
    const std::pair<const char*, std::uint32_t> numbers[] = {{"SLURM_PROCID", rank},
                                                             {"SLURM_LOCALID", rank % per_node},
                                                             {"SLURM_NODEID", child->host},
                                                             {"SLURM_NTASKS", tasks},
                                                             {"SLURM_NPROCS", tasks},
                                                             {"SLURM_STEP_NUM_TASKS", tasks},
                                                             {"PMI_RANK", rank},
                                                             {"PMI_SIZE", tasks},
                                                             {"OMPI_COMM_WORLD_RANK", rank},
                                                             {"OMPI_COMM_WORLD_SIZE", tasks}};
    for (const auto& [name, number] : numbers) environment.set_exported(name, std::to_string(number));
    environment.set_exported("SLURMD_NODENAME", setting.hosts[child->host]);
    environment.set_exported("HOSTNAME", setting.hosts[child->host]);
    pids.push_back(child->pid);
    Task<int> main = run_task(*child, step.command, std::move(environment), rank == 0);
    kernel.start(*child, std::move(main));
  }
  int worst = 0;
  for (std::size_t rank = 0; rank < pids.size(); ++rank) {
    const ExitStatus ended = co_await kernel.wait_for(call.process, pids[rank]);
    const int status = ended.signal != 0 ? 128 + ended.signal : ended.code;
    if (status != 0 && call.name() == "srun") {
      const std::string host = setting.hosts[std::min<std::size_t>(rank * nodes / tasks, nodes - 1)];
      call.error("error: " + host + ": task " + std::to_string(rank) + ": Exited with exit code " +
                 std::to_string(status));
    }
    worst = std::max(worst, status);
  }
  co_return worst;
}

}  // namespace

std::span<const Command> parallel_commands() {
  static constexpr Command kCommands[] = {{"srun", nullptr, run_step},
                                          {"mpirun", nullptr, run_step},
                                          {"mpiexec", nullptr, run_step},
                                          {"aprun", nullptr, run_step}};
  return kCommands;
}

}  // namespace hpc::site::programs
