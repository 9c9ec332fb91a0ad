// The words of Spack Monitor: messages, names of fields, states, tables, dates. Nothing else spells them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apis/spack_monitor/endpoint.h"
#include "apis/spack_monitor/options.h"
#include "apis/spack_monitor/results.h"
#include "apis/spack_monitor/splice.h"

namespace hpc::apis::spack_monitor::wire {

// Refusals. What they become on the wire is for answer_of() to say.
Error no_basic_credentials();
Error blanks_in_basic_credentials();
Error basic_credentials_not_base64();
Error invalid_password();
Error no_token_credentials();
Error blanks_in_token();
Error invalid_token();
/// 500: the real server does not expect this. The reason is for us.
Error crash(std::string reason);
Error not_found();  ///< 404 as the framework says it
Error spec_version_required();
Error spec_key_missing();
Error build_environment_required();
Error build_id_required_for_status();
Error build_id_required();
Error phase_fields_required();
Error invalid_status();
Error not_the_owner();
Error spec_id_required();
Error spec_id_required_for_contenders();
Error no_builds_of_spec();
Error attribute_id_required();
Error splice_ids_required();

/// The answer for a refusal by the framework or a view; absent: the page of a crash.
std::optional<Answer> answer_of(const Error& error);

// Answers of the framework.
Answer method_not_allowed(std::string_view method);
Answer throttled(std::int64_t seconds);
/// What OPTIONS tells.
Answer metadata(const Endpoint& endpoint);
/// 401 that tells where a bearer token is got.
Answer challenge(std::string_view realm, std::string_view service);
/// 403 without a body, where a token is asked for.
Answer no_bearer_for_you();

// Answers of the views.
struct ServiceTimes {
  std::string created, updated;
};
Answer service_info(const Options& options, const ServiceTimes& times);
Answer service_moved(const std::string& location);
Answer service_unavailable();
Answer bearer(const std::string& token, std::int64_t lifetime, Instant issued);

/// A spec and its direct dependencies. `spack_version` as it was sent, when this request made the spec.
Value spec_ids(const Spec& spec, const Catalogue& catalogue, const Value& spack_version);
Answer spec_uploaded(Value spec, bool created);
/// To the form of specs that the seed's examples upload.
Answer spec_uploaded_in_list_form(Value spec, bool created);

Answer build_ready(const Build& build, const Spec& spec, bool build_created, bool environment_created);
Answer spec_does_not_exist(std::string_view full_hash, std::string_view spack_version);
Answer status_updated(const Build& build, const Spec& spec);
Answer metadata_updated(const Build& build, const Spec& spec);
Answer phase_updated(const Phase& phase, const Value& name, const Value& status);
Answer phase_not_updated();
Answer attribute_without_value();

/// `SUCCESS`; absent for anything else that is no state.
std::optional<BuildStatus> status_of(const Value& text);
std::string_view name_of(BuildStatus status);
inline constexpr std::string_view kPhaseSucceeded = "SUCCESS";
inline constexpr std::string_view kPhaseFailed = "ERROR";

inline constexpr std::string_view kSymbolatorResult = "symbolator-json";
inline constexpr std::string_view kFailedConcretization = "FAILED_CONCRETIZATION";

/// `curl v7.79.0 01010101`.
std::string label(const Spec& spec);
/// `2026-11-21T21:34:25Z`.
std::string date_seconds(Instant instant);
/// `2026-11-21T21:37:36.822800Z`, without the fraction when it is zero.
std::string date(Instant instant);
/// `2026-11-21 21:37:36.822800`: how the database keeps it, which is what a search looks into.
std::string database_date(Instant instant);

// Records of the data API.
Value record(const Attribute& row);
Value record(const Architecture& row);
Value record(const Build& row);
Value record(const BuildEnvironment& row);
Value record(const Phase& row);
Value record(const BuildEvent& row);
Value record(const Compiler& row);
Value record(const Dependency& row);
Value record(const EnvironmentVariable& row);
Value record(const InstallFile& row);
Value record(const Feature& row);
Value record(const Target& row);
Value record(const Spec& row);

/// One line of a spec's results, in the order of keys of either list.
Value attribute_line(const Attribute& row, const std::string& filename);
Value contender_line(const Attribute& row, const std::string& filename);

/// What a splice of `b` into `a` would miss; without symbols nothing can be said.
Value prediction(const Splice& splice, const Spec& a, const Spec& b);
Value impossible_splice(const Spec& a, const Spec& b);

/// One row of the dashboard's table; crashes on tags whose page has no address. `base_path` is what the paths of links
/// begin with.
Result<Value> build_cells(const Build& build, const BuildLog& log, const Catalogue& catalogue,
                          std::string_view base_path);
Answer build_table(std::int64_t draw, std::size_t count, Value rows);

// Where an account gets its API token.
inline constexpr const char* kFieldRequired = "This field is required.";
inline constexpr const char* kFieldNull = "This field may not be null.";
inline constexpr const char* kFieldBlank = "This field may not be blank.";
inline constexpr const char* kFieldNoText = "Not a valid string.";
Answer api_token(const std::string& token);
/// A fault is nullptr where a field has none.
Answer field_faults(const char* username, const char* password);
Answer wrong_password();
Answer no_dictionary(const Value& body);
Answer parse_error(std::string_view reason);
Answer unsupported_media_type(std::string_view type);

Answer ok(Value body);

}  // namespace hpc::apis::spack_monitor::wire
