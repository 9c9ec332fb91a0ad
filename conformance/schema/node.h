// A schema after compilation: a graph of nodes, one for each schema object, its keywords sorted by what they look at.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "conformance/schema/formats.h"
#include "conformance/schema/regex.h"
#include "conformance/schema/values.h"

namespace hpc::conformance {

/// As a bit mask. An integral number has the integer's bit, any other number the fraction's; "number" is both.
enum TypeBit : std::uint8_t {
  kNull = 1,
  kBoolean = 2,
  kObject = 4,
  kArray = 8,
  kString = 16,
  kInteger = 32,
  kFraction = 64,
  kAnyType = 127,
};

enum class Keyword {
  false_schema,
  type,
  enumeration,
  constant,
  multiple_of,
  maximum,
  exclusive_maximum,
  minimum,
  exclusive_minimum,
  max_length,
  min_length,
  pattern,
  format,
  content_encoding,
  content_media_type,
  items,
  additional_items,
  max_items,
  min_items,
  unique_items,
  contains,
  max_contains,
  max_properties,
  min_properties,
  required,
  additional_properties,
  property_names,
  dependencies,
  dependent_required,
  any_of,
  one_of,
  negation,
  unevaluated_items,
  unevaluated_properties,
  limits,  ///< of the validator
};

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

struct Node;

struct Numbers {
  std::optional<Json> multiple_of;
  std::optional<Json> maximum;
  std::optional<Json> exclusive_maximum;
  std::optional<Json> minimum;
  std::optional<Json> exclusive_minimum;
  const Format* format = nullptr;
};

struct Strings {
  std::size_t min_length = 0;
  std::size_t max_length = kNoLimit;
  const Regex* pattern = nullptr;
  std::string pattern_text;
  const Format* format = nullptr;
  bool is_base64 = false;  ///< contentEncoding, where it is asserted
  bool is_json = false;    ///< contentMediaType, where it is asserted
};

struct Arrays {
  std::vector<const Node*> prefix;
  const Node* rest = nullptr;  ///< all items behind the prefix
  Keyword rest_keyword = Keyword::items;
  std::size_t min_items = 0;
  std::size_t max_items = kNoLimit;
  bool unique = false;
  const Node* contains = nullptr;
  std::size_t min_contains = 1;
  std::size_t max_contains = kNoLimit;
};

/// A property that `properties` or `required` names.
struct Member {
  std::string name;
  const Node* node = nullptr;
  bool required = false;
};

struct PatternMember {
  const Regex* pattern = nullptr;
  const Node* node = nullptr;
};

struct Dependency {
  std::string name;
  std::vector<std::string> required;
  const Node* schema = nullptr;
  Keyword keyword = Keyword::dependent_required;
};

struct Objects {
  std::vector<Member> members;  ///< sorted by name, as instances are
  std::vector<PatternMember> patterns;
  const Node* additional = nullptr;
  const Node* names = nullptr;
  std::size_t min_properties = 0;
  std::size_t max_properties = kNoLimit;
  std::vector<Dependency> dependencies;
};

struct Logic {
  std::vector<const Node*> all_of;
  std::vector<const Node*> any_of;
  std::vector<const Node*> one_of;
  const Node* negation = nullptr;
  const Node* condition = nullptr;
  const Node* consequence = nullptr;
  const Node* alternative = nullptr;
};

struct Node {
  std::string location;  ///< schema pointer of the object
  std::string title;     ///< what people call it; often ""
  int resource = 0;      ///< which $id it belongs to
  bool accepts_all = false;
  bool accepts_nothing = false;
  std::uint8_t types = kAnyType;
  std::optional<Json> constant;
  std::vector<Json> enumeration;
  bool has_enumeration = false;
  const Node* reference = nullptr;
  int dynamic_name = -1;  ///< of `reference`, when the outermost resource with an anchor of that name replaces it
  std::unique_ptr<Numbers> numbers;
  std::unique_ptr<Strings> strings;
  std::unique_ptr<Arrays> arrays;
  std::unique_ptr<Objects> objects;
  std::unique_ptr<Logic> logic;
  const Node* unevaluated_items = nullptr;
  const Node* unevaluated_properties = nullptr;
};

/// Owns the graph.
struct Graph {
  std::vector<std::unique_ptr<Node>> nodes;
  std::map<std::string, Regex, std::less<>> patterns;
  /// (resource, dynamic name) -> node
  std::map<std::pair<int, int>, const Node*> dynamic_anchors;
  const Node* root = nullptr;
};

}  // namespace hpc::conformance
