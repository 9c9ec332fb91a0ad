#include "conformance/openapi/content.h"

namespace hpc::conformance {

const Result<Schema>& SchemaCache::schema_at(const Place& place) {
  const std::string key = place.document->uri + "#" + place.pointer;
  const std::lock_guard lock(mutex_);
  auto known = schemas_.find(key);
  if (known == schemas_.end()) {
    Schema::Options options;
    options.base_uri = place.document->uri;
    options.pointer = place.pointer;
    options.resolver = [this](const std::string& uri) {
      const Document* document = documents_.find(uri);
      return document ? &document->plain : nullptr;
    };
    auto schema = std::make_unique<Result<Schema>>(Schema::compile(place.document->plain, std::move(options)));
    known = schemas_.emplace(key, std::move(schema)).first;
  }
  return *known->second;
}

const OperationPlace* Description::Content::place_of(const Operation& operation) const {
  const auto found = by_pointer.find(operation.pointer);
  return found == by_pointer.end() ? nullptr : &places[found->second];
}

}  // namespace hpc::conformance
