// The storage service's words.
#pragma once

#include <string>
#include <string_view>

#include "apis/firecrest/machines.h"
#include "apis/firecrest/tasks.h"
#include "http/message.h"
#include "site/objects/post_policy.h"

namespace hpc::apis::firecrest::wire {

http::Response storage_unknown_machine();

http::Response storage_no_task();

// Internal transfers. `operation` is the endpoint's: "cp", "compress"...
http::Response bad_transfer_path(std::string_view operation, std::string_view name, std::string_view objection);
http::Response bad_job_name(std::string_view objection);
http::Response bad_transfer_time();
http::Response bad_stage_out_job(std::string_view objection);
/// Compute, which submits the job, could not make its task.
http::Response transfer_no_task();
http::Response transfer_unreachable(std::string_view operation, Contact contact);

// External transfers: before there is a task.
http::Response bad_upload_path(std::string_view name, std::string_view objection);
http::Response bad_download_path(std::string_view objection);
/// What is wrong with a path on the system; `code` is errno, `shown` the path that is named.
struct PathFault {
  std::string shown;
  int code = 0;
  std::string sentence;
};
http::Response upload_target_refused(const PathFault& fault);
http::Response download_source_refused(const PathFault& fault);
http::Response upload_unreachable(Contact contact);
http::Response download_unreachable(Contact contact);

http::Response no_task_id();
http::Response task_id_not_alphanumeric();
http::Response invalid_task_id();
http::Response url_invalidated();

// Data of their tasks.
struct UploadState {
  std::string task, user, system, system_address;
  std::string source;  ///< as sent
  std::string object;  ///< its base name
  std::string target;  ///< where it goes on the system
};
/// The form that a client sends to the object storage, and the link by which the system fetches it afterwards.
struct UploadForm {
  std::string url;
  site::PostFields fields;
  std::string download_url;
  std::string certificate, certificate_directory;
};
Outcome upload_waits(const UploadState& upload);
Outcome upload_form(const UploadState& upload, const UploadForm& form, TaskStatus status);
Outcome upload_fetches(const UploadState& upload, TaskStatus status);
Outcome upload_container_fails(const UploadState& upload);
Outcome upload_object_gone();
Outcome download_sends(const std::string& source, const std::string& system);
Outcome download_sent(const std::string& source, const std::string& system, const std::string& url);
Outcome download_failed(const std::string& source, const std::string& system, const std::string& object,
                        const std::string& error);
Outcome download_container_fails(const std::string& source, const std::string& system, const std::string& user);

// The object storage itself speaks S3's XML.
struct S3Error {
  int status;
  std::string_view code, message;
};
http::Response s3_error(const S3Error& error, std::string_view bucket, std::string_view key, std::string_view resource);

}  // namespace hpc::apis::firecrest::wire
