#include "apis/refissh/wire.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace hpc::apis::refissh::wire {
namespace {

constexpr const char* kJson = "application/json";
constexpr const char* kHtml = "text/html; charset=utf-8";

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
    const auto is_plain = [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; };
    if (!std::all_of(text.begin(), text.end(), is_plain)) {
      text_ += OrderedJson(text).dump(-1, ' ', true, OrderedJson::error_handler_t::replace);
    } else {  // nearly always: a list of all jobs has three for each job
      text_ += '"';
      text_ += text;
      text_ += '"';
    }
  }

  std::string text_;
  bool is_first_ = true;
};

std::string date(Instant instant) {
  return format_utc(instant, "%Y-%m-%d %H:%M:%S");
}

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

std::string_view last_segment(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

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

}  // namespace

http::Response head_of(std::optional<ResourceType> type) {
  constexpr const char* kPlain = "text/plain; charset=utf-8";
  if (!type) return answer(404, kPlain, "NOTEXIST");
  return *type == ResourceType::file ? answer(200, kPlain, "FILE") : answer(204, kPlain, {});
}

http::Response download(Bytes content) {
  return answer(200, "application/octet-stream", std::move(content));
}
http::Response done(int status) {
  return answer(status, kHtml, {});
}
http::Response text(std::string body) {
  return answer(200, kHtml, std::move(body));
}
http::Response json(std::string body) {
  return answer(200, kJson, std::move(body));
}

http::Response error_object(std::string_view sentence) {
  Writer out;
  out.open('{');
  out.field("Error", sentence);
  out.close('}');
  return json(out.take());
}

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

std::string_view no_result() {
  return "UNSET";
}

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

}  // namespace hpc::apis::refissh::wire
