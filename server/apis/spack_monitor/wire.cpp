#include "apis/spack_monitor/wire.h"

#include <array>

namespace hpc::apis::spack_monitor::wire {
namespace {

Answer detail(int status, std::string sentence) {
  return {
      .status = status, .body = Value::object({{"detail", std::move(sentence)}}), .empty_type = {}, .is_raised = true};
}

Answer message(int status, std::string sentence) {
  return {.status = status, .body = Value::object({{"message", std::move(sentence)}}), .empty_type = {}};
}

// The shape of an operation's result: message, data, code.
Answer result(int status, const char* sentence, Value data) {
  return {.status = status,
          .body = Value::object({{"message", sentence}, {"data", std::move(data)}, {"code", status}}),
          .empty_type = {}};
}

Value build_ref(const Build& build, const Spec& spec) {
  return Value::object({{"build_id", build.id},
                        {"spec_full_hash", spec.full_hash ? Value(*spec.full_hash) : Value()},
                        {"spec_name", spec.name}});
}

Value text_or_null(const Text& text) {
  return text ? Value(*text) : Value();
}

Value texts(std::initializer_list<const char*> all) {
  Value list = Value::list();
  for (const char* one : all) list.append(one);
  return list;
}

constexpr std::array<std::pair<std::string_view, BuildStatus>, 4> kStatuses = {{{"CANCELLED", BuildStatus::cancelled},
                                                                                {"SUCCESS", BuildStatus::success},
                                                                                {"NOTRUN", BuildStatus::notrun},
                                                                                {"FAILED", BuildStatus::failed}}};

}  // namespace

std::optional<Answer> answer_of(const Error& error) {
  switch (error.what) {
    case Errc::invalid:
      return message(400, error.sentence);
    case Errc::denied:
      return detail(403, error.sentence);
    case Errc::missing:
      return detail(404, "Not found.");
    case Errc::unsupported:
      return detail(406, "Could not satisfy the request Accept header.");
    case Errc::unauthenticated:
    case Errc::exists:
    case Errc::conflict:
    case Errc::unavailable:
    case Errc::too_large:
    case Errc::timed_out:
    case Errc::internal:
      break;
  }
  return std::nullopt;
}

Answer method_not_allowed(std::string_view method) {
  return detail(405, "Method \"" + std::string(method) + "\" not allowed.");
}

Answer throttled(std::int64_t seconds) {
  Answer answer = detail(429, "Request was throttled. Expected available in " + std::to_string(seconds) +
                                  (seconds == 1 ? " second." : " seconds."));
  answer.headers.add("Retry-After", std::to_string(seconds));
  return answer;
}

Answer metadata(const Endpoint& endpoint) {
  const bool takes_forms_first = endpoint.operation == "spack_monitor.api_token";
  Answer answer = ok(Value::object(
      {{"name", endpoint.name},
       {"description", endpoint.description},
       {"renders", endpoint.json_only ? texts({"application/json"}) : texts({"application/json", "text/html"})},
       {"parses", takes_forms_first
                      ? texts({"application/x-www-form-urlencoded", "multipart/form-data", "application/json"})
                      : texts({"application/json", "application/x-www-form-urlencoded", "multipart/form-data"})}}));
  answer.is_raised = true;  // no caching headers, either
  return answer;
}

Answer challenge(std::string_view realm, std::string_view service) {
  Answer answer{.status = 401, .body = std::nullopt, .empty_type = {}};
  answer.headers.add("Www-Authenticate",
                     "realm=\"" + std::string(realm) + "\",service=\"" + std::string(service) + "\",scope=\"build\"");
  return answer;
}

Answer no_bearer_for_you() {
  return {.status = 403, .body = std::nullopt, .empty_type = "text/html; charset=utf-8"};
}

Answer service_info(const Options& options, const ServiceTimes& times) {
  return ok(Value::object(
      {{"id", "spackmon"},
       {"status", "running"},
       {"name", "Spack Monitor (Spackmon)"},
       {"description", "This service provides a database to monitor spack builds."},
       {"organization", Value::object({{"name", "spack"}, {"url", "https://github.com/spack"}})},
       {"contactUrl", options.contact_url},
       {"documentationUrl", "https://spack-monitor.readthedocs.io"},
       {"createdAt", times.created},
       {"updatedAt", times.updated},
       {"environment", options.environment},
       {"version", "0.0.1"},
       {"auth_instructions_url", "https://spack-monitor.readthedocs.io/en/latest/getting_started/auth.html"}}));
}

Answer service_moved(const std::string& location) {
  Answer answer{.status = 302, .body = std::nullopt, .empty_type = "text/html; charset=utf-8"};
  answer.headers.add("Location", location);
  answer.is_raised = true;
  return answer;
}

Answer service_unavailable() {
  Answer answer{.status = 503, .body = Value::object({{"status", "unavailable"}}), .empty_type = {}};
  answer.is_raised = true;
  return answer;
}

Answer bearer(const std::string& token, std::int64_t lifetime, Instant issued) {
  return ok(Value::object({{"token", token}, {"expires_in", lifetime}, {"issued_at", date_seconds(issued)}}));
}

Value spec_ids(const Spec& spec, const Catalogue& catalogue, const Value& spack_version) {
  Value specs = Value::object({});
  for (const Id id : spec.dependencies) {
    const Spec& other = catalogue.specs().at(catalogue.dependencies().at(id).spec);
    if (!specs.find(other.name)) specs.add(other.name, text_or_null(other.full_hash));
  }
  return Value::object({{"full_hash", text_or_null(spec.full_hash)},
                        {"name", spec.name},
                        {"version", text_or_null(spec.version)},
                        {"spack_version", spack_version},
                        {"specs", std::move(specs)}});
}

Answer spec_uploaded(Value spec, bool created) {
  return result(created ? 201 : 200, "success", Value::object({{"spec", std::move(spec)}, {"created", created}}));
}

Answer spec_uploaded_in_list_form(Value spec, bool created) {
  return {.status = created ? 201 : 200,
          .body = Value::object({{"message", "success"}, {"data", std::move(spec)}}),
          .empty_type = {}};
}

Answer build_ready(const Build& build, const Spec& spec, bool build_created, bool environment_created) {
  return result(build_created ? 201 : 200, "Build get or create was successful.",
                Value::object({{"build_created", build_created},
                               {"build_environment_created", environment_created},
                               {"build", build_ref(build, spec)}}));
}

Answer spec_does_not_exist(std::string_view full_hash, std::string_view spack_version) {
  const std::string sentence = "The spec with full hash " + std::string(full_hash) + " and spack version " +
                               std::string(spack_version) + " does not exist.";
  return result(400, sentence.c_str(), Value::object({{"build_created", false}, {"build_environment_created", false}}));
}

Answer status_updated(const Build& build, const Spec& spec) {
  return result(200, "Status updated", Value::object({{"build", build_ref(build, spec)}}));
}

Answer metadata_updated(const Build& build, const Spec& spec) {
  return result(200, "Metadata updated", Value::object({{"build", build_ref(build, spec)}}));
}

Answer phase_updated(const Phase& phase, const Value& name, const Value& status) {
  return ok(Value::object(
      {{"message", "Phase " + name.python_text() + " was successfully updated."},
       {"code", 200},
       {"data",
        Value::object({{"build_phase", Value::object({{"id", phase.id}, {"status", status}, {"name", name}})}})}}));
}

Answer phase_not_updated() {
  return {.status = 400,
          .body = Value::object({{"message", "There was an issue updating this phase."}, {"code", 400}}),
          .empty_type = {}};
}

Answer attribute_without_value() {
  return message(404, "This attribute does not have an associated value.");
}

std::optional<BuildStatus> status_of(const Value& text) {
  for (const auto& [name, status] : kStatuses)
    if (text.string() && *text.string() == name) return status;
  return std::nullopt;
}

std::string_view name_of(BuildStatus status) {
  for (const auto& [name, one] : kStatuses)
    if (one == status) return name;
  return {};
}

std::string label(const Spec& spec) {
  const std::string version = spec.version && !spec.version->empty() ? " v" + *spec.version : "";
  if (spec.build_hash == kFailedConcretization) return spec.name + version + " FAILED CONCRETIZATION";
  return spec.name + version + " " + spec.full_hash.value_or("None").substr(0, 8);
}

std::string date_seconds(Instant instant) {
  return iso_seconds(instant) + "Z";
}

std::string date(Instant instant) {
  const bool is_whole = instant == from_unix_seconds(unix_seconds(instant));
  return (is_whole ? iso_seconds(instant) : iso_microseconds(instant)) + "Z";
}

std::string database_date(Instant instant) {
  std::string text = date(instant);
  text.pop_back();
  text[10] = ' ';
  return text;
}

Answer ok(Value body) {
  return {.status = 200, .body = std::move(body), .empty_type = {}};
}

}  // namespace hpc::apis::spack_monitor::wire
