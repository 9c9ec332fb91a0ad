// YAML 1.2 (core schema) into JSON values, with the line and column of each.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace hpc {

/// From 1; {0, 0}: not known.
struct Position {
  int line = 0;
  int column = 0;
};

/// Keys keep their order. Refused with file, line and column in the sentence (About::document): anything yaml-cpp
/// cannot read, duplicate keys, unterminated quotes, keys that are not strings, aliases that would expand to more than
/// 10^6 nodes, depth beyond 100.
class YamlDocument final {
 public:
  static Result<YamlDocument> parse(std::string_view text, std::string file_name);
  static Result<YamlDocument> read(const std::string& file_name);
  YamlDocument(YamlDocument&&) noexcept;
  YamlDocument& operator=(YamlDocument&&) noexcept;
  ~YamlDocument();

  const OrderedJson& root() const;
  const std::string& file_name() const;
  /// Where the value at a JSON pointer starts (`key` true: where its key does); of the nearest ancestor that exists.
  Position position(std::string_view pointer, bool key = false) const;
  /// "site.yaml:12:5".
  std::string where(std::string_view pointer, bool key = false) const;

 private:
  struct Content;
  explicit YamlDocument(std::unique_ptr<Content> content);
  std::unique_ptr<Content> content_;
};

}  // namespace hpc
