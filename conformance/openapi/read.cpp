// Operations, parameters and responses out of the documents.
#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "conformance/openapi/content.h"
#include "conformance/schema/values.h"

namespace hpc::conformance {

namespace {

constexpr std::array kMethods = {"get", "put", "post", "delete", "options", "head", "patch", "trace"};

class Reader {
 public:
  explicit Reader(Description::Content& content) : content_(content), documents_(content.documents) {}

  Result<void> run() {
    const Place root = documents_.root();
    if (!root.text("openapi").starts_with("3.1")) return wrong_at(root, "not an OpenAPI 3.1 document");
    if (const auto info = root.member("info")) content_.title = info->text("title");
    content_.servers = servers_of(root).value_or(std::vector<std::string>{"/"});
    const auto paths = root.member("paths");
    if (!paths) return {};
    if (!paths->value->is_object()) return wrong_at(*paths, "paths is an object");
    for (auto path = paths->value->begin(); path != paths->value->end(); ++path) {
      if (path.key().starts_with("x-")) continue;
      if (!path.key().starts_with('/')) return wrong_at(*paths->member(path.key()), "a path starts with '/'");
      HPC_TRY(read_path(path.key(), *paths->member(path.key())));
    }
    content_.templates.sort();
    return {};
  }

 private:
  static std::optional<std::vector<std::string>> servers_of(const Place& place) {
    const auto servers = place.member("servers");
    if (!servers || !servers->value->is_array()) return {};
    std::vector<std::string> urls;
    for (std::size_t i = 0; i < servers->value->size(); ++i) urls.push_back(servers->item(i).text("url"));
    return urls;
  }

  Result<void> read_path(const std::string& path, const Place& nominal) {
    const Place item = HPC_TRY(documents_.resolved(nominal));
    if (!item.value->is_object()) return wrong_at(item, "a path's value is an object");
    for (auto member = item.value->begin(); member != item.value->end(); ++member) {
      const std::string& method = member.key();
      if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) continue;
      HPC_TRY(read_operation(path, item, method, nominal.pointer + "/" + method));
    }
    return {};
  }

  Result<void> read_operation(const std::string& path, const Place& item, const std::string& method,
                              std::string pointer) {
    const Place place = *item.member(method);
    if (!place.value->is_object()) return wrong_at(place, "an operation is an object");
    Operation operation;
    OperationPlace behind;
    behind.place = place;
    operation.id = place.text("operationId");
    operation.path = path;
    operation.pointer = std::move(pointer);
    for (char c : method) operation.method += static_cast<char>(c - 'a' + 'A');
    operation.summary = place.text("summary");
    operation.deprecated = place.flag("deprecated");
    operation.where = place.document->where(place.pointer, true);
    operation.safe = HPC_TRY(is_safe(place, method));
    operation.servers = servers_of(place).value_or(servers_of(item).value_or(content_.servers));
    std::set<std::string> with_slashes;
    HPC_TRY(read_parameters(operation, behind, place, with_slashes));
    HPC_TRY(read_parameters(operation, behind, item, with_slashes));
    HPC_TRY(read_request_body(operation, behind));
    HPC_TRY(read_responses(operation, behind));
    return keep(std::move(operation), std::move(behind), with_slashes);
  }

  Result<void> keep(Operation operation, OperationPlace behind, const std::set<std::string>& with_slashes) {
    const std::size_t index = content_.operations.size();
    if (!operation.id.empty() && !content_.by_id.emplace(operation.id, index).second) {
      return wrong_at(behind.place, "there are two operations " + operation.id);
    }
    content_.by_pointer.emplace(operation.pointer, index);
    content_.templates.add(operation.method, operation.path, with_slashes, index);
    content_.operations.push_back(std::move(operation));
    content_.places.push_back(std::move(behind));
    return {};
  }

  static Result<bool> is_safe(const Place& place, const std::string& method) {
    const auto marker = place.member("x-safe");
    if (!marker) return method == "get" || method == "head" || method == "options";
    if (!marker->value->is_boolean()) return wrong_at(*marker, "x-safe is true or false");
    return marker->value->get<bool>();
  }

  /// Those of the operation come first: they stand in for the path item's of the same name and place.
  Result<void> read_parameters(Operation& operation, OperationPlace& behind, const Place& owner,
                               std::set<std::string>& with_slashes) {
    const auto list = owner.member("parameters");
    if (!list) return {};
    if (!list->value->is_array()) return wrong_at(*list, "parameters is an array");
    for (std::size_t i = 0; i < list->value->size(); ++i) {
      const Place place = HPC_TRY(documents_.resolved(list->item(i)));
      const Parameter parameter = HPC_TRY(read_parameter(place));
      const auto is_same = [&parameter](const Parameter& known) {
        return known.name == parameter.name && known.in == parameter.in;
      };
      if (std::any_of(operation.parameters.begin(), operation.parameters.end(), is_same)) continue;
      if (place.flag("x-slashes")) with_slashes.insert(parameter.name);
      if (const auto schema = place.member("schema")) behind.parameter_schemas.emplace_back(parameter.name, *schema);
      operation.parameters.push_back(parameter);
    }
    return {};
  }

