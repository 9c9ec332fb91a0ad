#include "conformance/schema/compile.h"

#include <deque>
#include <set>
#include <unordered_map>

#include "conformance/schema/cycles.h"
#include "conformance/schema/index.h"
#include "conformance/schema/keyword_values.h"

namespace hpc::conformance {

namespace {

class Compiler {
 public:
  Compiler(const Schema::Options& options, Dialect dialect)
      : options_(options), index_(dialect, options.resolver), graph_(std::make_unique<Graph>()) {}

  Result<std::unique_ptr<Graph>> run(const Json& document) {
    HPC_TRY(index_.add_main_document(document, Uri::parse(options_.base_uri).text_without_fragment()));
    std::string pointer = options_.pointer;
    if (pointer.starts_with('#')) pointer.erase(0, 1);
    graph_->root = node_at(*HPC_TRY(index_.main_schema(pointer)));
    do {
      while (!pending_.empty()) {
        const SchemaPlace* place = pending_.front();
        pending_.pop_front();
        HPC_TRY(fill(*nodes_.at(place->schema), *place));
      }
      add_dynamic_anchors();
    } while (!pending_.empty());
    HPC_TRY(refuse_endless_references(*graph_));
    return std::move(graph_);
  }

 private:
  /// The node of a schema, filled later: so neither recursion in schemas nor their depth is one in here.
  Node* node_at(const SchemaPlace& place) {
    const auto [known, is_new] = nodes_.emplace(place.schema, nullptr);
    if (is_new) {
      graph_->nodes.push_back(std::make_unique<Node>());
      known->second = graph_->nodes.back().get();
      known->second->location = place.location();
      known->second->resource = place.resource;
      pending_.push_back(&place);
    }
    return known->second;
  }

  void add_dynamic_anchors() {
    for (const auto& [name, number] : dynamic_names_) {
      for (const SchemaPlace* place : index_.dynamic_anchors(name)) {
        graph_->dynamic_anchors[{place->resource, number}] = node_at(*place);
      }
    }
  }

  Result<void> fill(Node& node, const SchemaPlace& place) {
    if (place.schema->is_boolean()) {
      node.accepts_all = place.schema->get<bool>();
      node.accepts_nothing = !node.accepts_all;
      return {};
    }
    if (!place.schema->is_object()) return wrong(place, "", "a schema is an object or a boolean");
    if (const Json* reference = find(place, "$ref")) {
      if (!reference->is_string()) return wrong(place, "$ref", "must be a string");
      const SchemaPlace* target = HPC_TRY(index_.resolve(place, reference->get<std::string>()));
      node.reference = node_at(*target);
      node.title = target->pointer.substr(target->pointer.rfind('/') + 1);
      if (is_draft7(place)) return {};
    }
    HPC_TRY(fill_dynamic_reference(node, place));
    HPC_TRY(fill_general(node, place));
    HPC_TRY(fill_numbers(node, place));
    HPC_TRY(fill_strings(node, place));
    HPC_TRY(fill_arrays(node, place));
    HPC_TRY(fill_objects(node, place));
    HPC_TRY(fill_logic(node, place));
    return compile_definitions(place);
  }

  static bool is_draft7(const SchemaPlace& place) { return place.dialect == Dialect::draft7; }

  static const Json* find(const SchemaPlace& place, const char* keyword) {
    const auto member = place.schema->find(keyword);
    return member == place.schema->end() ? nullptr : &*member;
  }

  // Subschemas.

  Result<const Node*> subschema(const SchemaPlace& place, const Json& schema, const std::string& tokens) {
    if (!schema.is_object() && !schema.is_boolean()) return wrong(place, tokens.substr(1), "must be a schema");
    return node_at(index_.below(place, schema, tokens));
  }

  Result<void> one(const Node*& slot, const SchemaPlace& place, const char* keyword) {
    const Json* value = find(place, keyword);
    if (value) slot = HPC_TRY(subschema(place, *value, std::string("/") + keyword));
    return {};
  }

