#include "apis/firecrest/options.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace hpc::apis::firecrest {
namespace {

class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  void read(const char* name, std::string& value) const {
    if (const Json* found = find(name); found && found->is_string()) value = found->get<std::string>();
  }
  void read(const char* name, bool& value) const {
    if (const Json* found = find(name); found && found->is_boolean()) value = found->get<bool>();
  }
  void read_count(const char* name, std::uint64_t& value) const {
    if (const Json* found = find(name); found && found->is_number_unsigned()) value = found->get<std::uint64_t>();
  }
  void read_seconds(const char* name, std::chrono::seconds& value) const {
    if (const Json* found = find(name); found && found->is_number_unsigned())
      value = std::chrono::seconds(found->get<std::int64_t>());
  }
  /// "150ms", "2s" or a number of seconds.
  void read_duration(const char* name, Duration& value) const {
    const Json* found = find(name);
    if (!found) return;
    const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
    if (const auto duration = parse_duration(text)) value = *duration;
  }
  void read(const char* name, std::vector<std::string>& value) const {
    const Json* found = find(name);
    if (!found || !found->is_array()) return;
    value.clear();
    for (const Json& element : *found)
      if (element.is_string()) value.push_back(element.get<std::string>());
  }
  void read(const char* name, std::map<std::string, std::string>& value) const {
    const Json* found = find(name);
    if (!found || !found->is_object()) return;
    for (const auto& [key, element] : found->items())
      if (element.is_string()) value[key] = element.get<std::string>();
  }

 private:
  const Json* find(const char* name) const {
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(name);
    return found == json_.end() ? nullptr : &*found;
  }
  const Json& json_;
};

void read_deployment(const Reader& reader, Options& options) {
  std::string profile;
  reader.read("profile", profile);
  if (profile == "direct") options.profile = Options::Profile::direct;
  reader.read("systems", options.systems);
  reader.read("required_scope", options.required_scope);
  reader.read("audience", options.audience);
  reader.read("service_account_role", options.service_account_role);
  reader.read("version", options.version);
  reader.read("build", options.build);
  reader.read("workload_manager", options.workload_manager);
  reader.read_count("storage_max_file_size_mb", options.storage_max_file_size_mb);
  reader.read_count("max_file_size_mb", options.max_file_size_mb);
  reader.read("base_directories", options.base_directories);
  reader.read("tasks_url", options.tasks_url);
  reader.read("transfer_system", options.transfer_system);
  reader.read("transfer_partition", options.transfer_partition);
  reader.read("system_address", options.system_address);
  reader.read("object_storage_url", options.object_storage_url);
  reader.read("upload_shell", options.upload_shell);
  reader.read("reservation_features", options.reservation_features);
  reader.read_count("max_reservations", options.max_reservations);
}

void read_times(const Reader& reader, Options& options) {
  reader.read_seconds("utilities_timeout_seconds", options.utilities_timeout);
  reader.read_seconds("status_cache_seconds", options.status_cache);
  reader.read_seconds("compute_task_life_seconds", options.compute_task_life);
  reader.read_seconds("storage_task_life_seconds", options.storage_task_life);
  reader.read_seconds("link_life_seconds", options.link_life);
  reader.read_seconds("storage_polling_seconds", options.storage_polling);
  reader.read_duration("query_latency", options.query_latency);
  reader.read_duration("submission_latency", options.submission_latency);
  reader.read_duration("transfer_latency", options.transfer_latency);
}

void read_rate_limit(const Reader& reader, Options& options) {
  using Told = Options::RetryTold;
  reader.read_count("rate_limit", options.rate_limit);
  reader.read_seconds("rate_limit_window_seconds", options.rate_limit_window);
  std::string told;
  reader.read("rate_limit_told_by", told);
  if (told == "date") options.rate_limit_told_by = Told::date;
  if (told == "reset") options.rate_limit_told_by = Told::reset;
  if (told == "nothing") options.rate_limit_told_by = Told::nothing;
}

void read_switches(const Reader& reader, Options& options) {
  reader.read("services_down", options.services_down);
  reader.read("stuck_tasks", options.stuck_tasks);
  reader.read("storage_container_fails", options.storage_container_fails);
  reader.read("storage_upload_fails", options.storage_upload_fails);
  reader.read("storage_fetch_fails", options.storage_fetch_fails);
  reader.read("systems_list_probes_filesystems", options.systems_list_probes_filesystems);
  reader.read("bug_jobs_by_id", options.bug_jobs_by_id);
  reader.read("extract_accepts_extension", options.extract_accepts_extension);
  reader.read("acct_times_all_formats", options.acct_times_all_formats);
  reader.read("invalidate_deletes_object", options.invalidate_deletes_object);
  reader.read("download_limit_exact", options.download_limit_exact);
}

}  // namespace

const std::string& Options::base_directory(const std::string& system) const {
  static const std::string kHome = "/home";
  const auto found = base_directories.find(system);
  return found == base_directories.end() ? kHome : found->second;
}

bool Options::is_down(std::string_view service) const {
  return std::find(services_down.begin(), services_down.end(), service) != services_down.end();
}

Options read_options(const Json& json) {
  Options options;
  const Reader reader(json);
  read_deployment(reader, options);
  read_times(reader, options);
  read_rate_limit(reader, options);
  read_switches(reader, options);
  return options;
}

}  // namespace hpc::apis::firecrest
