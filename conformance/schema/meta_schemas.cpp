#include "conformance/schema/meta_schemas.h"

#include <nlohmann/json.hpp>

namespace hpc::conformance {

namespace {

constexpr std::string_view kDraft7 = R"json({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "http://json-schema.org/draft-07/schema#",
  "definitions": {
    "count": {"type": "integer", "minimum": 0},
    "schemas": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
    "schemaMap": {"type": "object", "additionalProperties": {"$ref": "#"}},
    "names": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
    "type": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},

    "nonNegativeInteger": {"$ref": "#/definitions/count"},
    "nonNegativeIntegerDefault0": {"$ref": "#/definitions/count"},
    "schemaArray": {"$ref": "#/definitions/schemas"},
    "simpleTypes": {"$ref": "#/definitions/type"},
    "stringArray": {"$ref": "#/definitions/names"}
  },
  "type": ["object", "boolean"],
  "properties": {
    "$id": {"type": "string", "format": "uri-reference"},
    "$schema": {"type": "string", "format": "uri"},
    "$ref": {"type": "string", "format": "uri-reference"},
    "$comment": {"type": "string"},
    "title": {"type": "string"},
    "description": {"type": "string"},
    "readOnly": {"type": "boolean"},
    "writeOnly": {"type": "boolean"},
    "examples": {"type": "array"},
    "multipleOf": {"type": "number", "exclusiveMinimum": 0},
    "maximum": {"type": "number"},
    "exclusiveMaximum": {"type": "number"},
    "minimum": {"type": "number"},
    "exclusiveMinimum": {"type": "number"},
    "maxLength": {"$ref": "#/definitions/count"},
    "minLength": {"$ref": "#/definitions/count"},
    "pattern": {"type": "string", "format": "regex"},
    "items": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/schemas"}]},
    "additionalItems": {"$ref": "#"},
    "maxItems": {"$ref": "#/definitions/count"},
    "minItems": {"$ref": "#/definitions/count"},
    "uniqueItems": {"type": "boolean"},
    "contains": {"$ref": "#"},
    "maxProperties": {"$ref": "#/definitions/count"},
    "minProperties": {"$ref": "#/definitions/count"},
    "required": {"$ref": "#/definitions/names"},
    "properties": {"$ref": "#/definitions/schemaMap"},
    "patternProperties": {"$ref": "#/definitions/schemaMap", "propertyNames": {"format": "regex"}},
    "additionalProperties": {"$ref": "#"},
    "propertyNames": {"$ref": "#"},
    "dependencies": {
      "type": "object",
      "additionalProperties": {"anyOf": [{"$ref": "#"}, {"$ref": "#/definitions/names"}]}
    },
    "definitions": {"$ref": "#/definitions/schemaMap"},
    "enum": {"type": "array"},
    "type": {
      "anyOf": [
        {"$ref": "#/definitions/type"},
        {"type": "array", "items": {"$ref": "#/definitions/type"}, "minItems": 1, "uniqueItems": true}
      ]
    },
    "format": {"type": "string"},
    "contentMediaType": {"type": "string"},
    "contentEncoding": {"type": "string"},
    "if": {"$ref": "#"},
    "then": {"$ref": "#"},
    "else": {"$ref": "#"},
    "allOf": {"$ref": "#/definitions/schemas"},
    "anyOf": {"$ref": "#/definitions/schemas"},
    "oneOf": {"$ref": "#/definitions/schemas"},
    "not": {"$ref": "#"}
  }
})json";