  Result<void> many(std::vector<const Node*>& slots, const SchemaPlace& place, const char* keyword) {
    const Json* value = find(place, keyword);
    if (!value) return {};
    if (!value->is_array()) return wrong(place, keyword, "must be an array of schemas");
    for (std::size_t i = 0; i < value->size(); ++i) {
      slots.push_back(HPC_TRY(subschema(place, (*value)[i], std::string("/") + keyword + "/" + std::to_string(i))));
    }
    return {};
  }

  /// Calls take(name, node) for each member of an object of schemas.
  template <class Take>
  Result<void> each(const SchemaPlace& place, const char* keyword, Take take) {
    const Json* value = find(place, keyword);
    if (!value) return {};
    if (!value->is_object()) return wrong(place, keyword, "must be an object of schemas");
    for (auto member = value->begin(); member != value->end(); ++member) {
      const std::string tokens = std::string("/") + keyword + "/" + pointer_token(member.key());
      HPC_TRY(take(member.key(), HPC_TRY(subschema(place, *member, tokens))));
    }
    return {};
  }

  /// What is defined and not used is compiled as well, so that its mistakes are found.
  Result<void> compile_definitions(const SchemaPlace& place) {
    const auto ignore = [](const std::string&, const Node*) { return Result<void>(); };
    HPC_TRY(each(place, "$defs", ignore));
    return each(place, "definitions", ignore);
  }

  Result<const Regex*> pattern(const SchemaPlace& place, const std::string& keyword, const std::string& text) {
    auto known = graph_->patterns.find(text);
    if (known == graph_->patterns.end()) {
      auto regex = Regex::compile(text);
      if (!regex) return wrong(place, keyword, "no regular expression: " + regex.error().sentence);
      known = graph_->patterns.emplace(text, std::move(*regex)).first;
    }
    return &known->second;
  }

  // Keywords, by what they look at.

  Result<void> fill_dynamic_reference(Node& node, const SchemaPlace& place) {
    const Json* reference = find(place, "$dynamicRef");
    if (!reference || is_draft7(place)) return {};
    if (!reference->is_string()) return wrong(place, "$dynamicRef", "must be a string");
    const std::string text = reference->get<std::string>();
    const SchemaPlace* target = HPC_TRY(index_.resolve(place, text));
    const Node* first = node_at(*target);
    if (node.reference) {
      // Beside a $ref: two references in one node, so one of them becomes a part of allOf.
      make(node.logic).all_of.push_back(first);
      return {};
    }
    node.reference = first;
    const std::string name = Uri::parse(text).fragment;
    if (index_.is_dynamic_anchor(*target, name)) {
      node.dynamic_name = dynamic_names_.emplace(name, static_cast<int>(dynamic_names_.size())).first->second;
    }
    return {};
  }

  Result<void> fill_general(Node& node, const SchemaPlace& place) {
    if (const Json* title = find(place, "title"); title && title->is_string()) node.title = title->get<std::string>();
    if (const Json* type = find(place, "type")) node.types = HPC_TRY(read_types(place, *type));
    if (const Json* constant = find(place, "const")) node.constant = *constant;
    if (const Json* values = find(place, "enum")) {
      if (!values->is_array()) return wrong(place, "enum", "must be an array");
      node.has_enumeration = true;
      node.enumeration.assign(values->begin(), values->end());
    }
    return {};
  }

  Result<void> fill_numbers(Node& node, const SchemaPlace& place) {
    const std::pair<const char*, std::optional<Json> Numbers::*> limits[] = {
        {"multipleOf", &Numbers::multiple_of},
        {"maximum", &Numbers::maximum},
        {"exclusiveMaximum", &Numbers::exclusive_maximum},
        {"minimum", &Numbers::minimum},
        {"exclusiveMinimum", &Numbers::exclusive_minimum}};
    for (const auto& [keyword, member] : limits) {
      const Json* value = find(place, keyword);
      if (!value) continue;
      if (!value->is_number()) return wrong(place, keyword, "must be a number");
      make(node.numbers).*member = *value;
    }
    if (node.numbers && node.numbers->multiple_of && number_of(*node.numbers->multiple_of) <= 0) {
      return wrong(place, "multipleOf", "must be above zero");
    }
    return {};
  }

