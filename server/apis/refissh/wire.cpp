#include "apis/refissh/wire.h"

#include <algorithm>
#include <cassert>
#include <nlohmann/json.hpp>

#include "apis/refissh/framework.h"
#include "base/encoding.h"

namespace hpc::apis::refissh::wire {
namespace {

constexpr const char* kJson = "application/json";
constexpr const char* kHtml = "text/html; charset=utf-8";

Error wrong(std::string sentence) { return {Errc::invalid, About::request, std::move(sentence), 0}; }
Error missing(About about, std::string sentence) { return {Errc::missing, about, std::move(sentence), 0}; }
Error conflict(About about, std::string sentence) { return {Errc::conflict, about, std::move(sentence), 0}; }

http::Response answer(int status, const char* content_type, Bytes body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", content_type);
  response.body = std::move(body);
  return response;
}

// JSON as Python's json.dumps prints it: a blank after ':' and ',', everything beyond ASCII escaped.
class Writer {
 public:
  std::string take() { return std::move(text_); }

  void open(char bracket) {
    separate();
    text_ += bracket;
    is_first_ = true;
  }
  void close(char bracket) {
    text_ += bracket;
    is_first_ = false;
  }
  void key(std::string_view name) {
    separate();
    quote(name);
    text_ += ": ";
    is_first_ = true;
  }
  void value(std::string_view text) {
    separate();
    quote(text);
  }
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(bool truth) { raw(truth ? "true" : "false"); }
  void value(std::uint64_t number) { raw(std::to_string(number)); }
  template <class T>
  void field(std::string_view name, const T& content) {
    key(name);
    value(content);
  }

 private:
  void separate() {
    if (!is_first_) text_ += ", ";
    is_first_ = false;
  }
  void raw(std::string_view text) {
    separate();
    text_ += text;
  }
  void quote(std::string_view text) {
    text_ += OrderedJson(text).dump(-1, ' ', true, OrderedJson::error_handler_t::replace);
  }