constexpr std::string_view kDraft2020 = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://json-schema.org/draft/2020-12/schema",
  "$dynamicAnchor": "meta",
  "$defs": {
    "count": {"type": "integer", "minimum": 0},
    "schemas": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#meta"}},
    "schemaMap": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}},
    "names": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
    "type": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
    "anchor": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
    "reference": {"type": "string", "format": "uri-reference"}
  },
  "type": ["object", "boolean"],
  "properties": {
    "$id": {"$ref": "#/$defs/reference", "pattern": "^[^#]*#?$"},
    "$schema": {"type": "string", "format": "uri"},
    "$ref": {"$ref": "#/$defs/reference"},
    "$anchor": {"$ref": "#/$defs/anchor"},
    "$dynamicRef": {"$ref": "#/$defs/reference"},
    "$dynamicAnchor": {"$ref": "#/$defs/anchor"},
    "$vocabulary": {"type": "object", "additionalProperties": {"type": "boolean"}},
    "$comment": {"type": "string"},
    "$defs": {"$ref": "#/$defs/schemaMap"},
    "definitions": {"$ref": "#/$defs/schemaMap"},
    "prefixItems": {"$ref": "#/$defs/schemas"},
    "items": {"$dynamicRef": "#meta"},
    "contains": {"$dynamicRef": "#meta"},
    "additionalProperties": {"$dynamicRef": "#meta"},
    "properties": {"$ref": "#/$defs/schemaMap"},
    "patternProperties": {"$ref": "#/$defs/schemaMap", "propertyNames": {"format": "regex"}},
    "dependentSchemas": {"$ref": "#/$defs/schemaMap"},
    "dependencies": {
      "type": "object",
      "additionalProperties": {"anyOf": [{"$dynamicRef": "#meta"}, {"$ref": "#/$defs/names"}]}
    },
    "propertyNames": {"$dynamicRef": "#meta"},
    "if": {"$dynamicRef": "#meta"},
    "then": {"$dynamicRef": "#meta"},
    "else": {"$dynamicRef": "#meta"},
    "allOf": {"$ref": "#/$defs/schemas"},
    "anyOf": {"$ref": "#/$defs/schemas"},
    "oneOf": {"$ref": "#/$defs/schemas"},
    "not": {"$dynamicRef": "#meta"},
    "unevaluatedItems": {"$dynamicRef": "#meta"},
    "unevaluatedProperties": {"$dynamicRef": "#meta"},
    "type": {
      "anyOf": [
        {"$ref": "#/$defs/type"},
        {"type": "array", "items": {"$ref": "#/$defs/type"}, "minItems": 1, "uniqueItems": true}
      ]
    },
    "enum": {"type": "array"},
    "multipleOf": {"type": "number", "exclusiveMinimum": 0},
    "maximum": {"type": "number"},
    "exclusiveMaximum": {"type": "number"},
    "minimum": {"type": "number"},
    "exclusiveMinimum": {"type": "number"},
    "maxLength": {"$ref": "#/$defs/count"},
    "minLength": {"$ref": "#/$defs/count"},
    "pattern": {"type": "string", "format": "regex"},
    "maxItems": {"$ref": "#/$defs/count"},
    "minItems": {"$ref": "#/$defs/count"},
    "uniqueItems": {"type": "boolean"},
    "maxContains": {"$ref": "#/$defs/count"},
    "minContains": {"$ref": "#/$defs/count"},
    "maxProperties": {"$ref": "#/$defs/count"},
    "minProperties": {"$ref": "#/$defs/count"},
    "required": {"$ref": "#/$defs/names"},
    "dependentRequired": {"type": "object", "additionalProperties": {"$ref": "#/$defs/names"}},
    "title": {"type": "string"},
    "description": {"type": "string"},
    "deprecated": {"type": "boolean"},
    "readOnly": {"type": "boolean"},
    "writeOnly": {"type": "boolean"},
    "examples": {"type": "array"},
    "format": {"type": "string"},
    "contentEncoding": {"type": "string"},
    "contentMediaType": {"type": "string"},
    "contentSchema": {"$dynamicRef": "#meta"}
  }
})json";

}  // namespace

const Json* meta_schema(std::string_view uri) {
  // Constants: made when first asked for, because no work is done before main.
  if (uri == "http://json-schema.org/draft-07/schema" || uri == "https://json-schema.org/draft-07/schema") {
    static const Json draft7 = Json::parse(kDraft7);
    return &draft7;
  }
  if (uri == "https://json-schema.org/draft/2020-12/schema") {
    static const Json draft2020 = Json::parse(kDraft2020);
    return &draft2020;
  }
  return nullptr;
}

}  // namespace hpc::conformance
