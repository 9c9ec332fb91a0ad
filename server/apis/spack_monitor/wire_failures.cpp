// What Spack Monitor says when it refuses.
#include "apis/spack_monitor/wire.h"

namespace hpc::apis::spack_monitor::wire {
namespace {

Error denied(std::string sentence) {
  return {Errc::denied, About::token, std::move(sentence), 0};
}
Error refused(About about, std::string sentence) {
  return {Errc::invalid, about, std::move(sentence), 0};
}

}  // namespace

Error no_basic_credentials() {
  return denied("Invalid basic header. No credentials provided.");
}
Error blanks_in_basic_credentials() {
  return denied("Invalid basic header. Credentials string should not contain spaces.");
}
Error basic_credentials_not_base64() {
  return denied("Invalid basic header. Credentials not correctly base64 encoded.");
}
Error invalid_password() {
  return denied("Invalid username/password.");
}
Error no_token_credentials() {
  return denied("Invalid token header. No credentials provided.");
}
Error blanks_in_token() {
  return denied("Invalid token header. Token string should not contain spaces.");
}
Error invalid_token() {
  return denied("Invalid token.");
}
Error crash(std::string reason) {
  return {Errc::internal, About::request, std::move(reason), 0};
}
Error not_found() {
  return {Errc::missing, About::object, "Not found.", 0};
}
Error spec_version_required() {
  return refused(About::request, "A spack_version string is required");
}
Error spec_key_missing() {
  return refused(About::request, "spec key missing");
}
Error build_environment_required() {
  return refused(About::request, "Missing required build environment data.");
}
Error build_id_required_for_status() {
  return refused(About::request, "Missing required build id.");
}
Error build_id_required() {
  return refused(About::request, "Missing required build_id.");
}
Error phase_fields_required() {
  return refused(About::request, "phase_name, and status are required.");
}
Error invalid_status() {
  return refused(About::request, "Invalid status. Choices are CANCELLED,SUCCESS,NOTRUN,FAILED");
}
Error not_the_owner() {
  return refused(About::user, "You do not own the build and cannot update it.");
}
Error spec_id_required() {
  return refused(About::request, "A spec id is required.");
}
Error spec_id_required_for_contenders() {
  return refused(About::request, "A spec id is required to get splice contenders for.");
}
Error no_builds_of_spec() {
  return refused(About::object, "We don't have any builds for that spec.");
}
Error attribute_id_required() {
  return refused(About::request, "An attribute id is required.");
}
Error splice_ids_required() {
  return refused(About::request, "An attribute id and spec id to splice in are required.");
}

}  // namespace hpc::apis::spack_monitor::wire
