// Docker's reference grammar, as far as refissh takes it.
#include <algorithm>

#include "apis/refissh/wire.h"

namespace hpc::apis::refissh::wire {
namespace {

bool is_lower(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
bool is_alphanumeric(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// How many characters of one separator text begins with: '.', '_', '__' or any number of '-'.
std::size_t separator(std::string_view text) {
  if (text.starts_with("__")) return 2;
  if (text.starts_with('.') || text.starts_with('_')) return 1;
  return std::min(text.find_first_not_of('-'), text.size());
}

// [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*
bool is_component(std::string_view text) {
  while (true) {
    const std::size_t word =
        static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_lower) - text.begin());
    if (word == 0) return false;
    text.remove_prefix(word);
    if (text.empty()) return true;
    const std::size_t between = separator(text);
    if (between == 0) return false;
    text.remove_prefix(between);
  }
}

// [a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?
bool is_domain_component(std::string_view text) {
  return !text.empty() && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_domain(std::string_view text) {
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    const std::string_view port = text.substr(colon + 1);
    if (port.empty() || !std::all_of(port.begin(), port.end(), is_digit)) return false;
    text = text.substr(0, colon);
  }
  while (true) {
    const std::size_t dot = text.find('.');
    if (!is_domain_component(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

// [A-Za-z0-9_][A-Za-z0-9_.-]{0,127}
bool is_tag(std::string_view text) {
  return !text.empty() && text.size() <= 128 && (is_alphanumeric(text.front()) || text.front() == '_') &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; });
}

}  // namespace

bool is_image_name(std::string_view name) {
  if (name.size() > 255) return false;
  const std::size_t last_slash = name.rfind('/');
  const std::size_t colon = name.find(':', last_slash == std::string_view::npos ? 0 : last_slash);
  if (colon != std::string_view::npos) {
    if (!is_tag(name.substr(colon + 1))) return false;
    name = name.substr(0, colon);
  }
  bool is_first = true;
  while (true) {
    const std::size_t slash = name.find('/');
    const bool is_last = slash == std::string_view::npos;
    const std::string_view part = name.substr(0, slash);
    if (!is_component(part) && !(is_first && !is_last && is_domain(part))) return false;
    if (is_last) return true;
    name.remove_prefix(slash + 1);
    is_first = false;
  }
}

}  // namespace hpc::apis::refissh::wire
