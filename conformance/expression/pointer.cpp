#include "conformance/expression/pointer.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace hpc::conformance {
namespace {

std::optional<std::string> unescaped(std::string_view token) {
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      text += token[i];
    } else if (i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1')) {
      text += token[++i] == '0' ? '~' : '/';
    } else {
      return std::nullopt;
    }
  }
  return text;
}

/// RFC 6901: digits without leading zeros.
std::optional<std::size_t> array_index(std::string_view token) {
  if (token.empty() || (token.size() > 1 && token[0] == '0')) return std::nullopt;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || end != token.data() + token.size()) return std::nullopt;
  return index;
}

template <class J>
const J* child(const J& value, const std::string& token) {
  if (value.is_object()) {
    const auto found = value.find(token);
    return found == value.end() ? nullptr : &*found;
  }
  if (!value.is_array()) return nullptr;
  const auto index = array_index(token);
  return index && *index < value.size() ? &value[*index] : nullptr;
}

/// The place for a token in a container, made when it may be made; nullptr when it does not fit.
OrderedJson* place(OrderedJson& value, const std::string& token) {
  if (value.is_null()) value = OrderedJson::object();
  if (value.is_object()) return &value[token];
  if (!value.is_array()) return nullptr;
  if (token == "-") {
    value.push_back(nullptr);
    return &value.back();
  }
  const auto index = array_index(token);
  return index && *index < value.size() ? &value[*index] : nullptr;
}

/// The next step of an access and what is left of it; an empty name says that the access is malformed.
struct Step {
  std::string name;
  bool index = false;
  std::string_view rest;
};

Step bracket_step(std::string_view access) {
  const auto close = access.find(']');
  if (close == std::string_view::npos) return {};
  auto inside = access.substr(1, close - 1);
  const bool quoted = inside.size() >= 2 && (inside.front() == '\'' || inside.front() == '"') && inside.back() == inside.front();
  if (quoted) inside = inside.substr(1, inside.size() - 2);
  return {std::string(inside), !quoted, access.substr(close + 1)};
}

Step next_step(std::string_view access) {
  if (access.front() == '[') return bracket_step(access);
  if (access.front() != '.') return {};
  const auto end = std::min(access.find_first_of(".[", 1), access.size());
  return {std::string(access.substr(1, end - 1)), false, access.substr(end)};
}

}  // namespace

std::optional<std::vector<std::string>> pointer_tokens(std::string_view pointer) {
  std::vector<std::string> tokens;
  if (pointer.empty()) return tokens;
  if (pointer.front() != '/') return std::nullopt;
  std::size_t start = 1;
  while (true) {
    const auto slash = std::min(pointer.find('/', start), pointer.size());
    auto token = unescaped(pointer.substr(start, slash - start));
    if (!token) return std::nullopt;
    tokens.push_back(std::move(*token));
    if (slash == pointer.size()) return tokens;
    start = slash + 1;
  }
}

std::string pointer_text(const std::vector<std::string>& tokens) {
  std::string text;
  for (const auto& token : tokens) text += "/" + pointer_token(token);
  return text;
}

const OrderedJson* at_pointer(const OrderedJson& root, std::string_view pointer) {
  const auto tokens = pointer_tokens(pointer);
  const OrderedJson* value = tokens ? &root : nullptr;
  if (value == nullptr) return nullptr;
  for (auto token = tokens->begin(); value != nullptr && token != tokens->end(); ++token) value = child(*value, *token);
  return value;
}

bool put_at_pointer(OrderedJson& root, std::string_view pointer, OrderedJson value) {
  const auto tokens = pointer_tokens(pointer);
  if (!tokens) return false;
  OrderedJson* target = &root;
  for (const auto& token : *tokens) {
    target = place(*target, token);
    if (target == nullptr) return false;
  }
  *target = std::move(value);
  return true;
}

const Json* at_access(const Json& root, std::string_view access) {
  const Json* value = &root;
  while (!access.empty()) {
    const auto step = next_step(access);
    if (step.name.empty()) return nullptr;
    if (step.index && !value->is_array()) return nullptr;
    value = child(*value, step.name);
    if (value == nullptr) return nullptr;
    access = step.rest;
  }
  return value;
}

}  // namespace hpc::conformance
