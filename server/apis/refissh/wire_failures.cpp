// What refissh says when it refuses.
#include "apis/refissh/framework.h"
#include "apis/refissh/wire.h"

namespace hpc::apis::refissh::wire {
namespace {

Error wrong(std::string sentence) {
  return {Errc::invalid, About::request, std::move(sentence), 0};
}
Error missing(About about, std::string sentence) {
  return {Errc::missing, about, std::move(sentence), 0};
}
Error conflict(About about, std::string sentence) {
  return {Errc::conflict, about, std::move(sentence), 0};
}

}  // namespace

Error no_token() {
  return {Errc::unauthenticated, About::token, "No authentication token given", 0};
}
Error invalid_token() {
  return {Errc::denied, About::token, "Token validation failed", 0};
}
Error not_admin() {
  return {Errc::denied, About::token, "Only allowed for the admin project", 0};
}
Error resource_missing() {
  return missing(About::path, "Resource does not exist");
}
Error no_content_type() {
  return wrong("No Content-Type header given");
}
Error resource_exists() {
  return conflict(About::path, "Resource already exists");
}
Error parent_missing() {
  return conflict(About::path, "Parent folder does not exist");
}
Error root_immutable() {
  return conflict(About::path, "Root folder is immutable");
}
Error file_missing() {
  return conflict(About::path, "File does not exist");
}
Error root_stays() {
  return conflict(About::path, "Root folder cannot be deleted");
}
Error storage_fails() {
  return {Errc::unavailable, About::path, "The storage does not answer", 0};
}
Error payload_malformed() {
  return wrong("Malformed payload");
}
Error parameter_malformed(std::string_view key) {
  return wrong("Parameter " + std::string(key) + " missing or malformed");
}
Error mpi_incomplete() {
  return wrong("MPI parameters incomplete");
}
Error service_id_taken() {
  return conflict(About::job, "Service ID is already registered");
}
Error service_id_missing() {
  return missing(About::job, "Service ID does not exist");
}
Error message_malformed() {
  return wrong("Malformed message");
}
Error job_not_running() {
  return conflict(About::job, "Job is not running");
}
Error unknown_job_refused() {
  return conflict(About::job, "Service ID does not exist");
}
Error image_illegal() {
  return wrong("Image name or source file path illegal");
}
Error image_missing() {
  return missing(About::object, "Image not found");
}
Error image_unregistered() {
  return wrong("Image is not registered");
}
Error image_exists() {
  return conflict(About::object, "Image already exists");
}
Error image_to_update_missing() {
  return conflict(About::object, "Image does not exist");
}
Error source_missing() {
  return missing(About::path, "Image source file not found");
}
Error scheduler_fails() {
  return {Errc::unavailable, About::job, "The scheduler does not answer", 0};
}

int status_of(const Error& error) {
  switch (error.what) {
    case Errc::invalid:
      return 400;
    case Errc::unauthenticated:
      return 401;
    case Errc::denied:
      return 403;
    case Errc::missing:
      return 404;
    case Errc::exists:
    case Errc::conflict:
      return 405;
    case Errc::unavailable:
    case Errc::unsupported:
    case Errc::too_large:
    case Errc::timed_out:
    case Errc::internal:
      return 500;
  }
  return 500;
}

http::Response error(const Error& error, Options::ErrorBody body) {
  const int status = status_of(error);
  if (status == 500) return framework::page(500);
  http::Response response;
  switch (body) {
    case Options::ErrorBody::json:
      response = error_object(error.sentence);
      break;
    case Options::ErrorBody::text:
      response = text(error.sentence);
      break;
    case Options::ErrorBody::html:
      response = framework::page(status, error.sentence);
      break;
  }
  response.status = status;
  return response;
}

}  // namespace hpc::apis::refissh::wire
