#include "base/encoding.h"
#include "conformance/openapi/content.h"
#include "conformance/openapi/judge.h"
#include "conformance/openapi/openapi.h"

namespace hpc::conformance {

Description::Description(std::unique_ptr<Content> content) : content_(std::move(content)) {}
Description::Description(Description&&) noexcept = default;
Description& Description::operator=(Description&&) noexcept = default;
Description::~Description() = default;

Result<Description> Description::read(const std::string& file_name) {
  auto content = std::make_unique<Content>();
  HPC_TRY(content->documents.read_main(file_name));
  HPC_TRY(read_operations(*content));
  return Description(std::move(content));
}

Result<Description> Description::parse(std::string_view text, const std::string& file_name) {
  auto content = std::make_unique<Content>();
  HPC_TRY(content->documents.parse_main(text, file_name));
  HPC_TRY(read_operations(*content));
  return Description(std::move(content));
}

const std::string& Description::file_name() const {
  return content_->documents.main().file;
}
const std::string& Description::title() const {
  return content_->title;
}
const std::vector<std::string>& Description::servers() const {
  return content_->servers;
}
const std::vector<Operation>& Description::operations() const {
  return content_->operations;
}
const OrderedJson& Description::root() const {
  return content_->documents.main().value;
}

const Operation* Description::by_id(std::string_view operation_id) const {
  const auto found = content_->by_id.find(operation_id);
  return found == content_->by_id.end() ? nullptr : &content_->operations[found->second];
}

const Operation* Description::by_pointer(std::string_view pointer) const {
  if (pointer.starts_with('#')) pointer.remove_prefix(1);
  auto found = content_->by_pointer.find(pointer);
  // In a URI's fragment braces may be escaped.
  if (found == content_->by_pointer.end()) found = content_->by_pointer.find(percent_decode(pointer));
  return found == content_->by_pointer.end() ? nullptr : &content_->operations[found->second];
}

const Operation* Description::by_operation_path(std::string_view operation_path) const {
  const std::size_t hash = operation_path.find('#');
  return hash == operation_path.npos ? nullptr : by_pointer(operation_path.substr(hash));
}

const Operation* Description::by_request(std::string_view method, std::string_view path) const {
  const auto found = content_->templates.find(method, path);
  return found ? &content_->operations[*found] : nullptr;
}

const OrderedJson& Description::object(const Operation& operation) const {
  return *content_->place_of(operation)->place.value;
}

const DocumentedResponse* Description::documented(const Operation& operation, int status) const {
  const std::string exact = std::to_string(status);
  for (const std::string& wanted : {exact, exact.substr(0, 1) + "XX", std::string("default")}) {
    for (const DocumentedResponse& response : operation.responses) {
      if (response.status == wanted) return &response;
    }
  }
  return nullptr;
}

std::vector<ResponseFault> Description::validate_response(const Operation& operation, const http::Response& response,
                                                          std::size_t most) const {
  const DocumentedResponse* documented_response = documented(operation, response.status);
  if (!documented_response) return {undocumented_status(*content_, operation, response.status)};
  const std::size_t index = static_cast<std::size_t>(documented_response - operation.responses.data());
  Judge judge(*content_, most);
  judge.look_at_response(operation, content_->place_of(operation)->responses[index], response);
  return judge.take_faults();
}

std::vector<ResponseFault> Description::validate_request_body(const Operation& operation, std::string_view content_type,
                                                              const Bytes& body, std::size_t most) const {
  const OperationPlace& place = *content_->place_of(operation);
  Judge judge(*content_, most);
  const bool may_be_absent = !operation.request_body || !operation.request_body->required;
  if (body.empty() && content_type.empty() && may_be_absent) return {};
  judge.look_at_content(place.request_content, place.place, std::string(content_type), body);
  return judge.take_faults();
}

Result<void> Description::compile_all() const {
  std::vector<Place> schemas;
  for (const auto& [uri, document] : content_->documents.all()) {
    const Place root{document.get(), "", &document->value};
    const auto components = root.member("components");
    const auto named = components ? components->member("schemas") : std::nullopt;
    if (!named || !named->value->is_object()) continue;
    for (auto member = named->value->begin(); member != named->value->end(); ++member)
      schemas.push_back(*named->member(member.key()));
  }
  for (std::size_t i = 0; i < content_->places.size(); ++i) {
    const OperationPlace& place = content_->places[i];
    HPC_TRY(every_variable_is_described(content_->operations[i]));
    for (const auto& [name, schema] : place.parameter_schemas) schemas.push_back(schema);
    for (const MediaType& type : place.request_content) {
      if (type.schema) schemas.push_back(*type.schema);
    }
    for (const ResponsePlace& response : place.responses) {
      for (const MediaType& type : response.content) {
        if (type.schema) schemas.push_back(*type.schema);
      }
      for (const HeaderPlace& header : response.headers) {
        if (header.schema) schemas.push_back(*header.schema);
      }
    }
  }
  for (const Place& place : schemas) {
    const Result<Schema>& schema = content_->schemas.schema_at(place);
    if (!schema) return wrong_at(place, schema.error().sentence);
  }
  return {};
}

std::string_view source_of_operation_path(std::string_view operation_path) {
  constexpr std::string_view kStart = "{$sourceDescriptions.";
  constexpr std::string_view kEnd = ".url}";
  const std::size_t end = operation_path.find(kEnd);
  if (!operation_path.starts_with(kStart) || end == operation_path.npos) return "";
  return operation_path.substr(kStart.size(), end - kStart.size());
}

std::string_view part_name(ResponseFault::Part part) {
  switch (part) {
    case ResponseFault::Part::status:
      return "status";
    case ResponseFault::Part::media_type:
      return "media type";
    case ResponseFault::Part::header:
      return "header";
    case ResponseFault::Part::body:
      return "body";
  }
  return "";
}

}  // namespace hpc::conformance
