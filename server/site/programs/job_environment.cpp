#include "site/programs/job_environment.h"

#include <algorithm>
#include <array>

#include "site/nodes.h"

namespace hpc::site::programs {
namespace {

using Value = std::optional<std::string> (*)(const Kernel&);

const JobSpec& spec(const Kernel& kernel) {
  return *kernel.setting().spec;
}
std::string number(std::uint64_t value) {
  return std::to_string(value);
}

// Slurm's "4(x2)" for as much on each node.
std::string on_each_node(const Kernel& kernel, std::uint64_t per_node) {
  const std::size_t nodes = kernel.setting().hosts.size();
  return number(per_node) + (nodes > 1 ? "(x" + number(nodes) + ")" : "");
}

std::uint64_t per_node(const Kernel& kernel, std::uint64_t total) {
  const std::size_t nodes = kernel.setting().hosts.size();
  return std::max<std::uint64_t>(1, (total + nodes - 1) / nodes);
}

std::uint64_t tasks(const Kernel& kernel) {
  return std::max<std::uint64_t>(
      spec(kernel).tasks, static_cast<std::uint64_t>(spec(kernel).tasks_per_node) * kernel.setting().hosts.size());
}

std::optional<std::string> home(const Kernel& kernel) {
  std::string home = kernel.world().home_of ? kernel.world().home_of(kernel.user()) : "";
  return home.empty() ? "/home/" + kernel.user() : home;
}

std::optional<std::string> in_array(const Kernel& kernel, std::uint64_t value) {
  return kernel.setting().array_id != 0 ? std::optional(number(value)) : std::nullopt;
}

// What any process has; the specification's variables come before these.
constexpr std::array<std::pair<std::string_view, Value>, 10> kLogin = {{
    {"HOME", home},
    {"HOSTNAME", [](const Kernel& kernel) { return std::optional(kernel.setting().hosts[0]); }},
    {"LANG", [](const Kernel&) { return std::optional<std::string>("C.UTF-8"); }},
    {"LOGNAME", [](const Kernel& kernel) { return std::optional(kernel.user()); }},
    {"PATH", [](const Kernel&) { return std::optional<std::string>("/usr/local/bin:/usr/bin:/bin"); }},
    {"PWD", [](const Kernel& kernel) { return std::optional(spec(kernel).working_directory.str()); }},
    {"SHELL", [](const Kernel&) { return std::optional<std::string>("/bin/bash"); }},
    {"SHLVL", [](const Kernel&) { return std::optional<std::string>("1"); }},
    {"TMPDIR", [](const Kernel&) { return std::optional<std::string>("/tmp"); }},
    {"USER", [](const Kernel& kernel) { return std::optional(kernel.user()); }},
}};

// What Slurm sets; these come before the specification's.
constexpr std::array<std::pair<std::string_view, Value>, 37> kSlurm = {{
    {"SLURM_ARRAY_JOB_ID", [](const Kernel& kernel) { return in_array(kernel, kernel.setting().array_id); }},
    {"SLURM_ARRAY_TASK_COUNT", [](const Kernel& kernel) { return in_array(kernel, spec(kernel).array.size()); }},
    {"SLURM_ARRAY_TASK_ID", [](const Kernel& kernel) { return in_array(kernel, kernel.setting().array_index); }},
    {"SLURM_ARRAY_TASK_MAX",
     [](const Kernel& kernel) {
       return in_array(kernel, spec(kernel).array.empty()
                                   ? 0
                                   : *std::max_element(spec(kernel).array.begin(), spec(kernel).array.end()));
     }},
    {"SLURM_ARRAY_TASK_MIN",
     [](const Kernel& kernel) {
       return in_array(kernel, spec(kernel).array.empty()
                                   ? 0
                                   : *std::min_element(spec(kernel).array.begin(), spec(kernel).array.end()));
     }},
    {"SLURM_CLUSTER_NAME", [](const Kernel& kernel) { return std::optional(kernel.world().cluster); }},
    {"SLURM_CPUS_ON_NODE",
     [](const Kernel& kernel) { return std::optional(number(per_node(kernel, kernel.setting().cpus))); }},
    {"SLURM_CPUS_PER_TASK", [](const Kernel& kernel) { return std::optional(number(spec(kernel).cpus_per_task)); }},
    {"SLURM_GTIDS", [](const Kernel&) { return std::optional<std::string>("0"); }},
    {"SLURM_JOBID", [](const Kernel& kernel) { return std::optional(number(kernel.setting().job)); }},
    {"SLURM_JOB_ACCOUNT",
     [](const Kernel& kernel) {
       return spec(kernel).account.empty() ? std::nullopt : std::optional(spec(kernel).account);
     }},
    {"SLURM_JOB_CPUS_PER_NODE",
     [](const Kernel& kernel) { return std::optional(on_each_node(kernel, per_node(kernel, kernel.setting().cpus))); }},
    {"SLURM_JOB_GID", [](const Kernel& kernel) { return std::optional(number(kernel.credentials().gid)); }},
    {"SLURM_JOB_ID", [](const Kernel& kernel) { return std::optional(number(kernel.setting().job)); }},
    {"SLURM_JOB_NAME", [](const Kernel& kernel) { return std::optional(spec(kernel).name); }},
    {"SLURM_JOB_NODELIST",
     [](const Kernel& kernel) { return std::optional(compress_host_list(kernel.setting().hosts)); }},
    {"SLURM_JOB_NUM_NODES", [](const Kernel& kernel) { return std::optional(number(kernel.setting().hosts.size())); }},
    {"SLURM_JOB_PARTITION", [](const Kernel& kernel) { return std::optional(kernel.setting().partition); }},
    {"SLURM_JOB_UID", [](const Kernel& kernel) { return std::optional(number(kernel.credentials().uid)); }},
    {"SLURM_JOB_USER", [](const Kernel& kernel) { return std::optional(kernel.user()); }},
    {"SLURM_LOCALID", [](const Kernel&) { return std::optional<std::string>("0"); }},
    {"SLURM_MEM_PER_CPU",
     [](const Kernel& kernel) {
       return spec(kernel).memory_per_cpu == 0 ? std::nullopt : std::optional(number(spec(kernel).memory_per_cpu));
     }},
    {"SLURM_MEM_PER_NODE",
     [](const Kernel& kernel) {
       return spec(kernel).memory_per_node == 0 ? std::nullopt : std::optional(number(spec(kernel).memory_per_node));
     }},
    {"SLURM_NNODES", [](const Kernel& kernel) { return std::optional(number(kernel.setting().hosts.size())); }},
    {"SLURM_NODEID", [](const Kernel&) { return std::optional<std::string>("0"); }},
    {"SLURM_NODELIST", [](const Kernel& kernel) { return std::optional(compress_host_list(kernel.setting().hosts)); }},
    {"SLURM_NPROCS", [](const Kernel& kernel) { return std::optional(number(tasks(kernel))); }},
    {"SLURM_NTASKS", [](const Kernel& kernel) { return std::optional(number(tasks(kernel))); }},
    {"SLURM_NTASKS_PER_NODE",
     [](const Kernel& kernel) {
       return spec(kernel).tasks_per_node == 0 ? std::nullopt : std::optional(number(spec(kernel).tasks_per_node));
     }},
    {"SLURM_PRIO_PROCESS", [](const Kernel&) { return std::optional<std::string>("0"); }},
    {"SLURM_PROCID", [](const Kernel&) { return std::optional<std::string>("0"); }},
    {"SLURM_SUBMIT_DIR", [](const Kernel& kernel) { return std::optional(spec(kernel).working_directory.str()); }},
    {"SLURM_SUBMIT_HOST", [](const Kernel& kernel) { return std::optional(kernel.world().cluster); }},
    {"SLURM_TASKS_PER_NODE",
     [](const Kernel& kernel) { return std::optional(on_each_node(kernel, per_node(kernel, tasks(kernel)))); }},
    {"SLURM_TASK_PID", [](const Kernel& kernel) { return std::optional(number(kernel.main_pid())); }},
    {"SLURM_TOPOLOGY_ADDR", [](const Kernel& kernel) { return std::optional(kernel.setting().hosts[0]); }},
    {"SLURMD_NODENAME", [](const Kernel& kernel) { return std::optional(kernel.setting().hosts[0]); }},
}};

template <std::size_t count>
std::optional<std::string> find(const std::array<std::pair<std::string_view, Value>, count>& table,
                                std::string_view name, const Kernel& kernel) {
  for (const auto& [known, value] : table) {
    if (known == name) return value(kernel);
  }
  return std::nullopt;
}

class JobEnvironment final : public Ambient {
 public:
  explicit JobEnvironment(const Kernel& kernel) : kernel_(kernel) {}

