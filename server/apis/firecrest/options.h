// `apis.firecrest:` of a site file. schemas/firecrest/options.schema.json says the same; README.md tells what each
// switch is for.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace hpc::apis::firecrest {

struct Options {
  /// Who answers a client: the deployment's API gateway with the services behind it, or the services alone.
  enum class Profile { gateway, direct };
  Profile profile = Profile::gateway;

  /// Clusters that FirecREST offers, in the order of configuration; empty: all of the site.
  std::vector<std::string> systems;

  // Tokens.
  std::string required_scope = "firecrest";  ///< "": none
  std::string audience;                      ///< "": not checked
  std::string service_account_role = "firecrest-sa";

  // What /status/parameters tells.
  std::string version = "1.16.6";
  std::string build = "2025-07-15T13:48:30";
  std::string workload_manager = "Slurm";
  std::uint64_t storage_max_file_size_mb = 5120;

  // Limits of a deployment.
  std::uint64_t max_file_size_mb = 5;
  std::chrono::seconds utilities_timeout{5};
  std::chrono::seconds status_cache{960};
  std::chrono::seconds compute_task_life{86'400};
  std::chrono::seconds storage_task_life{604'800};
  std::chrono::seconds link_life{604'800};
  std::chrono::seconds storage_polling{60};

  // How long the work behind a task takes, on the virtual clock.
  Duration query_latency = std::chrono::milliseconds(150);
  Duration submission_latency = std::chrono::milliseconds(500);
  Duration transfer_latency = std::chrono::milliseconds(300);  ///< of each step of an external transfer

  // Where things are.
  std::map<std::string, std::string> base_directories;  ///< by system; "/home" unless said
  std::string tasks_url = "http://127.0.0.1:5003";      ///< seen in the data of a queued jobs/path task
  std::string transfer_system;                          ///< runs internal transfers; "": the first system
  std::string transfer_partition = "xfer";
  std::string system_address = "127.0.0.1:22";  ///< seen in the data of uploads
  std::string object_storage_url;               ///< public URL; "": where the client reached the server
  std::string upload_shell = "/ssh_command_wrapper.sh: line 70: ";  ///< prefix of a failed upload's error

  // Reservations.
  std::vector<std::string> reservation_features = {"f7t"};
  std::size_t max_reservations = 5;

  // The gateway's rate limit, of all clients together; counted by the host's clock, by which clients wait.
  std::uint64_t rate_limit = 0;  ///< requests in a window; 0: none
  std::chrono::seconds rate_limit_window{60};
  /// How a refused client learns when to come again.
  enum class RetryTold { seconds, date, reset, nothing };
  RetryTold rate_limit_told_by = RetryTold::seconds;

  // Faults.
  std::vector<std::string> services_down;
  std::vector<std::string> stuck_tasks;  ///< services whose tasks stay queued
  bool storage_container_fails = false;  ///< object storage refuses the user's container
  bool storage_upload_fails = false;     ///< the system cannot send to the object storage: 118
  bool storage_fetch_fails = false;      ///< nor fetch from it: 115, in each round

  // Where documentation and server disagree (section 7 of the contract).
  bool systems_list_probes_filesystems = true;
  bool bug_jobs_by_id = false;
  bool extract_accepts_extension = false;
  bool acct_times_all_formats = false;
  bool invalidate_deletes_object = false;
  bool download_limit_exact = false;

  bool is_down(std::string_view service) const;
  std::uint64_t max_file_size_bytes() const { return max_file_size_mb * 1024 * 1024; }
  const std::string& base_directory(const std::string& system) const;
};

/// Unknown names and values of the wrong type were refused when the site file was loaded; here they are passed over.
Options read_options(const Json& json);

}  // namespace hpc::apis::firecrest
