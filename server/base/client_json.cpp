#include "base/client_json.h"

#include <nlohmann/json.hpp>

namespace hpc {
namespace {

bool is_too_deep(std::string_view text) {
  std::size_t level = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') ++i;
    if (c == '"') in_string = !in_string;
    if (in_string) continue;
    if ((c == '[' || c == '{') && ++level > kMostJsonLevels) return true;
    if ((c == ']' || c == '}') && level > 0) --level;
  }
  return false;
}

template <class Value>
Value parse(std::string_view text) {
  return is_too_deep(text) ? Value(Value::value_t::discarded) : Value::parse(text, nullptr, false);
}

}  // namespace

Json parse_client_json(std::string_view text) {
  return parse<Json>(text);
}

OrderedJson parse_client_ordered_json(std::string_view text) {
  return parse<OrderedJson>(text);
}

}  // namespace hpc
