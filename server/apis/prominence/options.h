// What apis.prominence of a site file says; schemas/prominence/options.schema.json has the same with its forms.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace hpc::apis::prominence {

/// The bucket of the object storage that everything stands in.
inline constexpr const char* kBucket = "prominence";

/// Who asks.
struct Caller {
  std::string username;
  std::string groups;  ///< joined by commas; "" for none
  std::string email;   ///< "" for none
  std::string job;     ///< uuid: of a job token only
  std::string url;     ///< the base URL by which the service is reached
  std::vector<std::string> group_list() const;
};

/// What the service stands on; each can be out of order.
enum class Backend { collector, schedd, elasticsearch, etcd, influxdb, storage };

struct Options {
  enum class Framework { a, b };  ///< whose pages: Flask and Werkzeug 2.0.3, or 2.2.2

  std::string cluster = "prominence";
  std::string root = "/var/prominence";  ///< jobs' directories on that cluster
  std::string secret = "mock-prominence-secret";
  std::map<std::string, Caller, std::less<>> tokens;  ///< taken as they stand, whatever they look like
  bool trusts_any_jwt = false;                        ///< any JWT that has not expired stands for what it claims
  std::string external_url;                           ///< what absolute URLs start with; "": the request's own
  std::uint64_t first_id = 1;
  Caller login{"alice", "groupA", "alice@example.org", "", ""};  ///< whom the identity provider logs in
  Duration login_delay{};  ///< until a login by device is approved, by the host's clock

  // Placement.
  std::string site = "OpenStack-UNIV-LILLE";
  std::string region = "eosc";
  Duration deployment_time{};
  Duration image_pull_time = std::chrono::milliseconds(500);
  // Globs: images, URLs of artifacts and OneData providers that nobody answers for.
  std::vector<std::string> unavailable_images{"nosuch*", "*/nosuch*"};
  std::vector<std::string> unavailable_artifacts{"http*nosuch*"};
  std::vector<std::string> unavailable_storage{"nosuch*"};
  std::uint64_t default_walltime_minutes = 720;

  // Features that a deployment can switch off.
  bool exec = true, snapshots = true, data = true, kv = true, ts = false;

  std::set<Backend> outages;

  // Where the sources disagree.
  Framework framework = Framework::a;
  bool pending_state = true;       ///< idle, deploying and waiting are shown as pending
  bool execution_details = false;  ///< runtimeVersion, provisionedResources, cpu
  bool disk_required = true;
  bool unlimited_time_in_queue = false;  ///< maximumTimeInQueue -1 is taken
  bool float_memory = false;             ///< memory 2.0 is taken
  bool strict_workflow_names = false;
  bool email_required = false;   ///< of whoever submits a workflow
  bool workflow_output = true;   ///< false: 500, as the server does
  std::uint64_t body_limit = 0;  ///< bytes; 0: none; else 413 as nginx
};

Options read_options(const Json& json);

/// What can change while the service runs: the features and the outages, as the site file says them.
Json changeable(const Options& options);
/// False, and nothing changes, when `changes` says anything else.
bool change(Options& options, const Json& changes);

}  // namespace hpc::apis::prominence