  std::optional<std::string> get(std::string_view name) const override {
    if (kernel_.setting().job != 0 && name.starts_with("SLURM")) {
      if (std::optional<std::string> value = find(kSlurm, name, kernel_)) return value;
    }
    // The last of several.
    const auto& given = spec(kernel_).environment;
    const auto found =
        std::find_if(given.rbegin(), given.rend(), [name](const auto& each) { return each.first == name; });
    if (found != given.rend() && name != "PWD") return found->second;
    return find(kLogin, name, kernel_);
  }

  std::vector<std::pair<std::string, std::string>> all() const override {
    std::vector<std::string> names;
    for (const auto& [name, value] : kLogin) names.emplace_back(name);
    for (const auto& [name, value] : spec(kernel_).environment) names.push_back(name);
    if (kernel_.setting().job != 0) {
      for (const auto& [name, value] : kSlurm) names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::vector<std::pair<std::string, std::string>> variables;
    for (const std::string& name : names) {
      if (std::optional<std::string> value = get(name)) variables.emplace_back(name, std::move(*value));
    }
    return variables;
  }

 private:
  const Kernel& kernel_;
};

}  // namespace

std::shared_ptr<const Ambient> job_environment(const Kernel& kernel) {
  return std::make_shared<JobEnvironment>(kernel);
}

}  // namespace hpc::site::programs
