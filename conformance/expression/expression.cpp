#include "conformance/expression/expression.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/encoding.h"
#include "conformance/expression/pointer.h"

namespace hpc::conformance {
namespace {

using Root = Expression::Root;

constexpr std::array<std::pair<std::string_view, Root>, 3> kWhole{{
    {"$url", Root::url},
    {"$method", Root::method},
    {"$statusCode", Root::status_code},
}};
constexpr std::array<std::pair<std::string_view, Root>, 12> kNamed{{
    {"$request.header.", Root::request_header},
    {"$request.query.", Root::request_query},
    {"$request.path.", Root::request_path},
    {"$response.header.", Root::response_header},
    {"$response.query.", Root::response_query},
    {"$response.path.", Root::response_path},
    {"$inputs.", Root::inputs},
    {"$outputs.", Root::outputs},
    {"$steps.", Root::steps},
    {"$workflows.", Root::workflows},
    {"$sourceDescriptions.", Root::sources},
    {"$components.", Root::components},
}};
constexpr std::array<std::pair<std::string_view, Root>, 2> kBodies{{
    {"$request.body", Root::request_body},
    {"$response.body", Root::response_body},
}};
constexpr std::string_view kAllowed =
    "$url, $method, $statusCode, $request. or $response. with header.NAME, query.NAME, path.NAME or body[#/POINTER], $inputs.NAME, "
    "$outputs.NAME, $steps.ID.outputs.NAME, $workflows.ID.inputs.NAME or .outputs.NAME, $sourceDescriptions.NAME.url, "
    "$components.parameters.NAME";

tl::unexpected<Error> wrong(std::string_view text, std::string_view why) {
  return failure(Errc::invalid, About::document, "found the expression " + std::string(text) + ": " + std::string(why));
}

/// RFC 9110's token, of which the grammar makes header names.
bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

const Json* member_of(const Json* object, std::string_view name) {
  if (object == nullptr || !object->is_object()) return nullptr;
  const auto found = object->find(std::string(name));
  return found == object->end() ? nullptr : &*found;
}

Value in_object(const Json* object, std::string_view name) {
  const Json* found = member_of(object, name);
  return found ? Value(found) : Value();
}

/// A name may hold dots itself; the longest name that exists wins, the rest is access into its value.
const Json* longest_name(const Json& object, std::string_view name) {
  auto end = name.size();
  while (true) {
    if (const auto found = member_of(&object, name.substr(0, end)); found) return at_access(*found, name.substr(end));
    if (end == 0) return nullptr;
    const auto cut = name.find_last_of(".[", end - 1);
    if (cut == std::string_view::npos || cut == 0) return nullptr;
    end = cut;
  }
}

/// `$steps.ID.outputs.NAME` and its like: ID has no dot, then the kind, then a name that may.
const Json* in_parts(const Json* of, std::string_view name) {
  if (of == nullptr) return nullptr;
  const auto dot = name.find('.');
  const auto part = member_of(of, name.substr(0, dot));
  if (!part || dot == std::string_view::npos) return part;
  const auto rest = name.substr(dot + 1);
  const auto second = rest.find('.');
  const auto kind = member_of(part, rest.substr(0, second));
  if (!kind || second == std::string_view::npos) return kind;
  return kind->is_object() ? longest_name(*kind, rest.substr(second + 1)) : nullptr;
}

/// `$components.parameters.NAME`.
const Json* in_kinds(const Json* of, std::string_view name) {
  const auto dot = name.find('.');
  const auto kind = member_of(of, name.substr(0, dot));
  if (!kind || dot == std::string_view::npos) return kind;
  return longest_name(*kind, name.substr(dot + 1));
}

Value header_value(const http::Headers& headers, std::string_view name) {
  const auto* found = headers.find(name);
  return found == nullptr ? Value() : Value(Json(*found));
}

Value base_value(Root root, const std::string& name, const Scope& scope) {
  const auto* facts = scope.facts;
  switch (root) {
    case Root::url: return facts ? Value(Json(facts->url)) : Value();
    case Root::method: return facts ? Value(Json(facts->method)) : Value();
    case Root::status_code: return facts && facts->status != 0 ? Value(Json(facts->status)) : Value();
    case Root::request_header: return facts ? header_value(facts->request_headers, name) : Value();
    case Root::response_header: return facts ? header_value(facts->response_headers, name) : Value();
    case Root::request_query: return facts ? in_object(&facts->query, name) : Value();
    case Root::request_path: return facts ? in_object(&facts->path, name) : Value();
    case Root::request_body: return facts ? Value(at_access(facts->request_body, name)) : Value();
    case Root::response_body: return facts ? Value(at_access(facts->response_body, name)) : Value();
    case Root::response_query:
    case Root::response_path: return {};
    case Root::inputs: return scope.inputs ? Value(longest_name(*scope.inputs, name)) : Value();
    case Root::outputs: return scope.outputs ? Value(longest_name(*scope.outputs, name)) : Value();
    case Root::steps: return Value(in_parts(scope.steps, name));
    case Root::workflows: return Value(in_parts(scope.workflows, name));
    case Root::sources: return Value(in_parts(scope.sources, name));
    case Root::components: return Value(in_kinds(scope.components, name));
  }
  return {};
}

}  // namespace

bool is_json_media_type(std::string_view content_type) {
  auto type = to_lower(content_type.substr(0, content_type.find(';')));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.pop_back();
  return type == "application/json" || type.ends_with("+json") || type == "text/json";
}

Json body_value(std::string_view content_type, const Bytes& body) {
  auto text = body.str();
  if (content_type.empty() || is_json_media_type(content_type)) {
    auto value = Json::parse(text, nullptr, false);
    if (!value.is_discarded()) return value;
  }
  return Json(to_valid_utf8(text));
}

bool Expression::is_meant(std::string_view text) {
  return text.size() > 1 && text[0] == '$' && text[1] >= 'a' && text[1] <= 'z' && text.find_first_of(" \t\r\n") == std::string_view::npos;
}

Result<Expression> Expression::parse(std::string_view text) {
  Expression made;
  made.text_ = text;
  for (const auto& [word, root] : kWhole) {
    if (text != word) continue;
    made.root_ = root;
    return made;
  }
  for (const auto& [prefix, root] : kBodies) {
    if (!text.starts_with(prefix)) continue;
    const auto rest = text.substr(prefix.size());
    if (!rest.empty() && rest[0] != '#' && rest[0] != '.' && rest[0] != '[') break;
    made.root_ = root;
    const auto hash = std::min(rest.find('#'), rest.size());
    made.name_ = rest.substr(0, hash);
    if (hash < rest.size()) made.pointer_ = rest.substr(hash + 1);
    if (!pointer_tokens(made.pointer_)) return wrong(text, "after '#' a JSON Pointer is allowed: empty or starting with '/'");
    return made;
  }
  for (const auto& [prefix, root] : kNamed) {
    if (!text.starts_with(prefix)) continue;
    made.root_ = root;
    const auto rest = text.substr(prefix.size());
    if (rest.empty()) return wrong(text, "a name is missing at its end");
    if (root == Root::request_header || root == Root::response_header) {
      made.name_ = rest;
      if (!is_token(rest)) return wrong(text, "a header's name is made of letters, digits and !#$%&'*+-.^_`|~");
      return made;
    }
    const auto hash = std::min(rest.find("#/"), rest.size());
    made.name_ = rest.substr(0, hash);
    if (hash < rest.size()) made.pointer_ = rest.substr(hash + 1);
    if (!pointer_tokens(made.pointer_)) return wrong(text, "after '#' a JSON Pointer is allowed");
    return made;
  }
  return wrong(text, "allowed are " + std::string(kAllowed));
}

Value Expression::evaluate(const Scope& scope) const {
  auto base = base_value(root_, name_, scope);
  if (!base || pointer_.empty()) return base;
  const auto* named = at_pointer(*base, pointer_);
  return named == nullptr ? Value() : Value(Json(*named));
}

}  // namespace hpc::conformance
