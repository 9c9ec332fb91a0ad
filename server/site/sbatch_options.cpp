// What each option of sbatch does to a job. Sentences are sbatch's (slurm_opt.c and proc_args.c, 22.05); those that
// begin with "Batch job submission failed" come from the controller there.
#include "site/sbatch_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "site/batch_script.h"
#include "site/nodes.h"
#include "site/sbatch_values.h"

namespace hpc::site {
namespace {

using Takes = SbatchOption::Takes;
using Set = Result<void>;

// An option whose value is kept as it is.
template <std::string JobSpec::*field>
Set keep(std::string_view value, SbatchDraft& draft) {
  draft.spec.*field = std::string(value);
  return {};
}

template <bool JobSpec::*field, bool value>
Set flag(std::string_view, SbatchDraft& draft) {
  draft.spec.*field = value;
  return {};
}

Set into(Result<std::uint32_t> number, std::uint32_t& field) {
  field = HPC_TRY(std::move(number));
  return {};
}

Set set_array(std::string_view value, SbatchDraft& draft) {
  ArrayValue array = HPC_TRY(parse_array(value));
  draft.spec.array = std::move(array.indices);
  draft.spec.array_limit = array.limit;
  return {};
}

Set set_begin(std::string_view value, SbatchDraft& draft) {
  const InstantValue begin = HPC_TRY(parse_instant(value, "--begin"));
  draft.spec.begin = begin.instant;
  draft.spec.relative_begin = begin.relative;
  return {};
}

Set set_deadline(std::string_view value, SbatchDraft& draft) {
  const InstantValue deadline = HPC_TRY(parse_instant(value, "--deadline"));
  draft.spec.deadline = deadline.instant;
  draft.spec.relative_deadline = deadline.relative;
  return {};
}

Set set_chdir(std::string_view value, SbatchDraft& draft) {
  draft.spec.working_directory = HPC_TRY(Path::parse(value, draft.spec.working_directory));
  return {};
}

Set set_constraint(std::string_view value, SbatchDraft& draft) {
  // Counts and groups choose different features for different nodes: not here.
  if (value.empty() || value.find_first_of("*[]()") != std::string_view::npos)
    return failure(Errc::invalid, About::program, "Batch job submission failed: Invalid feature specification");
  draft.spec.features.clear();
  for (const std::string_view feature : split(value, "&,")) draft.spec.features.emplace_back(feature);
  return {};
}

Set set_cpus_per_task(std::string_view value, SbatchDraft& draft) {
  return into(parse_count(value, "--cpus-per-task"), draft.spec.cpus_per_task);
}

Set set_dependency(std::string_view value, SbatchDraft& draft) {
  draft.spec.dependencies = HPC_TRY(parse_dependencies(value));
  draft.spec.any_dependency = value.find('?') != std::string_view::npos;
  return {};
}

Set set_exclude(std::string_view value, SbatchDraft& draft) {
  draft.spec.excluded_nodes = expand_host_list(value);
  return {};
}

Set set_exclusive(std::string_view value, SbatchDraft& draft) {
  if (!value.empty() && value != "user" && value != "mcs")
    return failure(Errc::invalid, About::program, "Invalid --exclusive specification");
  draft.spec.exclusive = true;
  return {};
}

// ALL: everything of the submission's environment; else what is named of it. NAME=VALUE is added.
Set set_export(std::string_view value, SbatchDraft& draft) {
  auto& environment = draft.spec.environment;
  bool keeps_all = false;
  std::vector<std::pair<std::string, std::string>> chosen;
  for (const std::string_view item : split(value, ",")) {
    if (item == "ALL") keeps_all = true;
    if (item == "ALL" || item == "NONE" || item == "NIL") continue;
    const std::size_t equals = item.find('=');
    if (equals != std::string_view::npos) {
      chosen.emplace_back(item.substr(0, equals), item.substr(equals + 1));
      continue;
    }
    for (const auto& [name, text] : environment)
      if (name == item) chosen.emplace_back(name, text);
  }
  if (!keeps_all) environment.clear();
  for (auto& [name, text] : chosen) {
    const auto same = [&name = name](const auto& variable) { return variable.first == name; };
    std::erase_if(environment, same);
    environment.emplace_back(std::move(name), std::move(text));
  }
  return {};
}

Set set_gpus(std::string_view value, SbatchDraft& draft) {
  draft.gpus = HPC_TRY(parse_gpus(value, "--gpus"));
  return {};
}
Set set_gpus_per_task(std::string_view value, SbatchDraft& draft) {
  draft.gpus_per_task = HPC_TRY(parse_gpus(value, "--gpus-per-task"));
  return {};
}
Set set_gpus_per_node(std::string_view value, SbatchDraft& draft) {
  return into(parse_gpus(value, "--gpus-per-node"), draft.spec.gpus_per_node);
}

Set set_gres(std::string_view value, SbatchDraft& draft) {
  if (value == "none" || value == "NONE") return {};
  for (std::string_view item : split(value, ",")) {
    if (item.starts_with("gres:")) item.remove_prefix(5);
    if (item != "gpu" && !item.starts_with("gpu:"))
      return failure(Errc::invalid, About::program,
                     "Batch job submission failed: Invalid generic resource (gres) specification");
    draft.spec.gpus_per_node = item == "gpu" ? 1 : HPC_TRY(parse_gpus(item.substr(4), "--gres"));
  }
  return {};
}

Set set_memory(std::string_view value, SbatchDraft& draft) {
  draft.spec.memory_per_node = HPC_TRY(parse_memory(value, "--mem"));
  draft.spec.memory_per_cpu = 0;
  return {};
}
Set set_memory_per_cpu(std::string_view value, SbatchDraft& draft) {
  draft.spec.memory_per_cpu = HPC_TRY(parse_memory(value, "--mem-per-cpu"));
  draft.spec.memory_per_node = 0;
  return {};
}
Set set_memory_per_gpu(std::string_view value, SbatchDraft& draft) {
  draft.memory_per_gpu = HPC_TRY(parse_memory(value, "--mem-per-gpu"));
  return {};
}

Set check_mail_type(std::string_view value, SbatchDraft&) {
  static constexpr std::array<std::string_view, 13> kKnown = {
      "BEGIN", "END",        "FAIL",          "REQUEUE",       "INVALID_DEPEND", "STAGE_OUT",  "ALL",
      "NONE",  "TIME_LIMIT", "TIME_LIMIT_90", "TIME_LIMIT_80", "TIME_LIMIT_50",  "ARRAY_TASKS"};
  for (const std::string_view type : split(value, ","))
    if (std::find(kKnown.begin(), kKnown.end(), upper_case(type)) == kKnown.end())
      return failure(Errc::invalid, About::program, "Invalid --mail-type specification");
  return {};
}

Set set_nice(std::string_view value, SbatchDraft& draft) {
  const auto nice = value.empty() ? std::optional<std::int64_t>(100) : parse_integer(value);
  if (!nice) return failure(Errc::invalid, About::program, "Invalid --nice specification");
  draft.spec.priority -= *nice;
  return {};
}

Set set_node_list(std::string_view value, SbatchDraft& draft) {
  draft.spec.node_names = expand_host_list(value);
  return {};
}

Set set_nodes(std::string_view value, SbatchDraft& draft) {
  const NodeCountValue count = HPC_TRY(parse_node_count(value));
  draft.spec.min_nodes = count.min;
  draft.spec.max_nodes = count.max;
  return {};
}

Set set_tasks(std::string_view value, SbatchDraft& draft) {
  return into(parse_count(value, "--ntasks"), draft.spec.tasks);
}
Set set_tasks_per_node(std::string_view value, SbatchDraft& draft) {
  return into(parse_count(value, "--ntasks-per-node"), draft.spec.tasks_per_node);
}

Set set_open_mode(std::string_view value, SbatchDraft& draft) {
  const std::string mode = upper_case(value.substr(0, 1));
  if (mode != "A" && mode != "T") return failure(Errc::invalid, About::program, "Invalid --open-mode specification");
  draft.spec.append_output = mode == "A";
  return {};
}

Set set_priority(std::string_view value, SbatchDraft& draft) {
  constexpr std::int64_t kTop = 4294967294;
  const auto priority = upper_case(value) == "TOP" ? std::optional(kTop) : parse_integer(value);
  if (!priority || *priority < 0 || *priority > kTop)
    return failure(Errc::invalid, About::program, "Invalid --priority specification");
  draft.spec.priority = *priority;
  return {};
}

Set set_time(std::string_view value, SbatchDraft& draft) {
  const std::optional<Duration> limit = HPC_TRY(parse_time_limit(value));
  // The controller counts minutes.
  const bool is_limited = limit && *limit > Duration(0);
  draft.spec.time_limit = is_limited ? Duration(std::chrono::ceil<std::chrono::minutes>(*limit)) : kUnlimited;
  return {};
}

Set set_wrap(std::string_view value, SbatchDraft& draft) {
  draft.spec.script = fmt::format("#!/bin/sh\n# This script was created by sbatch --wrap.\n\n{}\n\n", value);
  return {};
}

}  // namespace

const std::vector<SbatchOption>& sbatch_options() {
  static const std::vector<SbatchOption> kOptions = {
      {"account", 'A', Takes::a_value, keep<&JobSpec::account>},
      {"acctg-freq"},
      {"array", 'a', Takes::a_value, set_array},
      {"batch"},
      {"bb"},
      {"bbf"},
      {"begin", 'b', Takes::a_value, set_begin},
      {"chdir", 'D', Takes::a_value, set_chdir},
      {"cluster-constraint"},
      {"clusters", 'M'},
      {"comment", '\0', Takes::a_value, keep<&JobSpec::comment>},
      {"constraint", 'C', Takes::a_value, set_constraint},
      {"container"},
      {"contiguous", '\0', Takes::nothing},
      {"core-spec", 'S'},
      {"cores-per-socket"},
      {"cpu-freq"},
      {"cpus-per-gpu"},
      {"cpus-per-task", 'c', Takes::a_value, set_cpus_per_task},
      {"deadline", '\0', Takes::a_value, set_deadline},
      {"delay-boot"},
      {"dependency", 'd', Takes::a_value, set_dependency},
      {"distribution", 'm'},
      {"error", 'e', Takes::a_value, keep<&JobSpec::stderr_pattern>},
      {"exclude", 'x', Takes::a_value, set_exclude},
      {"exclusive", '\0', Takes::perhaps_a_value, set_exclusive},
      {"export", '\0', Takes::a_value, set_export},
      {"export-file"},
      {"extra-node-info", 'B'},
      {"get-user-env", '\0', Takes::perhaps_a_value},
      {"gid"},
      {"gpu-bind"},
      {"gpu-freq"},
      {"gpus", 'G', Takes::a_value, set_gpus},
      {"gpus-per-node", '\0', Takes::a_value, set_gpus_per_node},
      {"gpus-per-socket"},
      {"gpus-per-task", '\0', Takes::a_value, set_gpus_per_task},
      {"gres", '\0', Takes::a_value, set_gres},
      {"gres-flags"},
      {"help", 'h', Takes::nothing},
      {"hint"},
      {"hold", 'H', Takes::nothing, flag<&JobSpec::hold, true>},
      {"ignore-pbs", '\0', Takes::nothing},
      {"input", 'i'},
      {"job-name", 'J', Takes::a_value, keep<&JobSpec::name>},
      {"kill-on-invalid-dep"},
      {"licenses", 'L'},
      {"mail-type", '\0', Takes::a_value, check_mail_type},
      {"mail-user"},
      {"mcs-label"},
      {"mem", '\0', Takes::a_value, set_memory},
      {"mem-bind"},
      {"mem-per-cpu", '\0', Takes::a_value, set_memory_per_cpu},
      {"mem-per-gpu", '\0', Takes::a_value, set_memory_per_gpu},
      {"mincpus"},
      {"network"},
      {"nice", '\0', Takes::perhaps_a_value, set_nice},
      {"no-kill", 'k', Takes::perhaps_a_value},
      {"no-requeue", '\0', Takes::nothing, flag<&JobSpec::requeue, false>},
      {"nodefile", 'F'},
      {"nodelist", 'w', Takes::a_value, set_node_list},
      {"nodes", 'N', Takes::a_value, set_nodes},
      {"ntasks", 'n', Takes::a_value, set_tasks},
      {"ntasks-per-core"},
      {"ntasks-per-gpu"},
      {"ntasks-per-node", '\0', Takes::a_value, set_tasks_per_node},
      {"ntasks-per-socket"},
      {"open-mode", '\0', Takes::a_value, set_open_mode},
      {"output", 'o', Takes::a_value, keep<&JobSpec::stdout_pattern>},
      {"overcommit", 'O', Takes::nothing},
      {"oversubscribe", 's', Takes::nothing},
      {"parsable", '\0', Takes::perhaps_a_value},
      {"partition", 'p', Takes::a_value, keep<&JobSpec::partition>},
      {"power"},
      {"prefer"},
      {"priority", '\0', Takes::a_value, set_priority},
      {"profile"},
      {"propagate", '\0', Takes::perhaps_a_value},
      {"qos", 'q'},
      {"quiet", 'Q', Takes::nothing},
      {"reboot", '\0', Takes::nothing},
      {"requeue", '\0', Takes::nothing, flag<&JobSpec::requeue, true>},
      {"reservation"},
      {"signal"},
      {"sockets-per-node"},
      {"spread-job", '\0', Takes::nothing},
      {"switches"},
      {"test-only", '\0', Takes::nothing},
      {"thread-spec"},
      {"threads-per-core"},
      {"time", 't', Takes::a_value, set_time},
      {"time-min"},
      {"tmp"},
      {"tres-bind"},
      {"uid"},
      {"usage", '\0', Takes::nothing},
      {"use-min-nodes", '\0', Takes::nothing},
      {"verbose", 'v', Takes::nothing},
      {"version", 'V', Takes::nothing},
      {"wait", 'W', Takes::nothing},
      {"wait-all-nodes"},
      {"wckey"},
      {"wrap", '\0', Takes::a_value, set_wrap},
  };
  return kOptions;
}

}  // namespace hpc::site
