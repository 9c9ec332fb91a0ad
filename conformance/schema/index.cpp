#include "conformance/schema/index.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/encoding.h"
#include "conformance/schema/meta_schemas.h"
#include "conformance/schema/values.h"

namespace hpc::conformance {

namespace {

constexpr std::size_t kMostDepth = 400;

constexpr std::array kSchemaKeywords = {
    "additionalItems",  "additionalProperties",  "contains",     "else", "if", "items", "not", "propertyNames", "then",
    "unevaluatedItems", "unevaluatedProperties", "contentSchema"};
constexpr std::array kSchemaArrayKeywords = {"allOf", "anyOf", "items", "oneOf", "prefixItems"};
constexpr std::array kSchemaMapKeywords = {
    "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"};

bool is_schema(const Json& value) {
  return value.is_object() || value.is_boolean();
}

const std::string* string_member(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? &member->get_ref<const std::string&>() : nullptr;
}

tl::unexpected<Error> invalid(std::string sentence) {
  return failure(Errc::invalid, About::document, std::move(sentence));
}

}  // namespace

Result<std::optional<Dialect>> dialect_of(const Json& document) {
  if (!document.is_object()) return std::nullopt;
  const std::string* uri = string_member(document, "$schema");
  if (!uri) return std::nullopt;
  if (uri->find("//json-schema.org/") == std::string::npos) return std::nullopt;
  if (uri->find("/draft-07/") != std::string::npos || uri->find("/draft-06/") != std::string::npos)
    return Dialect::draft7;
  if (uri->find("/2020-12/") != std::string::npos) return Dialect::draft2020_12;
  if (uri->find("/draft") == std::string::npos) return std::nullopt;
  return invalid("/$schema: " + *uri + " is a dialect that is not offered (draft-07 and 2020-12 are)");
}

Result<void> SchemaIndex::add_main_document(const Json& document, const std::string& uri) {
  main_ = &document;
  return add_document(document, uri, dialect_, true);
}

Result<void> SchemaIndex::add_document(const Json& document, const std::string& uri, Dialect dialect, bool is_main) {
  if (extent_of(document, kMostDepth).depth > kMostDepth) {
    return invalid(uri + ": nested deeper than " + std::to_string(kMostDepth));
  }
  const std::optional<Dialect> named = HPC_TRY(dialect_of(document));
  SchemaPlace root;
  root.schema = &document;
  root.document = &document;
  root.document_uri = is_main ? "" : uri;
  root.base = Uri::parse(uri);
  root.resource = resources_made_++;
  root.dialect = named.value_or(dialect);
  resources_.emplace(uri, &document);
  add_schema(root);
  // An OpenAPI document is no schema: its schemas stand in its components, and may have anchors.
  const Json* components =
      document.is_object() && document.contains("openapi") ? at_pointer(document, "/components/schemas") : nullptr;
  if (!components || !components->is_object()) return {};
  for (auto member = components->begin(); member != components->end(); ++member) {
    below(root, *member, "/components/schemas/" + pointer_token(member.key()));
  }
  return {};
}

void SchemaIndex::add_identifiers(SchemaPlace& place) {
  const Json& schema = *place.schema;
  const bool is_draft7 = place.dialect == Dialect::draft7;
  if (is_draft7 && schema.contains("$ref")) return;  // Draft-07 ignores what stands beside a $ref.
  if (const std::string* id = string_member(schema, "$id")) {
    const Uri full = hpc::conformance::resolve(place.base, Uri::parse(*id));
    if (!id->starts_with('#')) {
      place.base = full;
      place.base.fragment.clear();
      place.base.has_fragment = false;
      place.resource = resources_made_++;
      resources_.emplace(place.base.text(), &schema);
    }
    if (is_draft7 && !full.fragment.empty()) anchors_.emplace(full.text(), &schema);
  }
  if (const std::string* anchor = string_member(schema, "$anchor"))
    anchors_.emplace(place.base.text() + "#" + *anchor, &schema);
  if (const std::string* anchor = string_member(schema, "$dynamicAnchor")) {
    anchors_.emplace(place.base.text() + "#" + *anchor, &schema);
    dynamic_anchors_[*anchor].insert({place.resource, &schema});
  }
}

void SchemaIndex::add_schema(SchemaPlace place) {
  if (places_.contains(place.schema)) return;
  const bool has_keywords = place.schema->is_object();
  if (has_keywords) add_identifiers(place);
  const SchemaPlace& stored = places_.emplace(place.schema, std::move(place)).first->second;
  if (has_keywords) add_children(stored);
}

void SchemaIndex::add_children(const SchemaPlace& place) {
  const Json& schema = *place.schema;
  for (const char* keyword : kSchemaKeywords) {
    const auto child = schema.find(keyword);
    if (child != schema.end() && is_schema(*child)) below(place, *child, std::string("/") + keyword);
  }
  for (const char* keyword : kSchemaArrayKeywords) {
    const auto children = schema.find(keyword);
    if (children == schema.end() || !children->is_array()) continue;
    for (std::size_t i = 0; i < children->size(); ++i) {
      if (is_schema((*children)[i])) below(place, (*children)[i], std::string("/") + keyword + "/" + std::to_string(i));
    }
  }
  for (const char* keyword : kSchemaMapKeywords) {
    const auto children = schema.find(keyword);
    if (children == schema.end() || !children->is_object()) continue;
    for (auto child = children->begin(); child != children->end(); ++child) {
      if (is_schema(*child)) below(place, *child, std::string("/") + keyword + "/" + pointer_token(child.key()));
    }
  }
}

const SchemaPlace& SchemaIndex::below(const SchemaPlace& parent, const Json& schema, const std::string& tokens) {
  const auto found = places_.find(&schema);
  if (found != places_.end()) return found->second;
  SchemaPlace place = parent;
  place.schema = &schema;
  place.pointer += tokens;
  add_schema(std::move(place));
  return places_.at(&schema);
}

/// Walks a pointer from a resource's root; every schema passed on the way gives its base to what is below it.
const SchemaPlace* SchemaIndex::at_pointer_from(const SchemaPlace& resource_root, std::string_view pointer) {
  const SchemaPlace* nearest = &resource_root;
  const Json* value = resource_root.schema;
  std::string tokens;
  while (!pointer.empty()) {
    if (!pointer.starts_with('/')) return nullptr;
    const std::string token = take_pointer_token(pointer);
    value = child_at(*value, token);
    if (!value) return nullptr;
    tokens += "/" + pointer_token(token);
    const auto known = places_.find(value);
    if (known == places_.end()) continue;
    nearest = &known->second;
    tokens.clear();
  }
  return &below(*nearest, *value, tokens);
}

Result<const SchemaPlace*> SchemaIndex::main_schema(const std::string& pointer) {
  const SchemaPlace* place = at_pointer_from(places_.at(main_), pointer);
  if (!place) return invalid(pointer + ": there is no such place in the document");
  return place;
}

Result<const SchemaPlace*> SchemaIndex::resolve(const SchemaPlace& from, const std::string& reference) {
  const Uri target = hpc::conformance::resolve(from.base, Uri::parse(reference));
  const std::string document_uri = target.text_without_fragment();
  auto resource = resources_.find(document_uri);
  if (resource == resources_.end()) {
    const Json* document = meta_schema(document_uri);
    if (!document && resolver_) document = resolver_(document_uri);
    if (!document) return invalid(from.location() + "/$ref: nothing is known at " + document_uri);
    HPC_TRY(add_document(*document, document_uri, dialect_, false));
    resource = resources_.find(document_uri);
  }
  const SchemaPlace& root = places_.at(resource->second);
  const std::string fragment = percent_decode(target.fragment);
  const SchemaPlace* place = nullptr;
  if (fragment.empty() || fragment.starts_with('/')) {
    place = at_pointer_from(root, fragment);
  } else {
    const auto anchor = anchors_.find(root.base.text() + "#" + target.fragment);
    if (anchor != anchors_.end()) place = &places_.at(anchor->second);
  }
  if (!place) return invalid(from.location() + "/$ref: there is no " + reference);
  return place;
}

std::vector<const SchemaPlace*> SchemaIndex::dynamic_anchors(const std::string& name) const {
  std::vector<const SchemaPlace*> found;
  const auto anchors = dynamic_anchors_.find(name);
  if (anchors == dynamic_anchors_.end()) return found;
  for (const auto& [resource, schema] : anchors->second) found.push_back(&places_.at(schema));
  return found;
}

bool SchemaIndex::is_dynamic_anchor(const SchemaPlace& place, const std::string& name) const {
  const auto anchors = dynamic_anchors_.find(name);
  return anchors != dynamic_anchors_.end() && anchors->second.contains({place.resource, place.schema});
}

}  // namespace hpc::conformance
