#include "conformance/openapi/judge.h"

#include <algorithm>

#include "base/encoding.h"
#include "conformance/schema/values.h"

namespace hpc::conformance {

using Part = ResponseFault::Part;

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == text.npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// A media type or range: "text/plain; charset=utf-8".
struct Media {
  std::string type;
  std::vector<std::string> parameters;  ///< lower case, without blanks around '='

  explicit Media(std::string_view text) {
    const std::size_t end = std::min(text.find(';'), text.size());
    type = to_lower(trimmed(text.substr(0, end)));
    text.remove_prefix(end);
    while (!text.empty()) {
      text.remove_prefix(1);
      const std::size_t next = std::min(text.find(';'), text.size());
      std::string parameter = to_lower(trimmed(text.substr(0, next)));
      std::erase(parameter, '"');
      if (!parameter.empty()) parameters.push_back(std::move(parameter));
      text.remove_prefix(next);
    }
  }

  bool is_json() const { return type == "application/json" || type == "text/json" || type.ends_with("+json"); }
};

/// 0: does not match; else the more, the more specific the range.
int match_rank(const Media& range, const Media& actual) {
  for (const std::string& parameter : range.parameters) {
    if (std::find(actual.parameters.begin(), actual.parameters.end(), parameter) == actual.parameters.end()) return 0;
  }
  if (range.type == "*/*") return 1;
  if (range.type.ends_with("/*")) return actual.type.starts_with(range.type.substr(0, range.type.size() - 1)) ? 2 : 0;
  return range.type == actual.type ? 3 + static_cast<int>(range.parameters.size()) : 0;
}

/// What is described as coming without Content-Type is never what came with one.
const MediaType* find_media_type(const std::vector<MediaType>& types, const std::string& content_type) {
  if (content_type.empty()) {
    const auto untyped = std::find_if(types.begin(), types.end(), [](const MediaType& type) { return type.untyped; });
    return untyped == types.end() ? nullptr : &*untyped;
  }
  const Media actual(content_type);
  const MediaType* best = nullptr;
  int best_rank = 0;
  for (const MediaType& type : types) {
    if (type.untyped) continue;
    const int rank = match_rank(Media(type.range), actual);
    if (rank > best_rank) {
      best = &type;
      best_rank = rank;
    }
  }
  return best;
}

/// What a header's text can stand for, the likelier first: itself, a number or truth value, a list.
std::vector<Json> readings(const std::string& value) {
  std::vector<Json> all;
  Json scalar = Json::parse(value, nullptr, false);
  if (scalar.is_number() || scalar.is_boolean()) all.push_back(std::move(scalar));
  all.push_back(Json(value));
  Json list = Json::array();
  std::string_view rest = value;
  while (true) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    list.push_back(trimmed(rest.substr(0, end)));
    if (end == rest.size()) break;
    rest.remove_prefix(end + 1);
  }
  all.push_back(std::move(list));
  return all;
}

std::string bytes_shown(const Bytes& body) {
  return shown(Json(to_valid_utf8(body.slice(0, 400).str())));
}

}  // namespace

void Judge::add(Part part, const Place& place, std::string name, std::string expected, std::string got) {
  if (room() == 0) return;
  const Fault fault{"", place.document->label + "#" + place.pointer, std::move(expected), std::move(got)};
  faults_.push_back({part, std::move(name), fault, place.where()});
}

void Judge::look_at_response(const Operation& operation, const ResponsePlace& described,
                             const http::Response& response) {
  for (const HeaderPlace& header : described.headers) look_at_header(header, response);
  const bool has_no_body = operation.method == "HEAD" || response.status == 304 || response.stream;
  if (has_no_body) return;
  look_at_content(described.content, described.place, std::string(response.headers.get("Content-Type")), response.body);
}

void Judge::look_at_header(const HeaderPlace& described, const http::Response& response) {
  const std::vector<std::string_view> values = response.headers.all(described.name);
  if (values.empty() && described.required) {
    add(Part::header, described.place, described.name, "a header " + described.name, "no such header");
  }
  if (!described.schema) return;
  for (std::string_view value : values) look_at_header_value(described, std::string(value));
}