  Result<void> fill_strings(Node& node, const SchemaPlace& place) {
    if (find(place, "minLength")) make(node.strings).min_length = HPC_TRY(read_count(place, "minLength"));
    if (find(place, "maxLength")) make(node.strings).max_length = HPC_TRY(read_count(place, "maxLength"));
    if (find(place, "pattern")) {
      Strings& strings = make(node.strings);
      strings.pattern_text = HPC_TRY(read_text(place, "pattern"));
      strings.pattern = HPC_TRY(pattern(place, "pattern", strings.pattern_text));
    }
    if (find(place, "format")) {
      const std::string name = HPC_TRY(read_text(place, "format"));
      const Format* format = options_.assert_formats ? find_format(name) : nullptr;
      if (format && format->fits_text) make(node.strings).format = format;
      if (format && format->fits_number) make(node.numbers).format = format;
    }
    return fill_content(node, place);
  }

  /// Asserted in draft-07; 2020-12 makes it an annotation.
  Result<void> fill_content(Node& node, const SchemaPlace& place) {
    const bool asserts = options_.assert_formats && is_draft7(place);
    if (find(place, "contentEncoding")) {
      const std::string encoding = HPC_TRY(read_text(place, "contentEncoding"));
      if (asserts && encoding == "base64") make(node.strings).is_base64 = true;
    }
    if (find(place, "contentMediaType")) {
      const std::string type = HPC_TRY(read_text(place, "contentMediaType"));
      if (asserts && type == "application/json") make(node.strings).is_json = true;
    }
    return {};
  }

  Result<void> fill_arrays(Node& node, const SchemaPlace& place) {
    const Json* items = find(place, "items");
    const bool is_tuple = is_draft7(place) && items && items->is_array();
    Arrays arrays;
    if (is_tuple) {
      HPC_TRY(many(arrays.prefix, place, "items"));
      HPC_TRY(one(arrays.rest, place, "additionalItems"));
      arrays.rest_keyword = Keyword::additional_items;
    } else {
      if (!is_draft7(place)) HPC_TRY(many(arrays.prefix, place, "prefixItems"));
      HPC_TRY(one(arrays.rest, place, "items"));
    }
    HPC_TRY(one(arrays.contains, place, "contains"));
    if (find(place, "minItems")) arrays.min_items = HPC_TRY(read_count(place, "minItems"));
    if (find(place, "maxItems")) arrays.max_items = HPC_TRY(read_count(place, "maxItems"));
    if (find(place, "uniqueItems")) arrays.unique = HPC_TRY(read_flag(place, "uniqueItems"));
    if (!is_draft7(place)) {
      if (find(place, "minContains")) arrays.min_contains = HPC_TRY(read_count(place, "minContains"));
      if (find(place, "maxContains")) arrays.max_contains = HPC_TRY(read_count(place, "maxContains"));
      HPC_TRY(one(node.unevaluated_items, place, "unevaluatedItems"));
    }
    const bool says_something = !arrays.prefix.empty() || arrays.rest || arrays.contains || arrays.min_items > 0 ||
                                arrays.max_items != kNoLimit || arrays.unique;
    if (says_something) node.arrays = std::make_unique<Arrays>(std::move(arrays));
    return {};
  }

  Result<void> fill_members(Objects& objects, const SchemaPlace& place) {
    std::map<std::string, Member> members;
    HPC_TRY(each(place, "properties", [&members](const std::string& name, const Node* node) {
      members[name].node = node;
      return Result<void>();
    }));
    if (find(place, "required")) {
      for (const std::string& name : HPC_TRY(read_names(place, "required"))) members[name].required = true;
    }
    for (auto& [name, member] : members) {
      member.name = name;
      objects.members.push_back(std::move(member));
    }
    return {};
  }

