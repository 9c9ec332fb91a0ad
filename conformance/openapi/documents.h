// The files of a description: each read once, with the places of its values; references between them.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/yaml.h"

namespace hpc::conformance {

struct Document {
  std::string uri;    ///< absolute path: what references are resolved against
  std::string label;  ///< in faults: the file's name, relative to the main document's folder
  std::string file;   ///< as a user would open it
  OrderedJson value;
  Json plain;                        ///< the same for the schema compiler
  std::optional<YamlDocument> yaml;  ///< absent for JSON that YAML cannot read

  /// "openapi.yaml:12:5", or the file and pointer where positions are not known.
  std::string where(std::string_view pointer, bool key = false) const;
};

/// A value in a document.
struct Place {
  const Document* document = nullptr;
  std::string pointer;
  const OrderedJson* value = nullptr;

  std::string where() const { return document->where(pointer); }
  /// The member, or nothing.
  std::optional<Place> member(std::string_view name) const;
  Place item(std::size_t index) const;
  /// The member when it is a string, else "".
  std::string text(std::string_view name) const;
  bool flag(std::string_view name) const;
};

/// An error of the place, with its position.
tl::unexpected<Error> wrong_at(const Place& place, const std::string& sentence);

class Documents {
 public:
  /// Reads the main file and all that are referred to, however indirectly.
  Result<void> read_main(const std::string& file_name);
  Result<void> parse_main(std::string_view text, const std::string& file_name);

  const Document& main() const { return *main_; }
  Place root() const { return {main_, "", &main_->value}; }
  /// By absolute URI without fragment; nullptr when it is not one of them.
  const Document* find(const std::string& uri) const;
  /// What a place stands for: itself, or what its $ref leads to.
  Result<Place> resolved(Place place) const;
  const std::map<std::string, std::unique_ptr<Document>>& all() const { return documents_; }

 private:
  Result<const Document*> add(std::string_view text, const std::string& uri);
  Result<void> load(const std::string& uri, const std::string& because);
  Result<void> load_referred(const Place& place, bool must_exist);
  std::string label_of(const std::string& uri) const;

  std::map<std::string, std::unique_ptr<Document>> documents_;
  const Document* main_ = nullptr;
  std::string main_file_;
  std::string main_uri_;
};

}  // namespace hpc::conformance
