// What `apis.refissh:` of a site file may say, decoded. schemas/refissh/options.schema.json is its description; the
// README of this folder tells what each switch is for. The defaults are those of the seed and need no site file.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace hpc::apis::refissh {

struct Token {
  std::string project;
  std::optional<Instant> expires;  ///< on the host's clock; absent: never
};

/// What a container does that is started with such a command line: a script for the batch-script interpreter, with the
/// parameters in $ARG1, $ARG2... and the job's folder in $SERVICE.
struct Application {
  std::string matches;  ///< glob over commandline and parameters, joined by a blank
  std::string script;
};

struct Options {
  // Where it runs.
  std::string cluster = "anselm";
  std::string user = "refissh";   ///< the one login that all jobs and files belong to
  std::string root = "/refissh";  ///< the folder of the cluster's filesystem that holds projects and jobs
  std::string storage_id = "it4i_anselm";
  std::string queue_server = "srv11";
  std::string external_url;  ///< with the prefix; "": from the request

  // Who may use it.
  std::map<std::string, Token, std::less<>> tokens;
  std::string admin_project = "admin";
  enum class HeaderAlias { files, all, off } auth_header_alias = HeaderAlias::files;

  // Files.
  std::vector<std::string> folders{"home", "scratch"};
  bool documented_examples = false;  ///< what the curl lines of the document need to succeed
  bool root_immutable = false;
  bool content_type_required = true;
  bool resinfo_views = true;
  bool doubled_listing_url = false;

  // Jobs.
  enum class JobSchema { both, seed, later } job_schema = JobSchema::both;
  bool singularity_version_required = false;
  bool job_messages = true;
  bool job_result = true;
  bool expose_queue_state = false;
  bool require_registered_image = false;
  bool hpc_logs = true;
  int unknown_job_delete = 404;
  Duration default_runtime = std::chrono::seconds(30);
  Duration exit_time = std::chrono::seconds(1);  ///< from an abort to FINISHED
  Duration history = std::chrono::hours(336);    ///< then the scheduler forgets, and the state is UNKNOWN
  std::vector<Application> applications;         ///< the first that matches decides

  // Images.
  bool image_alias = true;
  Duration image_copy_delay{};

  enum class ErrorBody { json, text, html } error_body = ErrorBody::json;

  /// The projects that a token names, and the admin project's.
  std::set<std::string> projects() const;
};

/// `json` has passed the schema; what it does not say keeps its default. `edition: 2018-12` changes defaults.
Options read_options(const Json& json);
/// More places where the API is reached, with their slash: "/refissh-4-anselm".
std::vector<std::string> read_base_paths(const Json& json);

}  // namespace hpc::apis::refissh
