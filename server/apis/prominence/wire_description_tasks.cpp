#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/prominence/description.h"
#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {
namespace {

Check check_credential(const OrderedJson& task) {
  if (!has(task, "imagePullCredential")) return {};
  const OrderedJson& credential = *HPC_TRY(member(task, "imagePullCredential"));
  if (!credential.is_structured() && !credential.is_string()) return failure(wire::crash());
  if (!has(credential, "username") || !has(credential, "token"))
    return failure(wire::bad("a username and token must be specified in the image pull credential"));
  return {};
}

Check check_runtime(const OrderedJson& task) {
  if (!has(task, "runtime")) return failure(wire::bad("a container runtime must be defined"));
  const OrderedJson& runtime = *HPC_TRY(member(task, "runtime"));
  if (runtime != "udocker" && runtime != "singularity")
    return failure(wire::bad("the container runtime must be either udocker or singularity"));
  if (has(task, "env") && !task.at("env").is_object())
    return failure(wire::bad("environment variables must be defined as a dict"));
  if (!has(task, "app")) return {};
  if (runtime == "udocker") return failure(wire::bad("app is only supported by Singularity"));
  if (!task.at("app").is_string()) return failure(wire::bad("app must be a string"));
  return {};
}

Check check_processes(const OrderedJson& task, const OrderedJson& resources) {
  if (!has(task, "procsPerNode")) return {};
  const OrderedJson& processes = task.at("procsPerNode");
  HPC_TRY(count(processes, "number of processes per node must be an integer",
                "number of processes per node must be at least 1"));
  if (!has(resources, "cpus")) return {};
  return at_most(processes, resources.at("cpus").get<std::uint64_t>(),
                 "number of processes per node must be less than number of CPU cores per node");
}

Check check_type(const OrderedJson& task) {
  if (!has(task, "type")) return {};
  const OrderedJson& type = task.at("type");
  const auto is_any_of = [&type](std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(), [&type](const char* name) { return type == name; });
  };
  if (!is_any_of({"openmpi", "mpich", "intelmpi", "basic", "sidecar"})) return failure(wire::bad("invalid task type"));
  if (!is_any_of({"openmpi", "mpich", "intelmpi"})) return {};
  if (!has(task, "cmd")) return failure(wire::bad("A command to execute must be specified for MPI jobs"));
  if (task.at("cmd").get_ref<const std::string&>().starts_with("mpirun "))
    return failure(wire::bad("it is not necessary to include mpirun in the cmd if an MPI flavour has been specified"));
  return {};
}

Check check_task(const OrderedJson& task, const OrderedJson& resources) {
  HPC_TRY(only(task,
               {"image", "cmd", "env", "app", "workdir", "procsPerNode", "type", "runtime", "imagePullCredential",
                "imageSha256", "stdout"},
               "invalid item \"", "\" in task"));
  if (!has(task, "image")) return failure(wire::bad("each task must specify a container image"));
  HPC_TRY(check_credential(task));
  HPC_TRY(check_runtime(task));
  HPC_TRY(check_processes(task, resources));
  if (has(task, "cmd") && !task.at("cmd").is_string()) return failure(wire::bad("cmd must be a string"));
  return check_type(task);
}

}  // namespace

Check check_tasks(const OrderedJson& job) {
  if (!has(job, "tasks")) return failure(wire::bad("a job must contain tasks"));
  const OrderedJson& tasks = *HPC_TRY(member(job, "tasks"));
  if (!tasks.is_array()) return failure(wire::bad("an array of tasks must be provided"));
  bool does_work = false;
  for (const OrderedJson& task : tasks) {
    HPC_TRY(check_task(task, job.at("resources")));
    does_work = does_work || !has(task, "type") || task.at("type") != "sidecar";
  }
  if (!does_work) return failure(wire::bad("a job cannot contain only sidecar tasks"));
  return {};
}

}  // namespace hpc::apis::prominence
