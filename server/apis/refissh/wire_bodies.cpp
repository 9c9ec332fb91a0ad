// What refissh reads from bodies, headers and queries.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/refissh/wire.h"
#include "base/client_json.h"
#include "base/encoding.h"

namespace hpc::apis::refissh::wire {
namespace {

// Absent when the body is no JSON object.
std::optional<Json> read_object(const Bytes& body) {
  Json read = parse_client_json(body.str());
  if (!read.is_object()) return std::nullopt;
  return read;
}

// The fields of a job's payload. The first that is missing or malformed is remembered; asking goes on.
class Payload {
 public:
  explicit Payload(const Json& json) : json_(json) {}

  std::string text(const char* key) {
    if (is_text(key)) return json_.at(key).get<std::string>();
    refuse(key);
    return {};
  }
  // At least 1; what does not fit is as much as fits.
  std::uint32_t count(const char* key) {
    if (!is_count(key)) {
      refuse(key);
      return 1;
    }
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(json_.at(key).get<std::uint64_t>(), UINT32_MAX));
  }
  bool has(const char* key) const { return json_.contains(key); }
  bool is_text(const char* key) const { return has(key) && json_.at(key).is_string(); }
  bool is_place(const char* key) const { return is_text(key) && json_.at(key) != ""; }
  void refuse(const char* key) {
    if (refused_.empty()) refused_ = key;
  }
  const std::string& refused() const { return refused_; }

 private:
  bool is_count(const char* key) const {
    if (!has(key) || !json_.at(key).is_number_integer()) return false;
    return json_.at(key).is_number_unsigned() ? json_.at(key) != 0U : json_.at(key).get<std::int64_t>() > 0;
  }

  const Json& json_;
  std::string refused_;
};

// The first edition wants `cluster`, later ones `queue`; either will do unless the site file decides.
void read_place(Payload& payload, Options::JobSchema schema, JobOrder& order) {
  const bool takes_cluster = schema != Options::JobSchema::later;
  const bool takes_queue = schema != Options::JobSchema::seed;
  const bool has_queue = takes_queue && payload.is_place("queue");
  if (!has_queue && !(takes_cluster && payload.is_place("cluster")))
    payload.refuse(takes_cluster ? "cluster" : "queue");
  if (has_queue) order.queue = payload.text("queue");
}

// True when all keys of an MPI job are there, or none.
bool is_mpi_complete(const Payload& payload) {
  const int given = payload.has("MPI_lib") + payload.has("N_mpiprocs") + payload.has("MPI_np");
  return given == 0 || given == 3;
}

}  // namespace

Result<JobOrder> read_job(const Bytes& body, const Options& options) {
  const std::optional<Json> json = read_object(body);
  if (!json) return failure(payload_malformed());
  Payload payload(*json);
  JobOrder order;
  order.image = payload.text("image_name");
  order.command_line = payload.text("commandline");
  order.parameters = payload.text("parameters");
  read_place(payload, options.job_schema, order);
  order.nodes = payload.count("N_nodes");
  order.cores_per_node = payload.count("N_cores");
  order.max_runtime = std::chrono::minutes(payload.count("max_runtime"));
  if (options.singularity_version_required || payload.has("singularity_version")) payload.text("singularity_version");
  if (!payload.refused().empty()) return failure(parameter_malformed(payload.refused()));
  if (!is_mpi_complete(payload)) return failure(mpi_incomplete());
  if (payload.has("MPI_lib")) {
    payload.text("MPI_lib");
    payload.count("N_mpiprocs");
    payload.count("MPI_np");
  }
  if (!payload.refused().empty()) return failure(parameter_malformed(payload.refused()));
  return order;
}

Result<std::string> read_message(const Bytes& body) {
  const std::optional<Json> json = read_object(body);
  if (!json || !json->contains("message") || !json->at("message").is_string()) return failure(message_malformed());
  return json->at("message").get<std::string>();
}

Result<std::string> read_image_source(const Bytes& body) {
  const std::optional<Json> json = read_object(body);
  if (!json || !json->contains("image") || !json->at("image").is_object()) return failure(image_illegal());
  const Json& image = json->at("image");
  if (!image.contains("source_location") || !image.at("source_location").is_string()) return failure(image_illegal());
  std::string location = image.at("source_location").get<std::string>();
  if (location.empty()) return failure(image_illegal());
  return location;
}

std::optional<std::string> path_of_source(std::string_view location, std::string_view storage_id,
                                          const std::vector<std::string>& prefixes) {
  const std::size_t scheme = location.find("://");
  const bool has_scheme = scheme != std::string_view::npos;
  if (has_scheme && location.substr(0, scheme) == storage_id) return std::string(location.substr(scheme + 3));
  for (const std::string& prefix : prefixes) {
    const std::string files = prefix + "/files/";
    const std::size_t found = location.find(files);
    if (found == std::string_view::npos) continue;
    const std::string_view path = location.substr(found + files.size());
    return percent_decode(path.substr(0, path.find_first_of("?#")));
  }
  if (has_scheme) return std::nullopt;
  return std::string(location);
}

std::string media_type(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  const std::size_t first = content_type.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return to_lower(content_type.substr(first, content_type.find_last_not_of(" \t") - first + 1));
}

bool asks_for_folder(std::string_view content_type) {
  return media_type(content_type) == "application/directory";
}
bool asks_for_result(std::string_view expect) {
  return media_type(expect) == "result";
}

View view_of(const http::Request& request) {
  const http::Fields fields = request.query_fields();
  const std::string* view = fields.first("view");
  if (view && *view == "full") return View::full;
  return view && *view == "resinfo" ? View::information : View::plain;
}

}  // namespace hpc::apis::refissh::wire
