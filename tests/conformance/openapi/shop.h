// A small description with one of everything.
#pragma once

#include <string_view>

namespace hpc::conformance {

constexpr std::string_view kShop = R"(openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: [{url: "https://shop.example/v1"}]
paths:
  /items:
    parameters:
      - {name: trace, in: header, schema: {type: string}}
    get:
      operationId: list
      summary: All items
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        "200":
          description: The items
          headers:
            X-Total: {required: true, schema: {type: integer, minimum: 0}}
            X-Kinds: {schema: {type: array, items: {enum: [a, b]}}}
          content:
            application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Item"}}}
            text/*: {schema: {type: string, minLength: 3}}
        4XX: {$ref: "#/components/responses/Problem"}
        default: {description: Others}
    post:
      operationId: add
      x-safe: false
      servers: [{url: "https://write.example/"}]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/Item"}}
      responses:
        "201": {description: Made}
  /items/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get: {operationId: read, responses: {"200": {description: One}}}
    head: {responses: {"200": {description: One, content: {application/json: {}}}}}
  /items/new:
    get: {operationId: form, responses: {}}
  /search:
    post:
      operationId: search
      x-safe: true
      x-level: MUST
      responses: {"200": {description: Found, content: {"application/json": {schema: {type: object}}}}}
  /files/{path}:
    parameters:
      - {name: path, in: path, required: true, x-slashes: true, schema: {type: string}}
    get: {operationId: file, responses: {"200": {description: Bytes, content: {"*/*": {}}}}}
components:
  schemas:
    Item:
      type: object
      required: [id]
      properties:
        id: {type: integer}
        name: {type: string}
      additionalProperties: false
  responses:
    Problem:
      description: Something is wrong
      content: {application/problem+json: {schema: {type: object, required: [title]}}}
)";

}  // namespace hpc::conformance