void Judge::look_at_header_value(const HeaderPlace& described, const std::string& value) {
  if (described.is_json) {
    const Json parsed = Json::parse(value, nullptr, false);
    if (parsed.is_discarded())
      return add(Part::header, *described.schema, described.name, "a JSON document", shown(Json(value)));
    return apply(*described.schema, parsed, Part::header, described.name);
  }
  const Result<Schema>& schema = content_.schemas.schema_at(*described.schema);
  if (!schema) return apply(*described.schema, Json(value), Part::header, described.name);
  std::vector<Fault> closest;
  for (const Json& reading : readings(is_utf8(value) ? value : to_valid_utf8(value))) {
    std::vector<Fault> faults = schema->validate(reading, room() + 1);
    if (faults.empty()) return;
    const bool is_other_type = faults[0].schema_pointer.ends_with("/type") && faults[0].instance_pointer.empty();
    if (closest.empty() || !is_other_type) closest = std::move(faults);
    if (!is_other_type) break;
  }
  add_schema_faults(*described.schema, std::move(closest), Part::header, described.name);
}

void Judge::look_at_content(const std::vector<MediaType>& types, const Place& owner, const std::string& content_type,
                            const Bytes& body) {
  std::vector<std::string> ranges;
  for (const MediaType& type : types) ranges.push_back(type.range + (type.untyped ? " without Content-Type" : ""));
  if (types.empty()) {
    if (!body.empty()) add(Part::body, owner, "", "no body", bytes_shown(body));
    return;
  }
  const MediaType* type = find_media_type(types, content_type);
  if (!type) {
    const std::string got = !content_type.empty() ? content_type : body.empty() ? "no body" : "no Content-Type";
    return add(Part::media_type, owner, "Content-Type", joined(ranges), got);
  }
  look_at_body(*type, owner, content_type.empty() ? type->range : content_type, body);
}

void Judge::look_at_body(const MediaType& type, const Place& owner, const std::string& content_type,
                         const Bytes& body) {
  const std::string text = body.str();
  if (Media(content_type).is_json()) {
    const Json parsed = Json::parse(text, nullptr, false);
    if (parsed.is_discarded()) return add(Part::body, owner, "", "a JSON document", bytes_shown(body));
    if (type.schema) apply(*type.schema, parsed, Part::body, "");
    return;
  }
  if (type.schema && is_utf8(text)) apply(*type.schema, Json(text), Part::body, "");
}

void Judge::apply(const Place& schema, const Json& instance, Part part, const std::string& name) {
  const Result<Schema>& compiled = content_.schemas.schema_at(schema);
  if (!compiled) return add(part, schema, name, "a schema that can be used", compiled.error().sentence);
  if (room() == 0) return;
  add_schema_faults(schema, compiled->validate(instance, room()), part, name);
}

void Judge::add_schema_faults(const Place& schema, std::vector<Fault> faults, Part part, const std::string& name) {
  for (Fault& fault : faults) {
    if (room() == 0) return;
    // The validator names its own document by nothing and others by their absolute path.
    const std::size_t hash = fault.schema_pointer.find('#');
    const Document* other =
        hash == std::string::npos ? nullptr : content_.documents.find(fault.schema_pointer.substr(0, hash));
    const Document& document = other ? *other : *schema.document;
    const std::string pointer = other ? fault.schema_pointer.substr(hash + 1) : fault.schema_pointer;
    const bool is_elsewhere = hash != std::string::npos && !other;
    if (!is_elsewhere) fault.schema_pointer = document.label + "#" + pointer;
    faults_.push_back({part, name, std::move(fault), is_elsewhere ? "" : document.where(pointer, true)});
  }
}

ResponseFault undocumented_status(const Description::Content& content, const Operation& operation, int status) {
  std::vector<std::string> documented;
  for (const DocumentedResponse& response : operation.responses) documented.push_back(response.status);
  const Place& place = content.place_of(operation)->place;
  const Place responses = place.member("responses").value_or(place);
  const std::string expected = documented.empty() ? "a documented status: there is none" : joined(documented);
  const Fault fault{"", responses.document->label + "#" + responses.pointer, expected, std::to_string(status)};
  return {Part::status, "", fault, responses.document->where(responses.pointer, true)};
}

Result<void> every_variable_is_described(const Operation& operation) {
  const std::vector<std::string> names = PathTemplate(operation.path, {}).names();
  const auto fail = [&operation](const std::string& sentence) {
    return failure(Errc::invalid, About::document, operation.where + ": " + sentence);
  };
  for (const std::string& name : names) {
    const auto is_it = [&name](const Parameter& each) { return each.in == Parameter::In::path && each.name == name; };
    if (std::none_of(operation.parameters.begin(), operation.parameters.end(), is_it)) {
      return fail("{" + name + "} of the path has no parameter");
    }
  }
  for (const Parameter& parameter : operation.parameters) {
    const bool is_named = std::find(names.begin(), names.end(), parameter.name) != names.end();
    if (parameter.in == Parameter::In::path && !is_named)
      return fail("parameter " + parameter.name + " is not in the path");
  }
  return {};
}

}  // namespace hpc::conformance
