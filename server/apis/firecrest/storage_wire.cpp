#include "apis/firecrest/storage_wire.h"

#include <cerrno>
#include <nlohmann/json.hpp>

#include "apis/firecrest/task_wire.h"
#include "apis/firecrest/wire.h"
#include "base/digest.h"
#include "base/encoding.h"
#include "base/markup.h"

namespace hpc::apis::firecrest::wire {
namespace {

constexpr const char* kTechnology = "Amazon S3 - Signature v4";
constexpr const char* kDenied = "User does not have permissions to access machine or path";

std::string printed(const Json& value) {
  return value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

http::Headers path_headers(const PathFault& fault) {
  const std::string shown = header_text(fault.shown);
  switch (fault.code) {
    case ENOENT:
      return {{"X-Invalid-Path", shown + " is an invalid path."}};
    case EACCES:
    case EPERM:
      return {{"X-Permission-Denied", kDenied}};
    case ENOTDIR:
      return {{"X-Not-A-Directory", shown + " is not a directory"}};
    case EISDIR:
      return {{"X-A-Directory", shown + " is a directory"}};
    default:
      return {{"X-Error", header_text(fault.sentence)}};
  }
}

http::Headers contact_headers(Contact contact) {
  switch (contact) {
    case Contact::denied:
      return {{"X-Permission-Denied", kDenied}};
    case Contact::unresolvable:
      return {{"X-Error", "Name or service not known"}};
    case Contact::no_route:
      return {{"X-Machine-Not-Available", "Machine is not available"}};
    case Contact::timed_out:
      return {{"X-Timeout", "Command has finished with timeout signal"}};
    default:
      return {{"X-Error", "Connection refused"}};
  }
}

http::Response target_refused(http::Headers headers) {
  return failed(400, "Failed to upload file", "'targetPath' directory not allowed", std::move(headers));
}

Json upload_json(const UploadState& upload, Json message, TaskStatus status) {
  return Json{{"hash_id", upload.task},
              {"msg", std::move(message)},
              {"source", upload.source},
              {"status", code_of(status)},
              {"system_addr", upload.system_address},
              {"system_name", upload.system},
              {"target", upload.target},
              {"trace_id", ""},
              {"user", upload.user}};
}

// The curl line that pyfirecrest runs as it stands; upstream's template has the blanks.
std::string upload_command(const UploadState& upload, const UploadForm& form) {
  std::string command = "curl -f --show-error -s -i -X POST             " + form.url;
  for (const auto& [name, value] : form.fields) command += " -F '" + name + '=' + value + '\'';
  return command + " -F file=@" + upload.source;
}

Json upload_parameters(const UploadState& upload, const UploadForm& form) {
  Json data = Json::object();
  for (const auto& [name, value] : form.fields) data[name] = value;
  return Json{{"data", data},           {"files", upload.source}, {"headers", Json::object()},
              {"json", Json::object()}, {"method", "POST"},       {"params", Json::object()},
              {"url", form.url}};
}

std::string xml_text(std::string_view text) {
  return to_valid_utf8(escape_markup(text, "\""));
}

}  // namespace

http::Response storage_unknown_machine() {
  return failed(400, "Failed operation", "Machine does not exists",
                {{"X-Machine-Does-Not-Exists", "Machine does not exists"}});
}

http::Response storage_no_task() {
  return error_only(400, "Error creating task");
}

http::Response transfer_no_task() {
  return error_only(400, "Error creating task", {{"X-Sbatch-Error", "Failed to submit job file"}});
}

http::Response bad_transfer_path(std::string_view operation, std::string_view name, std::string_view objection) {
  return failed(400, "Error on " + std::string(operation) + " operation",
                "'" + std::string(name) + "' " + std::string(objection));
}
http::Response bad_job_name(std::string_view objection) {
  return failed(400, "Invalid jobName", "'jobName' " + std::string(objection));
}
http::Response bad_transfer_time() {
  return error_only(400, "Not supported time format");
}
http::Response bad_stage_out_job(std::string_view objection) {
  return failed(400, "Invalid stageOutJobId", "'stageOutJobId' " + std::string(objection));
}

http::Response transfer_unreachable(std::string_view operation, Contact contact) {
  const std::string description = "Failed to submit " + std::string(operation) + " job";
  if (contact == Contact::denied) return described(404, description, {{"X-Permission-Denied", kDenied}});
  return described(400, description, {{"X-Machine-Not-Available", "Machine is not available"}});
}

http::Response bad_upload_path(std::string_view name, std::string_view objection) {
  return failed(400, "Failed to upload file", "'" + std::string(name) + "' " + std::string(objection));
}
http::Response bad_download_path(std::string_view objection) {
  return failed(400, "Failed to download file", "'sourcePath' " + std::string(objection));
}
http::Response upload_target_refused(const PathFault& fault) {
  return target_refused(path_headers(fault));
}
http::Response download_source_refused(const PathFault& fault) {
  return described(400, "sourcePath error", path_headers(fault));
}
http::Response upload_unreachable(Contact contact) {
  return target_refused(contact_headers(contact));
}
http::Response download_unreachable(Contact contact) {
  return described(400, "sourcePath error", contact_headers(contact));
}

http::Response no_task_id() {
  return error_only(400, "Header X-Task-Id missing");
}
http::Response task_id_not_alphanumeric() {
  return error_only(400, "Header X-Task-Id is not alphanumeric");
}
http::Response invalid_task_id() {
  return error_only(400, "Invalid X-Task-Id");
}
http::Response url_invalidated() {
  return json(201, Json{{"success", "URL invalidated successfully"}});
}

Outcome upload_waits(const UploadState& upload) {
  const TaskStatus status = TaskStatus::waiting_for_form;
  const std::string message =
      "Waiting for Presigned URL to upload file to staging area (" + std::string(kTechnology) + ")";
  return {status, printed(upload_json(upload, message, status))};
}

Outcome upload_form(const UploadState& upload, const UploadForm& form, TaskStatus status) {
  const Json message{{"action", "curl -f -s -G -o '" + upload.target + "' -- '" + form.download_url + "'"},
                     {"cert", Json::array({form.certificate, form.certificate_directory})},
                     {"command", upload_command(upload, form)},
                     {"download_url", form.download_url},
                     {"parameters", upload_parameters(upload, form)}};
  // Inside, a confirmed upload still tells of the form.
  const TaskStatus inside = status == TaskStatus::upload_confirmed ? TaskStatus::form_received : status;
  return {status, printed(upload_json(upload, message, inside))};
}

Outcome upload_fetches(const UploadState& upload, TaskStatus status) {
  return {status, printed(Json{{"source", upload.source},
                               {"system_addr", upload.system_address},
                               {"system_name", upload.system},
                               {"target", upload.target}})};
}

Outcome upload_container_fails(const UploadState& upload) {
  const std::string message =
      "Could not create container " + upload.user + " in Staging Area (" + std::string(kTechnology) + ")";
  return {TaskStatus::failed, printed(upload_json(upload, message, TaskStatus::failed))};
}

Outcome upload_object_gone() {
  return {TaskStatus::failed, printed("File was deleted from staging area. Start a new upload process")};
}

Outcome download_sends(const std::string& source, const std::string& system) {
  return {TaskStatus::sending, printed(Json{{"source", source}, {"system_name", system}})};
}

Outcome download_sent(const std::string& source, const std::string& system, const std::string& url) {
  return {TaskStatus::sent, printed(Json{{"source", source}, {"system_name", system}, {"url", url}})};
}

Outcome download_failed(const std::string& source, const std::string& system, const std::string& object,
                        const std::string& error) {
  const std::string text = "Upload to Staging area has failed. Object: " + object + ". " + error;
  return {TaskStatus::send_failed, printed(Json{{"error", text}, {"source", source}, {"system_name", system}})};
}

Outcome download_container_fails(const std::string& source, const std::string& system, const std::string& user) {
  const std::string text = "Could not create container " + user + " in Staging Area (" + std::string(kTechnology) + ")";
  return {TaskStatus::failed, printed(Json{{"error", text}, {"source", source}, {"system_name", system}})};
}

http::Response s3_error(const S3Error& error, std::string_view bucket, std::string_view key,
                        std::string_view resource) {
  http::Response response;
  response.status = error.status;
  response.headers.add("Content-Type", "application/xml");
  std::string body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + std::string(error.code) +
                     "</Code><Message>" + std::string(error.message) + "</Message>";
  if (!key.empty()) body += "<Key>" + xml_text(key) + "</Key>";
  if (!bucket.empty()) body += "<BucketName>" + xml_text(bucket) + "</BucketName>";
  const std::string id = to_lower(hex(md5(resource))).substr(0, 16);
  body += "<Resource>" + xml_text(resource) + "</Resource><RequestId>" + id + "</RequestId><HostId>" +
          hex(sha256(resource)) + "</HostId></Error>";
  response.body = std::move(body);
  return response;
}

}  // namespace hpc::apis::firecrest::wire
