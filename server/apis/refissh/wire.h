// The words of refissh: its sentences, its JSON, what it reads from bodies. They stand in wire*.cpp and nowhere else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apis/refissh/options.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/result.h"
#include "base/time.h"
#include "http/message.h"

namespace hpc::apis::refissh {

enum class ResourceType { file, folder };

/// A file or folder of a project.
struct Resource {
  std::string path;  ///< from the project's root, without a leading slash: "home/run 1.dat"; "" is the root
  ResourceType type = ResourceType::file;
  std::uint64_t size = 0;
  Instant modified;
};

/// What the API calls a job, for ever.
struct JobIdentity {
  std::string service_id;
  std::uint64_t queue_number = 0;
  std::string project;
};

enum class JobStage { queued, running, exiting, finished, unknown };

struct JobOrder {
  std::string image;
  std::string command_line;
  std::string parameters;
  std::string queue;  ///< "" when only a cluster is named
  std::uint32_t nodes = 1;
  std::uint32_t cores_per_node = 1;
  Duration max_runtime{};
};

struct Image {
  std::string name;
  std::uint64_t size = 0;
  Instant modified;
};

}  // namespace hpc::apis::refissh

namespace hpc::apis::refissh::wire {

// Failures, with the status in their Errc (status_of) and the sentence as the document or this mock words it.
Error no_token();
Error invalid_token();
Error not_admin();
Error resource_missing();
Error no_content_type();
Error resource_exists();
Error parent_missing();
Error root_immutable();
Error file_missing();
Error root_stays();
Error storage_fails();
Error payload_malformed();
Error parameter_malformed(std::string_view key);
Error mpi_incomplete();
Error service_id_taken();
Error service_id_missing();
Error message_malformed();
Error job_not_running();
Error unknown_job_refused();
Error image_illegal();
Error image_missing();
Error image_unregistered();
Error image_exists();
Error image_to_update_missing();
Error source_missing();
Error scheduler_fails();

/// The status of a failure of this API.
int status_of(const Error& error);
http::Response error(const Error& error, Options::ErrorBody body);

// Answers.
http::Response head_of(std::optional<ResourceType> type);
http::Response download(Bytes content);
http::Response done(int status);  ///< 200, 201 or 204 without a body
http::Response text(std::string body);
http::Response json(std::string body);
http::Response error_object(std::string_view sentence);  ///< status 200, for the caller to change

/// How links in listings look.
struct Links {
  std::string base;  ///< "http://127.0.0.1:5000/refissh"
  std::string token;
  std::string storage_id;
  bool with_details = false;  ///< size and date: view=full
  bool doubled = false;       ///< the folder twice, as one version of the real server had it
};
std::string resource(const Resource& resource, const Links& links);
std::string listing(const std::vector<Resource>& resources, const Links& links);

std::string job(const JobIdentity& job, std::string_view queue_server);
std::string jobs(const std::vector<const JobIdentity*>& jobs, std::string_view queue_server);
/// The word for a stage where the job has no page of its own to show.
std::string_view stage(JobStage stage, bool with_queue_states);
/// What stands for a result that no job wrote.
std::string_view no_result();

std::string image(const Image& image);
std::string images(const std::vector<Image>& images);

// Bodies, whatever their Content-Type says.
Result<JobOrder> read_job(const Bytes& body, const Options& options);
Result<std::string> read_message(const Bytes& body);
/// The location identifier as it stands.
Result<std::string> read_image_source(const Bytes& body);
/// The path inside the project that a location identifier names; absent when it is not one of this storage. `prefixes`
/// are the base paths of the API.
std::optional<std::string> path_of_source(std::string_view location, std::string_view storage_id,
                                          const std::vector<std::string>& prefixes);
/// Docker's reference grammar without digest, at most 255 bytes.
bool is_image_name(std::string_view name);
/// The media type alone, in lower case.
std::string media_type(std::string_view content_type);
/// `application/directory` asks for a folder.
bool asks_for_folder(std::string_view content_type);
bool asks_for_result(std::string_view expect);

enum class View { plain, full, information };
View view_of(const http::Request& request);

}  // namespace hpc::apis::refissh::wire
