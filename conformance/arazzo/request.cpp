#include "conformance/arazzo/request.h"

#include <algorithm>

#include "base/encoding.h"
#include "conformance/arazzo/body.h"
#include "conformance/expression/pointer.h"
#include "conformance/openapi/openapi.h"

namespace hpc::conformance::arazzo {
namespace {

using In = Parameter::In;

/// How the description wants a parameter written, or the default for its place (OpenAPI 3.1, style values).
struct Style {
  std::string name;
  bool explode = false;
};

Style style_of(const Parameter& parameter, const Operation* operation) {
  if (operation != nullptr) {
    for (const auto& described : operation->parameters) {
      if (described.name == parameter.name && static_cast<int>(described.in) + 1 == static_cast<int>(parameter.in)) return {described.style, described.explode};
    }
  }
  return parameter.in == In::query || parameter.in == In::cookie ? Style{"form", true} : Style{"simple", false};
}

std::string joined(const Json& value, char separator, const std::function<std::string(const std::string&)>& encode, bool explode) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : std::string(1, separator)) + part; };
  if (value.is_array()) {
    for (const auto& one : value) add(encode(as_text(one)));
  } else {
    for (const auto& [key, one] : value.items()) {
      add(encode(key) + (explode ? "=" : std::string(1, separator)) + encode(as_text(one)));
    }
  }
  return text;
}

/// Style "simple": of paths and headers.
std::string simple(const Json& value, bool explode, const std::function<std::string(const std::string&)>& encode) {
  return value.is_structured() ? joined(value, ',', encode, explode) : encode(as_text(value));
}

/// name=value pairs of one query parameter.
std::string query_part(const std::string& name, const Json& value, const Style& style) {
  const auto encode = [](const std::string& text) { return percent_encode(text); };
  const auto key = percent_encode(name);
  if (!value.is_structured()) return key + "=" + encode(as_text(value));
  std::string text;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : "&") + part; };
  if (value.is_object() && style.name == "deepObject") {
    for (const auto& [member, one] : value.items()) add(key + "%5B" + encode(member) + "%5D=" + encode(as_text(one)));
  } else if (value.is_object() && style.explode) {
    for (const auto& [member, one] : value.items()) add(encode(member) + "=" + encode(as_text(one)));
  } else if (value.is_array() && style.explode) {
    for (const auto& one : value) add(key + "=" + encode(as_text(one)));
  } else {
    const char separator = style.name == "pipeDelimited" ? '|' : style.name == "spaceDelimited" ? ' ' : ',';
    auto list = joined(value, separator, encode, false);
    if (separator == ' ') std::replace(list.begin(), list.end(), ' ', '+');
    return key + "=" + list;
  }
  return text;
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) text.replace(at, what.size(), with);
}

class Builder {
 public:
  Builder(const RequestSource& source, const Scope& scope) : source_(source), scope_(scope) {}

  Result<Outgoing> build() {
    const auto& step = source_.step;
    if (step.raw) {
      made_.request.method = step.raw->method;
      path_ = HPC_TRY(step.raw->url.fill(scope_));
    } else {
      made_.request.method = step.operation->method;
      path_ = step.operation->path;
    }
    for (const auto* parameter : effective_parameters(step, source_.workflow)) HPC_TRY(add(*parameter));
    const bool absolute = path_.starts_with("http://") || path_.starts_with("https://");
    made_.request.target = absolute ? path_ : source_.base_url + path_;
    if (!query_.empty()) made_.request.target += (path_.find('?') == std::string::npos ? "?" : "&") + query_;
    if (!cookies_.empty()) made_.request.headers.add("Cookie", cookies_);
    if (step.body && step.body->payload) HPC_TRY(add_body(*step.body));
    return std::move(made_);
  }

 private:
  const RequestSource& source_;
  const Scope& scope_;
  Outgoing made_;
  std::string path_;
  std::string query_;
  std::string cookies_;

  /// A value of null leaves the parameter out.
  Result<bool> add(const Parameter& parameter) {
    auto filled = parameter.value.fill(scope_);
    if (!filled) return failure(Errc::missing, About::document, "parameter " + parameter.name + ": " + filled.error().sentence);
    const auto value = Json(*filled);
    if (value.is_null() && parameter.in != In::path) return true;
    const auto style = style_of(parameter, source_.step.operation);
    switch (parameter.in) {
      case In::none: break;
      case In::path:
        made_.path[parameter.name] = value;
        replace_all(path_, "{" + parameter.name + "}", simple(value, style.explode, [](const std::string& text) { return percent_encode(text); }));
        break;
      case In::query:
        made_.query[parameter.name] = value;
        query_ += (query_.empty() ? "" : "&") + query_part(parameter.name, value, style);
        break;
      case In::header: made_.request.headers.add(parameter.name, simple(value, style.explode, [](const std::string& text) { return text; })); break;
      case In::cookie: cookies_ += (cookies_.empty() ? "" : "; ") + parameter.name + "=" + as_text(value); break;
    }
    return true;
  }

  std::string content_type(const RequestBody& body, const OrderedJson& payload) const {
    if (!body.content_type.empty()) return body.content_type;
    const auto* operation = source_.step.operation;
    if (operation != nullptr && operation->request_body && !operation->request_body->media_types.empty()) return operation->request_body->media_types.front();
    return payload.is_string() ? "text/plain" : "application/json";
  }

  Result<bool> add_body(const RequestBody& body) {
    auto filled = body.payload->fill(scope_);
    if (!filled) return failure(Errc::missing, About::document, "request body: " + filled.error().sentence);
    auto type = content_type(body, *filled);
    if (!body.replacements.empty()) HPC_TRY(replace(body, type, *filled));
    auto encoded = HPC_TRY(encode_body(type, *filled, source_.folder));
    if (!made_.request.headers.has("Content-Type")) made_.request.headers.add("Content-Type", encoded.content_type);
    made_.request.body = std::move(encoded.bytes);
    return true;
  }

  Result<bool> replace(const RequestBody& body, const std::string& type, OrderedJson& payload) {
    if (payload.is_string() && is_json_media_type(type)) {
      auto parsed = OrderedJson::parse(payload.get<std::string>(), nullptr, false);
      if (parsed.is_discarded()) return failure(Errc::invalid, About::document, "request body: replacements need a payload that is JSON");
      payload = std::move(parsed);
    }
    for (const auto& replacement : body.replacements) {
      auto value = replacement.value.fill(scope_);
      if (!value) return failure(Errc::missing, About::document, "replacement " + replacement.target + ": " + value.error().sentence);
      if (!put_at_pointer(payload, replacement.target, std::move(*value))) {
        return failure(Errc::missing, About::document, "replacement " + replacement.target + ": the payload has no such place");
      }
    }
    return true;
  }
};

}  // namespace

std::vector<const Parameter*> effective_parameters(const Step& step, const Workflow& workflow) {
  std::vector<const Parameter*> all;
  for (const auto& parameter : step.parameters) all.push_back(&parameter);
  for (const auto& parameter : workflow.parameters) {
    const auto same = [&parameter](const Parameter& other) { return other.name == parameter.name && other.in == parameter.in; };
    const bool fits = parameter.in != In::path || step.operation == nullptr || step.operation->path.find("{" + parameter.name + "}") != std::string::npos;
    if (fits && std::none_of(step.parameters.begin(), step.parameters.end(), same)) all.push_back(&parameter);
  }
  return all;
}

Result<Outgoing> make_request(const RequestSource& source, const Scope& scope) { return Builder(source, scope).build(); }

}  // namespace hpc::conformance::arazzo
