#include "apis/flux_restful/validation_wire.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apis/flux_restful/wire.h"

namespace hpc::apis::flux_restful::wire {
namespace {

OrderedJson place(const char* part, std::string_view name) {
  return OrderedJson::array({part, name});
}

// The first generation's order of keys.
OrderedJson old_entry(OrderedJson location, std::string_view message, const char* type) {
  return {{"loc", std::move(location)}, {"msg", message}, {"type", type}};
}

OrderedJson new_entry(const char* type, OrderedJson location, const char* message, OrderedJson input) {
  return {{"type", type}, {"loc", std::move(location)}, {"msg", message}, {"input", std::move(input)}};
}

struct LineAndColumn {
  std::size_t line = 1, column = 1;
};

LineAndColumn locate(std::string_view text, std::size_t characters) {
  LineAndColumn at;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;
    if (characters-- == 0) break;
    at = c == '\n' ? LineAndColumn{at.line + 1, 1} : LineAndColumn{at.line, at.column + 1};
  }
  return at;
}

}  // namespace

Faults::Faults(Options::Dialect dialect)
    : is_old_(dialect == Options::Dialect::v1), entries_(std::make_unique<OrderedJson>(OrderedJson::array())) {}
Faults::~Faults() = default;

void Faults::add(OrderedJson entry) {
  entries_->push_back(std::move(entry));
}
bool Faults::empty() const {
  return entries_->empty();
}

void Faults::bad_integer(std::string_view name, std::string_view input) {
  add(is_old_ ? old_entry(place("query", name), "value is not a valid integer", "type_error.integer")
              : new_entry("int_parsing", place("query", name),
                          "Input should be a valid integer, unable to parse string as an integer", input));
}

void Faults::bad_boolean(std::string_view name, std::string_view input) {
  add(is_old_ ? old_entry(place("query", name), "value could not be parsed to a boolean", "type_error.bool")
              : new_entry("bool_parsing", place("query", name),
                          "Input should be a valid boolean, unable to interpret input", input));
}

void Faults::bad_body(const OrderedJson& input) {
  OrderedJson location = OrderedJson::array({"body"});
  add(is_old_ ? old_entry(std::move(location), "value is not a valid dict", "type_error.dict")
              : new_entry("dict_type", std::move(location), "Input should be a valid dictionary", input));
}

void Faults::bad_json(const JsonFault& fault, std::string_view body) {
  OrderedJson location = OrderedJson::array({"body", fault.position});
  if (!is_old_) {
    OrderedJson entry = new_entry("json_invalid", std::move(location), "JSON decode error", OrderedJson::object());
    entry["ctx"] = {{"error", fault.message}};
    return add(std::move(entry));
  }
  const LineAndColumn at = locate(body, fault.position);
  const std::string text = fault.message + ": line " + std::to_string(at.line) + " column " +
                           std::to_string(at.column) + " (char " + std::to_string(fault.position) + ")";
  OrderedJson entry = old_entry(std::move(location), text, "value_error.jsondecode");
  entry["ctx"] = {
      {"msg", fault.message}, {"doc", body}, {"pos", fault.position}, {"lineno", at.line}, {"colno", at.column}};
  add(std::move(entry));
}

void Faults::missing(std::string_view name) {
  add(is_old_ ? old_entry(place("body", name), "field required", "value_error.missing")
              : new_entry("missing", place("body", name), "Field required", nullptr));
}

void Faults::bad_grant(std::string_view input) {
  OrderedJson entry = is_old_ ? old_entry(place("body", "grant_type"), "string does not match regex \"^password$\"",
                                          "value_error.str.regex")
                              : new_entry("string_pattern_mismatch", place("body", "grant_type"),
                                          "String should match pattern '^password$'", input);
  entry["ctx"] = {{"pattern", "^password$"}};
  add(std::move(entry));
}

http::Response Faults::response() const {
  return json({{"detail", *entries_}}, 422);
}

}  // namespace hpc::apis::flux_restful::wire
