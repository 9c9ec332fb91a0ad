// OpenAPI 3.1 descriptions: the operations of an API, and whether a response is one that its description allows.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "conformance/schema/schema.h"
#include "http/message.h"

namespace hpc::conformance {

struct Parameter {
  enum class In { path, query, header, cookie };
  std::string name;
  In in = In::query;
  bool required = false;
  std::string style;     ///< "simple", "form"...: the default for `in` when the description is silent
  bool explode = false;  ///< likewise
  std::string where;     ///< "openapi.yaml:12:9"
};

struct RequestBody {
  bool required = false;
  std::vector<std::string> media_types;  ///< in the description's order; ranges ("text/*") as they stand
};

struct DocumentedResponse {
  std::string status;  ///< "200", "2XX" or "default"
  std::string description;
  std::vector<std::string> media_types;
  std::vector<std::string> headers;
  std::string where;
};

struct Operation {
  std::string id;       ///< operationId; "" without one
  std::string method;   ///< upper case
  std::string path;     ///< template: "/jobs/{job_id}"
  std::string pointer;  ///< JSON pointer in the description: "/paths/~1jobs~1{job_id}/get"
  std::string summary;
  bool safe = false;  ///< `x-safe`; without it: GET, HEAD and OPTIONS are
  bool deprecated = false;
  std::vector<Parameter> parameters;  ///< the path item's own included
  std::optional<RequestBody> request_body;
  std::vector<DocumentedResponse> responses;
  std::vector<std::string> servers;  ///< URLs; the nearest list: of the operation, the path or the document
  std::string where;                 ///< "openapi.yaml:120:5"
};

/// What a response has that its description does not allow, or lacks.
struct ResponseFault {
  enum class Part { status, media_type, header, body };
  Part part = Part::body;
  std::string name;  ///< of the header; "" for other parts
  /// `instance_pointer` is in the body (or in the header's value); `schema_pointer` is in the description, by its file
  /// name: "openapi.yaml#/components/schemas/Job/properties/id/type".
  Fault fault;
  std::string where;  ///< file, line and column of that keyword, when known
  bool operator==(const ResponseFault&) const = default;
};
std::string_view part_name(ResponseFault::Part part);  ///< "status", "media type", "header", "body"

/// One description with the files that it refers to. Schemas are compiled when first used and kept; all members may be
/// called from several threads.
class Description final {
 public:
  /// Reads a YAML or JSON file, and the files that its `$ref`s name, relative to the file that they stand in. Errors
  /// (About::document) have file, line and column.
  static Result<Description> read(const std::string& file_name);
  /// The same from text; other files are looked for relative to `file_name`.
  static Result<Description> parse(std::string_view text, const std::string& file_name);
  struct Content;  ///< for this folder only
  Description(Description&&) noexcept;
  Description& operator=(Description&&) noexcept;
  ~Description();

  const std::string& file_name() const;
  const std::string& title() const;
  const std::vector<std::string>& servers() const;
  /// In the description's order; the addresses stay valid as long as the description does, moves included.
  const std::vector<Operation>& operations() const;

  // nullptr: there is none.
  const Operation* by_id(std::string_view operation_id) const;
  /// By a JSON pointer into this description: "/paths/~1jobs/get"; a leading '#' is allowed.
  const Operation* by_pointer(std::string_view pointer) const;
  /// By an Arazzo operationPath: "{$sourceDescriptions.site.url}#/paths/~1jobs/get". The source before '#' is the
  /// caller's to look at (source_of_operation_path).
  const Operation* by_operation_path(std::string_view operation_path) const;
  /// By a request: `path` raw, relative to the server's URL, without query. Literal segments win over templated ones.
  /// A variable takes no '/' unless its parameter has `x-slashes: true`.
  const Operation* by_request(std::string_view method, std::string_view path) const;

  /// The operation's object in the description, for its `x-` fields.
  const OrderedJson& object(const Operation& operation) const;
  /// The description itself.
  const OrderedJson& root() const;

  /// Status documented, media type, required headers, schemas of headers and body. A body that is not JSON is validated
  /// as a string (the bytes, when they are UTF-8). Empty: the response is as described. `operation` is of this
  /// description.
  std::vector<ResponseFault> validate_response(const Operation& operation, const http::Response& response,
                                               std::size_t most = 20) const;
  /// Whether the description's own request body schema takes this one; for scenarios and recorded requests.
  std::vector<ResponseFault> validate_request_body(const Operation& operation, std::string_view content_type,
                                                   const Bytes& body, std::size_t most = 20) const;
  /// Which of the operation's documented responses has this status: exact, then "2XX", then "default"; or nullptr.
  const DocumentedResponse* documented(const Operation& operation, int status) const;
  /// Compiles every schema there is and checks that paths and their parameters agree: for `hpcmock lint` and for tests
  /// of our own descriptions.
  Result<void> compile_all() const;

 private:
  explicit Description(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

/// "site" of "{$sourceDescriptions.site.url}#/paths/~1jobs/get"; "" when it has no such expression.
std::string_view source_of_operation_path(std::string_view operation_path);

}  // namespace hpc::conformance
