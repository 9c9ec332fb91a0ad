// Where schemas stand: which URI each has as its base, and what a reference names.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "base/json.h"
#include "base/result.h"
#include "conformance/schema/schema.h"
#include "conformance/schema/uri.h"

namespace hpc::conformance {

/// One schema object (or boolean) in a document.
struct SchemaPlace {
  const Json* schema = nullptr;
  const Json* document = nullptr;
  std::string document_uri;  ///< "" for the document that is compiled
  std::string pointer;       ///< in the document
  Uri base;
  int resource = 0;
  Dialect dialect = Dialect::draft2020_12;

  /// "/properties/id", or "common.json#/definitions/id" in another document.
  std::string location() const { return document_uri.empty() ? pointer : document_uri + "#" + pointer; }
};

class SchemaIndex final {
 public:
  SchemaIndex(Dialect dialect, Resolver resolver) : dialect_(dialect), resolver_(std::move(resolver)) {}

  /// The document outlives the index. `uri` has no fragment.
  Result<void> add_main_document(const Json& document, const std::string& uri);
  /// The schema at a pointer of the main document.
  Result<const SchemaPlace*> main_schema(const std::string& pointer);
  /// What `reference` names, seen from `from`; loads its document by the resolver when it is not known.
  Result<const SchemaPlace*> resolve(const SchemaPlace& from, const std::string& reference);
  /// A schema directly below `parent`: `tokens` is its pointer from there ("/items/0").
  const SchemaPlace& below(const SchemaPlace& parent, const Json& schema, const std::string& tokens);

  /// Places of every $dynamicAnchor of that name, so far.
  std::vector<const SchemaPlace*> dynamic_anchors(const std::string& name) const;
  bool is_dynamic_anchor(const SchemaPlace& place, const std::string& name) const;

 private:
  Result<void> add_document(const Json& document, const std::string& uri, Dialect dialect, bool is_main);
  /// Takes a schema and, by the keywords known, all that are in it.
  void add_schema(SchemaPlace place);
  void add_children(const SchemaPlace& place);
  void add_identifiers(SchemaPlace& place);
  const SchemaPlace* at_pointer_from(const SchemaPlace& resource_root, std::string_view pointer);

  Dialect dialect_;
  Resolver resolver_;
  const Json* main_ = nullptr;
  int resources_made_ = 0;
  std::unordered_map<const Json*, SchemaPlace> places_;
  std::map<std::string, const Json*> resources_;  ///< by URI without fragment
  std::map<std::string, const Json*> anchors_;    ///< by URI, '#' and name
  std::map<std::string, std::set<std::pair<int, const Json*>>> dynamic_anchors_;
};

/// The dialect that "$schema" names; absent when it names none that is known. An error for one that is not offered.
Result<std::optional<Dialect>> dialect_of(const Json& document);

}  // namespace hpc::conformance
