// JSONPath (RFC 9535): parsed and type-checked once, then selects from any number of values.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace hpc::conformance {

namespace json_path {
struct Query;
}

class JsonPath final {
 public:
  /// Errors (About::document) say what was found at which offset and what is allowed there.
  static Result<JsonPath> compile(std::string_view text);

  /// The selected nodes in the order of the RFC; they live as long as `root` does.
  std::vector<const Json*> select(const Json& root) const;

 private:
  explicit JsonPath(std::shared_ptr<const json_path::Query> query) : query_(std::move(query)) {}
  std::shared_ptr<const json_path::Query> query_;  // shared by copies of the path; it never changes
};

}  // namespace hpc::conformance
