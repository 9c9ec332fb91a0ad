// JSON Schema: draft-07 in full, and what OpenAPI 3.1 documents use of 2020-12. Compiled once, then validates any
// number of documents.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace hpc::conformance {

/// One fault, said once: where in the instance, which keyword of which schema, what it wanted and what was there.
struct Fault {
  std::string instance_pointer;  ///< "" is the root
  std::string
      schema_pointer;    ///< with the document's URI when it is another one: "common.json#/definitions/ts/pattern"
  std::string expected;  ///< "a string matching ^[0-9a-f]{32}$"
  std::string got;       ///< "\"abc\"", shortened
  bool operator==(const Fault&) const = default;
};

enum class Dialect { draft7, draft2020_12 };

/// Gives the document at an absolute URI (without fragment), or nullptr.
using Resolver = std::function<const Json*(const std::string& uri)>;

class Schema final {
 public:
  struct Options {
    std::string base_uri = "schema.json";
    Dialect dialect = Dialect::draft2020_12;  ///< "$schema" in the document wins
    Resolver resolver;                        ///< for other documents; used while compiling only
    bool assert_formats = true;
    std::string
        pointer;  ///< which part of the document is the schema: "#/components/schemas/Job" -> "/components/schemas/Job"
  };
  /// Errors (About::document) name the schema pointer: unknown $ref, wrong type of a keyword, bad regex. `document` is
  /// copied.
  static Result<Schema> compile(const Json& document, Options options);
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  /// Empty when the instance is valid. Safe to call from several threads.
  std::vector<Fault> validate(const Json& instance, std::size_t most = 100) const;
  bool is_valid(const Json& instance) const;

 private:
  struct Program;
  explicit Schema(std::unique_ptr<Program> program);
  std::unique_ptr<Program> program_;
};

}  // namespace hpc::conformance