  std::string text_;
  bool is_first_ = true;
};

std::string date(Instant instant) { return format_utc(instant, "%Y-%m-%d %H:%M:%S"); }

void write_unsupported(Writer& out, std::string_view name) {
  out.key(name);
  out.open('{');
  out.field("supported", false);
  out.close('}');
}

// A request that a client can make as it stands.
void write_description(Writer& out, std::string_view name, const char* method, const std::string& url,
                       const Links& links) {
  out.key(name);
  out.open('{');
  out.field("supported", true);
  out.field("httpMethod", method);
  out.key("headers");
  out.open('[');
  out.open('{');
  out.field("key", "X-Auth-Token");
  out.field("value", links.token);
  out.close('}');
  out.close(']');
  out.field("sessionTokenField", "Deprecated");
  out.field("url", url);
  out.close('}');
}

std::string_view last_segment(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string url_of(const Resource& resource, const Links& links) {
  std::string path = resource.path;
  if (links.doubled) path.insert(0, path, 0, path.size() - last_segment(resource.path).size());
  return links.base + "/files/" + percent_encode(path, "/");
}

void write_resource(Writer& out, const Resource& resource, const Links& links) {
  const bool is_file = resource.type == ResourceType::file;
  const std::string url = url_of(resource, links);
  out.open('{');
  out.field("visualName", last_segment(resource.path));
  out.field("uniqueName", links.storage_id + "://" + resource.path);
  out.field("type", is_file ? "FILE" : "FOLDER");
  out.field("queryForName", false);
  write_unsupported(out, "createDescription");
  if (is_file) {
    write_description(out, "readDescription", "GET", url, links);
    write_description(out, "updateDescription", "PUT", url, links);
  } else {
    write_unsupported(out, "readDescription");
    write_unsupported(out, "updateDescription");
  }
  write_description(out, "deleteDescription", "DELETE", url, links);
  write_description(out, "metaReadDescription", "HEAD", url, links);
  if (links.with_details) {
    out.field("size", is_file ? resource.size : std::uint64_t{0});
    out.field("lastModified", date(resource.modified));
  }
  out.close('}');
}

void write_job(Writer& out, const JobIdentity& job, std::string_view queue_server) {
  out.open('{');
  out.field("service_ID", job.service_id);
  out.field("queue_ID", std::to_string(job.queue_number) + "." + std::string(queue_server));
  out.field("project", job.project);
  out.close('}');
}

void write_image(Writer& out, const Image& image) {
  out.open('{');
  out.field("name", image.name);
  out.field("size", image.size);
  out.field("lastModified", date(image.modified));
  out.close('}');
}

// Absent when the body is no JSON object.
std::optional<Json> read_object(const Bytes& body) {
  Json read = Json::parse(body.str(), nullptr, false);
  if (!read.is_object()) return std::nullopt;
  return read;
}

}  // namespace

Error no_token() { return {Errc::unauthenticated, About::token, "No authentication token given", 0}; }
Error invalid_token() { return {Errc::denied, About::token, "Token validation failed", 0}; }
Error not_admin() { return {Errc::denied, About::token, "Only allowed for the admin project", 0}; }
Error resource_missing() { return missing(About::path, "Resource does not exist"); }
Error no_content_type() { return wrong("No Content-Type header given"); }
Error resource_exists() { return conflict(About::path, "Resource already exists"); }
Error parent_missing() { return conflict(About::path, "Parent folder does not exist"); }
Error root_immutable() { return conflict(About::path, "Root folder is immutable"); }
Error file_missing() { return conflict(About::path, "File does not exist"); }
Error root_stays() { return conflict(About::path, "Root folder cannot be deleted"); }
Error storage_fails() { return {Errc::unavailable, About::path, "The storage does not answer", 0}; }
Error payload_malformed() { return wrong("Malformed payload"); }
Error parameter_malformed(std::string_view key) {
  return wrong("Parameter " + std::string(key) + " missing or malformed");
}
Error mpi_incomplete() { return wrong("MPI parameters incomplete"); }
Error service_id_taken() { return conflict(About::job, "Service ID is already registered"); }
Error service_id_missing() { return missing(About::job, "Service ID does not exist"); }
Error message_malformed() { return wrong("Malformed message"); }
Error job_not_running() { return conflict(About::job, "Job is not running"); }
Error unknown_job_refused() { return conflict(About::job, "Service ID does not exist"); }
Error image_illegal() { return wrong("Image name or source file path illegal"); }
Error image_missing() { return missing(About::object, "Image not found"); }
Error image_unregistered() { return wrong("Image is not registered"); }
Error image_exists() { return conflict(About::object, "Image already exists"); }
Error image_to_update_missing() { return conflict(About::object, "Image does not exist"); }
Error source_missing() { return missing(About::path, "Image source file not found"); }
Error scheduler_fails() { return {Errc::unavailable, About::job, "The scheduler does not answer", 0}; }

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
  switch (body) {
    case Options::ErrorBody::json:
      break;
    case Options::ErrorBody::text:
      return answer(status, kHtml, error.sentence);
    case Options::ErrorBody::html:
      return framework::page(status, error.sentence);
  }
  Writer out;
  out.open('{');
  out.field("Error", error.sentence);
  out.close('}');
  return answer(status, kJson, out.take());
}

http::Response head_of(std::optional<ResourceType> type) {
  constexpr const char* kPlain = "text/plain; charset=utf-8";
  if (!type) return answer(404, kPlain, "NOTEXIST");
  return *type == ResourceType::file ? answer(200, kPlain, "FILE") : answer(204, kPlain, {});
}

http::Response download(Bytes content) { return answer(200, "application/octet-stream", std::move(content)); }
http::Response done(int status) { return answer(status, kHtml, {}); }
http::Response text(std::string body) { return answer(200, kHtml, std::move(body)); }
http::Response json(std::string body) { return answer(200, kJson, std::move(body)); }

std::string resource(const Resource& resource, const Links& links) {
  Writer out;
  write_resource(out, resource, links);
  return out.take();
}

std::string listing(const std::vector<Resource>& resources, const Links& links) {
  Writer out;
  out.open('[');
  for (const Resource& one : resources) write_resource(out, one, links);
  out.close(']');
  return out.take();
}

std::string job(const JobIdentity& job, std::string_view queue_server) {
  Writer out;
  write_job(out, job, queue_server);
  return out.take();
}

std::string jobs(const std::vector<const JobIdentity*>& jobs, std::string_view queue_server) {
  Writer out;
  out.open('[');
  for (const JobIdentity* one : jobs) write_job(out, *one, queue_server);
  out.close(']');
  return out.take();
}

std::string_view stage(JobStage stage, bool with_queue_states) {
  switch (stage) {
    case JobStage::queued:
      return with_queue_states ? "QUEUED" : "RUNNING";
    case JobStage::running:
      return "RUNNING";
    case JobStage::exiting:
      return with_queue_states ? "EXITING" : "RUNNING";
    case JobStage::finished:
      return "FINISHED";
    case JobStage::unknown:
      return "UNKNOWN";
  }
  return "UNKNOWN";
}

std::string_view no_result() { return "UNSET"; }

std::string image(const Image& image) {
  Writer out;
  write_image(out, image);
  return out.take();
}

std::string images(const std::vector<Image>& images) {
  Writer out;
  out.open('[');
  for (const Image& one : images) write_image(out, one);
  out.close(']');
  return out.take();
}

namespace {

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
  if (!has_queue && !(takes_cluster && payload.is_place("cluster"))) payload.refuse(takes_cluster ? "cluster" : "queue");
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

bool asks_for_folder(std::string_view content_type) { return media_type(content_type) == "application/directory"; }
bool asks_for_result(std::string_view expect) { return media_type(expect) == "result"; }

View view_of(const http::Request& request) {
  const http::Fields fields = request.query_fields();
  const std::string* view = fields.first("view");
  if (view && *view == "full") return View::full;
  return view && *view == "resinfo" ? View::information : View::plain;
}

}  // namespace hpc::apis::refissh::wire
