#include <nlohmann/json.hpp>

#include "apis/prominence/description.h"
#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {
namespace {

Check check_mountpoint(const OrderedJson& artifact) {
  const OrderedJson& given = *HPC_TRY(member(artifact, "mountpoint"));
  if (!given.is_string()) return failure(wire::crash());
  const std::string_view mountpoint = given.get_ref<const std::string&>();
  const std::size_t colon = mountpoint.find(':');
  if (colon == std::string_view::npos) return failure(wire::bad("invalid mountpoint for artifact"));
  if (mountpoint.substr(0, colon).find('/') != std::string_view::npos)
    return failure(wire::bad("invalid source in mountpoint for artifact"));
  if (mountpoint.substr(colon + 1, 1) != "/")
    return failure(wire::bad("the mountpoint for an artifact must be an absolute path"));
  return {};
}

Check check_artifacts(const OrderedJson& job) {
  if (!has(job, "artifacts")) return {};
  const OrderedJson& artifacts = *HPC_TRY(member(job, "artifacts"));
  if (!artifacts.is_array()) return failure(wire::bad("an array of artifacts must be provided"));
  for (const OrderedJson& artifact : artifacts) {
    HPC_TRY(only(artifact, {"url", "mountpoint", "executable"}, "invalid item ", " in artifact"));
    if (!has(artifact, "url")) return failure(wire::bad("an artifact must contain a URL"));
    if (has(artifact, "mountpoint")) HPC_TRY(check_mountpoint(artifact));
  }
  return {};
}

Check check_outputs(const OrderedJson& job, const char* name) {
  if (!has(job, name)) return {};
  const OrderedJson& outputs = *HPC_TRY(member(job, name));
  if (!outputs.is_array()) return failure(wire::bad("an array of " + std::string(name) + " must be provided"));
  for (const OrderedJson& output : outputs)
    if (!output.is_string()) return failure(wire::bad(std::string(name) + " must be a list of strings"));
  return {};
}

Check check_inputs(const OrderedJson& job) {
  if (!has(job, "inputs")) return {};
  const OrderedJson& inputs = *HPC_TRY(member(job, "inputs"));
  if (!inputs.is_array()) return failure(wire::bad("an array of inputs must be provided"));
  for (const OrderedJson& input : inputs) {
    HPC_TRY(only(input, {"filename", "content", "executable"}, "invalid item ", " in input"));
    if (!has(input, "filename")) return failure(wire::bad("each input must contain a filename"));
    if (!has(input, "content")) return failure(wire::bad("each input must contain base64 encoded content"));
  }
  return {};
}

Check check_onedata(const OrderedJson& storage) {
  if (!has(storage, "onedata")) return failure(wire::bad("OneData storage details must be defined"));
  const OrderedJson& onedata = *HPC_TRY(member(storage, "onedata"));
  if (!onedata.is_structured() && !onedata.is_string()) return failure(wire::crash());
  if (!has(onedata, "provider")) return failure(wire::bad("OneData provider must be defined"));
  if (!has(onedata, "token")) return failure(wire::bad("OneData token must be defined"));
  return {};
}

Check check_storage(const OrderedJson& job) {
  if (!has(job, "storage")) return {};
  const OrderedJson& storage = *HPC_TRY(member(job, "storage"));
  if (!storage.is_structured() && !storage.is_string()) return failure(wire::crash());
  if (!has(storage, "type")) return failure(wire::bad("storage type must be defined"));
  if (*HPC_TRY(member(storage, "type")) != "onedata") return failure(wire::bad("storage type must be onedata"));
  if (!has(storage, "mountpoint")) return failure(wire::bad("a mount point must be defined"));
  const OrderedJson& mountpoint = storage.at("mountpoint");
  if (!mountpoint.is_string()) return failure(wire::crash());
  if (!mountpoint.get_ref<const std::string&>().starts_with('/'))
    return failure(wire::bad("the mountpoint must be an absolute path"));
  HPC_TRY(truth(storage, "default"));
  return check_onedata(storage);
}

}  // namespace

Check check_files(const OrderedJson& job) {
  HPC_TRY(check_artifacts(job));
  HPC_TRY(check_outputs(job, "outputFiles"));
  HPC_TRY(check_outputs(job, "outputDirs"));
  HPC_TRY(check_inputs(job));
  return check_storage(job);
}

}  // namespace hpc::apis::prominence
