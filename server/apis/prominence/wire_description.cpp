#include "apis/prominence/description.h"

#include <nlohmann/json.hpp>

#include "apis/prominence/wire.h"

namespace hpc::apis::prominence {
namespace {

Check check_name(const OrderedJson& job) {
  if (!has(job, "name")) return {};
  const OrderedJson& name = *HPC_TRY(member(job, "name"));
  if (!name.is_string()) return failure(wire::crash());
  const std::string& text = name.get_ref<const std::string&>();
  if (length(text) > 512) return failure(wire::bad("job name must be less than 512 characters in length"));
  if (!text.empty() && !is_name(text)) return failure(wire::bad("invalid job name"));
  return {};
}

Check check_label(const std::string& name, const OrderedJson& value) {
  if (length(name) > 512) return failure(wire::bad("label names must be less than 512 characters in length"));
  if (!value.is_string()) return failure(wire::crash());
  const std::string& text = value.get_ref<const std::string&>();
  if (length(text) > 512) return failure(wire::bad("label values must be less than 512 characters in length"));
  if (!is_label(name)) return failure(wire::bad("label name \"" + name + "\" is invalid"));
  if (!is_label_value(text)) return failure(wire::bad("label value \"" + text + "\" is invalid"));
  return {};
}

Check check_notification(const OrderedJson& one, std::string_view event) {
  HPC_TRY(only(one, {"event", "type"}, "invalid item \"", "\" in notifications"));
  if (has(one, "event")) {
    const OrderedJson& given = *HPC_TRY(member(one, "event"));
    if (given != event) return failure(wire::bad("invalid notification event \"" + text_of(given) + "\""));
  }
  if (has(one, "type")) {
    const OrderedJson& given = *HPC_TRY(member(one, "type"));
    if (given != "email") return failure(wire::bad("invalid notification type \"" + text_of(given) + "\""));
  }
  return {};
}

}  // namespace

Check check_labels(const OrderedJson& job) {
  if (!has(job, "labels")) return {};
  const OrderedJson& labels = *HPC_TRY(member(job, "labels"));
  if (!labels.is_object()) return failure(wire::bad("labels must be defined as a dict"));
  for (const auto& [name, value] : labels.items()) HPC_TRY(check_label(name, value));
  return {};
}

Check check_notifications(const OrderedJson& job, std::string_view event) {
  if (!has(job, "notifications")) return {};
  const OrderedJson& all = *HPC_TRY(member(job, "notifications"));
  if (!all.is_array()) return failure(wire::bad("notifications must be in the form of a list"));
  for (const OrderedJson& one : all) HPC_TRY(check_notification(one, event));
  return {};
}

Check check_job(const OrderedJson& job, const Options& options) {
  HPC_TRY(only(job,
               {"name", "labels", "tasks", "resources", "policies", "notifications", "inputs", "artifacts",
                "outputFiles", "outputDirs", "storage"},
               "invalid item \"", "\" in job description"));
  HPC_TRY(check_name(job));
  HPC_TRY(check_labels(job));
  HPC_TRY(check_resources(job, options));
  HPC_TRY(check_tasks(job));
  HPC_TRY(check_files(job));
  HPC_TRY(check_policies(job, options));
  return check_notifications(job, "jobFinished");
}

}  // namespace hpc::apis::prominence