  static Result<Parameter> read_parameter(const Place& place) {
    using In = Parameter::In;
    constexpr std::pair<std::string_view, In> kPlaces[] = {
        {"path", In::path}, {"query", In::query}, {"header", In::header}, {"cookie", In::cookie}};
    Parameter parameter;
    parameter.name = place.text("name");
    if (parameter.name.empty()) return wrong_at(place, "a parameter has a name");
    const std::string in = place.text("in");
    const auto* found =
        std::find_if(std::begin(kPlaces), std::end(kPlaces), [&in](const auto& each) { return each.first == in; });
    if (found == std::end(kPlaces)) return wrong_at(place, "a parameter is in path, query, header or cookie");
    parameter.in = found->second;
    parameter.required = place.flag("required");
    if (parameter.in == In::path && !parameter.required)
      return wrong_at(place, "a parameter in path has required: true");
    const bool is_form = parameter.in == In::query || parameter.in == In::cookie;
    parameter.style = place.text("style");
    if (parameter.style.empty()) parameter.style = is_form ? "form" : "simple";
    parameter.explode = place.member("explode") ? place.flag("explode") : parameter.style == "form";
    parameter.where = place.where();
    return parameter;
  }

  static Result<std::vector<MediaType>> read_content(const Place& owner) {
    std::vector<MediaType> types;
    const auto content = owner.member("content");
    if (!content) return types;
    if (!content->value->is_object()) return wrong_at(*content, "content is an object");
    for (auto member = content->value->begin(); member != content->value->end(); ++member) {
      const Place type = *content->member(member.key());
      if (member.key().find('/') == std::string::npos)
        return wrong_at(type, "\"" + member.key() + "\" is no media type");
      types.push_back({member.key(), type.member("schema"), type.flag("x-untyped")});
    }
    return types;
  }

  Result<void> read_request_body(Operation& operation, OperationPlace& behind) {
    const auto nominal = behind.place.member("requestBody");
    if (!nominal) return {};
    const Place body = HPC_TRY(documents_.resolved(*nominal));
    behind.request_content = HPC_TRY(read_content(body));
    operation.request_body = RequestBody{body.flag("required"), {}};
    for (const MediaType& type : behind.request_content) operation.request_body->media_types.push_back(type.range);
    return {};
  }

  static bool is_status(const std::string& text) {
    if (text == "default") return true;
    if (text.size() != 3 || text[0] < '1' || text[0] > '5') return false;
    return text.substr(1) == "XX" || text.find_first_not_of("0123456789") == text.npos;
  }

  Result<void> read_responses(Operation& operation, OperationPlace& behind) {
    const auto list = behind.place.member("responses");
    if (!list) return {};
    if (!list->value->is_object()) return wrong_at(*list, "responses is an object");
    for (auto member = list->value->begin(); member != list->value->end(); ++member) {
      if (member.key().starts_with("x-")) continue;
      if (!is_status(member.key()))
        return wrong_at(*list->member(member.key()), "a status is like 200, 2XX or default");
      HPC_TRY(read_response(operation, behind, member.key(), *list->member(member.key())));
    }
    return {};
  }

  Result<void> read_response(Operation& operation, OperationPlace& behind, const std::string& status,
                             const Place& nominal) {
    ResponsePlace response;
    response.place = HPC_TRY(documents_.resolved(nominal));
    response.content = HPC_TRY(read_content(response.place));
    if (const auto headers = response.place.member("headers")) HPC_TRY(read_headers(*headers, response));
    HPC_TRY(add_common_headers(behind.place, status, response));
    HPC_TRY(add_common_headers(documents_.root(), status, response));
    DocumentedResponse documented;
    documented.status = status;
    documented.description = response.place.text("description");
    documented.where = nominal.document->where(nominal.pointer, true);
    for (const MediaType& type : response.content) documented.media_types.push_back(type.range);
    for (const HeaderPlace& header : response.headers) documented.headers.push_back(header.name);
    operation.responses.push_back(std::move(documented));
    behind.responses.push_back(std::move(response));
    return {};
  }

  /// `x-headers` of an operation, or of the document: headers that its answers have in common, by status, range or
  /// default. What stands nearer to the response wins.
  Result<void> add_common_headers(const Place& owner, const std::string& status, ResponsePlace& response) {
    const auto groups = owner.member("x-headers");
    if (!groups) return {};
    if (!groups->value->is_object()) return wrong_at(*groups, "x-headers has statuses, each with headers");
    for (auto group = groups->value->begin(); group != groups->value->end(); ++group) {
      if (!is_status(group.key())) return wrong_at(*groups->member(group.key()), "a status is like 200, 2XX or default");
    }
    for (const std::string& key : {status, status.substr(0, 1) + "XX", std::string("default")}) {
      if (const auto headers = groups->member(key)) HPC_TRY(read_headers(*headers, response));
    }
    return {};
  }

  /// Leaves out those that the response has already.
  Result<void> read_headers(const Place& headers, ResponsePlace& response) {
    if (!headers.value->is_object()) return wrong_at(headers, "headers is an object");
    for (auto member = headers.value->begin(); member != headers.value->end(); ++member) {
      const auto is_known = [&member](const HeaderPlace& known) { return equals_ignoring_case(known.name, member.key()); };
      if (std::any_of(response.headers.begin(), response.headers.end(), is_known)) continue;
      if (equals_ignoring_case(member.key(), "Content-Type"))
        continue;  // `content` speaks of it; OpenAPI ignores this.
      const Place place = HPC_TRY(documents_.resolved(*headers.member(member.key())));
      HeaderPlace header{place, member.key(), place.flag("required"), place.member("schema"), false};
      const std::vector<MediaType> content = HPC_TRY(read_content(place));
      if (!content.empty()) {
        header.schema = content[0].schema;
        header.is_json = true;
      }
      response.headers.push_back(std::move(header));
    }
    return {};
  }

  Description::Content& content_;
  const Documents& documents_;
};

}  // namespace

Result<void> read_operations(Description::Content& content) {
  return Reader(content).run();
}

}  // namespace hpc::conformance
