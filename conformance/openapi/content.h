// A description after reading: operations with the places that judging needs, and the schemas compiled so far.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "conformance/openapi/documents.h"
#include "conformance/openapi/match.h"
#include "conformance/openapi/openapi.h"

namespace hpc::conformance {

/// One key of a `content` object.
struct MediaType {
  std::string range;            ///< "application/json", "text/*"
  std::optional<Place> schema;  ///< absent: anything
  bool untyped = false;         ///< `x-untyped`: comes without Content-Type
};

struct HeaderPlace {
  Place place;
  std::string name;
  bool required = false;
  std::optional<Place> schema;
  bool is_json = false;  ///< described by `content` instead of `schema`
};

struct ResponsePlace {
  Place place;
  std::vector<MediaType> content;
  std::vector<HeaderPlace> headers;
};

/// What stands behind an Operation of the same index.
struct OperationPlace {
  Place place;
  std::vector<ResponsePlace> responses;
  std::vector<MediaType> request_content;
  std::vector<std::pair<std::string, Place>> parameter_schemas;  ///< by the parameter's name
};

/// Schemas by their place, compiled when first asked for.
class SchemaCache {
 public:
  explicit SchemaCache(const Documents& documents) : documents_(documents) {}
  /// Lives as long as the cache.
  const Result<Schema>& schema_at(const Place& place);

 private:
  const Documents& documents_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Result<Schema>>> schemas_;
};

struct Description::Content {
  Documents documents;
  std::string title;
  std::vector<std::string> servers;
  std::vector<Operation> operations;
  std::vector<OperationPlace> places;
  std::map<std::string, std::size_t, std::less<>> by_id;
  std::map<std::string, std::size_t, std::less<>> by_pointer;
  PathTemplates templates;
  SchemaCache schemas{documents};

  const OperationPlace* place_of(const Operation& operation) const;
};

/// Fills everything but the documents, which are there.
Result<void> read_operations(Description::Content& content);

}  // namespace hpc::conformance