  Result<void> fill_objects(Node& node, const SchemaPlace& place) {
    Objects objects;
    HPC_TRY(fill_members(objects, place));
    HPC_TRY(each(place, "patternProperties", [&](const std::string& text, const Node* child) -> Result<void> {
      const Regex* regex = HPC_TRY(pattern(place, "patternProperties/" + pointer_token(text), text));
      objects.patterns.push_back({regex, child});
      return {};
    }));
    HPC_TRY(one(objects.additional, place, "additionalProperties"));
    HPC_TRY(one(objects.names, place, "propertyNames"));
    if (find(place, "minProperties")) objects.min_properties = HPC_TRY(read_count(place, "minProperties"));
    if (find(place, "maxProperties")) objects.max_properties = HPC_TRY(read_count(place, "maxProperties"));
    HPC_TRY(fill_dependencies(objects, place));
    if (!is_draft7(place)) HPC_TRY(one(node.unevaluated_properties, place, "unevaluatedProperties"));
    const bool says_something = !objects.members.empty() || !objects.patterns.empty() || objects.additional ||
                                objects.names || objects.min_properties > 0 || objects.max_properties != kNoLimit ||
                                !objects.dependencies.empty();
    if (says_something) node.objects = std::make_unique<Objects>(std::move(objects));
    return {};
  }

  Result<void> fill_dependencies(Objects& objects, const SchemaPlace& place) {
    // 2020-12 keeps `dependencies` for what was written before it.
    HPC_TRY(fill_dependencies_from(objects, place, "dependencies", Keyword::dependencies));
    if (is_draft7(place)) return {};
    HPC_TRY(fill_dependencies_from(objects, place, "dependentRequired", Keyword::dependent_required));
    return fill_dependencies_from(objects, place, "dependentSchemas", Keyword::dependencies);
  }

  Result<void> fill_dependencies_from(Objects& objects, const SchemaPlace& place, const std::string& keyword,
                                      Keyword kind) {
    const Json* value = find(place, keyword.c_str());
    if (!value) return {};
    if (!value->is_object()) return wrong(place, keyword, "must be an object");
    for (auto member = value->begin(); member != value->end(); ++member) {
      Dependency dependency;
      dependency.name = member.key();
      dependency.keyword = kind;
      const std::string path = keyword + "/" + pointer_token(member.key());
      if (member->is_array() && keyword != "dependentSchemas") {
        dependency.required = HPC_TRY(names_of(place, path, *member));
      } else if (keyword == "dependentRequired") {
        return wrong(place, path, "must be an array of strings");
      } else {
        dependency.schema = HPC_TRY(subschema(place, *member, "/" + path));
      }
      objects.dependencies.push_back(std::move(dependency));
    }
    return {};
  }

  Result<void> fill_logic(Node& node, const SchemaPlace& place) {
    Logic logic;
    if (node.logic) logic = std::move(*node.logic);
    HPC_TRY(many(logic.all_of, place, "allOf"));
    HPC_TRY(many(logic.any_of, place, "anyOf"));
    HPC_TRY(many(logic.one_of, place, "oneOf"));
    HPC_TRY(one(logic.negation, place, "not"));
    HPC_TRY(one(logic.condition, place, "if"));
    HPC_TRY(one(logic.consequence, place, "then"));
    HPC_TRY(one(logic.alternative, place, "else"));
    const bool says_something = !logic.all_of.empty() || find(place, "anyOf") || find(place, "oneOf") ||
                                logic.negation || (logic.condition && (logic.consequence || logic.alternative));
    for (const char* keyword : {"anyOf", "oneOf"}) {
      if (find(place, keyword) && find(place, keyword)->empty()) return wrong(place, keyword, "must not be empty");
    }
    if (says_something || logic.condition) node.logic = std::make_unique<Logic>(std::move(logic));
    return {};
  }

  template <class Part>
  static Part& make(std::unique_ptr<Part>& part) {
    if (!part) part = std::make_unique<Part>();
    return *part;
  }

  const Schema::Options& options_;
  SchemaIndex index_;
  std::unique_ptr<Graph> graph_;
  std::unordered_map<const Json*, Node*> nodes_;
  std::deque<const SchemaPlace*> pending_;
  std::map<std::string, int> dynamic_names_;
};

}  // namespace

Result<std::unique_ptr<Graph>> compile_graph(const Json& document, const Schema::Options& options) {
  const std::optional<Dialect> named = HPC_TRY(dialect_of(document));
  return Compiler(options, named.value_or(options.dialect)).run(document);
}

}  // namespace hpc::conformance
